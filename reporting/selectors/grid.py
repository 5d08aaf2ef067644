"""One submission's table as the grid page shows it: rows with their marks, filters, totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from reporting import sheets
from reporting.models import Answer, Remark, Submission
from reporting.sheets import FormRules
from sheets.check import show, wire
from sheets.columns import Column, Finding, Sheet, Value
from sheets.grid import grid_columns
from workplace import clock

from .facts import Cells
from .filing import FILED, table_of
from .rows import TableRows


@dataclass(frozen=True)
class GridRow:
    """A row with what is to be marked in it."""

    number: str
    name: str
    cells: Cells
    changed: frozenset[str]
    findings: list[Finding]
    remarks: list[Remark]
    is_open: bool

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]

    def shows_in(self, only: str) -> bool:
        return {
            "open": self.is_open,
            "changed": bool(self.changed),
            "errors": bool(self.errors),
            "remarks": bool(self.remarks),
        }.get(only, True)


@dataclass(frozen=True)
class Grid:
    table: TableRows
    rows: list[GridRow]
    table_remarks: list[Remark]  # on the table as a whole

    @property
    def errors(self) -> int:
        return sum(len(row.errors) for row in self.rows)

    @property
    def warnings(self) -> int:
        return sum(len(row.findings) - len(row.errors) for row in self.rows)

    @property
    def changes(self) -> int:
        return sum(len(row.changed) for row in self.rows)

    @property
    def chips(self) -> list[dict[str, Any]]:
        return [
            {"key": key, "label": label, "count": len(self.only(key))}
            for key, label in self.table.rules.FILTERS.items()
        ]

    @property
    def totals(self) -> Cells:
        return sheets.totals(self.table.sheet, [row.cells for row in self.rows])

    @property
    def told(self) -> dict[str, str]:
        return sheets.told(self.table.sheet, [row.cells for row in self.rows])

    def only(self, key: str) -> list[GridRow]:
        return [row for row in self.rows if row.shows_in(key)]

    def row(self, number: str) -> GridRow | None:
        return next((row for row in self.rows if row.number == number), None)


def grid_of(submission: Submission, table: TableRows | None = None) -> Grid:
    """The table as it stands, with findings where it can still be changed."""
    table = table or table_of(submission)
    filed = submission.state in FILED
    changed: dict[str, set[str]] = defaultdict(set)
    for change in table.changes:
        changed[change.row].add(change.key)
    whole, by_number = _remarks(submission)
    answered = frozenset() if filed else _answered(submission)
    rows = [
        GridRow(
            number=number,
            name=str(cells["name"]),
            cells=cells,
            changed=frozenset(changed[number]),
            findings=[] if filed else _findings(table, number, answered),
            remarks=by_number[number],
            is_open=table.rules.is_open(cells),
        )
        for number, cells in table.rows.items()
    ]
    return Grid(table, rows, whole)


def open_remarks(submission: Submission) -> QuerySet[Remark]:
    """What the centre sent back and has not seen corrected yet."""
    remarks = submission.remarks.filter(sent_at__isnull=False, resolved_at__isnull=True)
    return remarks.select_related("project", "by__unit")


def is_minor(column: Column, rules: FormRules) -> bool:
    """Hidden while its group is folded."""
    return column.key not in rules.MAIN_KEYS and not column.marked


def grid_json(grid: Grid) -> dict[str, Any]:
    """Columns and rows for the browser; values are wire values in the order of the columns."""
    sheet, rules = grid.table.sheet, grid.table.rules
    columns = grid_columns(sheet)
    for column, described in zip(columns, sheet.columns, strict=True):
        column["minor"] = is_minor(described, rules)
    return {
        "form": sheet.form,
        "columns": columns,
        "folded": sorted(rules.FOLDED),
        "rows": [row_json(sheet, row) for row in grid.rows],
    }


def row_json(sheet: Sheet, row: GridRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "open": row.is_open,
        "values": wires(sheet, row.cells),
        "changed": sorted(row.changed),
        "findings": [
            {"key": f.key, "level": f.level, "code": f.code, "message": f.message}
            for f in row.findings
        ],
        "remarks": [
            {"key": remark.key, "text": remark.text, "by": remark.by.unit.short_name,
             "at": timezone.localtime(remark.at).strftime("%Y-%m-%d %H:%M")}
            for remark in row.remarks
        ],
    }  # fmt: skip


def wires(sheet: Sheet, cells: Mapping[str, Value]) -> list[str]:
    """Wire values; computed cells as people read them, the browser does nothing with them."""
    return [
        show(c, cells.get(c.key)) if c.computed else wire(c, cells.get(c.key))
        for c in sheet.columns
    ]


def _findings(
    table: TableRows, number: str, answered: Iterable[tuple[str, str, str, str]]
) -> list[Finding]:
    """Errors, and warnings that nobody has explained yet."""
    found = table.findings(number, today=clock.today())
    return [
        finding
        for finding in found
        if finding.level == "error"
        or (number, finding.key or "", finding.code, finding.value) not in answered
    ]


def _answered(submission: Submission) -> frozenset[tuple[str, str, str, str]]:
    """Warnings explained in this round or an earlier one; an answer holds for its value."""
    answers = Answer.objects.filter(
        submission__unit=submission.unit_id,
        submission__round__campaign=submission.round.campaign_id,
        submission__round__cutoff_on__lte=submission.round.cutoff_on,
    )
    return frozenset(answers.values_list("project__number", "key", "code", "value"))


def _remarks(submission: Submission) -> tuple[list[Remark], dict[str, list[Remark]]]:
    whole: list[Remark] = []
    by_number: dict[str, list[Remark]] = defaultdict(list)
    for remark in open_remarks(submission):
        (by_number[remark.project.number] if remark.project else whole).append(remark)
    return whole, by_number
