"""分解模板 is edited by the centre; a retired one stays with what was decomposed by it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures import order
from procedures.decomposition import Item
from procedures.models import PermitKind, Template, TemplateItem
from procedures.selectors.order import CIRCLE
from workplace import acts, history

HEAD = ("name", "way", "industries", "order", "basis")
ITEM = ("need", "level", "handling_unit_id", "own_order", "basis")


@transaction.atomic
def save_template(
    *, code: str, values: Mapping[str, Any], items: Sequence[Item], by: User
) -> Template:
    """Write the template of that code, a new one where there is none; circles are refused."""
    check_order(items)
    template = Template.objects.select_for_update(no_key=True).filter(code=code).first()
    template = template or Template(code=code)
    for name in HEAD:
        setattr(template, name, values[name])
    history.save(template, by=by)
    stood = {
        item.kind_id: item for item in template.items.select_for_update(of=("self",), no_key=True)
    }
    wanted = {item.kind.pk: item for item in items}
    for kind_id in stood.keys() - wanted.keys():
        stood.pop(kind_id).delete()
    rows = [_row(stood.get(pk) or TemplateItem(template=template), i) for pk, i in wanted.items()]
    TemplateItem.objects.bulk_create(row for row in rows if row.pk is None)
    TemplateItem.objects.bulk_update((stood[pk] for pk in stood), ITEM)
    _save_before(template, items)
    said = {item.kind.code: item.need for item in items}
    acts.record(by=by, verb="template-edit", target=template.name, code=code, items=said)
    return template


def check_order(items: Sequence[Item]) -> None:
    """规划→土地→规划 is refused, among the kinds that the template names."""
    there = {item.kind.pk for item in items}
    waits = {item.kind.pk: [one.pk for one in _before(item) if one.pk in there] for item in items}
    names = {item.kind.pk: item.kind.name for item in items}
    if words := order.circle_words(waits, names):
        raise ValidationError(CIRCLE.format(words=words), code="circle")


@transaction.atomic
def copy_template(*, template: Template, by: User) -> Template:
    """The same under another name, to be changed from there."""
    items = [
        Item(
            kind=item.kind,
            need=item.need,
            level=item.level,
            handling_unit_id=item.handling_unit_id,
            own_order=item.own_order,
            before=list(item.prerequisites.all()),
            basis=item.basis,
        )
        for item in template.items.select_related("kind").prefetch_related("prerequisites")
    ]
    values = {name: getattr(template, name) for name in HEAD}
    values["name"] = f"{template.name[:46]}（副本）"
    return save_template(code=next_code(), values=values, items=items, by=by)


@transaction.atomic
def retire_template(*, template: Template, by: User, active: bool) -> Template:
    """停用 or, with `active`, 恢复: what was decomposed by it keeps its order."""
    locked = Template.objects.select_for_update(no_key=True).get(pk=template.pk)
    if locked.is_active != active:
        locked.is_active = active
        history.save(locked, by=by, fields=["is_active"])
        verb = "template-restore" if active else "template-retire"
        acts.record(by=by, verb=verb, target=locked.name, code=locked.code)
    return locked


def next_code() -> str:
    taken = set(Template.objects.values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"own{n}") not in taken)


def _before(item: Item) -> Sequence[PermitKind]:
    return item.before if item.own_order else list(item.kind.prerequisites.all())


def _row(row: TemplateItem, item: Item) -> TemplateItem:
    row.kind = item.kind
    for name in ITEM:
        setattr(row, name, getattr(item, name))
    return row


def _save_before(template: Template, items: Sequence[Item]) -> None:
    through = TemplateItem.prerequisites.through
    rows = dict(template.items.values_list("kind", "pk"))
    through.objects.filter(templateitem__in=rows.values()).delete()
    through.objects.bulk_create(
        through(templateitem_id=rows[item.kind.pk], permitkind_id=one.pk)
        for item in items
        if item.own_order
        for one in item.before
    )
