"""Reading one's notifications, taking note of what is to be done, when to be told."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from workplace import acts, clock
from workplace.models import DigestLine, Notification, Preference

PREFERENCES = ("by_email", "quiet_from", "quiet_until", "at_once")


@transaction.atomic
def mark_read(*, user: User, pk: int | None = None) -> int:
    """One of the user's notifications, or all of them; returns how many were unread."""
    unread = Notification.objects.filter(user=user, read_at=None)
    if pk is not None:
        unread = unread.filter(pk=pk)
    return unread.update(read_at=clock.now())


@transaction.atomic
def acknowledge(*, note: Notification, by: User, lines: Collection[int] | None = None) -> int:
    """签收 of a digest's lines, or of all of them: the centre sees it. Whoever signs has read."""
    now = clock.now()
    open_lines = DigestLine.objects.filter(digest=note, user=by, acknowledged_at=None)
    if lines is not None:
        open_lines = open_lines.filter(pk__in=lines)
    count = open_lines.update(acknowledged_at=now)
    if not count:
        raise Refused("这些事已经签收过了。", 409)
    mark_read(user=by, pk=note.pk)
    acts.record(by=by, verb="digest-acknowledge", target=f"{count} 件", digest=note.pk)
    return count


@transaction.atomic
def set_preference(*, user: User, values: Mapping[str, Any]) -> Preference:
    row, _ = Preference.objects.update_or_create(
        user=user, defaults={name: values[name] for name in PREFERENCES}
    )
    acts.record(by=user, verb="preference-set", target=user.username)
    return row
