"""A campaign's rounds as its own dates describe them: numbers, cut-offs, openings, deadlines.

Nothing is read or written here: the preview of a page and the services that keep the rounds ask
the same functions.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from django.utils import timezone

from workplace import workdays

from .models import Campaign, Round
from .rules import HolidayRule, Rhythm, Stage

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
LONGEST = timedelta(days=3 * 366)
FIRST_YEAR, LAST_YEAR = 2004, 2098  # as far as the working calendar goes


@dataclass(frozen=True)
class Slot:
    """A round as the campaign describes it, before holidays."""

    stage: Stage
    number: int
    cutoff_on: date
    opens_on: date


def slots(campaign: Campaign, after: Round | None = None) -> list[Slot]:
    """Baseline, a round a week or month from the day after it, summary (文件第四条（三）).

    With `after`, the last round that has opened, only those that follow it and count on from it.
    """
    if after is not None and after.stage == Stage.SUMMARY:
        return []
    found = []
    if campaign.baseline_on and after is None:
        found.append(Slot(Stage.BASELINE, 0, campaign.baseline_on, campaign.starts_on))
    regular = list(_regular(campaign, after))
    found += regular
    if campaign.summary_on:
        last = regular[-1].cutoff_on if regular else after.cutoff_on if after else None
        opens_on = last + DAY if last else campaign.starts_on
        number = (regular[-1].number if regular else after.number if after else 0) + 1
        found.append(Slot(Stage.SUMMARY, number, campaign.summary_on, opens_on))
    return found


def _regular(campaign: Campaign, after: Round | None) -> Iterator[Slot]:
    first = (campaign.baseline_on or campaign.starts_on - DAY) + DAY
    opens_from = campaign.starts_on
    if after is not None:
        first = max(first, after.cutoff_on + DAY)
        if after.stage == Stage.WEEKLY:  # two tables of one form are never open for the same days
            opens_from = max(opens_from, after.cutoff_on + DAY)
    end = min(filter(None, (campaign.ends_on, campaign.summary_on)))
    days = takewhile(lambda day: day <= end, _cutoffs(campaign, first))
    for number, day in enumerate(days, after.number + 1 if after else 1):
        yield Slot(Stage.WEEKLY, number, day, max(_opening(campaign, day), opens_from))


def _cutoffs(campaign: Campaign, first: date) -> Iterator[date]:
    """The campaign's weekday, or its day of the month (31 = the last one), from `first` on."""
    if campaign.rhythm == Rhythm.MONTHLY:
        year, month = first.year, first.month
        while True:
            day = date(year, month, min(campaign.month_day, monthrange(year, month)[1]))
            if day >= first:
                yield day
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = first + timedelta(days=(campaign.weekday - first.weekday()) % 7)
    while True:
        yield day
        day += WEEK


def _opening(campaign: Campaign, cutoff: date) -> date:
    if campaign.rhythm == Rhythm.MONTHLY:
        return cutoff.replace(day=1)
    return cutoff - timedelta(days=cutoff.weekday())


def as_rounds(
    campaign: Campaign, found: Sequence[Slot], calendar: workdays.Calendar
) -> list[Round]:
    """The rounds, not saved, with deadlines by the working calendar."""
    rounds = []
    for slot in found:
        round_ = Round(
            campaign=campaign,
            stage=slot.stage,
            number=slot.number,
            cutoff_on=slot.cutoff_on,
            opens_at=local(slot.opens_on, time.min),
        )
        round_.due_at = due_by_rule(round_, campaign, calendar)
        rounds.append(round_)
    return rounds


def due_by_rule(round_: Round, campaign: Campaign, calendar: workdays.Calendar) -> datetime:
    """Weekly and monthly deadlines leave holidays by the campaign's rule; named dates stay.

    No deadline moves before its round opens: then it moves forward.
    """
    day = round_.cutoff_on
    if round_.stage == Stage.WEEKLY:
        step = 1 if campaign.holiday_rule == HolidayRule.NEXT else -1
        day = workdays.next_working_day(day, calendar, step)
        if day < timezone.localdate(round_.opens_at):
            day = workdays.next_working_day(round_.cutoff_on, calendar)
    return local(day, campaign.due_time)


def faults(campaign: Campaign, after: Round | None = None) -> dict[str, str]:
    """What is wrong with the campaign's dates, by field; with `after`, what has opened stands."""
    start, end, summary = campaign.starts_on, campaign.ends_on, campaign.summary_on
    if start.year < FIRST_YEAR or end.year > LAST_YEAR:
        return {"starts_on": f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"}
    if end < start:
        return {"ends_on": "结束日期早于开始日期。"}
    if end - start > LONGEST:
        return {"ends_on": "一个活动最长三年。分年各设一个。"}
    found = {}
    if campaign.baseline_on and not start <= campaign.baseline_on <= end:
        found["baseline_on"] = "摸底截止要在开始和结束之间。"
    if summary and not (campaign.baseline_on or start) < summary <= end:
        found["summary_on"] = "总结截止要在摸底以后、结束以前。"
    if after is not None:
        found |= _before_what_has_opened(campaign, after)
    return found or _faults_of_slots(campaign, after)


def _before_what_has_opened(campaign: Campaign, after: Round) -> dict[str, str]:
    words = f"{after.label}（{after.cutoff_on}）已经打开，不能早于它。"
    if campaign.ends_on < after.cutoff_on:
        return {"ends_on": words}
    if (
        campaign.summary_on
        and after.stage != Stage.SUMMARY
        and (campaign.summary_on <= after.cutoff_on)
    ):
        return {"summary_on": words}
    return {}


def _faults_of_slots(campaign: Campaign, after: Round | None) -> dict[str, str]:
    found = slots(campaign, after)
    days = {slot.cutoff_on for slot in found if slot.stage != Stage.SUMMARY}
    if not days and after is None:
        return {"ends_on": "这段时间里没有一个报送日。改日期或报送日。"}
    if campaign.summary_on in days:
        return {"summary_on": "这一天也是一期的统计截止日。改为另一天。"}
    return {}


def local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
