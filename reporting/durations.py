"""办理时长: how long permits take here, out of what happened to them. No database here.

Working days by the county's calendar from 受理 to 办结, stopped days removed, by the very clock
that runs on the permit's page (procedures.timing). Where no bureau has spoken, the owner's table
is all there is: 审批中 starts the clock and 退件补正 stops it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median, quantiles

from procedures.rules import STEP, Status
from procedures.steps import STARTS, STOPS, Step
from procedures.timing import Clock, standing, working_days
from workplace.workdays import Calendar

SHOWN_FROM = 5  # fewer finished permits than this say nothing about the next one
STATUS = "status"
NEVER = Clock()
FROM_TABLE = {Status.SUBMITTED: Step.ACCEPT, Status.RETURNED: Step.RETURN}


@dataclass(frozen=True)
class Said:
    """One PermitEvent: what was said, and the day it speaks of."""

    action: str
    after: str
    on: date


@dataclass(frozen=True)
class Trace:
    """What is known of one permit's way at the end of a day."""

    prepared_on: date | None = None  # 组卷
    by_bureau: bool = False  # 受理 was said; else the owner's table alone
    clock: Clock = NEVER
    stops: tuple[tuple[date, date | None], ...] = ()  # None: it still stands
    returned_on: date | None = None  # last, by the table

    @property
    def started_on(self) -> date | None:
        return self.clock.accepted_on

    @property
    def stopped_since(self) -> date | None:
        return self.stops[-1][0] if self.stops and self.stops[-1][1] is None else None


def trace(events: Iterable[Said], until: date, known: Calendar) -> Trace:
    """In the order they were said; a step that was taken back never happened."""
    said = list(events)
    table = [(one.after, one.on) for one in said if one.action == STATUS and one.on <= until]
    stepped = standing((one.after, one.on) for one in said if one.action == STEP)
    clocked = [
        (step, on)
        for step, on in stepped
        if step in STARTS | STOPS and step != Step.FINISH and on <= until
    ]
    by_bureau = any(step == Step.ACCEPT for step, _ in clocked)
    if not by_bureau:
        clocked = [(FROM_TABLE[Status(word)], on) for word, on in table if word in FROM_TABLE]
    clock, stops = _replay(clocked, known)
    prepared = min((on for word, on in table if word == Status.PREPARING), default=None)
    returned = max((on for word, on in table if word == Status.RETURNED), default=None)
    return Trace(prepared, by_bureau, clock, tuple(stops), returned)


def _replay(
    steps: Iterable[tuple[str, date]], known: Calendar
) -> tuple[Clock, list[tuple[date, date | None]]]:
    clock, stops = Clock(), list[tuple[date, date | None]]()
    for step, on in steps:
        before, clock = clock, clock.after(step, on, known)
        if before.since and not clock.since:
            stops.append((on, None))
        elif stops and clock.since and not before.since:
            stops[-1] = (stops[-1][0], on)
    return clock, stops


@dataclass(frozen=True)
class Finished:
    """One finished permit with its days; `days` None when nothing says when it began."""

    number: str  # of the project
    project: str
    unit: str
    kind: str
    level: str
    trace: Trace
    finished_on: date
    days: int | None
    stopped: int = 0
    waited: int | None = None  # 组卷 → 受理

    @property
    def began_by(self) -> str:
        """Whose word the beginning is."""
        if self.days is None:
            return "没有记录"
        return "受理" if self.trace.by_bureau else "报送"


def finished(events: Iterable[Said], finished_on: date, known: Calendar, **names: str) -> Finished:
    """`names`: number, project, unit, kind, level."""
    found = trace(events, finished_on, known)
    began, prepared = found.started_on, found.prepared_on
    days = None if began is None else found.clock.elapsed(finished_on, known)
    return Finished(
        **names,
        trace=found,
        finished_on=finished_on,
        days=days,
        stopped=0 if began is None else working_days(began, finished_on, known) - (days or 0),
        waited=working_days(prepared, began, known)
        if prepared and began and prepared <= began
        else None,
    )


@dataclass(frozen=True)
class Days:
    """A sample in days, and what of it may be shown."""

    values: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return len(self.values)

    @property
    def is_shown(self) -> bool:
        return self.count >= SHOWN_FROM

    @property
    def middle(self) -> float | None:
        """中位数."""
        return float(median(self.values)) if self.is_shown else None

    @property
    def eighty(self) -> float | None:
        """80 分位数, between neighbours in proportion (Excel's PERCENTILE.INC)."""
        if not self.is_shown:
            return None
        return quantiles(self.values, n=10, method="inclusive")[7]

    @property
    def middle_words(self) -> str:
        return _words(self.middle) or self.too_few

    @property
    def eighty_words(self) -> str:
        return _words(self.eighty) or self.too_few

    @property
    def too_few(self) -> str:
        return "" if self.is_shown else f"样本不足（n={self.count}）"


def _words(days: float | None) -> str:
    """12 天, 12.5 天."""
    return "" if days is None else f"{days:.1f}".removesuffix(".0") + " 天"


@dataclass(frozen=True)
class Learned:
    """办理时长 of one kind at one level."""

    kind: str
    level: str
    rows: Sequence[Finished]

    @property
    def days(self) -> Days:
        return Days(tuple(row.days for row in self.rows if row.days is not None))

    @property
    def waits(self) -> Days:
        return Days(tuple(row.waited for row in self.rows if row.waited is not None))

    @property
    def unmeasured(self) -> int:
        """Finished, but nothing says when it began."""
        return sum(row.days is None for row in self.rows)


def learn(rows: Iterable[Finished]) -> dict[tuple[str, str], Learned]:
    """By kind and level, each with its rows, the latest first."""
    found: dict[tuple[str, str], list[Finished]] = {}
    for row in sorted(rows, key=lambda row: row.finished_on, reverse=True):
        found.setdefault((row.kind, row.level), []).append(row)
    return {key: Learned(*key, rows=of_key) for key, of_key in found.items()}
