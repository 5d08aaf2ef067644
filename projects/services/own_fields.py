"""Own fields (自定义字段): the administrator adds, renames and retires; a type never changes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.models import ProjectField
from projects.own_fields import KEY, MAX_ACTIVE
from projects.rules import FieldType
from projects.selectors.listing import columns_for
from projects.sheets import ledger_sheet
from sheets.text import fold
from workplace import acts, history

from .locks import lock_centre
from .values import invalid

FIELDS = ("label", "hint", "order", "choices")
TOO_MANY = f"在用的自定义字段最多 {MAX_ACTIVE} 个。先停用一个再新增"
LABEL_TAKEN = "已经有叫这个名称的字段（停用的也算）。换一个名称"
OURS = "台账里已经有这一列。换一个名称"
NEEDS_CHOICES = "必填。写两个以上的选项，用、隔开"
CHOICE_GONE = "选项不能删去：项目里可能已经选了它。可以再加新的选项"


@transaction.atomic
def add_field(*, centre: Unit, type_: str, values: Mapping[str, Any], by: User) -> ProjectField:
    lock_centre(centre.pk)
    _require_room(centre.pk)
    field = ProjectField(centre=centre, key=_next_key(centre.pk), type=type_)
    _take(field, values)
    history.save(field, by=by, reason="新增")
    acts.record(by=by, verb="field-add", target=field.label, key=field.key, type=type_)
    return field


@transaction.atomic
def edit_field(*, field_id: int, values: Mapping[str, Any], by: User) -> ProjectField:
    """Name, hint, order, and further choices; what stands in projects stays as it is."""
    found = ProjectField.objects.get(pk=field_id)
    lock_centre(found.centre_id)
    field = ProjectField.objects.select_for_update().get(pk=field_id)
    if not set(field.choices) <= set(values.get("choices", field.choices)):
        raise invalid("choices", CHOICE_GONE, "choice")
    changed = _take(field, values)
    if changed:
        history.save(field, by=by, fields=changed)
        acts.record(by=by, verb="field-edit", target=field.label, key=field.key, fields=changed)
    return field


@transaction.atomic
def set_field_use(*, field_id: int, is_active: bool, by: User) -> ProjectField:
    """Out of use a field is on no page, and its values stay with the projects."""
    found = ProjectField.objects.get(pk=field_id)
    lock_centre(found.centre_id)
    field = ProjectField.objects.select_for_update().get(pk=field_id)
    if field.is_active == is_active:
        raise Refused("这个字段在用，不用恢复。" if is_active else "这个字段已经停用。")
    if is_active:
        _require_room(field.centre_id)
    field.is_active = is_active
    history.save(field, by=by, reason="恢复" if is_active else "停用", fields=["is_active"])
    if is_active:
        acts.record(by=by, verb="field-restore", target=field.label, key=field.key)
    else:
        acts.record(by=by, verb="field-retire", target=field.label, key=field.key)
    return field


def _require_room(centre_id: int) -> None:
    if ProjectField.objects.filter(centre=centre_id, is_active=True).count() >= MAX_ACTIVE:
        raise Refused(TOO_MANY, 409)


def _next_key(centre_id: int) -> str:
    """own1, own2 …: a key is never given twice, for values lie under it."""
    keys = ProjectField.objects.filter(centre=centre_id).values_list("key", flat=True)
    return f"{KEY}{max((int(key.removeprefix(KEY)) for key in keys), default=0) + 1}"


def _take(field: ProjectField, values: Mapping[str, Any]) -> list[str]:
    changed = [key for key in FIELDS if key in values and getattr(field, key) != values[key]]
    for key in changed:
        setattr(field, key, values[key])
    if field.type == FieldType.CHOICE and len(field.choices) < 2:
        raise invalid("choices", NEEDS_CHOICES, "required")
    if field.type != FieldType.CHOICE:
        field.choices = []
    if "label" in changed:
        _require_own_label(field)
    return [key for key in changed if key != "choices" or field.type == FieldType.CHOICE]


def _require_own_label(field: ProjectField) -> None:
    """A header that means two columns would send an imported value to the wrong one."""
    label = fold(field.label)
    others = ProjectField.objects.filter(centre=field.centre_id).exclude(pk=field.pk)
    if any(fold(other.label) == label for other in others):
        raise invalid("label", LABEL_TAKEN, "duplicate")
    ours = {column.label for column in columns_for([]).values()}
    for column in ledger_sheet().columns:
        ours |= {column.label, *column.aliases}
    if label in {fold(name) for name in ours}:
        raise invalid("label", OURS, "duplicate")
