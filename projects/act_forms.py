"""What the acts on a project ask for: a day, a reason, another unit, parts."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from accounts.fields import TextField
from accounts.models import Unit
from sheets.columns import Column, Type
from workplace import clock

from .fields import ColumnField
from .models import Project
from .rules import STAGE_MOVES, Stage, StopKind
from .services.splits import Part
from .sheets import NOTHING, ledger_sheet
from .stage_rules import NEXT_STAGE

MONEY = ledger_sheet().column("planned_investment")


def day(key: str, label: str, **more: Any) -> ColumnField:
    """A day that has come already."""
    column = Column(key, label, type=Type.DATE, past=True, required=True, hint="如 2023-02-03")
    return ColumnField(column, initial=clock.today, **more)


def why(help_text: str = "写原因或依据，如会议纪要文号") -> TextField:
    return TextField(label="原因", max_length=200, help_text=help_text)


def money(label: str, *, required: bool = False) -> ColumnField:
    return ColumnField(replace(MONEY, header=label, required=required), help_text="")


class ActForm(forms.Form):
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class StopForm(ActForm):
    kind = forms.ChoiceField(label="停工类别", choices=StopKind.choices)
    since = day("since", "停工时间")
    expected_restart_on = ColumnField(
        Column("expected_restart_on", "预计复工时间", type=Type.DATE, blanks=NOTHING),
        help_text="冬季停工必填；其他停工说不准的可以不填",
    )
    reason = why("写停工的原因")


class ResumeForm(ActForm):
    on = day("on", "复工时间")
    reason = TextField(label="说明", max_length=200, required=False)


class StageForm(ActForm):
    stage = forms.ChoiceField(label="转为")
    since = day("since", "起始时间")
    reason = why()

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = STAGE_MOVES[Stage(project.stage)]
        later = [stage for stage in stages if stage.value != project.stage]
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for mypy
        field.choices = [(stage.value, stage.label) for stage in reversed(later)]
        field.initial = NEXT_STAGE.get(Stage(project.stage))  # a leap is chosen, not proposed


class TransferForm(ActForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="移交给", empty_label="请选择")
    since = day("since", "移交时间")
    reason = why()

    def __init__(self, units: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["unit"], units)


class WithdrawForm(ActForm):
    on = day("on", "退出时间", help_text="从这一天起不再计入")
    reason = why("写退出的原因")


class ReasonForm(ActForm):
    reason = why()


class PackageForm(ActForm):
    """A package to be made: what it is called and who answers for it."""

    name = ColumnField(ledger_sheet().column("name"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label="请选择")
    reason = why()

    def __init__(self, units: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["unit"], units)


class UnpackForm(ActForm):
    """With what each part has invested, where the package reported other figures than they."""

    reason = why()

    def __init__(
        self, shares: Sequence[tuple[int, Project, Decimal | None]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"done_{project.pk}_{year}": (project.pk, year) for year, project, _ in shares}
        for year, project, completed in shares:
            field = money(f"{project.name}：{year}年累计完成", required=True)
            field.initial = completed or Decimal(0)
            self.fields[f"done_{project.pk}_{year}"] = field

    def values(self) -> dict[str, Any]:
        completed = {pair: self.cleaned_data[key] for key, pair in self.keys.items()}
        return {"reason": self.cleaned_data["reason"], "completed": completed}


class SplitForm(ActForm):
    """Name, total and each year's plan of every part."""

    reason = why()

    def __init__(self, count: int, years: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count, self.years = count, years
        for number in range(1, count + 1):
            column = ledger_sheet().column("name")
            self.fields[f"name_{number}"] = ColumnField(column, label="名称")
            self.fields[f"total_{number}"] = money("总投资")
            for year in years:
                self.fields[f"plan_{number}_{year}"] = money(f"{year}年计划投资")
        self.order_fields([*(key for key in self.fields if key != "reason"), "reason"])

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each part."""
        keys = [
            [f"name_{n}", f"total_{n}", *(f"plan_{n}_{year}" for year in self.years)]
            for n in range(1, self.count + 1)
        ]
        return [[self[key] for key in row] for row in keys]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        parts = [
            Part(
                name=given[f"name_{n}"],
                total=given[f"total_{n}"],
                planned={year: given[f"plan_{n}_{year}"] for year in self.years},
            )
            for n in range(1, self.count + 1)
        ]
        return {"parts": parts, "reason": given["reason"]}


class MergeForm(ActForm):
    """Of each fact that differs, whose value is kept."""

    reason = why("写认定重复的依据")

    def __init__(self, keys: Sequence[tuple[str, bool]], *args: Any, **kwargs: Any) -> None:
        """`keys`: field, and whether the other record's value is proposed."""
        super().__init__(*args, **kwargs)
        for key, theirs in keys:
            self.fields[f"of_{key}"] = forms.ChoiceField(
                choices=[("keep", "keep"), ("gone", "gone")], initial="gone" if theirs else "keep"
            )

    def values(self) -> dict[str, Any]:
        chosen = [key for key, value in self.cleaned_data.items() if value == "gone"]
        theirs = [key.removeprefix("of_") for key in chosen if key.startswith("of_")]
        return {"theirs": theirs, "reason": self.cleaned_data["reason"]}


def offer(field: forms.Field, units: Sequence[Unit]) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for mypy
    field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
