"""Who may see and change units and accounts. Every view gets its object here."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from .errors import Refused
from .models import Unit, User
from .rules import Role


def units_for(user: User) -> QuerySet[Unit]:
    if not user.can("see_units"):
        return Unit.objects.none()
    return Unit.objects.visible_to(user)


def unit_for(user: User, code: str) -> Unit:
    return get_object_or_404(units_for(user), code=code)


def users_for(user: User) -> QuerySet[User]:
    """The accounts of the county, for those who look after them."""
    return User.objects.filter(unit__in=units_for(user)).select_related("unit")


def user_for(user: User, username: str) -> User:
    return get_object_or_404(users_for(user), username=username)


def keeps_roles(user: User) -> bool:
    """Roles and locks are the security officer's; the admin's while nobody is (design §7)."""
    if user.can("grant_roles"):
        return True
    if not user.can("edit_users"):
        return False
    officers = User.objects.filter(role=Role.SECURITY, is_active=True)
    return not officers.filter(unit__in=Unit.objects.visible_to(user)).exists()


def require_role_keeper(user: User) -> None:
    if not keeps_roles(user):
        raise Refused("角色和解锁由安全管理员办理。", 403)
