"""Reads of seals that belong to no page."""

from datetime import datetime

from reporting.models import Seal


def last_sealed_at() -> datetime | None:
    newest = Seal.objects.order_by("-sealed_at").values_list("sealed_at", flat=True)
    return newest.first()
