"""The list of permits and the project matrix as workbooks that are only read."""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO

from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock

from .selectors.holding import Holding
from .selectors.matrix import MatrixGroup, MatrixRow, Tally, Totals

HEADERS = (
    "项目",
    "项目代码",
    "建设单位",
    "手续",
    "层级",
    "进展",
    "剩余天数",
    "到期日",
    "哪一个日期",
    "在谁手里",
    "第几天",
    "责任单位说",
    "责任单位日期",
    "承办部门说",
    "承办部门日期",
    "两边不一致",
    "受理日期",
    "已用工作日",
    "承诺工作日",
    "停表",
    "办结时限",
    "最初时限",
    "预计办结",
    "办结日期",
    "文号",
    "批复有效期至",
    "无需办理的理由",
    "说明",
)
UNITS = ("责任单位", "承办部门", "领办代办员")
WIDTHS = (30, 25, 20, 8, 6, 10, 8, 12, 10, 12, 8, 12, 12, 12, 12, 24, 12, 8, 8, 12,
          12, 12, 12, 12, 20, 12, 16, 24)  # fmt: skip


def write_permits(
    out: BinaryIO, rows: Sequence[Holding], today: date, *, what: str, with_unit: bool
) -> None:
    """`with_unit`: a bureau is not told whose the projects are (design §7)."""
    sheet = PlainSheet(
        name="手续办理",
        title="前期手续办理清单",
        subtitle=f"{what}，截至 {_long(today)}，{len(rows)} 项",
        headers=[*HEADERS, *(UNITS if with_unit else ())],
        rows=[_cells(hold, with_unit) for hold in rows],
        widths=WIDTHS,
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def write_matrix(out: BinaryIO, groups: Sequence[MatrixGroup], totals: Totals, today: date) -> None:
    rows = [_matrix_row(row) for group in groups for row in group.rows]
    sums = [f"{_tally(tally)}" for _, tally in totals.columns]
    sheet = PlainSheet(
        name="项目矩阵",
        title="前期手续办理项目矩阵",
        subtitle=f"截至 {_long(today)}，{len(rows)} 个项目",
        headers=["责任单位", "项目", "建设单位", *(kind.name for kind, _ in totals.columns),
                 "应办", "已办结", "办结率"],
        rows=[*rows, ["合计", None, None, *sums, *_tally_cells(totals.whole)]],
        widths=(12, 30, 20, *[18.0] * len(totals.columns), 8, 8, 8),
    )  # fmt: skip
    write_table(out, TableBook([sheet], created=clock.now()))


def _matrix_row(row: MatrixRow) -> list[Value]:
    project = row.project
    cells: list[Value] = [cell.words for cell in row.cells]
    head: list[Value] = [project.unit.short_name, project.name, project.owner]
    return [*head, *cells, *_tally_cells(row.tally)]


def _tally_cells(tally: Tally) -> list[Value]:
    return [tally.required, tally.done, tally.rate_words]


def _tally(tally: Tally) -> str:
    return f"{tally.done}/{tally.required} {tally.rate_words}"


def _cells(hold: Holding, with_unit: bool) -> list[Value]:
    permit = hold.permit
    project, handler, officer = permit.project, permit.handling_unit, permit.officer
    difference = hold.difference.words if hold.difference else ""
    cells: list[Value] = [
        *(project.name, project.national_code, project.owner, permit.kind.name),
        *(permit.get_level_display(), permit.get_status_display()),
        *(hold.left, hold.day, hold.which, hold.name, hold.number),
        *(permit.get_owner_says_display(), permit.owner_on),
        *(permit.get_handler_says_display(), permit.handler_on, difference),
        *(permit.accepted_on, hold.used, permit.limit_days, hold.stopped),
        *(permit.due_on, permit.first_due_on, permit.expected_on, permit.completed_on),
        *(permit.document_no, permit.valid_until, permit.exempt_reason, permit.note),
    ]
    units: list[Value] = [
        project.unit.short_name,
        handler.short_name if handler else "",
        officer.name if officer else "",
    ]
    return cells + units if with_unit else cells


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
