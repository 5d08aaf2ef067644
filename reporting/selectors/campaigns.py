"""Campaigns for their pages: who files, what is due next, the rounds on a calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.models import Unit
from procedures.models import PermitKind
from reporting.models import Campaign, Round, Submission
from reporting.rules import Form, Rhythm, Stage
from reporting.slots import as_rounds, slots
from workplace import workdays
from workplace.selectors.calendar import Cell, months_between, years_without_days
from workplace.templatetags.puxian import moment

from .rows import campaign_kinds

MARGIN = timedelta(days=60)  # no holiday is longer
WEEKDAYS = "一二三四五六日"
ADDED, CHANGED, DROPPED = "新增", "改", "取消"
CHANGES = frozenset({ADDED, CHANGED, DROPPED})


def calendar_of(campaigns: Sequence[Campaign]) -> dict[date, str]:
    start = min(campaign.starts_on for campaign in campaigns)
    end = max(campaign.ends_on for campaign in campaigns)
    return workdays.calendar(start - MARGIN, end + MARGIN)


def is_begun(round_: Round, now: datetime) -> bool:
    """Open, or about to be by the next sweep: nothing about it changes any more."""
    return round_.opened_at is not None or round_.opens_at <= now


def last_begun(campaign: Campaign, now: datetime) -> Round | None:
    begun = [round_ for round_ in campaign.rounds.order_by("cutoff_on") if is_begun(round_, now)]
    return begun[-1] if begun else None


def coming_rounds(campaign: Campaign, begun: Sequence[Round], now: datetime) -> list[Round]:
    """What follows the rounds that have begun, not saved; nobody can file in what is past by now.

    A new campaign may start in the past: its first rounds are then filed late.
    """
    after = begun[-1] if begun else None
    found = as_rounds(campaign, slots(campaign, after), calendar_of([campaign]))
    if after is None:
        return found
    found = [round_ for round_ in found if round_.due_at > now]
    for number, round_ in enumerate(found, after.number + 1):
        round_.number = number
    return found


def changed_fields(known: Round, draft: Round) -> list[str]:
    """Where a round not yet opened differs from the plan.

    A deadline that the centre has set by hand stays, unless the round now opens after it.
    """
    names = ["stage", "number", "opens_at"]
    if not known.moved_reason or known.due_at <= draft.opens_at:
        names += ["due_at", "moved_reason"]
    return [name for name in names if getattr(known, name) != getattr(draft, name)]


def taken_day(campaign: Campaign, coming: Iterable[Round]) -> str:
    """Which other campaign of the form has a round on one of these days; a date names one round."""
    days = {round_.cutoff_on for round_ in coming if round_.stage != Stage.SUMMARY}
    others = Round.objects.of_form(campaign.form).with_table().select_related("campaign")
    others = others.filter(campaign__centre=campaign.centre_id, cutoff_on__in=days)
    clash = others.exclude(campaign=campaign.pk).order_by("cutoff_on").first()
    if clash is None:
        return ""
    return (
        f"{clash.cutoff_on} 已经是“{clash.campaign}”{clash.label}的统计截止日。改开始日期或报送日。"
    )


def open_rival(campaign: Campaign) -> Campaign | None:
    """The open campaign of the same form, of which there can be only one."""
    found = Campaign.objects.filter(centre=campaign.centre_id, form=campaign.form, is_open=True)
    return found.exclude(pk=campaign.pk).first()


@dataclass(frozen=True)
class Line:
    """A campaign in the list."""

    campaign: Campaign
    rounds: list[Round]
    next: Round | None  # whose deadline comes next

    @property
    def rhythm(self) -> str:
        return rhythm_words(self.campaign)

    @property
    def begun(self) -> int:
        return sum(round_.opened_at is not None for round_ in self.rounds)


def rhythm_words(campaign: Campaign) -> str:
    """每周五 12:00, 每月25日 12:00, 每月最后一天 12:00."""
    at = f"{campaign.due_time:%H:%M}"
    if campaign.rhythm == Rhythm.WEEKLY:
        return f"每周{WEEKDAYS[campaign.weekday]} {at}"
    day = "最后一天" if campaign.month_day == 31 else f"{campaign.month_day}日"
    return f"每月{day} {at}"


def campaign_lines(campaigns: QuerySet[Campaign], now: datetime) -> list[Line]:
    """Open ones first, then the newest."""
    found = campaigns.prefetch_related("rounds").order_by("-is_open", "-starts_on", "form")
    return [_line(campaign, now) for campaign in found]


def _line(campaign: Campaign, now: datetime) -> Line:
    rounds = list(campaign.rounds.all())
    ahead = [round_ for round_ in rounds if round_.due_at >= now and campaign.is_open]
    return Line(campaign, rounds, min(ahead, key=lambda round_: round_.due_at, default=None))


def reporting_units(centre_id: int | None) -> int:
    return Unit.objects.reporting().of_county(centre_id).count()


def kinds_of(campaign: Campaign) -> list[PermitKind]:
    """What a table of permits lists; the other form has none."""
    return campaign_kinds(campaign) if campaign.form == Form.PERMITS else []


@dataclass(frozen=True)
class Touched:
    """What ending a campaign touches."""

    coming: int  # rounds that will not open
    unfiled: list[tuple[str, int]]  # label of a round, units that have not filed in it


def touched(campaign: Campaign, now: datetime) -> Touched:
    rounds = list(campaign.rounds.order_by("cutoff_on"))
    running = [round_ for round_ in rounds if is_begun(round_, now) and not round_.closed_at]
    missing = Submission.objects.missing().filter(round__in=running).order_by()
    counts = dict(missing.values_list("round").annotate(Count("pk")))
    unfiled = [(round_.label, counts[round_.pk]) for round_ in running if round_.pk in counts]
    return Touched(sum(not is_begun(round_, now) for round_ in rounds), unfiled)


@dataclass(frozen=True)
class Step:
    """A round in a list: where it stands, or what saving would do to it."""

    round: Round
    state: str
    note: str = ""
    is_begun: bool = False
    is_dropped: bool = False

    @property
    def has_board(self) -> bool:
        return self.is_begun and self.round.stage != Stage.SUMMARY


@dataclass(frozen=True)
class Day:
    cell: Cell
    due: str = ""  # the round whose deadline it is
    cutoff: str = ""  # the round whose cut-off it is, when its deadline is on another day


@dataclass(frozen=True)
class Month:
    year: int
    number: int
    weeks: list[list[Day]]


@dataclass(frozen=True)
class Schedule:
    """Rounds as a list and on the calendar, and what to know before saving them."""

    steps: list[Step]
    months: list[Month]
    warnings: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(not step.is_dropped for step in self.steps)

    @property
    def changes(self) -> int:
        return sum(step.state in CHANGES for step in self.steps)


def schedule_of(campaign: Campaign, now: datetime) -> Schedule:
    """The campaign's rounds as they stand."""
    rounds = list(campaign.rounds.order_by("cutoff_on"))
    steps = [_standing(round_, now) for round_ in rounds]
    return Schedule(steps, _months(rounds), _unknown_years(rounds))


