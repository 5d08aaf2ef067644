"""第几次, 第几号: unique in a year, given while the centre's row is locked."""

from typing import Any

from django.db.models import Max

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.services import lock_centre


def lock_own_centre(by: User) -> Unit:
    """The centre of this person's county, locked until the transaction ends."""
    pk = by.unit.centre_id
    if pk is None:
        raise Refused("所在单位没有项目推进中心，不能办理。", 403)
    lock_centre(pk)
    return Unit.objects.get(pk=pk)


def next_number(rows: Any) -> int:
    """One more than the highest of the centre's year; `rows` are that year's."""
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
