"""需上级协调事项清单 as a workbook."""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO

from sheets.book import PlainSheet, TableBook
from sheets.write import write_table
from workplace import clock
from workplace.files import bounded

from .selectors.letters import UpRow

HEADERS = (
    "序号", "层级", "决定或对接部门", "类别", "项目编号", "项目名称", "责任单位", "事项或问题",
    "进展", "从何时起", "已历时（天）", "请求", "要求时限", "超期（天）",
)  # fmt: skip
WIDTHS = (6, 8, 20, 8, 16, 34, 14, 40, 12, 12, 10, 30, 12, 10)


def write_upward(out: BinaryIO, rows: Sequence[UpRow], today: date) -> None:
    sheet = PlainSheet(
        name="需上级协调",
        title="重点项目需上级协调解决事项清单",
        subtitle=f"截至 {today.year}年{today.month}月{today.day}日，{len(rows)} 项",
        headers=HEADERS,
        rows=[
            [
                place, row.level_label, row.receiver, row.kind_label, row.number, row.project,
                row.unit, row.text, row.standing, row.since, row.days, row.ask, row.wanted_by,
                row.late or None,
            ]
            for place, row in enumerate(bounded(rows), 1)
        ],
        widths=WIDTHS,
    )  # fmt: skip
    write_table(out, TableBook([sheet], created=clock.now()))
