"""更正: editing what was sealed and compiled (design §5).

The corrected cells wait beside the last accepted seal. When the table is submitted again they
go into the new seal, and into the register only where that still holds what was sealed.
"""

from collections.abc import Iterable, Mapping

from accounts.models import User
from reporting.models import CorrectedCell, Submission
from reporting.selectors.facts import leader_of, permit_of
from reporting.selectors.filing import corrected_cells, sealed_table
from reporting.selectors.rows import TableRows, live_rows
from reporting.selectors.rows_progress import WORK_KEYS
from sheets.check import wire
from sheets.columns import Row
from sheets.grid import Patch
from workplace import clock, history

from .cells import Decision, Decisions
from .decisions import CORRECTION
from .writes import refuse_doubles, write


def keep(
    table: TableRows, decisions: Decisions, *, submission: Submission, by: User, reason: str
) -> None:
    """Every writing decision as a corrected cell; the register is left alone for now."""
    known = {(cell.project.number, cell.key): cell for cell in corrected_cells(submission)}
    for (number, key), decision in decisions.items():
        if not decision.writes:
            continue
        cell = known.get((number, key)) or CorrectedCell(
            submission=submission,
            seal_number=submission.accepted_number,
            project=table.projects[number],
            key=key,
        )
        cell.value = wire(table.sheet.column(key), decision.value)
        cell.reason, cell.by, cell.at = reason[:200], by, clock.now()
        history.save(cell, by=by, reason=reason)


def carry_into_register(submission: Submission, table: TableRows, *, by: User) -> list[str]:
    """Write the corrected cells where the register still holds a sealed value; which ones."""
    live = live_rows(submission)
    sealed = [
        sealed_table(submission, number).rows
        for number in {submission.accepted_number, submission.seal_count}
    ]
    decisions: Decisions = {}
    held_back: set[tuple[str, str]] = set()
    for cell in corrected_cells(submission):
        number, kind = cell.project.number, _group_of(cell.key)
        if number not in live.rows or (number, kind) in held_back:
            continue
        if _still_sealed(live, number, cell.key, sealed):
            value = table.rows[number][cell.key]
            patch = Patch(number, cell.key, "", cell.value, "")
            decisions[number, cell.key] = Decision(patch, value)
        elif cell.key in (f"{kind}.status", "progress_state"):
            held_back.add((number, kind))  # its date and number speak of another status
    decisions = refuse_doubles(live, decisions, submission.unit.centre_id)
    write(live, decisions, submission=submission, by=by, reason=CORRECTION)
    return [f"{number} {key}" for (number, key), d in decisions.items() if d.writes]


def _group_of(key: str) -> str:
    """Cells that stand or fall with one choice: a permit's four, 状态 and 时间."""
    about = permit_of(key)
    return about[0] if about else key if key in WORK_KEYS[:1] else leader_of(key)


def _still_sealed(
    live: TableRows, number: str, key: str, sealed: Iterable[Mapping[str, Row]]
) -> bool:
    column = live.sheet.column(key)
    now = wire(column, live.rows[number].get(key))
    return any(now == wire(column, rows[number].get(key)) for rows in sealed if number in rows)
