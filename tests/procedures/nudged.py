"""Short ways to make permits that have something due, and to see what was told."""

from datetime import date

from procedures.models import Nudge, Permit
from procedures.services import nudges
from tests.factories import at
from workplace.models import CalendarDay, DigestLine, Notification

SPRING = [date(2023, 1, day) for day in range(21, 28)]  # 春节 2023, a week off
WORKED = [date(2023, 1, 28), date(2023, 1, 29)]  # 调休上班


def spring_festival() -> None:
    CalendarDay.objects.bulk_create(
        [CalendarDay(date=day, kind="holiday", name="春节") for day in SPRING]
        + [CalendarDay(date=day, kind="workday", name="春节调休") for day in WORKED]
    )


def put(permit: Permit, **values) -> Permit:
    """As if the services had written it; what the rules read is what counts here."""
    Permit.objects.filter(pk=permit.pk).update(**values)
    permit.refresh_from_db()
    return permit


def decide(moment: str):
    return nudges.decide(at(moment))


def steps(unit: str | None = None) -> list[str]:
    rows = Nudge.objects.order_by("pk")
    rows = rows.filter(unit__code=unit) if unit else rows
    return [f"{row.unit.code} {row.step}" for row in rows.select_related("unit")]


def digests_of(user) -> list[Notification]:
    rows = Notification.objects.filter(user=user, key__startswith="digest-")
    return list(rows.order_by("pk"))


def lines_of(user) -> list[DigestLine]:
    return list(DigestLine.objects.filter(user=user).order_by("pk"))
