"""Dates, level and people of one permit, from its page; and the first word of a missing one."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from procedures.models import Permit, PermitKind
from procedures.rules import Side, Status
from procedures.steps import Step
from projects.models import Project
from projects.services import holding
from workplace import acts, clock

from .permits import PermitChange, apply
from .standing import Taken

DATES = ("due_on", "expected_on")
NEEDS_REASON = "办结时限改动、取消，或预计办结推后、取消，要写原因"
STALE = "打开这一页以后有人改过。下面是现在的内容，核对后再保存"
BEGUN = "这项手续已经有记录，不用再开始"


@transaction.atomic
def edit_permit(
    *, permit: Permit, values: Mapping[str, Any], version: int, by: User, reason: str = ""
) -> Permit:
    """`due_on`, level, units and officer are the centre's to set, `expected_on` also the owner's.

    Another bureau is a new order (分解下达), which it is to take note of.
    """
    with holding({permit.project_id}, None, by=by, reason=reason) as held:
        now = Permit.objects.select_for_update(no_key=True).get(pk=permit.pk)
        if now.version != version:
            raise ValidationError(STALE, code="stale")
        if not reason and _needs_reason(now, values):
            raise ValidationError({"reason": ValidationError(NEEDS_REASON, code="required")})
        taken = None
        if values.get("handling_unit_id", now.handling_unit_id) != now.handling_unit_id:
            taken = Taken(Step.ASSIGN, clock.today(), note=reason)
        change = PermitChange(now.project_id, now.kind_id, values, taken)
        side = Side.CENTRE if by.can("review") else Side.OWNER
        [row] = apply([change], by=by, side=side, reason=reason, held=held)
        held.close(by=by, reason=reason)
    if row.version != version:
        target = f"{permit.project.number} {permit.kind.name}"
        acts.record(by=by, verb="permit-edit", target=target, reason=reason, permit=row.pk)
    return row


def _needs_reason(now: Permit, values: Mapping[str, Any]) -> bool:
    """办结时限 is the centre's word: no move without a reason; a promise may come earlier."""
    for name in DATES:
        old, new = getattr(now, name), values.get(name, getattr(now, name))
        if old and old != new and (name == "due_on" or new is None or new > old):
            return True
    return False


@transaction.atomic
def begin_permit(*, project: Project, kind: PermitKind, by: User) -> Permit:
    """开始组卷: the owner's first word makes the row that the page of a permit needs."""
    with holding({project.pk}, None, by=by) as held:
        if Permit.objects.filter(project=project, kind=kind).exists():
            raise Refused(BEGUN)
        side = Side.CENTRE if by.can("review") else Side.OWNER
        change = PermitChange(project.pk, kind.pk, {"status": Status.PREPARING})
        [row] = apply([change], by=by, side=side, held=held)
        held.close(by=by)
    acts.record(by=by, verb="permit-begin", target=f"{project.number} {kind.name}", permit=row.pk)
    return row
