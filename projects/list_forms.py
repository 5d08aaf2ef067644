"""What the pages beside the list take: a value for many projects, terms, own fields."""

from typing import Any

from django import forms

from accounts.fields import NamesField, TextField
from sheets.text import fold

from .bulk_fields import BulkField, with_terms
from .fields import ColumnField
from .models import ProjectField, Term
from .rules import BETWEEN, FieldType, TermKind

MAX_CHOICES = 20
MAX_CHOICE_LENGTH = 20


class BulkValueForm(forms.Form):
    """The new value of one field; empty means that the field is emptied."""

    def __init__(
        self, field: BulkField, industries: list[str], strategies: list[str], *args: Any
    ) -> None:
        super().__init__(*args)
        self.strategies = strategies if field.key == "strategies" else []
        column = with_terms(field, industries).column
        more = {"help_text": self._hint()} if self.strategies else {}
        self.fields["value"] = ColumnField(column, **more)

    def _hint(self) -> str:
        return f"几个之间用、隔开；可选：{'、'.join(self.strategies)}"

    def clean_value(self) -> Any:
        """战略方向 is one or several names of the county's list."""
        value = self.cleaned_data["value"]
        if not self.strategies or not value:
            return value
        names = [name.strip() for name in str(value).replace("，", "、").split(BETWEEN)]
        unknown = [name for name in names if name not in self.strategies]
        if unknown:
            words = "、".join(self.strategies)
            raise forms.ValidationError(f"没有“{unknown[0]}”。可选：{words}", code="choice")
        return BETWEEN.join(dict.fromkeys(names))


class TermForm(forms.Form):
    """A word of one of the county's lists."""

    name = TextField(label="名称", max_length=30)
    order = forms.IntegerField(label="顺序", min_value=0, max_value=9999, initial=100)
    is_industrial = forms.NullBooleanField(
        label="产业项目",
        required=False,
        help_text="选这个行业的项目，默认是不是产业项目",
        widget=forms.Select(choices=[("", "不定"), ("true", "是"), ("false", "否")]),
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != TermKind.INDUSTRY:
            del self.fields["is_industrial"]

    @classmethod
    def of(cls, term: Term) -> "TermForm":
        truth = {True: "true", False: "false", None: ""}[term.is_industrial]
        initial = {"name": term.name, "order": term.order, "is_industrial": truth}
        return cls(term.kind, initial=initial)


class OwnFieldForm(forms.Form):
    """An own field; of one that exists the type stands."""

    label = TextField(label="名称", max_length=30, help_text="列表、表单和 Excel 里的列名")
    type = forms.ChoiceField(
        label="类型", choices=FieldType.choices, help_text="保存以后不能改类型"
    )
    choices = NamesField(
        label="选项", required=False, max_length=400,
        help_text=f"“选项”类型才填；用、隔开，最多 {MAX_CHOICES} 个，每个 {MAX_CHOICE_LENGTH} 字",
    )  # fmt: skip
    hint = TextField(label="填写说明", max_length=100, required=False)
    order = forms.IntegerField(label="顺序", min_value=0, max_value=9999, initial=100)

    def __init__(self, *args: Any, field: ProjectField | None = None, **kwargs: Any) -> None:
        names = ("label", "choices", "hint", "order")
        if field is not None and not args:
            kwargs["initial"] = {name: getattr(field, name) for name in names}
        super().__init__(*args, **kwargs)
        if field is not None:
            del self.fields["type"]
            if field.type != FieldType.CHOICE:
                del self.fields["choices"]

    def clean_choices(self) -> list[str]:
        names: list[str] = self.cleaned_data["choices"]
        if len(names) > MAX_CHOICES or any(len(name) > MAX_CHOICE_LENGTH for name in names):
            raise forms.ValidationError(
                f"最多 {MAX_CHOICES} 个选项，每个最多 {MAX_CHOICE_LENGTH} 字", code="length"
            )
        if len({fold(name) for name in names}) < len(names):
            raise forms.ValidationError("有两个选项看起来一样。删去一个", code="duplicate")
        return names
