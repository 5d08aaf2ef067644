"""The list of permits as a workbook that is only read."""

from datetime import date
from typing import Any, BinaryIO

from accounts.errors import Refused
from puxian_projects import limits
from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock

from .models import Permit

HEADERS = (
    "项目",
    "项目代码",
    "建设单位",
    "手续",
    "层级",
    "进展",
    "办结时限",
    "预计办结",
    "办结日期",
)
TEXTS = ("文号", "无需办理的理由", "说明")
WIDTHS = (30, 25, 20, 8, 6, 10, 12, 12, 12, 20, 16, 24)


def write_permits(out: BinaryIO, permits: Any, today: date, *, with_unit: bool) -> None:
    """`with_unit`: a bureau is not told whose the projects are (design §7)."""
    rows = list(permits[: limits.EXPORT_ROWS + 1])
    if len(rows) > limits.EXPORT_ROWS:
        raise Refused(f"超过 {limits.EXPORT_ROWS:,} 行。先用筛选缩小范围再下载。", 422)
    sheet = PlainSheet(
        name="手续办理",
        title="前期手续办理清单",
        subtitle=f"截至 {today.year}年{today.month}月{today.day}日，{len(rows)} 项",
        headers=[*HEADERS, *TEXTS, *(("责任单位", "承办部门") if with_unit else ())],
        rows=[_cells(permit, with_unit) for permit in rows],
        widths=WIDTHS,
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def _cells(permit: Permit, with_unit: bool) -> list[Value]:
    project, handler = permit.project, permit.handling_unit
    cells: list[Value] = [
        *(project.name, project.national_code, project.owner, permit.kind.name),
        *(permit.get_level_display(), permit.get_status_display()),
        *(permit.due_on, permit.expected_on, permit.completed_on),
        *(permit.document_no, permit.exempt_reason, permit.note),
    ]
    units: list[Value] = [project.unit.short_name, handler.short_name if handler else ""]
    return cells + units if with_unit else cells
