"""The clock of deadlines, seals, events and acts (design §4, security.md R17).

A rehearsal database may shift it (演练时间); production never does. Leases, sessions and
back-off use Django's `timezone.now()`, the real time.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .models import ClockShift

REMEMBER_SECONDS = 5.0
_known: tuple[float, int] | None = None  # (monotonic time it was read, seconds)


def shift() -> timedelta:
    """How far the rehearsal stands from the real time; read at most every five seconds."""
    global _known
    if not settings.REHEARSAL:
        return timedelta(0)
    if _known is None or time.monotonic() - _known[0] > REMEMBER_SECONDS:
        row = ClockShift.objects.first()
        _known = (time.monotonic(), row.seconds if row else 0)
    return timedelta(seconds=_known[1])


def forget() -> None:
    """Read the shift again at the next call; after setting it, and between tests."""
    global _known
    _known = None


_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand still at `moment`: for replaying weeks and for commands' `--at`."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


def now() -> datetime:
    return _standing.get() or timezone.now() + shift()


def today() -> date:
    return timezone.localdate(now())


def set_shift(seconds: int) -> None:
    ClockShift.objects.update_or_create(pk=1, defaults={"seconds": seconds})
    forget()
