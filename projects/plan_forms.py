"""What the pages of a year's list take: which projects, from when, why, by which document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from accounts.fields import TextField
from sheets.columns import Column, Type

from .fields import ColumnField
from .forms import SHEET
from .selectors.roll_over import Proposal

DAY = "如 2022-12-09"
PLANNED = "plan-"  # before a project's number: its 年度计划投资 in the roll-over


def day_field(key: str, header: str, *, past: bool = False, hint: str = DAY) -> ColumnField:
    column = Column(key, header, type=Type.DATE, past=past, required=True, hint=DAY)
    return ColumnField(column, help_text=hint)


class ChosenForm(forms.Form):
    """Rows ticked by number; none ticked is said at the top."""

    def __init__(self, *args: Any, chosen: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = list(dict.fromkeys(chosen or []))

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            self.add_error(None, "没有选项目。先打勾")
        return super().clean() or {}


class AddForm(ChosenForm):
    """增补."""

    listed_from = day_field("listed_from", "列入时间", hint="从这一天起计入名单")
    reason = TextField(label="增补原因", max_length=100, help_text="如 县政府常务会议同意增补")


class RemoveForm(ChosenForm):
    """退出."""

    listed_to = day_field("listed_to", "退出时间", hint="从这一天起不再计入名单")
    reason = TextField(label="退出原因", max_length=100, help_text="如 用地指标未落实，调出名单")


class ApproveForm(ChosenForm):
    """批准; `chosen` are versions."""

    approved_on = day_field("approved_on", "批准时间", past=True)
    document = TextField(label="批准文号", max_length=100, help_text="如 蒲政办发〔2022〕12号")

    def clean(self) -> dict[str, Any]:
        if any(not key.isascii() or not key.isdecimal() for key in self.chosen):
            self.add_error(None, "选的版本看不懂。请刷新页面")
        return super().clean()

    @property
    def version_ids(self) -> list[int]:
        return [int(key) for key in self.chosen]


class RollOverForm(forms.Form):
    """年度结转: the day, the list that was looked at, and what is typed beside its rows."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    listed_from = day_field("listed_from", "列入时间", hint="结转的项目从这一天起列入新一年名单")

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        money = replace(SHEET.column("planned_investment"), header="年度计划投资")
        for row in proposal.carried if proposal.may_type else []:
            label = f"{row.project.name}：{proposal.year + 1}年计划投资"
            self.fields[f"{PLANNED}{row.project.number}"] = ColumnField(
                money, label=label, required=False, help_text=""
            )

    @property
    def planned(self) -> dict[str, Decimal | None]:
        return {
            key.removeprefix(PLANNED): value
            for key, value in self.cleaned_data.items()
            if key.startswith(PLANNED)
        }

    def amount(self, number: str) -> forms.BoundField | None:
        key = f"{PLANNED}{number}"
        return self[key] if key in self.fields else None

    @classmethod
    def of(cls, proposal: Proposal) -> "RollOverForm":
        first = date(proposal.year + 1, 1, 1)
        return cls(proposal, initial={"seen": proposal.digest, "listed_from": first})
