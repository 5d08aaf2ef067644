"""督办单: what a bureau is to answer about one problem, and by when."""

from datetime import datetime

from django.utils import timezone

from procedures.models import Issue, IssueEvent
from workplace.official import Document, long_day

from .names import office_name

REPLY, FEEDBACK = "办理计划", "办理结果"


def order(issue: Issue, assigned: IssueEvent, created: datetime) -> bytes:
    centre = issue.project.unit.parent or issue.project.unit
    office = office_name(centre)
    given_on = timezone.localdate(assigned.at)
    title = "重点项目前期手续督办单"
    paper = Document(title=f"{title}（{issue.pk}号）", author=office, created=created)
    times = f"（第{issue.supervised}次督办）" if issue.supervised > 1 else ""
    paper.title(title, under=f"督办〔{given_on.year}〕{issue.pk}号{times}")
    paper.form(_rows(issue, assigned), tall=(REPLY, FEEDBACK))
    paper.signature(office, given_on)
    return paper.to_bytes()


def _rows(issue: Issue, assigned: IssueEvent) -> list[tuple[str, object]]:
    project, unit = issue.project, issue.unit
    raised_on = timezone.localdate(issue.raised_at)
    level = f"{issue.get_level_display()}级" if issue.level else "—"
    about = [("手续", issue.permit.kind.name)] if issue.permit else []
    reply = f"{long_day(issue.reply_due_on)}前答复办理计划" if issue.reply_due_on else "—"
    wanted = issue.decision_due_on or issue.wanted_by
    return [
        ("承办单位", unit.name if unit else issue.unit_text),
        ("项目名称", f"{project.name}（{project.number}）"),
        ("责任单位", project.unit.name),
        *about,
        ("问题", issue.text),
        ("协调层级", level),
        ("提出单位", f"{issue.raised_unit or project.unit}，{long_day(raised_on)}"),
        *([("会议议定", issue.decision)] if issue.decision else []),
        ("督办要求", assigned.text or "按时限答复办理计划，办结后申请销号。"),
        ("答复时限", reply),
        ("解决时限", long_day(wanted) if wanted else "—"),
        (REPLY, ""),
        (FEEDBACK, ""),
        ("承办签收", ""),
    ]
