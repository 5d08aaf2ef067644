"""One's notifications, and what in them waits for a signature."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Unit, User
from workplace.kinds import ranked
from workplace.models import Delivery, DigestLine, Notification, Preference, Robot


def listed(notes: QuerySet[Notification]) -> QuerySet[Notification]:
    """Each with the number of its lines, and of those that nobody signed for."""
    unsigned = Q(lines__isnull=False, lines__acknowledged_at=None)
    counted = notes.annotate(things=Count("lines"), unsigned=Count("lines", filter=unsigned))
    return counted.order_by("-at", "-pk")


def lines_of(note: Notification) -> list[DigestLine]:
    """What nobody signed for first, the most urgent at the top."""
    return sorted(ranked(note.lines.all()), key=lambda line: line.acknowledged_at is not None)


def preference_of(user_id: int) -> Preference:
    return Preference.objects.filter(user=user_id).first() or Preference(user_id=user_id)


def county_units(user: User) -> QuerySet[Unit]:
    """The units that a robot of this county may stand for."""
    units = Unit.objects.of_county(user.unit.centre_id)
    return units.filter(is_active=True).order_by("order", "code")


@dataclass(frozen=True)
class RobotRow:
    robot: Robot
    sent: int
    failed: int
    last: Delivery | None


def robot_rows(robots: QuerySet[Robot]) -> list[RobotRow]:
    """Each with what became of its messages; two queries, however many there are."""
    status = Delivery.Status
    counted = robots.select_related("unit").annotate(
        sent=Count("deliveries", filter=Q(deliveries__status=status.SENT)),
        failed=Count("deliveries", filter=Q(deliveries__status=status.FAILED)),
    )
    found = list(counted)
    newest = Delivery.objects.filter(robot__in=found).order_by("robot", "pk")
    last = {delivery.robot_id: delivery for delivery in newest}
    return [RobotRow(one, one.sent, one.failed, last.get(one.pk)) for one in found]
