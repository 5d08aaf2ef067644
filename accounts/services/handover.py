"""A new liaison takes over: a code shown once, a new account, the old one ends at once."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import codes
from accounts.book import book
from accounts.errors import Refused
from accounts.models import Handover, User
from accounts.rules import Role
from puxian_projects import limits

GONE = "交接码不对，或者已经失效。请核对；不行就请原来的联络人或系统管理员重发一个。"
TAKE = "handover-take"
AGAIN = timedelta(hours=1)  # a form sent twice is told what the first one did


@transaction.atomic
def issue(*, leaving_id: int, by: User) -> tuple[Handover, str]:
    """The code for whoever comes after this account's owner; an earlier one ends.

    It is stored nowhere and shown once.
    """
    leaving = User.objects.select_related("unit").select_for_update(of=("self",)).get(pk=leaving_id)
    if by.pk != leaving.pk and not by.can("edit_users"):
        raise Refused("交接由本人或系统管理员办理。", 403)
    if leaving.role != Role.REPORTER:
        raise Refused(f"{leaving.get_role_display()}的账号不能交接，请系统管理员新增账号。", 403)
    if not leaving.is_active or not leaving.unit.is_active:
        raise Refused("这个账号已停用，不能交接。")
    now = timezone.now()
    standing = Handover.objects.standing()
    standing.filter(leaving=leaving).update(cancelled_at=now)
    code = codes.new_code()
    while standing.filter(hint=codes.hint(code)).exists():
        code = codes.new_code()
    handover = Handover.objects.create(
        unit=leaving.unit,
        leaving=leaving,
        hint=codes.hint(code),
        code_digest=codes.digest(code),
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(hours=limits.HANDOVER_HOURS),
    )
    book.record(by=by, verb="handover-issue", target=leaving.username, unit=leaving.unit.code)
    return handover, code


@transaction.atomic
def cancel(*, leaving_id: int, by: User) -> None:
    leaving = User.objects.select_for_update(no_key=True).get(pk=leaving_id)
    if by.pk != leaving.pk and not by.can("edit_users"):
        raise Refused("交接由本人或系统管理员办理。", 403)
    standing = Handover.objects.standing().filter(leaving=leaving)
    if not standing.update(cancelled_at=timezone.now()):
        raise Refused("没有有效的交接码。")
    book.record(by=by, verb="handover-cancel", target=leaving.username)


def find(code: str, *, by: User | None) -> Handover | None:
    """The hand-over that this code opens. A wrong one is counted against the code it begins like.

    Unknown, expired, used and void are one answer (S31).
    """
    standing = Handover.objects.standing().select_related("leaving", "unit")
    meant = standing.filter(hint=codes.hint(code)).first()
    if meant is not None and constant_time_compare(meant.code_digest, codes.digest(code)):
        return meant
    if meant is not None:
        Handover.objects.filter(pk=meant.pk).update(failures=F("failures") + 1)
    target = meant.leaving.username if meant else ""
    book.record(by=by, verb=TAKE, target=target, result="refused", reason="交接码不对")
    return None


def taken(code: str, *, username: str, password: str) -> User | None:
    """The account that this very form has made a moment ago."""
    used = Handover.objects.filter(code_digest=codes.digest(code))
    done = used.filter(used_at__gt=timezone.now() - AGAIN).select_related("successor").first()
    found = done.successor if done else None
    if found is None or found.username != username or not found.check_password(password):
        return None
    return found


def newcomer(handover: Handover, *, name: str, username: str) -> User:
    """The successor's account, not saved: same unit, same role, same reminders."""
    leaving = handover.leaving
    return User(
        username=username,
        name=name,
        unit=handover.unit,
        role=leaving.role,
        is_liaison=leaving.is_liaison,
        is_head=leaving.is_head,
    )


def take_over(*, handover_id: int, name: str, username: str, password: str) -> User:
    """Make the new account and end the old one, both or neither; of two at once one succeeds."""
    encoded = make_password(password)  # out here: hashing takes its time, and no lock is held
    with transaction.atomic():
        locked = Handover.objects.select_for_update(no_key=True).standing()
        handover = locked.filter(pk=handover_id).first()
        if handover is None:
            raise ValidationError({"code": GONE}, code="gone")
        leaving = User.objects.select_for_update(no_key=True).get(pk=handover.leaving_id)
        if not leaving.is_active or leaving.role != Role.REPORTER or not handover.unit.is_active:
            raise ValidationError({"code": GONE}, code="gone")
        user = newcomer(handover, name=name, username=username)
        user.password = encoded
        reason = f"接替{leaving.name}"
        try:
            with transaction.atomic():
                book.save(user, by=None, reason=reason)
        except IntegrityError as error:
            words = "这个用户名已经有人用。"
            raise ValidationError({"username": words}, code="duplicate") from error
        leaving.is_active = False
        leaving.session_epoch += 1
        fields = ["is_active", "session_epoch"]
        book.save(leaving, by=user, reason=f"交接给{user.name}", fields=fields)
        handover.used_at, handover.successor = timezone.now(), user
        handover.save(update_fields=["used_at", "successor"])
        book.record(by=user, verb=TAKE, target=leaving.username, issued_by=handover.created_by_id)
    return user
