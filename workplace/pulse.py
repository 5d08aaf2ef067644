"""When something that should happen regularly last did (design §8, healthz). Real time."""

from datetime import datetime, timedelta

from django.utils import timezone

from .models import Heartbeat

SWEEP = "sweep"
SWEEP_IS_LATE_AFTER = timedelta(minutes=3)


def beat(name: str = SWEEP) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def last(name: str = SWEEP) -> datetime | None:
    row = Heartbeat.objects.filter(name=name).first()
    return row.at if row else None
