"""The clock of deadlines, seals, events and acts (design §4, security.md R17).

A rehearsal database may shift it (演练时间); production never does. Leases, sessions and
back-off use Django's `timezone.now()`, the real time.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.errors import Refused

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


# Apps above register functions in AppConfig.ready: the moment behind which the clock may not go,
# such as the last seal's, or None. A seal from the future would break every chain after it.
FLOORS: list[Callable[[], datetime | None]] = []


def set_now(moment: datetime) -> None:
    """Shift the rehearsal clock so that it shows `moment` and runs on; the real time ends it."""
    if not settings.REHEARSAL:
        raise Refused("正式库不能拨时钟。", 403)
    floor = max((at for at in (read() for read in FLOORS) if at), default=None)
    if floor is not None and moment < floor:
        local = timezone.localtime(floor)
        raise Refused(f"不能拨到最后一次封存（{local:%Y-%m-%d %H:%M:%S}）之前。")
    seconds = round((moment - timezone.now()).total_seconds())
    set_shift(seconds)


def set_shift(seconds: int) -> None:
    ClockShift.objects.update_or_create(pk=1, defaults={"seconds": seconds})
    forget()
