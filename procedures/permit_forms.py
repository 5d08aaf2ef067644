"""Dates and people of one permit, and the dated limits of a kind; services write."""

from typing import Any

from django import forms

from accounts.fields import TextField
from accounts.models import Unit, User
from projects.fields import ColumnField
from sheets.columns import Column, Type

from .forms import days
from .models import Permit
from .rules import Level
from .selectors.agent import officers_for

MAX_MONTHS = 600


def _day(key: str, label: str, **more: Any) -> ColumnField:
    return ColumnField(Column(key, label, type=Type.DATE, past=True), **more)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit.short_name}　{obj.name}"


class PromiseForm(forms.Form):
    """What the responsible unit sets: when it expects to be done."""

    what = "预计办结"

    expected_on = _day("expected_on", "预计办结")
    reason = TextField(
        label="原因", max_length=200, required=False, help_text="日期推后或取消时必填"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @classmethod
    def of(cls, user: User, permit: Permit) -> "PromiseForm":
        return cls(
            user,
            initial={name: getattr(permit, name) for name in cls.base_fields if name != "reason"},
        )

    def values(self) -> dict[str, Any]:
        return {"expected_on": self.cleaned_data["expected_on"]}


class OrderForm(PromiseForm):
    """What the centre sets."""

    what = "时限和承办"

    due_on = _day("due_on", "办结时限")
    level = forms.ChoiceField(label="层级", choices=Level.choices)
    handling_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="承办部门", required=False, empty_label="未定"
    )
    liaison_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="对接部门", required=False, empty_label="未定"
    )
    officer = PersonField(
        User.objects.none(), label="领办代办员", required=False, empty_label="不设"
    )
    field_order = (
        "due_on",
        "expected_on",
        "level",
        "handling_unit",
        "liaison_unit",
        "officer",
        "reason",
        "version",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        units = Unit.objects.visible_to(user).active()
        offered = {
            "handling_unit": units,
            "liaison_unit": units,
            "officer": officers_for(user),  # the same people as on the desk
        }
        for name, rows in offered.items():
            choice = self.fields[name]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for mypy
            choice.queryset = rows
        self.fields["reason"].help_text = "办结时限改动、取消，或预计办结推后、取消时必填"

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        ids = {
            f"{name}_id": found[name].pk if found[name] else None
            for name in ("handling_unit", "liaison_unit", "officer")
        }
        return {name: found[name] for name in ("due_on", "expected_on", "level")} | ids


class LimitForm(forms.Form):
    """A new row of 时限: from its day on it replaces the earlier one."""

    valid_from = _day("valid_from", "施行日期", required=True)
    level = forms.ChoiceField(label="层级", required=False, choices=[("", "各级"), *Level.choices])
    promised_days = days("承诺时限")
    statutory_days = days("法定时限")
    valid_months = forms.IntegerField(
        label="批复有效期（月）", required=False, min_value=1, max_value=MAX_MONTHS
    )
    source = TextField(label="依据", max_length=200, help_text="文件名称、文号，或公开承诺的出处")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        numbers = ("promised_days", "statutory_days", "valid_months")
        if not self.errors and all(values.get(name) is None for name in numbers):
            self.add_error("promised_days", "三个数至少填一个")
        promised, statutory = values.get("promised_days"), values.get("statutory_days")
        if promised is not None and statutory is not None and promised > statutory:
            self.add_error("promised_days", "承诺时限不能比法定时限长")
        return values
