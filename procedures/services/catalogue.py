"""The permit catalogue is edited by the administrator, and keeps its history."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures.models import KindLimit, PermitKind
from procedures.selectors.order import circle_with
from workplace import acts, history

DUTY = frozenset({"default_level", "default_unit"})
FIELDS = frozenset({"name", "order", "documents", "basis", "is_active", "prerequisites"}) | DUTY

LIMIT = frozenset(
    {"level", "promised_days", "statutory_days", "valid_months", "valid_from", "source"}
)
TWICE = "这个层级从这一天起已经有一条时限。换一个施行日期"


@transaction.atomic
def edit_kind(*, kind_id: int, values: Mapping[str, Any], by: User) -> PermitKind:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of the catalogue: {', '.join(sorted(unknown))}")
    # all of them: two editors at once must not close a circle between two kinds
    rows = PermitKind.objects.select_for_update(no_key=True).order_by("pk")
    kind = {one.pk: one for one in rows}[kind_id]
    if kind.headline and values.get("is_active") is False:
        sentence = "六项手续是文件规定的，不能停用"
        raise ValidationError({"is_active": ValidationError(sentence, code="choice")})
    plain = {key: value for key, value in values.items() if key != "prerequisites"}
    changed = [key for key, value in plain.items() if getattr(kind, key) != value]
    for key in changed:
        setattr(kind, key, plain[key])
    if changed:
        history.save(kind, by=by, fields=changed)
    order = _save_order(kind, values["prerequisites"]) if "prerequisites" in values else {}
    if changed or order:
        fields = [*changed, *(["prerequisites"] if order else [])]
        acts.record(by=by, verb="kind-edit", target=kind.code, fields=fields, order=order)
    return kind


def _save_order(kind: PermitKind, wanted: Iterable[PermitKind]) -> dict[str, list[str]]:
    """What comes before it, as it was and as it is; empty when nothing moved."""
    before = list(wanted)
    stood = list(kind.prerequisites.all())
    if {one.pk for one in before} == {one.pk for one in stood}:
        return {}
    if words := circle_with(kind, before):
        raise ValidationError({"prerequisites": ValidationError(words, code="choice")})
    kind.prerequisites.set(before)
    return {"before": [one.name for one in stood], "after": [one.name for one in before]}


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
