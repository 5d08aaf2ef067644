"""申报条件 is edited by the centre, and keeps its history."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures.models import FundingNeed, PermitKind
from projects.rules import Channel
from workplace import acts, clock, history


@transaction.atomic
def set_needs(*, channel: str, kinds: Collection[PermitKind], basis: str, by: User) -> int:
    """Let a channel want exactly these kinds, on this ground; how many rows that changed."""
    if channel not in Channel.values:
        raise ValidationError("没有这个资金渠道。")
    present = {
        need.kind_id: need
        for need in FundingNeed.objects.select_for_update(of=("self",)).filter(channel=channel)
    }
    wanted = {kind.pk for kind in kinds}
    new = [FundingNeed(channel=channel, kind_id=pk, basis=basis) for pk in wanted - present.keys()]
    gone = [need for pk, need in present.items() if pk not in wanted]
    moved = [need for pk, need in present.items() if pk in wanted and need.basis != basis]
    for need in moved:
        need.basis = basis
    history.create_many(FundingNeed, new, by=by)
    history.update_many(FundingNeed, moved, ["basis"], by=by)
    for need in gone:
        need._history_user = by  # type: ignore[attr-defined]
        need._history_date = clock.now()  # type: ignore[attr-defined]
        need.delete()  # its history stays
    changed = len(new) + len(moved) + len(gone)
    if changed:
        codes = sorted(kind.code for kind in kinds)
        acts.record(by=by, verb="funding-needs", target=channel, kinds=codes, basis=basis)
    return changed
