"""Who may see and change projects. Every view gets its object here."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Unit, User
from accounts.rules import Role

from .models import (
    FundingApplication,
    FundingApplicationQuerySet,
    Progress,
    Project,
    ProjectField,
    ProjectQuerySet,
    Term,
)


def projects_for(user: User) -> ProjectQuerySet:
    return Project.objects.visible_to(user)


def project_for(user: User, number: str) -> Project:
    rows = projects_for(user).select_related("unit", "town", "package", "merged_into")
    return get_object_or_404(rows, number=number)


def applications_for(user: User) -> FundingApplicationQuerySet:
    return FundingApplication.objects.visible_to(user)


def application_for(user: User, pk: int) -> FundingApplication:
    return get_object_or_404(applications_for(user).select_related("project__unit"), pk=pk)


def progress_rows_for(user: User) -> QuerySet[Progress]:
    rows = Progress.objects.filter(plan__project__in=projects_for(user))
    return rows.select_related("plan__project__unit")


def units_to_write_for(user: User) -> list[Unit]:
    """Whose projects this person may add: the centre any unit's, a reporter its own."""
    if user.role == Role.CENTRE:
        return list(Unit.objects.visible_to(user).active())
    return [user.unit] if user.can("write_projects") else []


def term_for(user: User, pk: int) -> Term:
    return get_object_or_404(Term.objects.filter(centre=user.unit.centre_id), pk=pk)


def own_fields_for(user: User) -> QuerySet[ProjectField]:
    """The county's own fields, those out of use last."""
    rows = ProjectField.objects.filter(centre=user.unit.centre_id)
    return rows.order_by("-is_active", "order", "pk")


def own_field_for(user: User, key: str) -> ProjectField:
    return get_object_or_404(own_fields_for(user), key=key)


def centre_of(user: User) -> Unit:
    """The county's centre, which its lists and fields belong to."""
    return get_object_or_404(Unit, pk=user.unit.centre_id)
