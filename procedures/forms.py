"""What the catalogue's page takes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from accounts.fields import TextField
from accounts.models import Unit, User

from .models import FundingNeed, PermitKind
from .rules import Level

MAX_DAYS = 500


def days(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MAX_DAYS,
        help_text="工作日；不知道就不填，0 是即时办理",
    )


class KindForm(forms.Form):
    name = TextField(label="名称", max_length=30)
    order = forms.IntegerField(label="顺序", min_value=0, max_value=9999)
    default_level = forms.ChoiceField(label="默认层级", choices=Level.choices)
    default_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="承办部门", required=False, empty_label="未定"
    )
    documents = TextField(label="办结文件", max_length=200, required=False)
    basis = TextField(label="说明与依据", max_length=500, required=False, multiline=True)
    prerequisites = forms.ModelMultipleChoiceField(
        PermitKind.objects.none(),
        label="前置事项",
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="先办结哪几项再办这一项。只用来提示“等待：…”和算关键路径，不拦办理；"
        "模板另定前置的，以模板为准",
        error_messages={"invalid_choice": "没有这项手续。请刷新后重新选择"},
    )
    is_active = forms.BooleanField(label="启用", required=False)

    def __init__(self, user: User, kind: PermitKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = self.fields["prerequisites"]
        assert isinstance(before, forms.ModelMultipleChoiceField)  # noqa: S101  for mypy
        # what stands stays to be seen, also when it is no longer in use
        offered = Q(is_active=True) | Q(pk__in=kind.prerequisites.values("pk"))
        before.queryset = PermitKind.objects.filter(offered).exclude(pk=kind.pk)
        choice = self.fields["default_unit"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for mypy
        choice.queryset = Unit.objects.visible_to(user).active()

    @classmethod
    def of(cls, user: User, kind: PermitKind) -> "KindForm":
        initial = {name: getattr(kind, name) for name in cls.base_fields}
        initial["prerequisites"] = [one.code for one in kind.prerequisites.all()]
        return cls(user, kind, initial=initial)


class NeedsForm(forms.Form):
    """What one funding channel wants."""

    kinds = forms.ModelMultipleChoiceField(
        PermitKind.objects.none(),
        label="要办结的手续",
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有这项手续。请刷新后重新选择"},
    )
    basis = TextField(
        label="依据", max_length=100, required=False, help_text="文件名称、文号，或申报要求的原话"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["kinds"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)  # noqa: S101  for mypy
        choice.queryset = PermitKind.objects.filter(is_active=True)

    @classmethod
    def of(cls, needs: Sequence[FundingNeed]) -> "NeedsForm":
        basis = next((need.basis for need in needs if need.basis), "")
        return cls(initial={"kinds": [need.kind.code for need in needs], "basis": basis})
