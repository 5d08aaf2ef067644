"""What people of the demo do with their bells: most look once a week, a few never."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from workplace import clock
from workplace.models import Notification

from .replay import SHANGHAI, Replay
from .replay import Step as Moment

FIRST, LAST = (
    datetime(2022, 12, 9, 8, 50, tzinfo=SHANGHAI),
    datetime(2023, 2, 3, 9, 20, tzinfo=SHANGHAI),
)
A_WEEK = timedelta(days=7)
NEVER = {"tailin", "sthj-fz", "gxj"}  # do not look into theirs
FRESH = timedelta(hours=20)  # of the last evening something is still unread


def steps(replay: Replay) -> Iterator[Moment]:
    moment = FIRST
    while moment <= LAST:
        yield moment, partial(_look, replay)
        moment += A_WEEK
    yield LAST, partial(_look, replay)


def _look(replay: Replay) -> None:
    readers = [user for name, user in replay.desk.people.items() if name not in NEVER]
    old = Notification.objects.filter(user__in=readers, read_at=None)
    old.filter(at__lt=clock.now() - FRESH).update(read_at=clock.now())
