"""What the pages of 资金争取 take; services write."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from accounts.fields import TextField

from .fields import ColumnField
from .forms import SHEET, date_column
from .models import FundingApplication
from .rules import FUNDING_STEPS, Channel

MONEY = SHEET.column("planned_investment")
STEPS = tuple(key for step in FUNDING_STEPS for key in (step.amount, step.day))


def _amount(key: str, word: str) -> ColumnField:
    return ColumnField(replace(MONEY, key=key, header=f"{word}金额", hint=""))


class FundingForm(forms.Form):
    """One application: what it asks for, and how far it has come."""

    channel = forms.ChoiceField(label="资金渠道", choices=[("", "请选择"), *Channel.choices])
    year = ColumnField(replace(SHEET.column("year"), required=True))
    document_no = TextField(label="批复文号", max_length=100, required=False)
    note = TextField(label="备注", max_length=500, required=False, multiline=True)
    reason = TextField(
        label="原因",
        max_length=100,
        required=False,
        help_text="金额调减或删去、时间推后时必填",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("channel", "year", *STEPS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in FUNDING_STEPS:
            self.fields[step.amount] = _amount(step.amount, step.word)
            self.fields[step.day] = date_column(step.day, f"{step.word}时间")
        self.fields["applied"].help_text = "还没有报出的，先填拟申报的金额，不填时间"
        self.order_fields(self.field_order)

    @classmethod
    def of(cls, application: FundingApplication) -> "FundingForm":
        names = ("channel", "year", *STEPS, "document_no", "note", "version")
        return cls(initial={name: getattr(application, name) for name in names})

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("reason", "version")}

    def go_on_from(self, version: int) -> None:
        """Who was told what somebody else changed saves over it knowingly the next time."""
        if self.has_error(NON_FIELD_ERRORS, "stale"):
            self.data = {key: self.data[key] for key in self.data} | {"version": str(version)}


class NewFundingForm(FundingForm):
    """A first entry has nothing to step back from."""

    reason = None  # type: ignore[assignment]
    version = None  # type: ignore[assignment]


class FundingReasonForm(forms.Form):
    """Why an application was not granted, or goes on."""

    reason = TextField(label="原因", max_length=100)

    def values(self) -> dict[str, Any]:
        return {}
