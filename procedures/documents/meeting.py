"""会议议程 before a meeting and 会议纪要 after it."""

from datetime import datetime

from procedures.models import AgendaItem, Meeting
from procedures.rules import MeetingStatus, Outcome
from workplace.official import Column, Document, long_day

from .names import office_name

DECISIONS = (
    Column("序号", 11, "centre"),
    Column("议题", 45),
    Column("项目", 42),
    Column("议定事项", 73),
    Column("责任单位", 25, "centre"),
    Column("完成时限", 29, "centre"),
)


def agenda(meeting: Meeting, items: list[AgendaItem], created: datetime) -> bytes:
    paper = _paper(meeting, "议程", created)
    paper.title(f"{meeting.title}议程", under=f"（{meeting}）")
    paper.paragraph(long_day(meeting.held_on), lead="时间：")
    for lead, text in (("地点：", meeting.place), ("主持：", meeting.chair)):
        if text:
            paper.paragraph(text, lead=lead)
    if meeting.attendees:
        paper.paragraph(f"{meeting.attendees.rstrip('。')}。", lead="参加：")
    paper.paragraph(f"共{len(items)}个。" if items else "待定。", lead="议题：")
    for item in items:
        paper.heading(item.title)
        for line in _facts(item):
            paper.paragraph(line)
    paper.signature(office_name(meeting.centre), meeting.held_on)
    return paper.to_bytes()


def minutes(meeting: Meeting, items: list[AgendaItem], created: datetime) -> bytes:
    paper = _paper(meeting, "纪要", created)
    under = f"（{meeting}）"
    if meeting.status != MeetingStatus.CLOSED:
        under = f"（{meeting}，未定稿）"
    paper.title(f"{meeting.title}纪要", under=under)
    paper.paragraph(opening(meeting, items))
    for item in items:
        paper.heading(item.title)
        for line in _facts(item, with_bureau=False):
            paper.paragraph(line)
        if item.notes:
            paper.paragraph(item.notes)
        paper.paragraph(_result(item), lead=_lead(item))
    if meeting.attendees:
        paper.paragraph(f"{meeting.attendees.rstrip('。')}。", lead="参加：")
    decided = [item for item in items if item.outcome == Outcome.DECIDED]
    if decided:
        paper.attachments([f"{meeting.title}议定事项清单"])
    paper.signature(office_name(meeting.centre), meeting.held_on)
    if decided:
        rows = [_row(place, item) for place, item in enumerate(decided, 1)]
        paper.table_page("议定事项清单", DECISIONS, rows, mark="附件")
    return paper.to_bytes()


def opening(meeting: Meeting, items: list[AgendaItem]) -> str:
    """The centre's own words, else the usual sentence."""
    if meeting.opening:
        return meeting.opening
    who = f"{meeting.chair}" if meeting.chair else ""
    where = f"在{meeting.place}" if meeting.place else ""
    called = f"{who}{where}主持召开" if who else f"{where}召开"
    subject = f"研究了{len(items)}个议题" if items else "研究有关事项"
    day = long_day(meeting.held_on)
    return f"{day}，{called}{meeting.title}，{subject}。现将会议议定事项纪要如下："


def _paper(meeting: Meeting, kind: str, created: datetime) -> Document:
    title = f"{meeting.title}{kind}（{meeting}）"
    return Document(title=title, author=office_name(meeting.centre), created=created)


def _facts(item: AgendaItem, *, with_bureau: bool = True) -> list[str]:
    """The project of a subject, its unit; of a problem the level and who is to solve it."""
    project, issue = item.project, item.issue
    parts = []
    if project:
        parts.append(f"项目：{project.name}（责任单位：{project.unit.short_name}）")
    if issue and issue.text != item.title:
        parts.append(f"问题：{issue.text}")
    if issue and with_bureau:
        level = f"{issue.get_level_display()}级协调" if issue.level else ""
        bureau = issue.unit.short_name if issue.unit else issue.unit_text
        said = "，".join(filter(None, [level, f"办理部门：{bureau}" if bureau else ""]))
        parts += [said] if said else []
    return ["；".join(parts) + "。"] if parts else []


def _lead(item: AgendaItem) -> str:
    return "会议议定：" if item.outcome == Outcome.DECIDED else "结果："


def _result(item: AgendaItem) -> str:
    if item.outcome == Outcome.LATER:
        return "暂缓，下次会议再议。" + (f"{item.decision}" if item.decision else "")
    if item.outcome != Outcome.DECIDED:
        return "还没有议。"
    who = [f"责任单位：{item.unit.short_name}"] if item.unit else []
    by = [f"完成时限：{long_day(item.due_on)}"] if item.due_on else []
    tail = "；".join(who + by)
    return f"{item.decision.rstrip('。')}。" + (f"（{tail}）" if tail else "")


def _row(place: int, item: AgendaItem) -> list[object]:
    return [
        place,
        item.title,
        item.project.name if item.project else "—",
        item.decision,
        item.unit.short_name if item.unit else "—",
        item.due_on.isoformat() if item.due_on else "—",
    ]
