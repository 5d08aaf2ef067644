"""The desk of a unit that handles permits, on any day: what waits, is overdue, is confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit
from procedures.models import Permit, PermitKind
from procedures.rules import OPEN, HandlerSays, OwnerSays, Status
from projects.models import Project
from reporting.formulas import Share
from reporting.indicators import LIVE
from reporting.references import Printed, Reference
from workplace import clock, history

from .figures import Books
from .lists import Listed, Row
from .numbers import counted, part_of

URGENT = 8


@dataclass(frozen=True)
class Handled:
    """A permit as it stood on the day, with what may be told of its project."""

    permit: Permit
    project: Project
    kind: PermitKind


@dataclass(frozen=True)
class State:
    """One column of the desk. `tells` is the last cell of its rows."""

    key: str
    label: str
    definition: str
    holds: Callable[[Permit, "Books"], bool]
    last: str
    tells: Callable[[Permit], str]


def _waits(permit: Permit, books: Books) -> bool:
    unsigned = permit.assigned_at is not None and permit.acknowledged_at is None
    return permit.status == Status.SUBMITTED or (permit.status in OPEN and unsigned)


def _is_overdue(permit: Permit, books: Books) -> bool:
    deadline = permit.deadline_on
    return permit.status in OPEN and deadline is not None and deadline < books.county.as_of


def _is_to_confirm(permit: Permit, books: Books) -> bool:
    said = permit.owner_says == OwnerSays.OBTAINED and not permit.handler_says
    return permit.status == Status.DONE and said


def _is_confirmed(permit: Permit, books: Books) -> bool:
    return permit.status == Status.DONE and permit.handler_says == HandlerSays.DONE


def _deadline(permit: Permit) -> str:
    return f"{permit.deadline_on or '未定'}"


def _completed(permit: Permit) -> str:
    return f"{permit.completed_on or ''}"


BY_DEADLINE = ("时限", _deadline)
BY_DAY = ("办结日期", _completed)
STATES = {
    state.key: state
    for state in (
        State("waiting", "要办", "审批中的，和分解下来还没有签收的手续。", _waits, *BY_DEADLINE),
        State("overdue", "超时限", "没有办结、时限已过的手续。", _is_overdue, *BY_DEADLINE),
        State(
            *("to-confirm", "待确认"),
            "责任单位已拿到批复、承办部门还没有确认办结的手续。",
            _is_to_confirm,
            *BY_DAY,
        ),
        State("confirmed", "已确认", "承办部门确认办结的手续。", _is_confirmed, *BY_DAY),
    )
}


@dataclass(frozen=True)
class DeskRow:
    name: str
    cells: list[Printed]
    is_sum: bool = False


@dataclass(frozen=True)
class Urgent:
    handled: Handled
    left: int | None  # days to its deadline

    @property
    def mark(self) -> str:
        return "late" if self.left is not None and self.left < 0 else "submitted"

    @property
    def words(self) -> str:
        if self.left is None:
            return "没有时限"
        return f"超 {-self.left} 天" if self.left < 0 else f"剩 {self.left} 天"


@dataclass(frozen=True)
class Desk:
    unit: Unit
    heads: list[str]
    rows: list[DeskRow]  # by permit kind, the whole last
    urgent: list[Urgent]  # what waits or is overdue, most urgent first


def has_desk(unit: Unit) -> bool:
    """Some permit is, or was once, this unit's to handle."""
    return Permit.history.filter(handling_unit=unit).exists()


def desk(books: Books, unit: Unit) -> Desk:
    """By permit kind in the catalogue's order; kinds that were never handled have no row."""
    handled = _handled(books, unit)
    kinds = {one.kind.pk: one.kind for one in handled}
    ordered = sorted(kinds.values(), key=lambda kind: (kind.order, kind.code))
    rows = [_row(books, unit, handled, kind) for kind in ordered]
    heads = [state.label for state in STATES.values()]
    return Desk(
        unit, heads, [*rows, _row(books, unit, handled, None)], _urgent(books, handled)[:URGENT]
    )


def desk_list(books: Books, unit: Unit, key: str, kind: str | None) -> Listed:
    """The rows behind one number of the desk. KeyError for an unknown state."""
    state = STATES[key]
    found = [
        one
        for one in _handled(books, unit)
        if state.holds(one.permit, books) and kind in (None, one.kind.code)
    ]
    return Listed(
        key=key,
        title=f"{unit.short_name}{state.label}手续",
        word="项",
        definition=state.definition,
        head=("项目", "手续", "进展", state.last),
        reference=_reference(books, unit, state, kind or ""),
        rows=[
            Row(
                (
                    one.project.name,
                    one.kind.name,
                    one.permit.get_status_display(),
                    state.tells(one.permit),
                ),
                f"/permits/{one.permit.pk}/",
            )
            for one in found
        ],
    )


def _row(books: Books, unit: Unit, handled: list[Handled], kind: PermitKind | None) -> DeskRow:
    mine = [one for one in handled if kind is None or one.kind.pk == kind.pk]
    cells = []
    for state in STATES.values():
        number = sum(state.holds(one.permit, books) for one in mine)
        reference = _reference(books, unit, state, kind.code if kind else "")
        cells.append(counted(reference, state.label, str(number), Share(number)))
    return DeskRow(kind.name if kind else "合计", cells, is_sum=kind is None)


def _urgent(books: Books, handled: list[Handled]) -> list[Urgent]:
    found = []
    for one in handled:
        if _waits(one.permit, books) or _is_overdue(one.permit, books):
            deadline = one.permit.deadline_on
            left = (deadline - books.county.as_of).days if deadline else None
            found.append(Urgent(one, left))
    return sorted(found, key=lambda one: (one.left is None, one.left or 0))


def _reference(books: Books, unit: Unit, state: State, kind: str) -> Reference:
    return part_of(books.reference(f"/desk/{state.key}/", LIVE), unit=unit.code, kind=kind)


def _handled(books: Books, unit: Unit) -> list[Handled]:
    """Four queries, out of the history: by the end of the day, as far as it was known."""
    moment = _moment(books)
    ever = Permit.history.filter(handling_unit=unit, history_date__lte=moment)
    permits = [
        permit
        for permit in history.known(Permit, moment, id__in=ever.order_by().values("id"))
        if permit.handling_unit_id == unit.pk
    ]
    wanted = {permit.project_id for permit in permits}
    projects = {
        project.pk: project
        for project in history.known(Project, moment, id__in=wanted)
        if not (project.withdrawn_on and project.withdrawn_on <= books.county.as_of)
    }
    kinds = PermitKind.objects.filter(is_active=True).in_bulk()
    found = [
        Handled(permit, projects[permit.project_id], kinds[permit.kind_id])
        for permit in permits
        if permit.project_id in projects and permit.kind_id in kinds
    ]
    return sorted(found, key=lambda one: (one.project.number, one.kind.order))


def _moment(books: Books) -> datetime:
    end = clock.end_of(books.county.as_of)
    known = books.county.known
    return min(end, known) if known else end
