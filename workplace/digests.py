"""What is to be done, told in one digest per person: one line in the bell, one e-mail.

A line waits in its row until its receiver may be disturbed; who writes lines (procedures) says
which kinds there are. Nothing here sends: a digest is a Notification and a Delivery in the
outbox, and `post` takes it from there. Two sweeps at once tell once: the lines are locked, the
second finds none left.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import User

from . import post
from .kinds import KINDS, at_once_by_default, ranked
from .letters import chat_text, headline
from .models import Delivery, DigestLine, Notification, Preference, ReminderSettings, Robot
from .quiet import LOOK_BACK, Quiet, last_slot, may_disturb
from .workdays import Calendar, calendar


@dataclass
class Told:
    """What went out: the lines, for those who keep track of them."""

    people: int = 0
    sources: set[str] = field(default_factory=set)


@transaction.atomic
def tell_due(now: datetime) -> Told:
    """Tell each person and robot what is due, in a fixed number of queries."""
    lines = _waiting()
    if not lines:
        return Told()
    known = calendar(timezone.localdate(now) - LOOK_BACK, timezone.localdate(now))
    manners = _Manners.read(lines, now, known)
    people: dict[User, list[DigestLine]] = {}
    robots: dict[Robot, list[DigestLine]] = {}
    for line in lines:
        if line.user is not None:
            people.setdefault(line.user, []).append(line)
        elif line.robot is not None:
            robots.setdefault(line.robot, []).append(line)
    to_people = {who: all_ for who, all_ in people.items() if manners.is_due(who, all_)}
    to_robots = {who: all_ for who, all_ in robots.items() if manners.is_due(who, all_)}
    _tell_people(to_people, manners, now)
    _tell_robots(to_robots, now)
    told = [line for group in (*to_people.values(), *to_robots.values()) for line in group]
    DigestLine.objects.bulk_update(told, ["told_at", "digest"], batch_size=500)
    if told:
        post.wake()
    return Told(len(to_people), {line.source for line in told})


def _waiting() -> list[DigestLine]:
    """Locked; what another sweep holds at this moment is that sweep's to tell."""
    rows = DigestLine.objects.select_for_update(skip_locked=True, of=("self",))
    rows = rows.filter(told_at=None).exclude(user__is_active=False).exclude(robot__is_active=False)
    return ranked(rows.select_related("user__unit", "robot__centre"))


@dataclass(frozen=True)
class _Manners:
    """Everybody's wishes and every county's digest times, read once."""

    now: datetime
    known: Calendar
    wishes: Mapping[int, Preference]
    slots: Mapping[int, datetime | None]  # of each centre, the last digest time that has passed

    @classmethod
    def read(cls, lines: Sequence[DigestLine], now: datetime, known: Calendar) -> "_Manners":
        users = {line.user_id for line in lines if line.user_id}
        wishes = {row.user_id: row for row in Preference.objects.filter(user__in=users)}
        times = {row.centre_id: row.digest_times for row in ReminderSettings.objects.all()}
        slots = {pk: last_slot(now, times_of(texts), known) for pk, texts in times.items()}
        slots[0] = last_slot(now, times_of(ReminderSettings().digest_times), known)
        return cls(now, known, wishes, slots)

    def wish(self, user: User) -> Preference:
        return self.wishes.get(user.pk) or Preference(user=user)

    def is_due(self, who: User | Robot, lines: Sequence[DigestLine]) -> bool:
        """Held in the quiet hours; else at once, or from the last digest time on."""
        wish = self.wish(who) if isinstance(who, User) else Preference()
        if not may_disturb(self.now, Quiet(wish.quiet_from, wish.quiet_until), self.known):
            return False
        at_once = at_once_by_default() if wish.at_once is None else wish.at_once
        if any(_is_urgent(line, at_once) for line in lines):
            return True
        centre = who.unit.centre_id if isinstance(who, User) else who.centre_id
        slot = self.slots.get(centre or 0, self.slots[0])
        return slot is not None and any(line.at <= slot for line in lines)


def _is_urgent(line: DigestLine, at_once: Sequence[str]) -> bool:
    kind = KINDS.get(line.kind)
    return line.kind in at_once or (kind is not None and kind.must)


def times_of(texts: Iterable[str]) -> list[time]:
    return [time.fromisoformat(text) for text in texts]


def _tell_people(groups: Mapping[User, list[DigestLine]], manners: _Manners, now: datetime) -> None:
    notes = [
        Notification(user=user, key=f"digest-{uuid.uuid4()}", text=headline(lines), at=now)
        for user, lines in groups.items()
    ]
    Notification.objects.bulk_create(notes)
    letters = []
    for note in notes:
        for line in groups[note.user]:
            line.digest, line.told_at = note, now
        note.url = f"/notifications/digest/{note.pk}/"
        if note.user.email and manners.wish(note.user).by_email:
            letters.append(post.letter(note, note.user))
    Notification.objects.bulk_update(notes, ["url"])
    Delivery.objects.bulk_create(letters)


def _tell_robots(groups: Mapping[Robot, list[DigestLine]], now: datetime) -> None:
    deliveries = []
    for robot, lines in groups.items():
        for line in lines:
            line.told_at = now
        deliveries.append(robot_delivery(robot, chat_text(lines)))
    Delivery.objects.bulk_create(deliveries)


def robot_delivery(robot: Robot, body: str) -> Delivery:
    """`address` is for the reader of a list: it never holds the token."""
    return Delivery(
        robot=robot, channel="robot", address=robot.name, body=body, message_id=str(uuid.uuid4())
    )


def queue(lines: Iterable[DigestLine]) -> None:
    """Lines that exist already are left as they are: each is told once."""
    DigestLine.objects.bulk_create(lines, batch_size=2_000, ignore_conflicts=True)
