"""议定事项 as a workbook: every decision, and what has become of it."""

from datetime import date
from typing import Any, BinaryIO

from django.utils import timezone

from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock
from workplace.files import bounded

from .models import AgendaItem
from .rules import IssueStatus

HEADERS = (
    "序号", "会议", "会议日期", "议题", "项目名称", "议定事项", "责任单位", "完成时限", "现在",
    "超期（天）", "销号日期",
)  # fmt: skip
WIDTHS = (6, 18, 12, 34, 30, 40, 16, 12, 12, 10, 12)


def write_decisions(out: BinaryIO, rows: Any, today: date) -> None:
    items = bounded(rows)
    sheet = PlainSheet(
        name="议定事项",
        title="联席会议议定事项清单",
        subtitle=f"截至 {today.year}年{today.month}月{today.day}日，{len(items)} 项",
        headers=HEADERS,
        rows=[[place, *_cells(item, today)] for place, item in enumerate(items, 1)],
        widths=WIDTHS,
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def _cells(item: AgendaItem, today: date) -> list[Value]:
    issue = item.issue
    is_open = issue is not None and issue.status != IssueStatus.CLEARED
    late = (today - item.due_on).days if item.due_on and is_open else 0
    return [
        str(item.meeting),
        item.meeting.held_on,
        item.title,
        item.project.name if item.project else "",
        item.decision,
        item.unit.short_name if item.unit else "",
        item.due_on,
        issue.get_status_display() if issue else "不是登记的问题",
        late if late > 0 else None,
        timezone.localdate(issue.cleared_at) if issue and issue.cleared_at else None,
    ]
