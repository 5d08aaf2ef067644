"""Form fields made from a column: the page checks a value as grid and workbook do."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Unit
from sheets.check import parse, wire
from sheets.columns import Column, Type, Value
from sheets.text import CellError
from workplace import clock

NUMERIC = {"inputmode": "decimal"}
PLACEHOLDERS = {Type.DATE: "2023-02-03", Type.MONTH: "2023-03"}
NOTHING_CHOSEN = ("", "未填")


class ColumnField(forms.Field):
    """One cell of a Sheet as a form field; its value is the canonical one."""

    def __init__(self, column: Column, **more: Any) -> None:
        self.column = column
        unit = "（万元）" if column.type is Type.MONEY else ""
        options = {
            "label": f"{column.label}{unit}",
            "help_text": "" if column.hint == "万元" else column.hint,
            "required": column.required,
            "widget": _widget(column),
        }
        super().__init__(**{**options, **more})

    def clean(self, value: Any) -> Value:
        try:
            found = parse(self.column, value, today=clock.today())
        except CellError as error:
            raise ValidationError(error.message, code=error.code) from None
        if self.required and found in ("", None):
            raise ValidationError(f"必填。{self.column.hint}", code="required")
        return found

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else wire(self.column, value)


def _widget(column: Column) -> forms.Widget:
    if column.type is Type.CHOICE:
        empty = [] if column.required else [NOTHING_CHOSEN]
        return forms.Select(choices=[*empty, *((c.value, c.label) for c in column.choices)])
    if column.type is Type.LONG:
        return forms.Textarea(attrs={"rows": 3, "maxlength": column.max_length})
    if column.type in PLACEHOLDERS:
        return forms.TextInput(attrs={"placeholder": PLACEHOLDERS[column.type], "maxlength": 32})
    if column.type in (Type.MONEY, Type.COUNT, Type.NUMBER):
        return forms.TextInput(attrs={**NUMERIC, "maxlength": 32})
    return forms.TextInput(attrs={"maxlength": column.typed_length})


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units of the county, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **more: Any) -> None:
        super().__init__(Unit.objects.none(), **more)

    def offer(self, units: Sequence[Unit]) -> None:
        self.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.choices = [(unit.pk, unit.short_name) for unit in units]


def words_field(label: str, offered: Sequence[str], kept: Sequence[str]) -> forms.Field:
    """Some of the words a county offers, and those the project has from before."""
    words = dict.fromkeys([*offered, *kept])
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(word, word) for word in words],
        widget=forms.CheckboxSelectMultiple,
    )


def word_field(label: str, offered: Sequence[str], kept: Sequence[str]) -> forms.Field:
    """One of the words a county offers, or the one the project has from before."""
    words = dict.fromkeys([*offered, *filter(None, kept)])
    choices = [NOTHING_CHOSEN, *((word, word) for word in words)]
    return forms.ChoiceField(label=label, required=False, choices=choices)
