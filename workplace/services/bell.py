"""Reading one's notifications."""

from django.db import transaction

from accounts.models import User
from workplace import clock
from workplace.models import Notification


@transaction.atomic
def mark_read(*, user: User, pk: int | None = None) -> int:
    """One of the user's notifications, or all of them; returns how many were unread."""
    unread = Notification.objects.filter(user=user, read_at=None)
    if pk is not None:
        unread = unread.filter(pk=pk)
    return unread.update(read_at=clock.now())
