"""领办代办: the centre gives permits to an officer; the officer notes what was done."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts.models import User
from procedures.models import Permit
from procedures.rules import Side
from workplace import acts

from .permits import PermitChange, apply


@transaction.atomic
def assign_officer(*, permits: Sequence[Permit], officer: User | None, by: User) -> int:
    """Give `permits` to `officer`, or to nobody; how many that changed."""
    pk = officer.pk if officer else None
    moved = [permit for permit in permits if permit.officer_id != pk]
    changes = [PermitChange(p.project_id, p.kind_id, {"officer_id": pk}) for p in moved]
    apply(changes, by=by, side=Side.CENTRE)
    if moved:
        acts.record(
            by=by,
            verb="permit-officer",
            target=officer.name if officer else "不设领办代办",
            permits=[permit.pk for permit in moved],
        )
    return len(moved)


@transaction.atomic
def note_service(*, permit: Permit, note: str, expected_on: date | None, by: User) -> bool:
    """What the officer did for the owner, and when the permit is now expected; was it new?

    It is said for the owner's side and moves no word of it: what the owner says stays said.
    """
    if (permit.note, permit.expected_on) == (note, expected_on):
        return False
    values = {"note": note, "expected_on": expected_on}
    change = PermitChange(permit.project_id, permit.kind_id, values)
    apply([change], by=by, side=Side.OWNER, reason=note)
    target = f"{permit.project.number} {permit.kind.name}"
    acts.record(by=by, verb="permit-service", target=target, reason=note)
    return True
