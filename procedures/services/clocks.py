"""The clocks of all permits again from their events, after the working calendar has changed."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from procedures import timing
from procedures.models import Permit, PermitEvent
from procedures.rules import STEP
from workplace import history

from . import standing

COLUMNS = ("accepted_on", "used_days", "clock_since", "limit_on")
REASON = "工作日历改动，重新计时"


@transaction.atomic
def rewind() -> None:
    """Set what differs right; the same few queries however many clocks there are.

    No version: nobody said anything, and a table open in a browser stays good.
    """
    drifted = _drifted(lock=True)
    for permit, columns in drifted:
        for name, value in columns.items():
            setattr(permit, name, value)
    rows = [permit for permit, _ in drifted]
    history.update_many(Permit, rows, COLUMNS, by=None, reason=REASON)


def differs() -> list[Permit]:
    """Permits whose clock is not what their events say; always none."""
    return [permit for permit, _ in _drifted(lock=False)]


def _drifted(*, lock: bool) -> list[tuple[Permit, dict[str, Any]]]:
    stepped = PermitEvent.objects.filter(permit=OuterRef("pk"), action=STEP)
    rows = Permit.objects.filter(Q(accepted_on__isnull=False) | Exists(stepped)).order_by("pk")
    permits = list(rows.select_for_update(no_key=True) if lock else rows)
    taken: dict[int, list[Any]] = defaultdict(list)
    events = PermitEvent.objects.filter(action=STEP).order_by("pk")
    for permit_id, step, on in events.values_list("permit_id", "after", "on"):
        taken[permit_id].append((step, on))
    known = standing.Moment().known
    found = []
    for permit in permits:
        clock = timing.replay(timing.standing(taken[permit.pk]), known)
        columns = standing.clock_columns(clock, permit.limit_days, known)
        if any(getattr(permit, name) != columns[name] for name in COLUMNS):
            found.append((permit, {name: columns[name] for name in COLUMNS}))
    return found
