"""What the pages of the register take; each value passes the check of its column."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from accounts.fields import NamesField, TextField
from accounts.models import Unit
from sheets.columns import Column, Type
from workplace.import_forms import UploadForm

from .fields import ColumnField, UnitsField, word_field, words_field
from .models import AnnualPlan, Project
from .own_fields import extra_of, form_fields
from .resources import YEARS
from .rules import BETWEEN, StopKind
from .selectors.choices import Offered
from .sheets import NOTHING, ledger_sheet

SHEET = ledger_sheet()
TRUTHS = {"yes": True, "no": False, "": None}
WORDS = {True: "yes", False: "no", None: ""}
TRUE_OR_FALSE = ("is_industrial", "in_statistics")


def column(key: str, **more: Any) -> ColumnField:
    return ColumnField(SHEET.column(key), **more)


def date_column(key: str, header: str) -> ColumnField:
    """A date the ledger has no column for."""
    return ColumnField(Column(key, header, type=Type.DATE, past=True, blanks=NOTHING))


def reason() -> TextField:
    return TextField(
        label="原因",
        max_length=100,
        required=False,
        help_text="金额调减、计划调整、时间推后时必填",
    )


def _choose_from(field: forms.Field, units: list[Unit]) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for mypy
    field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])


class FactsForm(forms.Form):
    """What a project is."""

    name = column("name")
    national_code = column("national_code")
    owner = column("owner")
    place = column("place", help_text="写乡镇名的，自动归到那个乡镇")
    industry = column("industry")
    is_industrial = column("is_industrial")
    build_nature = column("build_nature")
    total_investment = column("total_investment")
    planned_start = column("planned_start")
    strategies = NamesField(
        label="战略方向", max_length=200, required=False, help_text="几个之间用、隔开"
    )
    in_statistics = ColumnField(
        replace(SHEET.column("is_industrial"), key="in_statistics", header="统计入库", aliases=())
    )
    leader = TextField(label="包联领导", max_length=30, required=False)
    co_units = UnitsField(label="协同单位", required=False)
    scale = column("scale")
    note = column("note")
    reason = reason()

    def __init__(
        self,
        *args: Any,
        own: Sequence[Column] = (),
        offered: Offered | None = None,
        now: Project | None = None,
        **kwargs: Any,
    ) -> None:
        """`own`: the county's own fields, which stand before the reason.

        `now`: the project as it stands, whose words may be kept though no longer offered.
        """
        super().__init__(*args, **kwargs)
        self.own, self.offered = own, offered or Offered()
        reason = self.fields.pop("reason", None)
        self.fields |= form_fields(own)
        if reason:
            self.fields["reason"] = reason
        self._offer(now)

    def _offer(self, now: Project | None) -> None:
        units = self.fields["co_units"]
        assert isinstance(units, UnitsField)  # noqa: S101  for mypy
        units.offer(self.offered.units)
        if self.offered.strategies:
            kept = now.strategies.split(BETWEEN) if now and now.strategies else []
            self.fields["strategies"] = words_field("战略方向", self.offered.strategies, kept)
        if self.offered.industries:
            kept = [now.industry] if now else []
            self.fields["industry"] = word_field("行业", [*self.offered.industries], kept)

    @classmethod
    def of(
        cls, project: Project, own: Sequence[Column] = (), offered: Offered | None = None
    ) -> "FactsForm":
        names = cls.base_fields.keys() - {"reason", "co_units", "strategies", *TRUE_OR_FALSE}
        initial = {name: getattr(project, name) for name in names} | project.extra
        initial |= {name: WORDS[getattr(project, name)] for name in TRUE_OR_FALSE}
        initial["strategies"] = project.strategies.split(BETWEEN) if project.strategies else []
        initial["co_units"] = [unit.pk for unit in project.co_units.all()]
        return cls(initial=initial, own=own, offered=offered, now=project)

    def values(self) -> dict[str, Any]:
        apart = {"reason", "co_units", *(column.key for column in self.own)}
        found = {key: value for key, value in self.cleaned_data.items() if key not in apart}
        if self.own:
            found["extra"] = extra_of(self.cleaned_data, self.own)
        for key in TRUE_OR_FALSE:
            found[key] = TRUTHS[found[key]]
        if found["is_industrial"] is None:  # the word for the industry says it
            found["is_industrial"] = self.offered.industries.get(found["industry"])
        found["strategies"] = BETWEEN.join(found["strategies"])
        return found


class NewProjectForm(FactsForm):
    """A project and its first year plan."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label="请选择")
    year = ColumnField(replace(SHEET.column("year"), required=True))
    nature = ColumnField(replace(SHEET.column("nature"), required=True))
    level = ColumnField(replace(SHEET.column("level"), required=True))
    planned_investment = column("planned_investment")
    listed_from = column("listed_from", help_text="不填就是今天")
    field_order = (
        *("name", "national_code", "unit", "owner", "year", "nature", "level"),
        *("total_investment", "planned_investment", "planned_start", "listed_from"),
    )

    def __init__(self, units: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["unit"], units)
        del self.fields["reason"]  # nothing to compare with yet
        if len(units) == 1:  # one's own: nothing to choose
            del self.fields["unit"]

    def values(self) -> dict[str, Any]:
        found = super().values()
        for key in ("unit", "year"):
            found.pop(key, None)
        if found["listed_from"] is None:
            del found["listed_from"]
        return found


