"""Who may see a problem, and what each person is to it. Every view gets its problem here."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role
from projects.models import Project

from .issue_rules import Part
from .models import Issue, IssueQuerySet, Permit

JOINED = ("project__unit", "permit__kind", "unit", "raised_unit", "raised_by__unit")
NOT_YOURS = "只能对本单位的项目，或本单位承办的手续提出问题。"


def issues_for(user: User) -> IssueQuerySet:
    if not user.can("see_issues"):
        return Issue.objects.none()
    return Issue.objects.visible_to(user)


def issue_for(user: User, pk: int) -> Issue:
    return get_object_or_404(issues_for(user).select_related(*JOINED), pk=pk)


def parts_of(user: User, issue: Issue) -> frozenset[Part]:
    """`issue` comes with its project, the project's unit and raised_unit."""
    if not user.can("raise_issues"):
        return frozenset()
    raiser = issue.raised_unit or issue.project.unit
    is_ours = user.unit.centre_id == issue.project.unit.centre_id
    is_centre = is_ours and user.role == Role.CENTRE
    held = {
        # a unit that is no more cannot agree: then the centre speaks for it
        Part.RAISER: raiser.pk == user.unit_id or (is_centre and not raiser.is_active),
        Part.OWNER: issue.project.unit_id == user.unit_id,
        Part.HANDLER: issue.unit_id == user.unit_id,
        Part.CENTRE: is_centre,
        Part.COORDINATOR: is_ours and user.can("coordinate"),
    }
    return frozenset(part for part, holds in held.items() if holds)


def sees_project(user: User, issue: Issue) -> bool:
    """A bureau that is to solve another unit's problem sees no page of its project (design §7)."""
    return user.role != Role.REPORTER or issue.project.unit_id == user.unit_id


def may_raise(user: User, project: Project, permit: Permit | None) -> bool:
    """On an own project, on a permit one's bureau handles, and the county on all of its own."""
    if not user.can("raise_issues"):
        return False
    if user.can("coordinate"):
        return project.unit.centre_id == user.unit.centre_id
    if project.unit_id == user.unit_id:
        return True
    if permit is None or permit.project_id != project.pk:
        return False
    return permit.handling_unit_id == user.unit_id


def require_may_raise(user: User, project: Project, permit: Permit | None) -> None:
    if not may_raise(user, project, permit):
        raise Refused(NOT_YOURS, 403)


def people_of(issue: Issue, parts: frozenset[Part], *, but: User | None) -> list[User]:
    """Those who are to hear of it, without the one who did it."""
    raiser_id = issue.raised_unit_id or issue.project.unit_id
    by_part = {
        Part.RAISER: Q(unit=raiser_id),
        Part.OWNER: Q(unit=issue.project.unit_id),
        Part.HANDLER: Q(unit=issue.unit_id) if issue.unit_id else Q(pk__in=[]),
        Part.COORDINATOR: Q(
            unit__in=Unit.objects.of_county(issue.project.unit.centre_id),
            role__in=[Role.CENTRE, Role.OFFICE],
        ),
    }
    wanted = Q(pk__in=[])
    for part in parts & by_part.keys():
        wanted |= by_part[part]
    talking = [Role.REPORTER, Role.CENTRE, Role.OFFICE]
    people = User.objects.filter(wanted, is_active=True, role__in=talking)
    return list(people.exclude(pk=but.pk) if but else people)
