"""The ledger as a workbook: what the list shows, in the form that comes back in."""

from typing import BinaryIO

from django.db.models import QuerySet

from accounts.errors import Refused
from accounts.models import Unit
from puxian_projects import limits
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.write import write_table
from workplace import clock

from .models import AnnualPlan, Project
from .selectors.ledger import ledger_row
from .sheets import ledger_sheet


def write_ledger(
    out: BinaryIO, projects: QuerySet[Project], *, year: int | None, unit: Unit
) -> None:
    """Rows in the list's order with hidden keys and versions; two queries."""
    rows = list(projects[: limits.EXPORT_ROWS + 1])
    if len(rows) > limits.EXPORT_ROWS:
        raise Refused(f"超过 {limits.EXPORT_ROWS:,} 行。先用筛选缩小范围再下载。", 422)
    plans = AnnualPlan.objects.in_bulk([project.plan_pk for project in rows])  # type: ignore[attr-defined]
    today = clock.today()
    lines = [
        TableRow(
            {"seq": number, **ledger_row(project, plans.get(project.plan_pk))},  # type: ignore[attr-defined]
            key=project.number,
            version=str(project.version),
        )
        for number, project in enumerate(rows, 1)
    ]
    named = f"{year}年" if year else ""
    sheet = TableSheet(
        name="台账",
        sheet=ledger_sheet(),
        groups=[TableGroup("", lines)],
        title=f"蒲县{named}重点项目台账",
        subtitle=f"导出单位：{unit.short_name}　截至：{today.year}年{today.month}月{today.day}日"
        "　单位：万元",
        editable=True,
    )
    write_table(out, TableBook([sheet], created=clock.now()))