class TableForm(UploadForm):
    """A table's file, its year, and whose its projects are where it does not say."""

    year = ColumnField(replace(SHEET.column("year"), required=True))
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="没写责任单位的新项目归",
        required=False,
        empty_label="不设：没写责任单位就算错误",
    )

    def __init__(
        self, units: list[Unit], *args: Any, is_of_year: bool, makes_projects: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["unit"], units)
        if not makes_projects:
            del self.fields["unit"]
        if not is_of_year:
            hint = "表里没有年度这一列时填，如 2023"
            self.fields["year"] = column("year", required=False, help_text=hint)

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and year not in YEARS:
            raise forms.ValidationError("填 2000 到 2099 之间的年度，如 2023", code="number")
        return year

    @property
    def order(self) -> dict[str, Any]:
        """Year and unit, for the import."""
        return {key: self.cleaned_data.get(key) for key in ("year", "unit")}


class PlanForm(forms.Form):
    """The plan of one year; a change makes a version of it."""

    nature = ColumnField(replace(SHEET.column("nature"), required=True))
    level = ColumnField(replace(SHEET.column("level"), required=True))
    planned_investment = column("planned_investment")
    content = TextField(label="年度建设内容", max_length=500, required=False, multiline=True)
    listed_from = column("listed_from")
    listed_to = column("listed_to", help_text="退出名单的那一天；当天起不再计入")
    reason = reason()

    @classmethod
    def of(cls, plan: AnnualPlan | None, project: Project) -> "PlanForm":
        if plan is None:
            return cls(initial={"nature": project.nature, "level": project.level})
        names = [name for name in cls.base_fields if name != "reason"]
        return cls(initial={name: getattr(plan, name) for name in names})

    def values(self) -> dict[str, Any]:
        found = {key: value for key, value in self.cleaned_data.items() if key != "reason"}
        if found.get("listed_from", "") is None:  # a plan is listed from some day on
            del found["listed_from"]
        return found


class UnitPlanForm(PlanForm):
    """What a unit writes of its plan: who is on the list, and when, is the centre's."""

    listed_from = None  # type: ignore[assignment]
    listed_to = None  # type: ignore[assignment]


class DatesForm(forms.Form):
    """开工, 复工, 停工, 竣工."""

    started_on = column("started_on")
    resumed_on = column("resumed_on", help_text="续建项目本年复工，或停工后恢复施工的日期")
    stopped_on = date_column("stopped_on", "停工时间")
    stop_kind = forms.ChoiceField(
        label="停工类别", choices=[("", "未填"), *StopKind.choices], required=False
    )
    expected_restart_on = ColumnField(
        Column("expected_restart_on", "预计复工时间", type=Type.DATE, blanks=NOTHING)
    )
    stop_reason = TextField(label="停工原因", max_length=200, required=False)
    finished_on = date_column("finished_on", "竣工时间")
    reason = reason()

    @classmethod
    def of(cls, project: Project) -> "DatesForm":
        names = [name for name in cls.base_fields if name != "reason"]
        return cls(initial={name: getattr(project, name) for name in names})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("stopped_on") and not found.get("stop_reason"):
            self.add_error("stop_reason", "必填。写停工的原因")
        return found

    def values(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key != "reason"}


class ProgressForm(forms.Form):
    """本年累计完成投资 as of a day."""

    as_of = ColumnField(
        Column("as_of", "截至", type=Type.DATE, past=True, required=True, hint="如 2023-02-03")
    )
    completed_investment = ColumnField(
        replace(
            SHEET.column("planned_investment"),
            key="completed_investment",
            header="本年累计完成投资",
            required=True,
            hint="填从 1 月 1 日起的累计数，没有填 0",
        )
    )
    statistical_investment = ColumnField(
        replace(
            SHEET.column("planned_investment"),
            key="statistical_investment",
            header="统计口径完成投资",
            hint="已入统的项目填统计局核定数",
        )
    )
    image_progress = TextField(label="形象进度", max_length=300, required=False, multiline=True)
    reason = TextField(label="原因", max_length=100, required=False, help_text="比上次少时必填")

    def values(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key != "reason"}
