"""What is done to an account. The only code that writes users."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import access, passwords
from accounts.book import book
from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role
from puxian_projects import limits

EDITABLE = ("name", "email", "unit", "is_liaison", "is_head")
UNSAID = {"is_head": False}  # what a list or form without the column means


def _locked(user_id: int) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def _give_initial_password(user: User) -> str:
    """A random password that its owner must replace within the hours it lives (S29)."""
    password = passwords.initial_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_expires_at = timezone.now() + timedelta(hours=limits.INITIAL_PASSWORD_HOURS)
    return password


@transaction.atomic
def add_user(*, values: dict[str, Any], by: User) -> tuple[User, str]:
    """A new account is a reporter's; other roles are granted afterwards (design §7).

    Returns the account and its initial password, which is stored nowhere and shown once.
    """
    user, password = draft_user(values)
    _require_unit(user.unit, by)
    try:
        with transaction.atomic():
            book.save(user, by=by, reason="新增账号")
    except IntegrityError as error:
        raise ValidationError({"username": "这个用户名已经有人用。"}, code="duplicate") from error
    book.record(by=by, verb="user-add", target=user.username, unit=user.unit.code)
    return user, password


def draft_user(values: dict[str, Any]) -> tuple[User, str]:
    """A reporter's account, not saved, and its initial password."""
    user = User(username=values["username"], role=Role.REPORTER)
    for field, value in (UNSAID | values).items():
        if field in EDITABLE:
            setattr(user, field, value)
    return user, _give_initial_password(user)


@transaction.atomic
def add_users(*, drafts: Sequence[User], by: User) -> list[User]:
    """Accounts for many people at once; all of them or none."""
    for unit in {draft.unit for draft in drafts}:
        _require_unit(unit, by)
    try:
        with transaction.atomic():
            users: list[User] = book.create_many(User, drafts, by=by, reason="批量新增账号")
    except IntegrityError as error:
        raise ValidationError("有的用户名刚刚被人用了。请重新上传名单。", code="stale") from error
    names = [user.username for user in users]
    book.record(by=by, verb="users-import", target=f"{len(users)} 个账号", usernames=names)
    return users


@transaction.atomic
def edit_user(*, user_id: int, values: dict[str, Any], by: User) -> User:
    user = _locked(user_id)
    changed = [
        field for field in EDITABLE if field in values and getattr(user, field) != values[field]
    ]
    if not changed:
        return user
    for field in changed:
        setattr(user, field, values[field])
    if "unit" in changed:
        _require_unit(user.unit, by)
        user.session_epoch += 1  # what the old unit showed must not stay open
    book.save(user, by=by, fields=[*changed, "session_epoch"])
    book.record(by=by, verb="user-edit", target=user.username, fields=changed)
    return user


def _require_unit(unit: Unit, by: User) -> None:
    if not unit.is_active or not access.units_for(by).filter(pk=unit.pk).exists():
        raise ValidationError({"unit": "选一个在用的单位。"}, code="choice")


@transaction.atomic
def set_role(*, user_id: int, role: str, by: User) -> User:
    user = _locked(user_id)
    if user.pk == by.pk:
        raise Refused("不能改自己的角色，请另一位安全管理员办理。", 403)
    if user.role == role:
        return user
    if user.role == Role.ADMIN and not _other_admins(user):
        raise Refused("这是唯一的系统管理员。先给别人这个角色。")
    before, user.role = user.role, Role(role)
    user.session_epoch += 1
    book.save(user, by=by, fields=["role", "session_epoch"])
    book.record(by=by, verb="user-role", target=user.username, before=before, after=role)
    return user


def _other_admins(user: User) -> bool:
    others = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=user.pk)
    return others.filter(unit__in=access.units_for(user)).exists()


@transaction.atomic
def reset_password(*, user_id: int, by: User) -> tuple[User, str]:
    user = _locked(user_id)
    if not user.is_active:
        raise Refused("这个账号已停用。先恢复，再发初始密码。")
    password = _give_initial_password(user)
    user.session_epoch += 1
    book.save(
        user,
        by=by,
        reason="发初始密码",
        fields=["password", "must_change_password", "password_expires_at", "session_epoch"],
    )
    reset(username=user.username)
    book.record(by=by, verb="password-reset", target=user.username)
    return user, password


@transaction.atomic
def change_password(*, user_id: int, password: str) -> User:
    """The owner's own act; ends every other session of the account (S34)."""
    user = _locked(user_id)
    user.set_password(password)
    user.must_change_password = False
    user.password_expires_at = None
    user.session_epoch += 1
    book.save(
        user,
        by=user,
        reason="改密码",
        fields=["password", "must_change_password", "password_expires_at", "session_epoch"],
    )
    book.record(by=user, verb="password-change", target=user.username)
    return user


@transaction.atomic
def end_sessions(*, user_id: int, by: User) -> User:
    user = _locked(user_id)
    user.session_epoch += 1
    book.save(user, by=by, reason="结束其他登录", fields=["session_epoch"])
    book.record(by=by, verb="sessions-end", target=user.username)
    return user


@transaction.atomic
def disable_user(*, user_id: int, by: User, reason: str = "") -> User:
    user = _locked(user_id)
    if user.pk == by.pk:
        raise Refused("不能停用自己的账号，请另一位管理员办理。", 403)
    if not user.is_active:
        raise Refused("这个账号已经停用。")
    user.is_active = False
    user.session_epoch += 1
    book.save(user, by=by, reason=reason or "停用", fields=["is_active", "session_epoch"])
    book.record(by=by, verb="user-disable", target=user.username, reason=reason)
    return user


@transaction.atomic
def restore_user(*, user_id: int, by: User) -> User:
    """Back in use, with a password that must be issued anew if it was lost."""
    user = _locked(user_id)
    if user.is_active:
        raise Refused("这个账号在用，不用恢复。")
    if not user.unit.is_active:
        raise Refused(f"{user.unit}已停用。先恢复单位，再恢复账号。")
    user.is_active = True
    book.save(user, by=by, reason="恢复", fields=["is_active"])
    book.record(by=by, verb="user-restore", target=user.username)
    return user


@transaction.atomic
def unlock_user(*, user_id: int, by: User) -> User:
    user = _locked(user_id)
    if not reset(username=user.username):
        raise Refused("这个账号没有锁定。")
    book.record(by=by, verb="user-unlock", target=user.username)
    return user


@transaction.atomic
def set_own(*, user_id: int, **values: Any) -> User:
    """What people change about themselves: the e-mail for reminders, 大字."""
    user = _locked(user_id)
    changed = [field for field, value in values.items() if getattr(user, field) != value]
    if changed:
        for field in changed:
            setattr(user, field, values[field])
        book.save(user, by=user, fields=changed)
        book.record(by=user, verb="own-account", target=user.username, fields=changed)
    return user
