"""What the centre types to make an export profile: what it is, its rows, its columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from accounts.fields import TextField
from projects.rules import Channel, Level, Nature
from reporting.exporting.fields import Kinds, fields_of
from reporting.exporting.formats import formats_of
from reporting.exporting.frame import unknown
from reporting.exporting.spec import MAX_COLUMNS, YEARS, Filters, suits_rows
from reporting.rules import ProfileRows
from sheets.structure import column_letter
from workplace.import_forms import UploadForm

ANY = forms.CheckboxSelectMultiple


class ProfileForm(forms.Form):
    name = TextField(label="名称", max_length=60, help_text="也是表的标题，如 重点项目建设进展月报")
    receiver = TextField(label="报送给", max_length=60, required=False)
    nature = forms.MultipleChoiceField(
        label="年度类别", choices=Nature.choices, required=False, widget=ANY,
        help_text="一个不选 = 不限",
    )  # fmt: skip
    level = forms.MultipleChoiceField(
        label="项目级别", choices=Level.choices, required=False, widget=ANY
    )
    channel = forms.MultipleChoiceField(
        label="资金渠道", choices=Channel.choices, required=False, widget=ANY
    )
    unit = forms.MultipleChoiceField(
        label="责任单位", required=False, help_text="按住 Ctrl 选多个；一个不选 = 全县",
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    year = forms.ChoiceField(label="哪一年的项目")

    def __init__(
        self, *args: Any, rows: str, units: Sequence[tuple[str, str]], year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self._field("unit").choices = list(units)
        years = [(str(y), f"{y}年") for y in range(year - 2, year + 3)]
        self._field("year").choices = [*YEARS.items(), *years]
        for name in ("nature", "level", "channel", "unit"):
            if name not in suits_rows(rows):
                del self.fields[name]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  ours, above
        return field

    def clean_level(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["level"]
        if self.rows == ProfileRows.UNITS and len(chosen) > 1:
            raise ValidationError("按单位的表最多选一个级别：指标只能按一个级别算。")
        return chosen

    def filters(self) -> dict[str, Any]:
        return Filters.of(self.cleaned_data).as_json()


def initial_of(profile: Any) -> dict[str, Any]:
    filters = Filters.of(profile.filters)
    return {
        "name": profile.name,
        "receiver": profile.receiver,
        **{key: list(getattr(filters, key)) for key in ("nature", "level", "unit", "channel")},
        "year": filters.year,
    }


class ColumnForm(forms.Form):
    """One column; without a field it is left out (or, in a template, left empty)."""

    order = forms.IntegerField(label="顺序", required=False, min_value=0, max_value=999)
    column = forms.RegexField("[A-Z]{1,3}", widget=forms.HiddenInput, required=False)
    field = forms.ChoiceField(label="填什么", required=False)
    header = TextField(label="表头", max_length=60, required=False)
    group = TextField(label="上一级表头", max_length=30, required=False)
    format = forms.ChoiceField(label="格式", required=False)

    def __init__(
        self, *args: Any, fields: Sequence[Any], formats: Sequence[Any], types: Mapping[str, str],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.types = types
        for name, choices in (("field", fields), ("format", formats)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind, _, form = (found.get("format") or "").partition(":")
        key = found.get("field")
        if key and kind and kind != self.types[key]:
            self.add_error("format", "这个格式不适合这一列。改选，或用常用格式。")
        found["format"] = form
        return found


class BaseColumns(BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.chosen():
            raise ValidationError("还没有选列。至少选一列。")

    def chosen(self) -> list[dict[str, Any]]:
        """In their order; equal numbers stand as they stood."""
        found = [form.cleaned_data for form in self.forms if form.cleaned_data.get("field")]
        return sorted(found, key=lambda one: one["order"] if one["order"] is not None else 999)

    def columns(self, *, of_template: bool) -> list[dict[str, str]]:
        return [
            {
                "column": one["column"] if of_template else column_letter(place),
                "header": one["header"],
                "field": one["field"],
                "format": one["format"],
                "group": "" if of_template else one["group"],
            }
            for place, one in enumerate(self.chosen(), 1)
        ]


def columns_form(
    rows: str,
    kinds: Kinds,
    choices: tuple[Sequence[Any], Sequence[Any]],
    data: Any = None,
    *,
    initial: Sequence[Mapping[str, Any]] = (),
    extra: int = 0,
) -> BaseColumns:
    types = {key: str(field.type) for key, field in fields_of(rows, kinds).items()}
    made = formset_factory(
        ColumnForm, formset=BaseColumns, extra=extra, max_num=MAX_COLUMNS, absolute_max=MAX_COLUMNS
    )
    starts = [{**one, "format": _named(one, types)} for one in initial]
    kwargs = {"fields": choices[0], "formats": choices[1], "types": types}
    found: Any = made(data, initial=starts, prefix="columns", form_kwargs=kwargs)
    return found  # type: ignore[no-any-return]


def _named(one: Mapping[str, Any], types: Mapping[str, str]) -> str:
    kind, form = types.get(str(one.get("field")), ""), str(one.get("format") or "")
    return f"{kind}:{form}" if form and form in formats_of(kind) else ""


class CellForm(forms.Form):
    """One text of the receiver's frame, and what it becomes; empty = it stays."""

    ref = forms.RegexField("[A-Z]{1,3}[0-9]{1,5}", widget=forms.HiddenInput)
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    text = TextField(label="填成", max_length=100, required=False)


class BaseCells(BaseFormSet):
    headers: set[str] = set()

    def clean(self) -> None:
        for form in self.forms:
            wrong = unknown(form.cleaned_data.get("text") or "", self.headers)
            if wrong:
                form.add_error("text", f"不认识 {{{wrong[0]}}}。可以用的见下面。")

    def cells(self) -> dict[str, str]:
        found = [form.cleaned_data for form in self.forms]
        return {one["ref"]: one["text"] for one in found if one.get("text")}


def cells_form(data: Any = None, *, initial: Sequence[Mapping[str, Any]] = ()) -> BaseCells:
    made = formset_factory(CellForm, formset=BaseCells, extra=0, max_num=200, absolute_max=200)
    found: Any = made(data, initial=list(initial), prefix="cells")
    return found  # type: ignore[no-any-return]


class TemplateForm(UploadForm):
    rows = forms.ChoiceField(label="一行是什么", choices=ProfileRows.choices)
    field_order = ["rows", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = "收表单位发下来的空表，.xlsx，最大 20 MB，不带宏。"


class HeaderRowForm(forms.Form):
    """Where the header is, when no row was recognised or the wrong one."""

    sheet = forms.ChoiceField(label="工作表")
    row = forms.IntegerField(
        label="表头最下面一行", min_value=1, max_value=30, help_text="Excel 左边的行号，如 4"
    )

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
