"""The permit catalogue is edited by the administrator, and keeps its history."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures.models import KindLimit, PermitKind
from workplace import acts, history

DUTY = frozenset({"default_level", "default_unit"})
FIELDS = frozenset({"name", "order", "documents", "basis", "is_active"}) | DUTY

LIMIT = frozenset(
    {"level", "promised_days", "statutory_days", "valid_months", "valid_from", "source"}
)
TWICE = "这个层级从这一天起已经有一条时限。换一个施行日期"


@transaction.atomic
def edit_kind(*, kind_id: int, values: Mapping[str, Any], by: User) -> PermitKind:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of the catalogue: {', '.join(sorted(unknown))}")
    kind = PermitKind.objects.select_for_update(no_key=True).get(pk=kind_id)
    if kind.headline and values.get("is_active") is False:
        sentence = "六项手续是文件规定的，不能停用"
        raise ValidationError({"is_active": ValidationError(sentence, code="choice")})
    changed = [key for key, value in values.items() if getattr(kind, key) != value]
    for key in changed:
        setattr(kind, key, values[key])
    if changed:
        history.save(kind, by=by, fields=changed)
        acts.record(by=by, verb="kind-edit", target=kind.code, fields=changed)
    return kind


@transaction.atomic
def add_limit(*, kind_id: int, values: Mapping[str, Any], by: User) -> KindLimit:
    """时限 from a day on. What was accepted before keeps the limit it began with."""
    if unknown := values.keys() - LIMIT:
        raise TypeError(f"not a field of a limit: {', '.join(sorted(unknown))}")
    kind = PermitKind.objects.select_for_update(no_key=True).get(pk=kind_id)
    row = KindLimit(kind=kind, **values)
    if KindLimit.objects.filter(kind=kind, level=row.level, valid_from=row.valid_from).exists():
        raise ValidationError({"valid_from": ValidationError(TWICE, code="duplicate")})
    history.save(row, by=by, reason=row.source)
    acts.record(by=by, verb="kind-limit", target=kind.code, valid_from=row.valid_from.isoformat())
    return row
