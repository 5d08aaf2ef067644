"""分解清单 as a workbook, a sheet a bureau as it is signed on paper; and 手续分解 itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO

from django.utils import timezone

from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock

from .selectors.orders import Group, OrderRow

HEADERS = (
    "序号", "项目", "项目代码", "建设单位", "手续", "层级", "进展", "办结时限",
    "最初的时限", "等待", "下达日期", "签收日期", "签收用时",
)  # fmt: skip
WIDTHS = (6, 32, 25, 22, 10, 6, 10, 12, 12, 16, 12, 12, 12)
EMPTY = "没有下达的手续"


def write_orders(out: BinaryIO, groups: Sequence[Group], today: date) -> None:
    sheets = [_sheet(group, today) for group in groups] or [_sheet(Group(None, []), today)]
    write_table(out, TableBook(sheets, created=clock.now()))


def _sheet(group: Group, today: date) -> PlainSheet:
    name = group.unit.short_name if group.unit else "未定承办部门"
    day = f"截至 {today.year}年{today.month}月{today.day}日"
    count = f"{len(group.rows)} 项" if group.rows else EMPTY
    return PlainSheet(
        name=name,
        title=f"前期手续分解清单：{name}",
        subtitle=f"{day}，{count}",
        headers=HEADERS,
        rows=[_cells(n, row) for n, row in enumerate(group.rows, 1)],
        widths=WIDTHS,
    )


def _cells(number: int, row: OrderRow) -> list[Value]:
    permit = row.permit
    project = permit.project
    given, signed = permit.assigned_at, permit.acknowledged_at
    return [
        *(number, project.name, project.national_code, project.owner, permit.kind.name),
        *(permit.get_level_display(), permit.get_status_display(), permit.due_on),
        permit.first_due_on if row.moved else None,
        "、".join(kind.name for kind in row.waits),
        timezone.localdate(given) if given else None,
        timezone.localdate(signed) if signed else None,
        row.took,
    ]


PROJECT_HEADERS = (
    "序号", "项目", "编号", "责任单位", "行业", "总投资（万元）", "分解日期", "分解模板",
    "下达（项）", "签收（项）",
)  # fmt: skip
PROJECT_WIDTHS = (6, 36, 16, 16, 12, 14, 12, 22, 10, 10)


def write_projects(out: BinaryIO, projects: Sequence[Any], title: str, today: date) -> None:
    """The projects of the page 手续分解, as its filters leave them."""
    sheet = PlainSheet(
        name="手续分解",
        title=title,
        subtitle=f"截至 {today.year}年{today.month}月{today.day}日，{len(projects)} 个项目",
        headers=PROJECT_HEADERS,
        rows=[_project_cells(n, project) for n, project in enumerate(projects, 1)],
        widths=PROJECT_WIDTHS,
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def _project_cells(number: int, project: Any) -> list[Value]:
    traits = getattr(project, "traits", None)
    at = traits.decomposed_at if traits else None
    template = traits.template.name if traits and traits.template else ""
    return [
        *(number, project.name, project.number, project.unit.short_name, project.industry),
        *(project.total_investment, timezone.localdate(at) if at else None, template),
        *(project.given, project.taken),
    ]
