"""The list of problems as a workbook that is only read."""

from datetime import date
from typing import Any, BinaryIO

from django.utils import timezone

from accounts.models import User
from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock
from workplace.files import bounded

from .models import Issue
from .selectors.issue_list import row_of

HEADERS = (
    "编号", "项目", "项目代码", "建设单位", "手续", "问题", "协调层级", "状态", "提出单位",
    "提出日期", "办理部门", "要求时限", "答复时限", "答应办完", "督办次数", "议定事项", "议定时限",
    "历时（天）", "超期（天）", "重新打开", "怎样解决", "销号日期",
)  # fmt: skip
WIDTHS = (7, 30, 25, 20, 8, 40, 8, 8, 12, 12, 12, 12, 12, 12, 8, 30, 12, 8, 8, 8, 30, 12)


def write_issues(out: BinaryIO, issues: Any, user: User, today: date) -> None:
    rows = bounded(issues)
    sheet = PlainSheet(
        name="问题",
        title="需协调解决的问题清单",
        subtitle=f"截至 {today.year}年{today.month}月{today.day}日，{len(rows)} 个",
        headers=list(HEADERS),
        rows=[_cells(issue, user, today) for issue in rows],
        widths=WIDTHS,
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def _cells(issue: Issue, user: User, today: date) -> list[Value]:
    row, project = row_of(issue, user, today), issue.project
    raiser = issue.raised_unit or project.unit
    kind = issue.permit.kind.name if issue.permit else ""
    return [
        *(str(issue.pk), project.name, project.national_code, project.owner, kind, issue.text),
        *(issue.get_level_display(), issue.get_status_display(), raiser.short_name),
        *(
            timezone.localdate(issue.raised_at),
            issue.unit.short_name if issue.unit else issue.unit_text,
        ),
        *(issue.wanted_by, issue.reply_due_on, row.promised, issue.supervised, issue.decision),
        *(issue.decision_due_on, row.age, row.late_by if row.is_late else None),
        *(issue.reopened, issue.resolution),
        timezone.localdate(issue.cleared_at) if issue.cleared_at else None,
    ]
