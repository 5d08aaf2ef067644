"""Reads of seals that belong to no page."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from procedures.models import Issue
from projects.models import Project
from reporting.models import Seal, SealedProject


def last_sealed_at() -> datetime | None:
    newest = Seal.objects.order_by("-sealed_at").values_list("sealed_at", flat=True)
    return newest.first()


def seals_of_project(project: Project, user: User) -> list[SealedProject]:
    """Every time the project was sealed, newest first, as far as this person sees the seals."""
    return list(_sealed(project, user))


def seals_of_issue(issue: Issue, user: User) -> list[SealedProject]:
    """Each time the weekly table was sealed with this problem, in its present words."""
    return list(_sealed(issue.project, user).filter(issue=issue.text, seal__form="permits"))


def _sealed(project: Project, user: User) -> QuerySet[SealedProject]:
    rows = SealedProject.objects.filter(project=project, seal__in=Seal.objects.visible_to(user))
    related = rows.select_related("seal__submission__round__campaign", "seal__submission__unit")
    return related.order_by("-seal__sealed_at", "-pk")
