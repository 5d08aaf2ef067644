"""催报: the centre's own reminder, to one unit or to all that have not filed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role
from reporting.models import Reminder, Round
from workplace import acts, clock, post

from .submissions import reporters
from .sweep import reminder_text


@dataclass(frozen=True)
class Chased:
    units: list[Unit]
    unreachable: list[Unit]  # nobody there has an account: telephone


@transaction.atomic
def chase(*, round_id: int, codes: Sequence[str], by: User, op: uuid.UUID | None = None) -> Chased:
    """Units that have filed meanwhile are left in peace."""
    rounds = Round.objects.select_related("campaign__centre")
    round_ = rounds.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    if by.role != Role.CENTRE or by.unit.centre_id != round_.campaign.centre_id:
        raise Refused("催报由项目推进中心办理。", 403)
    if not codes:
        raise Refused("先选要催报的单位。", 422)
    missing = round_.submissions.missing().filter(unit__code__in=codes).select_related("unit")
    units = [submission.unit for submission in missing.order_by("unit__order")]
    if not units:
        raise Refused("选中的单位都已经报了。", 409)
    now, stage = clock.now(), f"chase-{op or uuid.uuid4()}"
    Reminder.objects.bulk_create(
        Reminder(round=round_, unit=unit, stage=stage, at=now, by=by) for unit in units
    )
    users = reporters([unit.pk for unit in units])
    key = f"reminder-{round_.pk}-{stage}"
    url = f"/report/{round_.cutoff_on}/{round_.query}"
    post.notify(users=users, key=key, text=f"催报：{reminder_text(round_, now)}", url=url)
    reached = {user.unit_id for user in users}
    acts.record(by=by, verb="chase", target=f"{round_.campaign.form} {round_.cutoff_on}",
                units=[unit.code for unit in units])  # fmt: skip
    return Chased(units, [unit for unit in units if unit.pk not in reached])
