"""What is done to a unit. The only code that writes units."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.book import book
from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import UnitKind

from .users import disable_user

EDITABLE = ("name", "short_name", "aliases", "kind", "files_reports", "order")


def _centre_of(by: User) -> Unit:
    """The county's centre, locked: names are unique within it."""
    return Unit.objects.select_for_update(no_key=True).get(pk=by.unit.centre_id or by.unit_id)


@transaction.atomic
def add_unit(*, values: dict[str, Any], by: User) -> Unit:
    centre = _centre_of(by)
    unit = Unit(code=values["code"], parent=centre)
    for field in EDITABLE:
        setattr(unit, field, values[field])
    _require_own_names(unit, centre)
    try:
        with transaction.atomic():
            book.save(unit, by=by, reason="新增单位")
    except IntegrityError as error:
        raise ValidationError({"code": "这个代码已经有单位用。"}, code="duplicate") from error
    book.record(by=by, verb="unit-add", target=unit.code)
    return unit


@transaction.atomic
def edit_unit(*, unit_id: int, values: dict[str, Any], by: User) -> Unit:
    centre = _centre_of(by)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    changed = [field for field in EDITABLE if getattr(unit, field) != values[field]]
    if not changed:
        return unit
    if UnitKind.CENTRE in {unit.kind, values["kind"]} and "kind" in changed:
        raise ValidationError({"kind": "推进中心的类别不能改，也不能再设一个。"}, code="choice")
    for field in changed:
        setattr(unit, field, values[field])
    _require_own_names(unit, centre)
    book.save(unit, by=by, fields=changed)
    book.record(by=by, verb="unit-edit", target=unit.code, fields=changed)
    return unit


def _require_own_names(unit: Unit, centre: Unit) -> None:
    """A name or alias that means two units would send an imported row to the wrong one."""
    others = list(Unit.objects.of_county(centre.pk).exclude(pk=unit.pk))
    for field in ("name", "short_name", "aliases"):
        value = getattr(unit, field)
        for text in value if isinstance(value, list) else [value]:
            if any(other.answers_to(text) for other in others):
                message = f"“{text}”已经是另一个单位的名称，请删去。"
                raise ValidationError({field: message}, code="duplicate")


@transaction.atomic
def disable_unit(*, unit_id: int, by: User) -> Unit:
    """Out of use together with its accounts; everything it filed stays (design §4)."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if not unit.is_active:
        raise Refused("这个单位已经停用。")
    if unit.kind == UnitKind.CENTRE or unit.pk == by.unit_id:
        raise Refused("推进中心和自己所在的单位不能停用。", 403)
    for user in unit.users.filter(is_active=True):
        disable_user(user_id=user.pk, by=by, reason="单位停用")
    unit.is_active = False
    book.save(unit, by=by, reason="停用", fields=["is_active"])
    book.record(by=by, verb="unit-disable", target=unit.code)
    return unit


@transaction.atomic
def restore_unit(*, unit_id: int, by: User) -> Unit:
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if unit.is_active:
        raise Refused("这个单位在用，不用恢复。")
    unit.is_active = True
    book.save(unit, by=by, reason="恢复", fields=["is_active"])
    book.record(by=by, verb="unit-restore", target=unit.code)
    return unit
