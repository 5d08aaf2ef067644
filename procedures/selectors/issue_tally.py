"""The numbers of 问题督办 on any day, replayed from the events: nothing that was raised is lost."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Unit
from procedures.issue_rules import STANDING, Dates
from procedures.models import IssueEvent, IssueQuerySet
from procedures.rules import IssueStatus, IssueStep

UNKNOWN = ""  # 办理部门未定
DAYS = ("wanted_by", "reply_due_on", "decision_due_on")


@dataclass
class State:
    """One problem at the end of a day."""

    pk: int
    raised_on: date
    raiser: str = ""
    unit: str = ""
    status: str = IssueStatus.OPEN
    days: dict[str, date | None] = field(default_factory=dict)
    replied: bool = False
    asked: bool = False
    assigned_on: date | None = None
    cleared_on: date | None = None
    supervised: int = 0
    reopened: int = 0
    reply_days: list[int] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return self.status in STANDING

    @property
    def dates(self) -> Dates:
        return Dates(self.status, replied=self.replied, **self.days)

    def age(self, on: date) -> int:
        return ((self.cleared_on or on) - self.raised_on).days


Test = Callable[[State, date], bool]
COUNTS: dict[str, tuple[str, Test]] = {
    "all": ("提出", lambda state, on: True),
    "": ("未销号", lambda state, on: state.stands),
    "open": ("待协调", lambda state, on: state.status == IssueStatus.OPEN),
    "escalated": ("已上报", lambda state, on: state.status == IssueStatus.ESCALATED),
    "decided": ("已议定", lambda state, on: state.status == IssueStatus.DECIDED),
    "cleared": ("已销号", lambda state, on: not state.stands),
    "overdue": ("已超时限", lambda state, on: state.dates.is_overdue(on)),
    "reply-late": ("答复超期", lambda state, on: state.dates.reply_late(on) > 0),
    "asked": ("申请销号待确认", lambda state, on: state.stands and state.asked),
    "reopened": ("重新打开过", lambda state, on: state.reopened > 0),
}
BY: dict[str, tuple[str, Callable[[State], str]]] = {
    "unit": ("办理部门", lambda state: state.unit),
    "raiser": ("提出单位", lambda state: state.raiser),
}


@dataclass(frozen=True)
class Group:
    """A unit's numbers; `counts` by the keys of COUNTS, which are the list's filters too."""

    key: str
    label: str
    counts: Mapping[str, int]
    reopenings: int
    oldest: int | None  # days the oldest standing problem has stood
    reply_days: float | None  # medians
    clear_days: float | None


@dataclass(frozen=True)
class Tally:
    on: date
    states: list[State]

    @property
    def total(self) -> Group:
        return _group("", "合计", self.states, self.on)

    def groups(self, by: str, names: Mapping[str, str]) -> list[Group]:
        of: dict[str, list[State]] = defaultdict(list)
        for state in self.states:
            of[BY[by][1](state)].append(state)
        found = [_group(key, names.get(key, "未定"), rows, self.on) for key, rows in of.items()]
        return sorted(found, key=lambda g: (-g.counts["overdue"], -g.counts[""], g.key))

    def behind(self, by: str, key: str | None, only: str) -> list[int]:
        """The problems behind one number; `key` None is the total."""
        test = COUNTS[only][1]
        return [
            state.pk
            for state in self.states
            if test(state, self.on) and (key is None or BY[by][1](state) == key)
        ]


def tally(on: date, seen: IssueQuerySet) -> Tally:
    """Two queries for any number of problems and events."""
    columns = _columns(seen)
    events: dict[int, list[IssueEvent]] = defaultdict(list)
    for event in IssueEvent.objects.filter(issue__in=seen.order_by()):
        events[event.issue_id].append(event)
    found = (_replay(pk, columns[pk], rows, on) for pk, rows in events.items())
    return Tally(on, [state for state in found if state is not None])


def unit_names(tally: Tally) -> dict[str, str]:
    codes = {code for state in tally.states for code in (state.unit, state.raiser)}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "short_name"))


def _columns(seen: IssueQuerySet) -> dict[int, dict[str, Any]]:
    """What stands now: for problems older than the events' details."""
    rows = seen.order_by().values(
        "pk",
        *DAYS,
        code=F("unit__code"),
        raiser=Coalesce(F("raised_unit__code"), F("project__unit__code")),
    )
    return {row["pk"]: row for row in rows}


def _replay(
    pk: int, columns: Mapping[str, Any], events: Sequence[IssueEvent], on: date
) -> State | None:
    happened = [event for event in events if _day(event) <= on]
    if not happened:
        return None
    later = events[len(happened) :]
    state = State(pk, raised_on=_day(happened[0]))
    for event in happened:
        _apply(state, event)
    state.unit = _tracked("unit", happened, later, columns["code"]) or UNKNOWN
    state.raiser = _tracked("raised_unit", happened, later, columns["raiser"]) or columns["raiser"]
    state.days = {key: _date(_tracked(key, happened, later, columns[key])) for key in DAYS}
    return state


def _apply(state: State, event: IssueEvent) -> None:
    day = _day(event)
    state.status = event.after or state.status
    if event.step == IssueStep.ASSIGN:
        state.supervised += 1
        state.assigned_on, state.replied = day, False
    elif event.step == IssueStep.REPLY:
        if not state.replied and state.assigned_on is not None:
            state.reply_days.append((day - state.assigned_on).days)
        state.replied = True
    elif event.step == IssueStep.ASK_CLEAR:
        state.asked = True
    elif event.step == IssueStep.REFUSE_CLEAR or (
        event.step == IssueStep.EDIT and "in_table" in event.details.get("set", {})
    ):
        state.asked = False  # refused, or typed into its cell again
    elif event.step == IssueStep.CLEAR:
        state.cleared_on, state.asked = day, False
    elif event.step == IssueStep.REOPEN:
        state.cleared_on = None
        state.reopened += 1


def _tracked(
    key: str, happened: Sequence[IssueEvent], later: Sequence[IssueEvent], now: Any
) -> Any:
    """The value after the last event that set it; else before the first that will; else now."""
    for event in reversed(happened):
        if key in (moved := event.details.get("set", {})):
            return moved[key][1]
    for event in later:
        if key in (moved := event.details.get("set", {})):
            return moved[key][0]
    return now


def _group(key: str, label: str, states: Sequence[State], on: date) -> Group:
    return Group(
        key=key,
        label=label,
        counts={name: sum(test(s, on) for s in states) for name, (_, test) in COUNTS.items()},
        reopenings=sum(state.reopened for state in states),
        oldest=max((state.age(on) for state in states if state.stands), default=None),
        reply_days=_median(days for state in states for days in state.reply_days),
        clear_days=_median(state.age(on) for state in states if state.cleared_on),
    )


def _median(days: Iterable[int]) -> float | None:
    found = list(days)
    return median(found) if found else None


def _day(event: IssueEvent) -> date:
    return timezone.localdate(event.at)


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None
