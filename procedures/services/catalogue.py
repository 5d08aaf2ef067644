"""The permit catalogue is edited by the administrator, and keeps its history."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures.models import PermitKind
from workplace import acts, history

DUTY = frozenset({"default_level", "default_unit"})
FIELDS = frozenset({"name", "order", "documents", "basis", "is_active"}) | DUTY


@transaction.atomic
def edit_kind(*, kind_id: int, values: Mapping[str, Any], by: User) -> PermitKind:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of the catalogue: {', '.join(sorted(unknown))}")
    kind = PermitKind.objects.select_for_update().get(pk=kind_id)
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
