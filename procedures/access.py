"""Who may see permits and the catalogue. Every view gets its object here."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.rules import Role

from .models import Permit, PermitKind, PermitKindQuerySet, PermitQuerySet


def desk_for(user: User) -> PermitQuerySet:
    """`/permits/`: what one's bureau handles; the county for those above (design §7)."""
    seen = Permit.objects.visible_to(user).filter(kind__is_active=True)
    return seen.filter(handling_unit=user.unit_id) if is_bureau(user) else seen


def is_bureau(user: User) -> bool:
    """Sees of other units' projects the name, code, owner and the permit alone."""
    return user.role == Role.REPORTER


def kinds_for(user: User) -> PermitKindQuerySet:
    kinds = PermitKind.objects.select_related("default_unit").prefetch_related("prerequisites")
    return kinds if user.can("edit_catalogue") else kinds.none()


def kind_for(user: User, code: str) -> PermitKind:
    return get_object_or_404(kinds_for(user), code=code)
