"""What a meeting's pages take."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.fields import TextField
from accounts.models import Unit, User
from projects.models import Project

from .models import AgendaItem, Meeting
from .rules import Outcome

STALE = "页面内容已过时。请刷新页面后再填。"


def day_field(label: str, *, required: bool = True, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "没有这一天。改为实际日期，如 2022-12-30"},
        **more,
    )


class MeetingForm(forms.Form):
    title = TextField(label="会议名称", max_length=100)
    held_on = day_field("会议日期")
    place = TextField(label="地点", max_length=50, required=False)
    chair = TextField(label="主持人", max_length=50, required=False, help_text="如 刘俊明副县长")
    attendees = TextField(
        label="参加单位和人员", max_length=500, required=False, multiline=True,
        help_text="默认列出成员单位，按实际修改",
    )  # fmt: skip
    opening = TextField(
        label="纪要开头", max_length=500, required=False, multiline=True,
        help_text="空着时自动写：某日，某人在某地主持召开会议，研究若干事项",
    )  # fmt: skip

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingForm":
        return cls(initial={name: getattr(meeting, name) for name in cls.base_fields})


class SubjectForm(forms.Form):
    title = TextField(label="议题", max_length=200, help_text="如 通报前期手续办理情况")
    project = forms.ModelChoiceField(
        Project.objects.none(), label="项目", required=False, to_field_name="number",
        empty_label="不针对单个项目",
    )  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["project"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for mypy
        choice.queryset = Project.objects.visible_to(user).filter(withdrawn_on__isnull=True)
        choice.queryset = choice.queryset.order_by("number")


class ItemForm(forms.Form):
    """What was said of one subject; `was` is what the page showed."""

    notes = TextField(label="讨论情况", max_length=1000, required=False, multiline=True)
    outcome = forms.ChoiceField(
        label="结果", required=False, choices=[("", "还没有议"), *Outcome.choices]
    )
    decision = TextField(label="议定事项", max_length=500, required=False, multiline=True)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="责任单位", required=False, empty_label="未定"
    )
    due_on = day_field("完成时限", required=False)
    was = forms.CharField(widget=forms.HiddenInput, max_length=8000)
    mine = forms.BooleanField(required=False)

    def __init__(self, units: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for mypy
        choice.queryset = units

    def clean_was(self) -> dict[str, str]:
        try:
            found = json.loads(self.cleaned_data["was"])
        except ValueError:
            raise ValidationError(STALE) from None
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise ValidationError(STALE)
        return found

    @classmethod
    def of(cls, units: QuerySet[Unit], item: AgendaItem, was: dict[str, str]) -> "ItemForm":
        initial = {n: getattr(item, n) for n in ("notes", "outcome", "decision", "due_on")}
        initial |= {"unit": item.unit_id, "was": json.dumps(was, ensure_ascii=False)}
        return cls(units, initial=initial, auto_id=f"item-{item.pk}-%s")


class ReopenForm(forms.Form):
    reason = TextField(
        label="为什么重新打开", max_length=100, help_text="如 责任单位写错，更正后重新定稿"
    )
