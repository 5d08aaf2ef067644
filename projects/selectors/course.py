"""How a project went: its stages with their days, its planned start put off, its stop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from projects.models import Project, StageChange
from projects.rules import Stage, Standing, standing


@dataclass(frozen=True)
class Step:
    """A stage on the strip: passed, present, or still to come."""

    label: str
    since: date | None
    days: int | None  # in this stage, until the next one or today
    is_present: bool
    is_past: bool


@dataclass(frozen=True)
class Move:
    """A change of the planned start."""

    at: datetime
    by: User | None
    old: date
    new: date | None
    reason: str

    @property
    def is_later(self) -> bool:
        return self.new is None or self.new > self.old


@dataclass(frozen=True)
class Slip:
    """最初计划, 现计划 and every change between them, newest first."""

    first: date
    now: date | None
    moves: list[Move]

    @property
    def days(self) -> int:
        return (self.now - self.first).days if self.now else 0

    @property
    def early_days(self) -> int:
        return -self.days

    @property
    def times(self) -> int:
        return sum(move.is_later for move in self.moves)


@dataclass(frozen=True)
class Stop:
    """A stop that lasts."""

    label: str
    days: int  # the first day is day 1
    overdue: int  # days past the expected restart


def steps(project: Project, changes: Iterable[StageChange], today: date) -> list[Step]:
    """By the changes, oldest first; a step back takes away what lay ahead of it."""
    order = list(Stage)
    since: dict[Stage, date] = {}
    for change in changes:
        stage = Stage(change.stage)
        since = {s: day for s, day in since.items() if order.index(s) < order.index(stage)}
        since[stage] = change.since
    present = order.index(Stage(project.stage))
    return [
        Step(
            label=str(stage.label),
            since=since.get(stage),
            days=_days(since, order[place : present + 1], today),
            is_present=place == present,
            is_past=place < present,
        )
        for place, stage in enumerate(order)
    ]


def _days(since: dict[Stage, date], rest: list[Stage], today: date) -> int | None:
    """`rest`: the stage and those after it up to the present one."""
    known = [since[stage] for stage in rest if stage in since]
    if not rest or rest[0] not in since:
        return None
    return ((known[1] if len(known) > 1 else today) - known[0]).days


def slip(project: Project) -> Slip | None:
    """From the history of the planned start, in one query."""
    if project.first_planned_start is None:
        return None
    rows = project.history.select_related("history_user__unit")
    moves, last = [], None
    for row in rows.order_by("history_date", "history_id"):
        if last is not None and row.planned_start != last:
            why = row.history_change_reason or ""
            moves.append(Move(row.history_date, row.history_user, last, row.planned_start, why))
        last = row.planned_start
    return Slip(project.first_planned_start, project.planned_start, moves[::-1])


def stop(project: Project, today: date) -> Stop | None:
    if standing(vars(project), today) != Standing.STOPPED or project.stopped_on is None:
        return None
    expected = project.expected_restart_on
    return Stop(
        label=project.get_stop_kind_display() or "停工",
        days=(today - project.stopped_on).days + 1,
        overdue=max((today - expected).days, 0) if expected else 0,
    )
