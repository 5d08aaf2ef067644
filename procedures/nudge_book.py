"""The list of nudges as a workbook that is only read."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone

from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock

from .nudging import Nudged
from .selectors.nudges import Row

HEADERS = (
    "产生时间", "节点", "单位", "内容", "提醒了谁", "提醒时间", "看过", "签收", "签收人",
    "手工催办次数", "报负责人", "办了没有",
)  # fmt: skip
WIDTHS = (17, 14, 14, 60, 18, 17, 17, 17, 12, 10, 10, 10)


def write_nudges(out: BinaryIO, rows: Sequence[Row]) -> None:
    today = clock.today()
    sheet = PlainSheet(
        name="催办",
        title="催办和签收情况",
        subtitle=f"截至 {today.year}年{today.month}月{today.day}日，{len(rows)} 项",
        headers=HEADERS,
        rows=[_cells(row) for row in rows],
        widths=WIDTHS,
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def _cells(row: Row) -> list[Value]:
    nudge, noted = row.nudge, row.acknowledged
    return [
        _moment(nudge.at),
        Nudged(nudge.step).label,
        nudge.unit.short_name,
        nudge.text,
        row.names or "没有账号",
        _moment(nudge.told_at),
        _moment(row.read_at),
        _moment(noted.acknowledged_at if noted else None),
        noted.name if noted else "",
        row.chased,
        "是" if nudge.to_head else "",
        "已办" if row.is_settled else "还没办",
    ]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
