"""Who may see and change projects. Every view gets its object here."""

from django.shortcuts import get_object_or_404

from accounts.models import Unit, User
from accounts.rules import Role

from .models import Project, ProjectQuerySet


def projects_for(user: User) -> ProjectQuerySet:
    return Project.objects.visible_to(user)


def project_for(user: User, number: str) -> Project:
    rows = projects_for(user).select_related("unit", "town", "package", "merged_into")
    return get_object_or_404(rows, number=number)


def units_to_write_for(user: User) -> list[Unit]:
    """Whose projects this person may add: the centre any unit's, a reporter its own."""
    if user.role == Role.CENTRE:
        return list(Unit.objects.visible_to(user).active())
    return [user.unit] if user.can("write_projects") else []
