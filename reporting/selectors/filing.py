"""What stands in a submission's table now: the register, a correction of a seal, or the seal."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone

from procedures.models import PermitKind
from reporting.models import CorrectedCell, Seal, SealedPermit, SealedProject, Submission
from reporting.rules import State
from sheets.check import parse
from sheets.columns import Row

from .facts import Cells, date_field, leader_of, permit_of, ref_field
from .rows import READERS, TableRows, cells_of_seal, last_seal, live_rows, sealed_rows
from .rows_progress import WORK_KEYS, turned

FILED = frozenset({State.SUBMITTED, State.ACCEPTED})


def is_correcting(submission: Submission) -> bool:
    """A table reopened after its round was compiled: its sealed rows are edited (design §5)."""
    closed = submission.round.closed_at is not None
    return submission.is_correction and closed and submission.state == State.RETURNED


def table_of(submission: Submission) -> TableRows:
    """While filed the seal, in a correction the sealed rows with the corrected cells, else live."""
    if submission.state in FILED:
        return sealed_table(submission)
    return corrected_table(submission) if is_correcting(submission) else live_rows(submission)


def sealed_table(submission: Submission, number: int | None = None) -> TableRows:
    """The rows of one of its seals, by default the last, beside those of the week before."""
    seal = seal_of(submission, submission.seal_count if number is None else number)
    table, before = sealed_rows(seal), last_seal(submission)
    # permits and photos are the register's of now: what came since settles its warning
    beside = READERS[seal.form].beside(list(table.projects.values()), submission.round, before)
    return beside_previous(replace(table, beside=beside), before)


def seal_of(submission: Submission, number: int) -> Seal:
    seals = Seal.objects.select_related("submission__round__campaign", "submission__unit")
    return seals.get(submission=submission, number=number)


def beside_previous(table: TableRows, previous: Seal | None) -> TableRows:
    if previous is None:
        return table
    before = cells_of_seals([previous], table.kinds)[previous.pk]
    return replace(table, previous_seal=previous, previous=before)


def corrected_table(submission: Submission, *, numbers: Iterable[str] | None = None) -> TableRows:
    """`numbers` narrows it to some rows, as for live_rows."""
    table = sealed_table(submission, submission.accepted_number)
    sealed_at = seal_of(submission, submission.accepted_number).sealed_at
    table = replace(table, judged_on=timezone.localdate(sealed_at), beside={})
    for cell in corrected_cells(submission):
        _correct(table, cell)
    for number, row in table.rows.items():
        table.compute(row, submission.round.cutoff_on)
        project = table.projects[number]
        project.table_permits = [_as_permit(kind, row) for kind in table.kinds]  # type: ignore[attr-defined]
        project.year_plans = []  # type: ignore[attr-defined] # the histories are the register's
    if numbers is None:
        return table
    wanted = set(numbers)
    return replace(table, rows={n: row for n, row in table.rows.items() if n in wanted})


def _correct(table: TableRows, cell: CorrectedCell) -> None:
    """时间 and 文号 belong to their status: another status starts them afresh."""
    row = table.rows[cell.project.number]
    value = parse(table.sheet.column(cell.key), cell.value)
    if cell.key in WORK_KEYS:
        row |= turned(row, cell.key, value)
        return
    about = permit_of(cell.key)
    if about and about[1] == "status":
        code, before, now = about[0], str(row[cell.key]), str(value)
        if date_field(before) != date_field(now):
            row[f"{code}.date"] = None
        if ref_field(before) != ref_field(now):
            row[f"{code}.ref"] = ""
    row[cell.key] = value


def _as_permit(kind: PermitKind, row: Row) -> SealedPermit:
    """The four cells as the facts a permit keeps them in."""
    status = str(row[f"{kind.code}.status"])
    shown = {
        date_field(status): row[f"{kind.code}.date"],
        ref_field(status): row[f"{kind.code}.ref"] or "",
    }
    level = str(row[f"{kind.code}.level"] or "")
    return SealedPermit(kind=kind, status=status, level=level, **shown)


def corrected_cells(submission: Submission) -> list[CorrectedCell]:
    """What the correction under way has changed; statuses first, dates follow them."""
    cells = submission.corrected_cells.filter(seal_number=submission.accepted_number)
    found = cells.select_related("project", "by").order_by("pk")
    return sorted(found, key=lambda cell: bool(leader_of(cell.key)))


def cells_of_seals(
    seals: Iterable[Seal], kinds: Sequence[PermitKind]
) -> dict[int, dict[str, Cells]]:
    """The rows of many seals by seal and project number, in two queries."""
    known = {seal.pk: seal for seal in seals}
    rows: dict[int, list[SealedProject]] = defaultdict(list)
    for row in SealedProject.objects.filter(seal__in=known).order_by("seq", "pk"):
        rows[row.seal_id].append(row)
    permits: dict[int, list[SealedPermit]] = defaultdict(list)
    for permit in SealedPermit.objects.filter(seal__in=known):
        permits[permit.seal_id].append(permit)
    return {key: cells_of_seal(seal, rows[key], permits[key], kinds) for key, seal in known.items()}
