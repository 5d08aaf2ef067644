"""Which problems are worth a meeting, and why: what 联席会议 is offered as its agenda."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, OuterRef, Subquery, When
from django.db.models.fields.json import KT
from django.utils import timezone

from accounts.models import Unit
from procedures.issue_rules import Dates
from procedures.models import Issue, IssueEvent, IssueQuerySet
from procedures.rules import IssueLevel, IssueStatus, IssueStep
from workplace import clock

LONG = 14  # days a problem may stand before a meeting should hear of it
SOON = 7
RANK: dict[str, int] = {IssueLevel.CITY: 1, IssueLevel.PROVINCE: 2}


@dataclass(frozen=True)
class Proposal:
    """A problem offered for the agenda: how old it is, and why it is worth a meeting."""

    issue: Issue
    age: int  # days since it was raised
    reasons: tuple[str, ...]
    late: int  # days past its next date

    @property
    def reason(self) -> str:
        return "，".join(self.reasons)


def open_for_agenda(centre: Unit, on: date | None = None) -> list[Proposal]:
    """Open and escalated problems of the county, most urgent first; one query."""
    today = on or clock.today()
    rows = Issue.objects.filter(
        project__unit__in=Unit.objects.of_county(centre.pk),
        project__withdrawn_on__isnull=True,
        status__in=[IssueStatus.OPEN, IssueStatus.ESCALATED],
        clear_asked_at__isnull=True,
    ).select_related("project__unit", "permit__kind", "unit", "raised_unit")
    found = [_proposal(issue, today) for issue in rows]
    return sorted((p for p in found if p.reasons), key=_urgency)


def dates_of(issue: Issue) -> Dates:
    return Dates(
        status=issue.status,
        wanted_by=issue.wanted_by,
        reply_due_on=issue.reply_due_on,
        replied=issue.replied_at is not None,
        decision_due_on=issue.decision_due_on,
    )


def with_promise(rows: IssueQuerySet) -> Any:
    """`promised`: the finish date of the standing reply, as text; 交办 anew asks for a new one."""
    replies = IssueEvent.objects.filter(issue=OuterRef("pk"), step=IssueStep.REPLY)
    last = replies.order_by("-at", "-pk").annotate(day=KT("details__finish_on")).values("day")[:1]
    answered = When(replied_at__isnull=False, then=Subquery(last, output_field=CharField()))
    return rows.annotate(promised=Case(answered, output_field=CharField()))


def _proposal(issue: Issue, today: date) -> Proposal:
    dates = dates_of(issue)
    age = (today - timezone.localdate(issue.raised_at)).days
    left = (issue.wanted_by - today).days if issue.wanted_by else None
    late_reply = dates.reply_late(today)
    reasons = (
        (f"答复超 {late_reply} 天", late_reply > 0),
        (f"超要求时限 {-(left or 0)} 天", left is not None and left < 0),
        (f"{left} 天内到期" if left else "今天到期", left is not None and 0 <= left <= SOON),
        (f"要{issue.get_level_display()}级协调", issue.level in RANK),
        (f"重新打开 {issue.reopened} 次", issue.reopened > 0),
        (f"督办 {issue.supervised} 次", issue.supervised > 1),
        (f"已历时 {age} 天", age > LONG),
    )
    late = max(late_reply, -(left or 0), 0)
    return Proposal(issue, age, tuple(words for words, holds in reasons if holds), late)


def _urgency(proposal: Proposal) -> tuple[int, int, int, int, int]:
    issue = proposal.issue
    return (
        -proposal.late,
        -RANK.get(issue.level, 0),
        -issue.reopened,
        -proposal.age,
        issue.pk,
    )
