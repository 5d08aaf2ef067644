"""Post: a line in the bell, and an e-mail on its way out (design §2.5, security.md R6).

Both are rows written in the transaction of the act they tell of. Sending happens later, under a
lease and in real time; a crash between sending and marking repeats a mail with the same
Message-ID, and nothing is ever lost.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User

from . import clock, letters, robots, tasks
from .kinds import ranked
from .models import Delivery, Notification
from .outbound import NotSent

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=1)  # longer than EMAIL_TIMEOUT
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
TRIES = 8
SUBJECT_LENGTH = 70


@transaction.atomic
def notify(*, users: Iterable[User], key: str, text: str, url: str = "") -> int:
    """Tell each of `users` once per `key`; returns how many were told now.

    Belongs in the transaction of the act. Whoever has an e-mail address gets the text there too.
    """
    by_id = {user.pk: user for user in users if user.is_active}
    keyed = Notification.objects.filter(key=key, user__in=by_id)
    told = set(keyed.values_list("user_id", flat=True))
    now = clock.now()
    Notification.objects.bulk_create(
        [
            Notification(user_id=pk, key=key, text=_one_line(text)[:300], url=url, at=now)
            for pk in by_id
            if pk not in told
        ],
        ignore_conflicts=True,  # another worker told the same at the same moment
    )
    fresh = list(keyed.exclude(user__in=told))
    mails = [letter(note, by_id[note.user_id]) for note in fresh if by_id[note.user_id].email]
    Delivery.objects.bulk_create(mails, ignore_conflicts=True)
    if mails:
        wake()
    return len(fresh)


def letter(note: Notification, user: User) -> Delivery:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return Delivery(
        notification=note, address=user.email, message_id=f"<notification-{note.pk}@{host}>"
    )


def wake() -> None:
    """Nudge the worker after the commit; a nudge that fails is made good by the next sweep (R4)."""
    transaction.on_commit(lambda: tasks.deliver.apply_async(), robust=True)


def deliver_due(limit: int = 50) -> int:
    """Send what is due, one lease after the other; returns how many went out."""
    _give_up_on_the_deadly()
    sent = 0
    for _ in range(limit):
        delivery = _lease_next()
        if delivery is None:
            break
        sent += _send(delivery)
    return sent


def _give_up_on_the_deadly() -> None:
    """A letter whose every try ended with the worker's death is not tried a ninth time."""
    Delivery.objects.filter(
        status=Delivery.Status.WAITING, attempts__gte=TRIES, leased_until__lt=timezone.now()
    ).update(status=Delivery.Status.FAILED, error="发送时程序中断")


@transaction.atomic
def _lease_next() -> Delivery | None:
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("notification__user__unit", "robot")
        .filter(free, status=Delivery.Status.WAITING, next_at__lte=now)
        .order_by("next_at", "pk")
        .first()
    )
    if delivery is None:
        return None
    delivery.attempts += 1  # counted before sending: a letter that kills the worker ends too
    delivery.leased_until = now + LEASE
    delivery.save(update_fields=["attempts", "leased_until"])
    return delivery


def _send(delivery: Delivery) -> bool:
    try:
        if delivery.robot is not None:
            robots.send(delivery.robot, delivery.body)
        else:
            _message(delivery).send()
    except OSError as error:  # smtplib's errors are OSErrors, a robot's refusal is one too
        logger.warning("delivery %s failed: %s", delivery.pk, type(error).__name__)
        _put_back(delivery, error)
        return False
    delivery.status = Delivery.Status.SENT
    delivery.sent_at = timezone.now()
    delivery.leased_until = None
    delivery.error = ""
    delivery.save(update_fields=["status", "sent_at", "leased_until", "error"])
    return True


def _put_back(delivery: Delivery, error: Exception) -> None:
    words = str(error) if isinstance(error, NotSent) else f"{type(error).__name__}: {error}"
    delivery.error = words[:200]
    delivery.leased_until = None
    delivery.next_at = timezone.now() + BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]
    if delivery.attempts >= TRIES:
        delivery.status = Delivery.Status.FAILED
    delivery.save(update_fields=["error", "leased_until", "next_at", "status"])


def _message(delivery: Delivery) -> EmailMessage:
    note = delivery.notification
    assert note is not None  # noqa: S101  only a robot's delivery has none
    lines = ranked(note.lines.all())
    link = urljoin(settings.SITE_URL, note.url) if note.url else settings.SITE_URL
    return EmailMessage(
        subject=f"【蒲县重点项目】{note.text}"[:SUBJECT_LENGTH],
        body=letters.mail_body(note, lines) if lines else _body(note.text, link),
        to=[delivery.address],
        headers={"Message-ID": delivery.message_id},
    )


def _body(text: str, link: str) -> str:
    return f"{text}\n\n{link}\n\n本邮件由系统发出，不用回复。\n"


def _one_line(text: str) -> str:
    """A subject is one line; a project's name must not add headers (security.md S8)."""
    return " ".join(text.split())
