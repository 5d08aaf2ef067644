"""How dates, money and rates are written (look/README, Voice)."""

import uuid
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.forms import BoundField, CheckboxSelectMultiple
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from workplace import verbs

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.filter
def wan(value: Decimal | None) -> str:
    """万元 with two decimals and thousands separators; nothing for None."""
    return "" if value is None else f"{value:,.2f}"


@register.filter
def yi(value: Decimal | None) -> str:
    """万元 as 亿元 with two decimals, for headlines only."""
    if value is None:
        return ""
    return f"{(Decimal(value) / 10_000).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


@register.filter
def day(value: date | datetime | None) -> str:
    """12月9日（周五）; with the year when it is another one than the clock's."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    from workplace import clock  # the filter is loaded before the app registry is ready

    year = "" if local.year == clock.today().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）"


@register.filter
def moment(value: datetime | None) -> str:
    """12月9日（周五）12:00."""
    return "" if value is None else f"{day(value)}{timezone.localtime(value):%H:%M}"


@register.filter
def receipt_time(value: datetime) -> str:
    """2023年2月3日（周五）10:42:18, as printed on receipts."""
    local = timezone.localtime(value)
    weekday = WEEKDAYS[local.weekday()]
    return f"{local.year}年{local.month}月{local.day}日（周{weekday}）{local:%H:%M:%S}"


@register.filter
def file_size(value: int) -> str:
    """380 KB, 1.2 MB: as an office says it, in steps of 1,024."""
    kib = value / 1024
    return f"{max(round(kib), 1)} KB" if kib < 1000 else f"{kib / 1024:.1f} MB"


@register.filter
def month(value: date | None) -> str:
    return "" if value is None else f"{value:%Y-%m}"


@register.filter
def short_digest(value: str) -> str:
    """The first sixteen signs in groups of four, as on receipts."""
    return " ".join(value[i : i + 4] for i in range(0, 16, 4))


@register.filter
def get(mapping: dict, key: str) -> object:
    return mapping.get(key)


@register.simple_tag
def new_op() -> str:
    """A fresh operation id for a form, so that a double click acts once (security.md R7)."""
    return str(uuid.uuid4())


@register.simple_tag
def control(field: BoundField) -> str:
    """A field's input with the look's class; Django ties hint and errors to it."""
    if isinstance(field.field.widget, CheckboxSelectMultiple):
        return _boxes(field)
    names = {"checkbox": "form-check-input", "select": "form-select", "radio": ""}
    kind = getattr(field.field.widget, "input_type", "")
    return field.as_widget(attrs={"class": names.get(kind, "form-control")})


def _boxes(field: BoundField) -> str:
    """Boxes to tick: the look is each box's, Django would put it on what holds them too."""
    for box in field.subwidgets:
        box.data["attrs"]["class"] = "form-check-input"
    lines = ((box.id_for_label, box.tag(), box.choice_label) for box in field.subwidgets)
    boxes = format_html_join("", '<label for="{}">{}{}</label>', lines)
    return format_html('<div id="{}">{}</div>', field.auto_id, boxes)


@register.filter
def verb_label(verb: str) -> str:
    return verbs.label(verb)
