"""What the centre types beside the tables: remarks, reasons, dates, the ladder of reminders."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.fields import TextField
from sheets.columns import Sheet

from .models import Dispatch

WEEKDAYS = [(n, f"周{word}") for n, word in enumerate("一二三四五六日")]
SPARE_RUNGS = 2


class RemarkForm(forms.Form):
    """意见 at a cell, a row, or the whole table."""

    row = forms.ChoiceField(label="项目", required=False)
    key = forms.ChoiceField(label="内容", required=False)
    text = TextField(label="意见", max_length=300, multiline=True)

    def __init__(self, *args: Any, rows: dict[str, str], sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = [("", "整张表"), *rows.items()]  # type: ignore[attr-defined]
        keys = [(column.key, column.label) for column in sheet.columns if not column.computed]
        self.fields["key"].choices = [("", "整行"), *keys]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("key") and not data.get("row"):
            raise ValidationError("选了内容，还要选项目。")
        return data


class ReasonForm(forms.Form):
    reason = TextField(label="原因", max_length=300, multiline=True, required=False)


class DueForm(forms.Form):
    """截止时间 of one round, set by hand."""

    due_on = forms.DateField(label="截止日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    due_time = forms.TimeField(label="时刻", widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    reason = TextField(label="原因", max_length=200, help_text="会通知还没报的单位，并留痕")

    def due_at(self) -> datetime:
        day: date = self.cleaned_data["due_on"]
        at: time = self.cleaned_data["due_time"]
        return timezone.make_aware(datetime.combine(day, at))


class RungForm(forms.Form):
    """One moment of the ladder: a weekday or days before and a time, or minutes before."""

    kind = forms.ChoiceField(
        label="方式",
        choices=[
            ("", "不用"),
            ("weekday", "每周固定"),
            ("days", "截止前几天"),
            ("before", "截止前几分"),
        ],
        required=False,
    )
    weekday = forms.TypedChoiceField(
        label="星期", choices=[("", "—"), *WEEKDAYS], coerce=int, required=False, empty_value=None
    )
    at = forms.TimeField(
        label="时刻", required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    days = forms.IntegerField(label="提前（天）", required=False, min_value=0, max_value=31)
    minutes = forms.IntegerField(
        label="提前（分）", required=False, min_value=0, max_value=7 * 24 * 60
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "weekday" and (data.get("weekday") is None or not data.get("at")):
            raise ValidationError("每周固定的提醒要选星期和时刻。")
        if data.get("kind") == "days" and (data.get("days") is None or not data.get("at")):
            raise ValidationError("截止前几天的提醒要填提前几天和时刻。")
        if data.get("kind") == "before" and data.get("minutes") is None:
            raise ValidationError("截止前的提醒要填提前多少分，0 是截止时。")
        return data


RungFormSet = forms.formset_factory(RungForm, extra=SPARE_RUNGS, max_num=12)


def rung_initial(step: dict[str, Any]) -> dict[str, Any]:
    if "before_minutes" in step:
        return {"kind": "before", "minutes": step["before_minutes"]}
    if "before_days" in step:
        at = time.fromisoformat(step["time"])
        return {"kind": "days", "days": step["before_days"], "at": at}
    return {
        "kind": "weekday",
        "weekday": step["weekday"],
        "at": time.fromisoformat(step["time"]),
    }


class DispatchForm(forms.Form):
    receiver = forms.ChoiceField(label="报送给", choices=Dispatch.Receiver.choices)
