"""The clock of deadlines, seals, events and acts (design §4, security.md R17).

A rehearsal database may shift it (演练时间); production never does. Leases, sessions and
back-off use Django's `timezone.now()`, the real time.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from datetime import time as day_time

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.errors import Refused

from .models import ClockShift

REMEMBER_SECONDS = 5.0
MEASURE_SECONDS = 60.0
_known: tuple[float, int] | None = None  # (monotonic time it was read, seconds)
_ahead: tuple[float, timedelta] | None = None  # (monotonic time it was measured, by how much)


def shift() -> timedelta:
    """How far the rehearsal stands from the real time; read at most every five seconds."""
    global _known
    if not settings.REHEARSAL:
        return timedelta(0)
    if _known is None or time.monotonic() - _known[0] > REMEMBER_SECONDS:
        row = ClockShift.objects.first()
        _known = (time.monotonic(), row.seconds if row else 0)
    return timedelta(seconds=_known[1])


def ahead() -> timedelta:
    """How far the database server's clock is ahead of this machine's, measured every minute.

    Many web and worker nodes, one clock: that of PostgreSQL (R17). SQLite has none of its own.
    """
    global _ahead
    if not settings.DATABASE_CLOCK:
        return timedelta(0)
    if _ahead is None or time.monotonic() - _ahead[0] > MEASURE_SECONDS:
        before = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            [theirs] = cursor.fetchone()
        ours = before + (timezone.now() - before) / 2
        _ahead = (time.monotonic(), theirs - ours)
    return _ahead[1]


def forget() -> None:
    """Read shift and server's clock again at the next call; after setting it, between tests."""
    global _known, _ahead
    _known = _ahead = None


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
    return _standing.get() or timezone.now() + ahead() + shift()


_reached: ContextVar[datetime | None] = ContextVar("reached", default=None)


@contextmanager
def reached(moment: datetime) -> Iterator[None]:
    """A request came in at `moment` of this machine's clock; for the middleware."""
    token = _reached.set(moment)
    try:
        yield
    finally:
        _reached.reset(token)


def arrived() -> datetime:
    """When the request in hand reached us, before any lock: what decides if it is late (R17)."""
    moment = _reached.get()
    if moment is None or _standing.get():
        return now()
    return moment + ahead() + shift()


def today() -> date:
    return timezone.localdate(now())


def end_of(day: date) -> datetime:
    """The last moment of the day in the county's time."""
    return timezone.make_aware(datetime.combine(day, day_time.max))


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
    seconds = math.ceil((moment - timezone.now()).total_seconds())  # never a moment before
    set_shift(seconds)


def set_shift(seconds: int) -> None:
    ClockShift.objects.update_or_create(pk=1, defaults={"seconds": seconds})
    forget()
