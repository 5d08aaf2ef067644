"""Campaigns and their rounds: made from the campaign, opened by the clock, moved by the centre."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import User
from accounts.rules import Role
from reporting.models import Campaign, Round
from reporting.rules import OVERDUE, HolidayRule, Stage
from reporting.selectors.rounds import active_rounds
from sheets.text import CellError, clean
from workplace import acts, clock, history, post, workdays
from workplace.templatetags.puxian import moment

from . import submissions

WEEK = timedelta(weeks=1)
MARGIN = timedelta(days=60)  # no holiday is longer
MAX_RUNGS = 12


@dataclass(frozen=True)
class Slot:
    """A round as the campaign describes it, before holidays."""

    stage: Stage
    number: int
    cutoff_on: date
    opens_on: date


def slots(campaign: Campaign) -> list[Slot]:
    """Baseline, one round a week from the week after it, summary (文件第四条（三））."""
    found = []
    if campaign.baseline_on:
        found.append(Slot(Stage.BASELINE, 0, campaign.baseline_on, campaign.starts_on))
    weekly = list(_weekly(campaign))
    found += weekly
    if campaign.summary_on:
        opens_on = (weekly[-1].cutoff_on if weekly else campaign.starts_on) + timedelta(days=1)
        number = len(weekly) + 1
        found.append(Slot(Stage.SUMMARY, number, campaign.summary_on, opens_on))
    return found


def _weekly(campaign: Campaign) -> Iterator[Slot]:
    after = campaign.baseline_on or campaign.starts_on - timedelta(days=1)
    day = after + timedelta(days=1)
    day += timedelta(days=(campaign.weekday - day.weekday()) % 7)
    end = min(filter(None, (campaign.ends_on, campaign.summary_on)))
    number = 1
    while day <= end:
        monday = day - timedelta(days=day.weekday())
        yield Slot(Stage.WEEKLY, number, day, max(monday, campaign.starts_on))
        day, number = day + WEEK, number + 1


@transaction.atomic
def make_rounds(campaign: Campaign, *, by: User | None = None) -> list[Round]:
    """The campaign's rounds; those that exist keep what they have."""
    known = {round_.cutoff_on: round_ for round_ in campaign.rounds.all()}
    calendar = _calendar([campaign])
    rounds = []
    for slot in slots(campaign):
        round_ = known.get(slot.cutoff_on)
        if round_ is None:
            round_ = Round(
                campaign=campaign,
                stage=slot.stage,
                number=slot.number,
                cutoff_on=slot.cutoff_on,
                opens_at=local(slot.opens_on, time.min),
            )
            round_.due_at = due_by_rule(round_, campaign, calendar)
            history.save(round_, by=by)
        rounds.append(round_)
    return rounds


def local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def due_by_rule(round_: Round, campaign: Campaign, calendar: workdays.Calendar) -> datetime:
    """Weekly deadlines leave holidays by the campaign's rule; dates the order names stay."""
    day = round_.cutoff_on
    if round_.stage == Stage.WEEKLY:
        step = 1 if campaign.holiday_rule == HolidayRule.NEXT else -1
        day = workdays.next_working_day(day, calendar, step)
    return local(day, campaign.due_time)


def _calendar(campaigns: Sequence[Campaign]) -> dict[date, str]:
    start = min(campaign.starts_on for campaign in campaigns)
    end = max(campaign.ends_on for campaign in campaigns)
    return workdays.calendar(start - MARGIN, end + MARGIN)


@transaction.atomic
def follow_calendar(now: datetime) -> list[Round]:
    """After an edit of the working calendar: move rounds not yet opened, unless set by hand."""
    rounds = list(
        Round.objects.filter(
            campaign__is_open=True, opened_at__isnull=True, moved_reason="", opens_at__gt=now
        ).select_related("campaign")
    )
    if not rounds:
        return []
    calendar = _calendar([round_.campaign for round_ in rounds])
    moved = []
    for round_ in rounds:
        due_at = due_by_rule(round_, round_.campaign, calendar)
        if due_at != round_.due_at:
            round_.due_at = due_at
            history.save(round_, by=None, reason="工作日历", fields=["due_at"])
            moved.append(round_)
    return moved


def open_due(now: datetime) -> list[Round]:
    """Open what is to open by now, as of its own time, and give every unit its table."""
    due = Round.objects.filter(opens_at__lte=now, opened_at__isnull=True, campaign__is_open=True)
    opened = [
        round_
        for key in due.order_by("opens_at", "pk").values_list("pk", flat=True)
        if (round_ := _open(key)) is not None
    ]
    for round_ in active_rounds(now):  # a unit that begins to report later
        submissions.ensure_submissions(round_)
    return opened


@transaction.atomic
def _open(round_id: int) -> Round | None:
    rounds = Round.objects.select_related("campaign").select_for_update(of=("self",), no_key=True)
    round_ = rounds.get(pk=round_id)
    if round_.opened_at is not None:  # another sweep was quicker
        return None
    round_.opened_at = round_.opens_at
    history.save(round_, by=None, fields=["opened_at"])
    submissions.ensure_submissions(round_)
    return round_


def open_if_due(round_: Round) -> None:
    """For a page: the round's time has come, but no sweep has run yet."""
    if round_.opened_at is None and round_.opens_at <= clock.now():
        _open(round_.pk)


def ensure_open(round_: Round, at: datetime | None = None) -> None:
    """Before the first act in a round: its time has come, but no sweep has run yet."""
    if round_.opens_at > (at or clock.now()):
        opens = moment(round_.opens_at)
        raise Refused(f"{round_.label}还没有开始，{opens} 开始填报。", 409)
    if round_.opened_at is None:
        _open(round_.pk)
    submissions.ensure_submissions(round_)


@transaction.atomic
def move_round(*, round_id: int, due_at: datetime, by: User, reason: str) -> Round:
    """The centre sets another deadline for one round, with a reason; units are told."""
    rounds = Round.objects.select_related("campaign").select_for_update(of=("self",), no_key=True)
    round_ = rounds.get(pk=round_id)
    _only_centre(by, round_.campaign)
    reason = _clean(reason, 200)
    if not reason:
        raise Refused("改截止时间要写原因。", 422)
    if due_at <= max(round_.opens_at, clock.now()):
        raise Refused("新的截止时间要在开始填报以后、现在以后。", 422)
    if round_.closed_at is not None:
        raise Refused("这一期已经汇总，不能再改截止时间。", 409)
    before, round_.due_at, round_.moved_reason = round_.due_at, due_at, reason
    history.save(round_, by=by, reason=reason, fields=["due_at", "moved_reason"])
    target = f"{round_.campaign.form} {round_.cutoff_on}"
    acts.record(by=by, verb="round-move", target=target, reason=reason,
                before=before.isoformat(), after=due_at.isoformat())  # fmt: skip
    if round_.opened_at is not None:
        _tell_missing(round_, f"{round_.named}截止时间改为 {moment(due_at)}：{reason}")
    return round_


def _tell_missing(round_: Round, text: str) -> None:
    units = round_.submissions.missing().values_list("unit_id", flat=True)
    key = f"moved-{round_.pk}-{round_.due_at:%Y%m%d%H%M}"
    url = f"/report/{round_.cutoff_on}/{round_.query}"
    post.notify(users=submissions.reporters(units), key=key, text=text[:300], url=url)


@transaction.atomic
def set_ladder(*, campaign_id: int, ladder: Sequence[dict[str, Any]], by: User) -> Campaign:
    """Replace 提醒时刻; each step is a weekday and a time, or minutes before the deadline."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    _only_centre(by, campaign)
    stages = [step["stage"] for step in ladder]
    if not 0 < len(ladder) <= MAX_RUNGS or len(set(stages)) != len(stages):
        raise Refused(f"提醒时刻要有 1 到 {MAX_RUNGS} 个，不能重复。", 422)
    campaign.ladder = list(ladder)
    history.save(campaign, by=by, fields=["ladder"])
    acts.record(by=by, verb="ladder-set", target=str(campaign), stages=stages)
    return campaign


def step_on_weekday(weekday: int, at: time) -> dict[str, Any]:
    name = "周" + "一二三四五六日"[weekday]
    label = f"{name} {at:%H:%M}"
    return {"stage": f"w{weekday}-{at:%H%M}", "label": label, "weekday": weekday,
            "time": f"{at:%H:%M}"}  # fmt: skip


def step_before(minutes: int) -> dict[str, Any]:
    if minutes == 0:
        return {"stage": OVERDUE, "label": "截止时", "before_minutes": 0}
    hours, rest = divmod(minutes, 60)
    words = " ".join(f"{n} {unit}" for n, unit in ((hours, "小时"), (rest, "分")) if n)
    return {"stage": f"m{minutes}", "label": f"截止前 {words}", "before_minutes": minutes}


def _only_centre(by: User, campaign: Campaign) -> None:
    if by.role != Role.CENTRE or by.unit.centre_id != campaign.centre_id:
        raise Refused("只有召集这项活动的项目推进中心能办理。", 403)


def _clean(raw: str, max_length: int) -> str:
    try:
        return clean(raw, max_length=max_length)
    except CellError as error:
        raise Refused(f"原因：{error.message}", 422) from None
