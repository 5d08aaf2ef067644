"""A table of the register comes in: read lines are matched, checked all at once, saved in bulk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Unit, User
from sheets.columns import Sheet
from sheets.read import ReadColumn, ReadRow
from sheets.report import ImportReport, ReportEntry
from sheets.text import as_text
from workplace import acts

from .resources import Line, Order
from .services.locks import lock_centre
from .tables import LEDGER, Table

SHOWN_ROWS = 10


@dataclass
class TablePlan:
    """What an import would do; `lines` for the preview, `report` for everybody."""

    sheet: Sheet
    lines: list[Line]
    report: ImportReport

    @property
    def news(self) -> list[Line]:
        return [line for line in self.lines if line.is_new and not line.is_left_out]


def import_table(
    table: Table,
    rows: Sequence[ReadRow],
    order: Order,
    *,
    by: User | None,
    dry_run: bool = False,
    columns: Sequence[ReadColumn] = (),
) -> ImportReport:
    """Write a table's rows to the register, or say why not. All or nothing; dry: nothing."""
    with transaction.atomic():
        if not dry_run:
            # nobody takes a name between the check and the write
            lock_centre(order.centre.pk)
        plan = plan_table(table, rows, order, columns=columns)
        if plan.report.ok and not dry_run:
            whose = (order.unit or order.centre).code
            save_plan(table, plan, order, by=by, reason=order.reason, whose=whose)
    return plan.report


def import_ledger(
    rows: Sequence[ReadRow],
    *,
    centre: Unit,
    unit: Unit | None,
    by: User | None,
    reason: str = "",
    year: int | None = None,
    dry_run: bool = False,
    columns: Sequence[ReadColumn] = (),
) -> ImportReport:
    """The ledger's rows. `unit`: whose projects they are where the file does not say."""
    order = order_of(centre, unit, year=year, reason=reason)
    return import_table(LEDGER, rows, order, by=by, dry_run=dry_run, columns=columns)


def order_of(
    centre: Unit, unit: Unit | None, *, year: int | None = None, reason: str = ""
) -> Order:
    """A unit that is not the centre imports nobody else's rows."""
    only = None if unit == centre else unit
    return Order(centre=centre, unit=unit, only=only, year=year, reason=reason)


def plan_table(
    table: Table,
    rows: Sequence[ReadRow],
    order: Order,
    *,
    columns: Sequence[ReadColumn] = (),
) -> TablePlan:
    """All errors and warnings at once, in a fixed number of queries; writes nothing."""
    sheet = table.sheet(order.centre.pk, order.year)
    resource = table.resource(sheet, order)
    lines = resource.read(rows)
    taken = [line for line in lines if not line.is_left_out]
    table.check(taken, order)
    places = Places(sheet, columns)
    report = ImportReport(columns=[(column.header, column.key) for column in columns])
    for line in lines:
        report.errors += places.errors(line)
    sound = [line for line in taken if line.problem is None]
    report.warnings += places.defaults(sound, table.defaults)
    report.warnings += places.asks(table.asks(sound, resource))
    changed = {line.key for line in sound if not line.is_new and line.changes}
    known = {line.key for line in sound if not line.is_new}
    report.created = sum(line.is_new for line in sound)
    report.updated, report.unchanged = len(changed), len(known - changed)
    return TablePlan(sheet, lines, report)


class Places:
    """Where in the file something stands: letter and header of each column."""

    def __init__(self, sheet: Sheet, columns: Sequence[ReadColumn]) -> None:
        self.headers = {column.key: column.label for column in sheet.columns}
        self.letters: Mapping[str, str] = {column.key: column.letter for column in columns}

    def errors(self, line: Line) -> list[ReportEntry]:
        if line.problem is None:
            return []
        return [
            ReportEntry(
                code=error.code or "format",
                message=" ".join(error.messages),
                sheet=line.read.sheet,
                row=line.read.row,
                column=self.letters.get(key),
                header=self.headers.get(key),
                value=as_text(line.read.cells.get(key))[:200],
            )
            for key, errors in line.problem.error_dict.items()
            for error in errors
        ]

    def defaults(self, lines: Iterable[Line], words: Mapping[str, str]) -> list[ReportEntry]:
        """One warning for each column that was left blank, with the rows."""
        blank: dict[str, list[Line]] = {}
        for line in lines:
            for key in line.defaults:
                blank.setdefault(key, []).append(line)
        return [
            self._about(key, "default", words[key], blank[key]) for key in words if key in blank
        ]

    def asks(self, found: Sequence[tuple[str, str, Line]]) -> list[ReportEntry]:
        """One warning for each doubt, with the rows that it is about."""
        about: dict[tuple[str, str], list[Line]] = {}
        for key, text, line in found:
            about.setdefault((key, text), []).append(line)
        return [self._about(key, "ask", text, lines) for (key, text), lines in about.items()]

    def _about(self, key: str, code: str, message: str, lines: Sequence[Line]) -> ReportEntry:
        rows = "、".join(str(line.read.row) for line in lines[:SHOWN_ROWS])
        more = f"等 {len(lines)} 行" if len(lines) > SHOWN_ROWS else "行"
        return ReportEntry(
            code=code,
            message=f"第 {rows} {more}{message}",
            sheet=lines[0].read.sheet,
            column=self.letters.get(key),
            header=self.headers.get(key),
        )


def save_plan(
    table: Table, plan: TablePlan, order: Order, *, by: User | None, reason: str, whose: str
) -> list[str]:
    """Write a plan without errors; the keys of the new rows. In the caller's transaction."""
    taken = [line for line in plan.lines if not line.is_left_out]
    made = table.save(taken, plan.sheet, by=by, reason=reason)
    acts.record(
        by=by,
        verb=table.verbs[0],
        target=target_of(table, order, whose),
        reason=reason,
        created=len(made),
        updated=plan.report.updated,
    )
    return made


def wrong_year(table: Table, meta: Mapping[str, str], order: Order) -> str:
    """Why a file of our own export is not of the year asked for; empty when it may be."""
    year = meta.get("year", "")
    if not table.is_of_year or not year or year == str(order.year):
        return ""
    return f"这是 {year} 年的{table.name}，不是 {order.year} 年的。把年度改成 {year}，再导入"


def target_of(table: Table, order: Order, whose: str) -> str:
    """What the book of acts calls an import: of which table and year, and whose."""
    year = f"{order.year}年" if order.year and table.is_of_year else ""
    return f"{year}{table.name} {whose}" if table.is_of_year else whose
