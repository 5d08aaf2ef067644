"""On what a new problem may be raised."""

from typing import Any

from accounts.models import User
from procedures.models import Permit
from projects.access import projects_for
from projects.models import Project


def projects(user: User) -> Any:
    """One's own projects, the county's for those above, as they stand today."""
    rows = projects_for(user).filter(withdrawn_on__isnull=True)
    return rows.order_by("number").values_list("number", "name")


def permits(project: Project, only: Permit | None) -> Any:
    rows = Permit.objects.filter(project=project, kind__is_active=True)
    rows = rows.filter(pk=only.pk) if only else rows
    return rows.select_related("kind").order_by("kind__order")
