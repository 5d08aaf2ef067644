"""What a value about the calendar, or a filter of the book of acts, may be."""

from datetime import date
from typing import Any

from django import forms

from accounts.fields import TextField

from .models import CalendarDay

FIRST_YEAR, LAST_YEAR = 2004, 2099


class DayForm(forms.Form):
    kind = forms.ChoiceField(label="这一天", choices=CalendarDay.Kind.choices)
    name = TextField(label="说明", max_length=50, help_text="如 春节、春节调休")
    source = TextField(label="依据", max_length=100, help_text="通知的名称或文号")


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)


class ActFilterForm(forms.Form):
    user = TextField(label="用户名", required=False, max_length=30)
    verb = TextField(label="动作", required=False, max_length=40)
    target = TextField(label="对象", required=False, max_length=100)
    since = forms.DateField(
        label="从", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="到", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    result = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), ("ok", "办成"), ("refused", "被拒")]
    )

    def values(self) -> dict[str, str | date]:
        """The filters that are valid; the rest is shown as an error and left out."""
        self.is_valid()
        cleaned: dict[str, Any] = self.cleaned_data
        return {name: value for name, value in cleaned.items() if value}


class ViewForm(forms.Form):
    """A list under a name."""

    name = TextField(label="名称", max_length=30, help_text="如 我的未开工项目")
    is_shared = forms.BooleanField(label="全县共用", required=False)
    query = TextField(required=False, max_length=1000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]


class ViewNameForm(forms.Form):
    name = TextField(label="名称", max_length=30)
