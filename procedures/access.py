"""Who may see permits and the catalogue. Every view gets its object here."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Unit, User
from accounts.rules import Role

from .models import (
    AgendaItem,
    Letter,
    Meeting,
    MeetingQuerySet,
    Nudge,
    Permit,
    PermitKind,
    PermitKindQuerySet,
    PermitQuerySet,
    Template,
)
from .rules import Side


def desk_for(user: User) -> PermitQuerySet:
    """`/permits/`: what one's bureau handles; the county for those above (design §7)."""
    seen = Permit.objects.visible_to(user).filter(kind__is_active=True)
    return seen.filter(handling_unit=user.unit_id) if is_bureau(user) else seen


def owned_for(user: User) -> PermitQuerySet:
    """The permits of one's own unit's projects, whoever handles them."""
    seen = Permit.objects.visible_to(user).filter(kind__is_active=True)
    return seen.filter(project__unit=user.unit_id)


def served_for(user: User) -> PermitQuerySet:
    """领办代办: those one serves oneself; the county's, for those above."""
    seen = Permit.objects.visible_to(user).filter(kind__is_active=True, officer__isnull=False)
    return seen.filter(officer=user) if is_bureau(user) else seen


def sees_agents(user: User) -> bool:
    """The tab 领办代办: for who serves a permit, and for those above."""
    return not is_bureau(user) or served_for(user).exists()


def permit_for(user: User, pk: int) -> Permit:
    """A permit of one's own project, of one's desk, or of the county."""
    rows = Permit.objects.visible_to(user).select_related(
        "project__unit", "kind", "handling_unit", "liaison_unit", "officer"
    )
    return get_object_or_404(rows, pk=pk)


def permits_for(user: User, pks: Collection[int]) -> list[Permit]:
    """All of them, in the order of their keys; 404 when one may not be seen."""
    rows = Permit.objects.visible_to(user).filter(pk__in=set(pks))
    found = list(rows.select_related("project__unit", "kind", "handling_unit").order_by("pk"))
    if len(found) != len(set(pks)):
        raise Http404
    return found


def sides_of(user: User, permit: Permit) -> frozenset[Side]:
    """For which sides one may speak of this permit; the centre for each (代填, recorded).

    领办代办: its officer speaks for the responsible unit, and the event says so.
    """
    if not user.can("take_steps"):
        return frozenset()
    if user.can("review"):
        return frozenset(Side)
    sides = {
        Side.OWNER: permit.project.unit_id == user.unit_id or permit.officer_id == user.pk,
        Side.HANDLER: permit.handling_unit_id == user.unit_id,
    }
    return frozenset(side for side, mine in sides.items() if mine)


def is_bureau(user: User) -> bool:
    """Sees of other units' projects the name, code, owner and the permit alone."""
    return user.role == Role.REPORTER


def kinds_for(user: User) -> PermitKindQuerySet:
    kinds = PermitKind.objects.select_related("default_unit").prefetch_related(
        "prerequisites", "limits"
    )
    return kinds if user.can("edit_catalogue") else kinds.none()


def kind_for(user: User, code: str) -> PermitKind:
    return get_object_or_404(kinds_for(user), code=code)


def orders_for(user: User) -> PermitQuerySet:
    """分解清单: a bureau what was given to it, those above what was given to any."""
    seen = Permit.objects.visible_to(user).given().filter(kind__is_active=True)
    seen = seen.filter(project__withdrawn_on__isnull=True)
    return seen.filter(handling_unit=user.unit_id) if is_bureau(user) else seen


def chosen_orders_for(user: User, pks: Collection[int]) -> list[Permit]:
    """The ticked ones, in the order of their keys; 404 when one may not be seen."""
    rows = orders_for(user).filter(pk__in=set(pks)).order_by("pk")
    found = list(rows.select_related("project__unit", "kind", "handling_unit"))
    if len(found) != len(set(pks)):
        raise Http404
    return found


def templates_for(user: User) -> QuerySet[Template]:
    rows = Template.objects.prefetch_related("items__kind", "items__prerequisites")
    return rows if user.can("see_decomposition") else rows.none()


def template_for(user: User, code: str) -> Template:
    return get_object_or_404(templates_for(user), code=code)


def meetings_for(user: User) -> MeetingQuerySet:
    """联席会议 of one's county; units do not see them."""
    return Meeting.objects.visible_to(user).select_related("centre", "made_by")


def meeting_for(user: User, pk: int) -> Meeting:
    return get_object_or_404(meetings_for(user), pk=pk)


def agenda_item_for(user: User, meeting_pk: int, pk: int) -> AgendaItem:
    rows = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(user))
    return get_object_or_404(rows.select_related("meeting", "unit"), meeting=meeting_pk, pk=pk)


def letters_for(user: User) -> QuerySet[Letter]:
    """书面意见 that one's county has sent upwards."""
    if not user.can("see_meetings"):
        return Letter.objects.none()
    return Letter.objects.filter(centre=user.unit.centre_id).select_related("by")


def letter_for(user: User, pk: int) -> Letter:
    return get_object_or_404(letters_for(user), pk=pk)


def nudges_for(user: User) -> QuerySet[Nudge]:
    """The county's, for those who see who has been told."""
    if not user.can("see_nudges"):
        return Nudge.objects.none()
    return Nudge.objects.filter(unit__in=Unit.objects.of_county(user.unit.centre_id))


def some_nudges_for(user: User, pks: Collection[int]) -> list[Nudge]:
    """All of them; 404 when one may not be seen."""
    rows = nudges_for(user).filter(pk__in=set(pks)).order_by("pk")
    found = list(rows.select_related("unit", "permit__project", "permit__officer", "issue"))
    if len(found) != len(set(pks)):
        raise Http404
    return found
