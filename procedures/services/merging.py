"""Two records of one project become one: its permits and open problems come along."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from procedures.models import Issue, IssueEvent, Permit
from procedures.rules import IssueStep, Side, Status
from projects.services.merging import Merge
from workplace import history
from workplace.models import Attachment

from .issues import log
from .permits import KNOWN, PermitChange, apply


def bring(merge: Merge) -> None:
    """Permits of which the kept record says nothing, and the problems that still stand."""
    rows = Permit.objects.filter(project__in=[merge.keep, merge.gone])
    permits = {(row.project_id, row.kind_id): row for row in rows}
    changes = [
        PermitChange(merge.keep.pk, kind_id, _columns(permit), brought=permit.pk)
        for (project_id, kind_id), permit in permits.items()
        if project_id == merge.gone.pk
        and _weight(permit) > _weight(permits.get((merge.keep.pk, kind_id)))
    ]
    kept = apply(changes, by=merge.by, side=Side.CENTRE, reason=merge.reason)
    for permit in kept:
        _bring_files(permits[merge.gone.pk, permit.kind_id], permit, merge)
    _bring_issues(merge)


def _bring_files(gone: Permit, permit: Permit, merge: Merge) -> None:
    """Files hang on the permit that stands, where they confirm it; history says where before."""
    kind = ContentType.objects.get_for_model(Permit)
    files = list(Attachment.objects.filter(content_type=kind, object_id=gone.pk))
    for file in files:
        file.object_id = permit.pk
    history.update_many(Attachment, files, ["object_id"], by=merge.by, reason=merge.reason)


def _columns(permit: Permit) -> dict[str, Any]:
    return {key: getattr(permit, key) for key in KNOWN}


def _weight(permit: Permit | None) -> int:
    """Somebody has spoken of it, else it has been given out, else there is nothing to bring."""
    if permit is None:
        return 0
    if permit.status != Status.NOT_STARTED or permit.handler_says:
        return 2
    return 1 if permit.assigned_at or permit.due_on else 0


def _bring_issues(merge: Merge) -> None:
    """One problem a project stands in the weekly table; a second one stands beside it."""
    kept = Permit.objects.filter(project=merge.keep)
    of_kind = {permit.kind_id: permit for permit in kept}
    standing = Issue.objects.standing()
    taken = standing.filter(project=merge.keep, in_table=True).exists()
    rows = standing.filter(project=merge.gone).order_by("pk")
    moved = list(rows.select_related("permit", "unit", "raised_unit"))
    was = {issue.pk: log.snapshot(issue) for issue in moved}
    for issue in moved:
        issue.project = merge.keep
        issue.permit = of_kind.get(issue.permit.kind_id) if issue.permit else None
        issue.in_table = issue.in_table and not taken
        issue.version += 1
        taken = taken or issue.in_table
    fields = ["project", "permit", "in_table", "version"]
    history.update_many(Issue, moved, fields, by=merge.by, reason=merge.reason)
    words = f"随项目合并，由 {merge.gone.number} 转到 {merge.keep.number}"
    IssueEvent.objects.bulk_create(
        log.event(
            issue, IssueStep.EDIT, by=merge.by, before=issue.status, was=was[issue.pk], text=words
        )
        for issue in moved
    )
