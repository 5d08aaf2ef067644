"""The first account of a new installation; no account ships (security.md S29)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import passwords
from accounts.book import book
from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role, UnitKind
from puxian_projects import limits


@transaction.atomic
def create_first_admin(*, username: str, name: str, unit_code: str = "") -> tuple[User, str]:
    """The system administrator and the initial password, while no administrator is active."""
    unit = _unit(unit_code)
    if User.objects.filter(role=Role.ADMIN, is_active=True).exists():
        raise Refused("已经有系统管理员。新账号请在“账号”页里建立。")
    password = passwords.initial_password()
    user = User(username=username, name=name, unit=unit, role=Role.ADMIN)
    user.set_password(password)
    user.must_change_password = True
    user.password_expires_at = timezone.now() + timedelta(hours=limits.INITIAL_PASSWORD_HOURS)
    user.full_clean(exclude=["password"])
    book.save(user, by=None, reason="建立第一个系统管理员")
    book.record(by=None, verb="admin-create", target=username)
    return user, password


def _unit(code: str) -> Unit:
    """Locked, so that two commands at once make one administrator."""
    units = Unit.objects.select_for_update(no_key=True).active()
    found = units.filter(code=code) if code else units.filter(kind=UnitKind.CENTRE)
    unit = found.first()
    if unit is None:
        known = "没有这个单位代码。" if code else "还没有单位，先运行 manage.py load_reference。"
        raise ValidationError({"unit": known}, code="choice")
    return unit
