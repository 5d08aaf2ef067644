"""What people of the demo do with their bells: most look once a week, a few never."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from workplace import clock
from workplace.models import Notification

from .replay import Replay, winter
from .replay import Step as Moment

FIRST, LAST = winter(12, 9, 8, 50), winter(2, 3, 9, 20)
A_WEEK = timedelta(days=7)
SINCE_NEW_YEAR = winter(1, 20, 12)
BUSY = {"tailin", "sthj-fz", "gxj"}  # have not looked since then
FRESH = timedelta(hours=20)  # of the last evening something is still unread


def steps(replay: Replay) -> Iterator[Moment]:
    moment = FIRST
    while moment <= LAST:
        yield moment, partial(_look, replay)
        moment += A_WEEK
    yield LAST, partial(_look, replay)


def _look(replay: Replay) -> None:
    busy = BUSY if clock.now() > SINCE_NEW_YEAR else set()
    readers = [user for name, user in replay.desk.people.items() if name not in busy]
    old = Notification.objects.filter(user__in=readers, read_at=None)
    old.filter(at__lt=clock.now() - FRESH).update(read_at=clock.now())
