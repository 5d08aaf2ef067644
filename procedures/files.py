"""The permits and issues that files hang on, for the guard of every download."""

from django.db.models import QuerySet

from accounts.models import User
from workplace.attachments import GUARDS, Guard
from workplace.models import Attachment

from .models import Issue, IssueEvent, Permit, PermitEvent

PROOF = "批复"  # the one paper that shows a permit to be finished
PERMIT_LABELS = [PROOF, "受理通知", "补正通知", "材料清单", "其他"]
ISSUE_LABELS = ["情况说明", "往来函件", "会议纪要", "其他"]


def register() -> None:
    GUARDS.update(
        {
            "procedures.Permit": Guard(
                rows=_permits,
                unit_of=lambda permit: permit.project.unit,
                name_of=_name_of_permit,
                page_of=_page_of_permit,
                may_remove=_is_of_own_unit,
            ),
            "procedures.PermitEvent": Guard(
                rows=_permit_events,
                unit_of=lambda event: event.permit.project.unit,
                name_of=lambda event: _name_of_permit(event.permit),
                page_of=lambda event: _page_of_permit(event.permit),
                may_remove=_is_of_own_unit,
            ),
            "procedures.Issue": Guard(
                rows=_issues,
                unit_of=lambda issue: issue.project.unit,
                name_of=lambda issue: issue.project.number,
                page_of=lambda issue: f"/issues/{issue.pk}/",
                may_remove=_is_of_own_unit,
            ),
            "procedures.IssueEvent": Guard(
                rows=_issue_events,
                unit_of=lambda event: event.issue.project.unit,
                name_of=lambda event: event.issue.project.number,
                page_of=lambda event: f"/issues/{event.issue_id}/",
                may_remove=_is_of_own_unit,
            ),
        }
    )


def _permits(user: User) -> QuerySet[Permit]:
    return Permit.objects.visible_to(user).select_related("project__unit", "kind")


def _permit_events(user: User) -> QuerySet[PermitEvent]:
    rows = PermitEvent.objects.filter(permit__in=Permit.objects.visible_to(user))
    return rows.select_related("permit__project__unit", "permit__kind")


def _issues(user: User) -> QuerySet[Issue]:
    return Issue.objects.visible_to(user).select_related("project__unit")


def _issue_events(user: User) -> QuerySet[IssueEvent]:
    rows = IssueEvent.objects.filter(issue__in=Issue.objects.visible_to(user))
    return rows.select_related("issue__project__unit")


def _name_of_permit(permit: Permit) -> str:
    return f"{permit.project.number} {permit.kind.name}"


def _page_of_permit(permit: Permit) -> str:
    return f"/permits/{permit.pk}/files/"


def _is_of_own_unit(user: User, file: Attachment) -> bool:
    """Two sides share these files: each takes away its own, the centre any."""
    return user.can("review") or file.by.unit_id == user.unit_id
