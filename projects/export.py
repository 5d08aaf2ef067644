"""Tables of the register as workbooks: what a list shows, in the form that comes back in."""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from django.db.models import QuerySet

from accounts.models import Unit
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.columns import Sheet
from sheets.write import write_table
from workplace import clock
from workplace.files import bounded

from .models import AnnualPlan, Project, ProjectQuerySet
from .selectors.listing import ListColumn, list_rows
from .tables import LEDGER, Table
from .tables.of_projects import project_line


def write_ledger(
    out: BinaryIO, projects: QuerySet[Project], *, year: int | None, unit: Unit
) -> None:
    """Rows in the list's order with hidden keys and versions; two queries."""
    rows = bounded(projects)
    plans = AnnualPlan.objects.in_bulk([project.plan_pk for project in rows])  # type: ignore[attr-defined]
    sheet = LEDGER.sheet(unit.centre_id, year)
    lines = [
        project_line(number, project, plans.get(project.plan_pk), sheet)  # type: ignore[attr-defined]
        for number, project in enumerate(rows, 1)
    ]
    _write(out, LEDGER, sheet, lines, year=year, unit=unit)


def write_rows(
    out: BinaryIO, table: Table, projects: ProjectQuerySet, *, year: int, unit: Unit
) -> None:
    """A table of a year for the projects given, in the order of their numbers."""
    sheet = table.sheet(unit.centre_id, year)
    lines = bounded(table.rows(projects, sheet, year))
    _write(out, table, sheet, lines, year=year, unit=unit)


def write_template(out: BinaryIO, table: Table, *, year: int | None, unit: Unit) -> None:
    """The blank table with its drop-downs and spare rows."""
    _write(out, table, table.sheet(unit.centre_id, year), [], year=year, unit=unit)


def _write(
    out: BinaryIO,
    table: Table,
    sheet: Sheet,
    lines: Sequence[TableRow],
    *,
    year: int | None,
    unit: Unit,
) -> None:
    part = TableSheet(
        name="台账" if table is LEDGER else table.name,
        sheet=sheet,
        groups=[TableGroup("", lines)],
        title=sheet.title.replace("蒲县", f"蒲县{_named(year)}", 1),
        subtitle=_subtitle(unit),
        editable=True,
        meta={"year": str(year)} if table.is_of_year else {},
    )
    write_table(out, TableBook([part], created=clock.now()))


def write_list(
    out: BinaryIO,
    projects: QuerySet[Project],
    columns: Iterable[ListColumn],
    *,
    year: int | None,
    unit: Unit,
) -> None:
    """The list as it is shown, to read and print; one query. It does not come back in."""
    chosen = list(columns)
    rows = list_rows(bounded(projects), clock.today())
    values: list[dict[str, Any]] = [{c.key: c.read(row) for c in chosen} for row in rows]
    sheet = TableSheet(
        name="清单",
        sheet=Sheet("list", "项目清单", tuple(column.column for column in chosen)),
        groups=[TableGroup("", [TableRow(row) for row in values])],
        title=f"蒲县{_named(year)}重点项目清单",
        subtitle=_subtitle(unit),
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def _named(year: int | None) -> str:
    return f"{year}年" if year else ""


def _subtitle(unit: Unit) -> str:
    today = clock.today()
    day = f"{today.year}年{today.month}月{today.day}日"
    return f"导出单位：{unit.short_name}　截至：{day}　单位：万元"