def _standing(round_: Round, now: datetime) -> Step:
    if not is_begun(round_, now):
        return Step(round_, "未打开", _moved(round_))
    state = "已汇总" if round_.closed_at else "填报中" if round_.due_at >= now else "已截止"
    return Step(round_, state, _moved(round_), is_begun=True)


def preview(campaign: Campaign, now: datetime) -> Schedule:
    """What saving `campaign`, a draft, would make of its rounds."""
    known = list(campaign.rounds.order_by("cutoff_on")) if campaign.pk else []
    begun = [round_ for round_ in known if is_begun(round_, now)]
    later = {round_.cutoff_on: round_ for round_ in known if not is_begun(round_, now)}
    steps = [_standing(round_, now) for round_ in begun]
    for draft in coming_rounds(campaign, begun, now):
        steps.append(_planned(later.pop(draft.cutoff_on, None), draft))
    steps += [Step(round_, DROPPED, _moved(round_), is_dropped=True) for round_ in later.values()]
    steps.sort(key=lambda step: step.round.cutoff_on)
    rounds = [step.round for step in steps if not step.is_dropped]
    late = sum(step.round.due_at < now for step in steps if step.state == ADDED)
    warnings = _unknown_years(rounds)
    if late:
        warnings.append(f"前 {late} 期的截止时间已经过去：保存后马上打开，各单位补报都算迟报。")
    return Schedule(steps, _months(rounds), warnings)


def _planned(known: Round | None, draft: Round) -> Step:
    if known is None:
        return Step(draft, ADDED, _moved(draft))
    fields = changed_fields(known, draft)
    before = moment(known.due_at)
    if not fields:
        return Step(known, "不变", _moved(known))
    if "due_at" not in fields:  # set by hand
        draft.due_at, draft.moved_reason = known.due_at, known.moved_reason
    note = f"原来截止 {before}" if draft.due_at != known.due_at else f"原来是{known.label}"
    if draft.label == known.label and draft.due_at == known.due_at:
        note = f"原来 {moment(known.opens_at)} 打开"
    return Step(draft, CHANGED, note)


def _moved(round_: Round) -> str:
    if round_.moved_reason:
        return f"改过截止时间：{round_.moved_reason}"
    if timezone.localdate(round_.due_at) == round_.cutoff_on:
        return ""
    return "遇休息日" + ("顺延" if timezone.localdate(round_.due_at) > round_.cutoff_on else "提前")


def _unknown_years(rounds: Iterable[Round]) -> list[str]:
    years = {round_.cutoff_on.year for round_ in rounds}
    return [
        f"还没有录入 {year}年的放假安排，先按周一至周五推算；录入后，没打开的期自动重算。"
        for year in years_without_days(years)
    ]


def _months(rounds: Sequence[Round]) -> list[Month]:
    """The months from the first cut-off or deadline to the last, with what falls on each day."""
    if not rounds:
        return []
    due: dict[date, str] = {}
    cutoffs: dict[date, str] = {}
    for round_ in rounds:
        day = timezone.localdate(round_.due_at)
        due[day] = _short(round_) if day not in due else f"{due[day]}、{_short(round_)}"
        if day != round_.cutoff_on:
            cutoffs[round_.cutoff_on] = _short(round_)
    days = [*due, *cutoffs]
    return [
        Month(
            month.year,
            month.number,
            [
                [Day(cell, due.get(cell.date, ""), cutoffs.get(cell.date, "")) for cell in week]
                for week in month.weeks
            ],
        )
        for month in months_between(min(days), max(days))
    ]


def _short(round_: Round) -> str:
    """As it fits into a day of the calendar."""
    if round_.stage == Stage.WEEKLY:
        return f"{round_.number}期"
    return "摸底" if round_.stage == Stage.BASELINE else "总结"
