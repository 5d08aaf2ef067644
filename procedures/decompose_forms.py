"""What the pages of 分解 take: templates, one project, many projects, orders."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.fields import NamesField, TextField
from accounts.models import Unit, User

from .decomposition import FACTS, Choice, Item
from .models import PermitKind, Template, TemplateItem
from .rules import EiaClass, Level, Need, Way
from .selectors.decompose import Proposed

YES_NO_UNKNOWN = [("", "不知道"), ("yes", "是"), ("no", "否")]
RULES = [("limits", "按时限推算"), ("one", "统一日期")]
NEEDS_UNIT = "选承办部门。没有部门承办，就没有人签收"
NEEDS_DUE = "填办结时限"
NEEDS_GROUND = "写明无需办理的理由"
PAST = "办结时限不能早于今天。填新的日期"
OPTIONAL = [("", "按目录"), *Level.choices]


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        errors = {"invalid": "没有这一天。写成 2023-02-28"}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=errors, **kwargs)


def unit_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="承办部门", required=False, coerce=int, empty_value=None)


def offer(form: forms.Form, units: Sequence[Unit], nothing: str = "未定") -> None:
    """One list of units for the many rows of a page: no query per row."""
    choices = [("", nothing), *((unit.pk, unit.short_name) for unit in units)]
    form.fields["unit"].choices = choices  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    name = TextField(label="名称", max_length=50)
    way = forms.ChoiceField(label="立项方式", choices=Way.choices)
    industries = NamesField(
        label="行业", max_length=300, required=False, help_text="用顿号隔开；不填，各行业都可以用"
    )
    order = forms.IntegerField(
        label="顺序", min_value=0, max_value=9999, help_text="几个模板都合适时，建议靠前的"
    )
    basis = TextField(label="依据", max_length=300, required=False, multiline=True)

    @classmethod
    def of(cls, template: Template | None) -> "TemplateForm":
        names = ("name", "way", "industries", "order", "basis")
        start = {"order": 100, "way": Way.FILING}
        initial = {name: getattr(template, name) for name in names} if template else start
        return cls(initial=initial)


class ItemForm(forms.Form):
    """One kind of a template."""

    need = forms.ChoiceField(
        label="是否需办", choices=[("", "不列入"), *Need.choices], required=False
    )
    level = forms.ChoiceField(label="层级", choices=OPTIONAL, required=False)
    unit = unit_field()
    own_order = forms.BooleanField(label="另定前置", required=False)
    before = NamesField(label="前置事项", max_length=200, required=False)
    basis = TextField(
        label="依据", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        kind: PermitKind,
        kinds: Mapping[str, PermitKind],
        units: Sequence[Unit],
        data: Any,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, prefix=kind.code, initial=initial)
        self.kind, self.kinds = kind, kinds
        offer(self, units)

    def clean_before(self) -> list[PermitKind]:
        names = self.cleaned_data["before"]
        unknown = [name for name in names if name not in self.kinds]
        if unknown:
            raise forms.ValidationError(f"手续目录里没有“{unknown[0]}”。写目录里的名称，用顿号隔开")
        return [self.kinds[name] for name in names]

    def item(self) -> Item | None:
        values = self.cleaned_data
        if not values["need"]:
            return None
        return Item(
            kind=self.kind,
            need=values["need"],
            level=values["level"],
            handling_unit_id=values["unit"],
            own_order=values["own_order"],
            before=values["before"],
            basis=values["basis"],
        )


def item_forms(
    kinds: Iterable[PermitKind], items: Iterable[TemplateItem], units: Sequence[Unit], data: Any
) -> list[ItemForm]:
    stood = {item.kind_id: item for item in items}
    every = list(kinds)
    by_name = {kind.name: kind for kind in every}
    return [
        ItemForm(kind, by_name, units, data, _item_values(kind, stood.get(kind.pk)))
        for kind in every
    ]


def _item_values(kind: PermitKind, item: TemplateItem | None) -> dict[str, Any]:
    if item is None:
        return {"need": "", "before": [one.name for one in kind.prerequisites.all()]}
    before = item.prerequisites.all() if item.own_order else kind.prerequisites.all()
    return {
        "need": item.need,
        "level": item.level,
        "unit": item.handling_unit_id,
        "own_order": item.own_order,
        "before": [one.name for one in before],
        "basis": item.basis,
    }


def _amount(label: str, places: int = 2) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=10, decimal_places=places
    )


class TraitsForm(forms.Form):
    """项目特征: what the thresholds ask; left empty = not known."""

    template = forms.ChoiceField(label="分解模板", required=False)
    energy_tce = _amount("年综合能耗（吨标准煤）")
    power_kwh = _amount("年用电量（万千瓦时）")
    land_ha = _amount("占地（公顷）")
    earthwork = _amount("挖填土石方（万立方米）")
    existing_land = forms.ChoiceField(
        label="是否存量建设用地", choices=YES_NO_UNKNOWN, required=False
    )
    eia_class = forms.ChoiceField(
        label="环评类别", choices=[("", "不知道"), *EiaClass.choices], required=False
    )

    def __init__(self, found: Sequence[Template], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.name) for one in found]
        self.fields["template"].choices = [("", "不用模板"), *choices]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, found: Sequence[Template], template: Any, traits: Any) -> "TraitsForm":
        values = {name: getattr(traits, name) for name in FACTS} if traits else {}
        if traits and traits.existing_land is not None:
            values["existing_land"] = "yes" if traits.existing_land else "no"
        return cls(found, initial=values | {"template": template.code if template else ""})

    def clean_existing_land(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["existing_land"])

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in FACTS}


class ChoiceForm(forms.Form):
    """One kind of one project, beside what is proposed for it."""

    need = forms.ChoiceField(label="是否办理", choices=[("yes", "需办"), ("no", "无需办理")])
    level = forms.ChoiceField(label="层级", choices=Level.choices, required=False)
    unit = unit_field()
    due_on = DayField(label="办结时限", required=False)
    ground = TextField(
        label="无需办理的理由",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "无需办理的，写理由"}),
    )

    def __init__(self, row: Proposed, units: Sequence[Unit], data: Any = None) -> None:
        initial = {
            "need": "yes" if row.need else "no",
            "level": row.level,
            "unit": row.unit_id,
            "due_on": row.due_on,
            "ground": row.ground,
        }
        super().__init__(data, prefix=row.kind.code, initial=initial)
        self.row = row
        offer(self, units)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("need") == "no":
            if not values.get("ground") and "ground" not in self.errors:
                self.add_error("ground", NEEDS_GROUND)
            return values
        if not values.get("unit") and "unit" not in self.errors:
            self.add_error("unit", NEEDS_UNIT)
        if not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", NEEDS_DUE)
        return values

    def check_day(self, today: date) -> None:
        """A new date in the past is a slip; one that stood before may stay."""
        day = self.cleaned_data.get("due_on")
        stood = self.row.permit.due_on if self.row.permit else None
        if self.cleaned_data.get("need") == "yes" and day and day < today and day != stood:
            self.add_error("due_on", PAST)

    def choice(self) -> Choice:
        values = self.cleaned_data
        if values["need"] == "no":
            return Choice(self.row.kind.pk, need=False, ground=values["ground"])
        return Choice(
            self.row.kind.pk,
            need=True,
            level=values["level"],
            unit_id=values["unit"],
            due_on=values["due_on"],
        )


class ReasonForm(forms.Form):
    reason = TextField(
        label="原因", max_length=200, required=False, help_text="改动已经定过的办结时限时必填"
    )


class BulkForm(forms.Form):
    """Ticked projects: which template, and how the dates are set."""

    template = forms.ChoiceField(label="模板", required=False)
    rule = forms.ChoiceField(label="办结时限", choices=RULES, initial="limits")
    latest = DayField(label="最迟")
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, found: Sequence[Template], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.name) for one in found]
        self.fields["template"].choices = [("", "按项目建议"), *choices]  # type: ignore[attr-defined]

    def check_day(self, today: date) -> None:
        day = self.cleaned_data.get("latest")
        if day and day < today:
            self.add_error("latest", PAST)


class OrdersForm(forms.Form):
    """Ticked orders: what is to be the same for all of them; empty = as it is."""

    level = forms.ChoiceField(label="层级", choices=[("", "不改"), *Level.choices], required=False)
    unit = unit_field()
    due_on = DayField(label="办结时限", required=False)
    reason = TextField(label="原因", max_length=200, required=False, help_text="改动办结时限时必填")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, list(Unit.objects.visible_to(user).active()), "不改")

    def values(self) -> dict[str, Any]:
        return {
            "level": self.cleaned_data["level"],
            "handling_unit_id": self.cleaned_data["unit"],
            "due_on": self.cleaned_data["due_on"],
        }
