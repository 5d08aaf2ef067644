"""The register as lines of the ledger: one project in one year's list."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Unit
from projects.models import AnnualPlan, Project
from projects.own_fields import value_of
from sheets.columns import Column, Value
from sheets.text import fold

from .units import UnitNames

Cells = dict[str, Value]

# Ledger key → the same-named field; the rest is told in `ledger_row`.
OF_PROJECT = (
    *("name", "national_code", "owner", "place", "industry", "build_nature"),
    *("total_investment", "planned_start", "started_on", "resumed_on", "scale", "note"),
)
OF_PLAN = ("planned_investment", "listed_from", "listed_to")
OF_BOTH = ("level", "nature")
YES_NO = {True: "yes", False: "no", None: ""}


def ledger_row(project: Project, plan: AnnualPlan | None, own: Iterable[Column] = ()) -> Cells:
    """Canonical values of the ledger's columns; without a plan its cells are empty."""
    row: Cells = {key: getattr(project, key) for key in OF_PROJECT}
    row |= {key: getattr(plan, key) if plan else None for key in OF_PLAN}
    row |= {key: str(getattr(plan or project, key)) for key in OF_BOTH}
    row["unit"] = project.unit.short_name
    row["year"] = plan.year if plan else None
    row["is_industrial"] = YES_NO[project.is_industrial]
    return row | {column.key: value_of(project, column) for column in own}


@dataclass(frozen=True)
class Found:
    project: Project
    plan: AnnualPlan | None  # of the year asked for
    last_plan: AnnualPlan | None


class Register:
    """A county's projects, plans and unit names, read once in three queries."""

    def __init__(self, centre: Unit) -> None:
        self.names = UnitNames.of_county(centre.pk)
        projects = Project.objects.of_county(centre.pk)
        self._read(
            projects.select_related("unit", "town"),
            AnnualPlan.objects.filter(project__in=projects).order_by("year"),
        )

    def _read(self, projects: Iterable[Project], plans: Iterable[AnnualPlan]) -> None:
        self.plans: dict[int, dict[int, AnnualPlan]] = {}
        for plan in plans:
            self.plans.setdefault(plan.project_id, {})[plan.year] = plan
        self.by_number: dict[str, Project] = {}
        self.by_code: dict[str, Project] = {}
        self.by_name: dict[str, list[Project]] = {}
        for project in projects:
            self.by_number[project.number] = project
            if project.national_code and project.withdrawn_on is None:
                self.by_code[project.national_code] = project
            self.by_name.setdefault(fold(project.name), []).append(project)

    def find(
        self, number: str, code: str, name: str, year: int | None, of: Unit | None
    ) -> Found | None:
        """By our number, then 项目代码, then name and year; `of`: only this unit's by name."""
        project = self.by_number.get(number) or self.by_code.get(code)
        for namesake in [] if project else self.namesakes(name, of):
            if year in self.years(namesake) or (year is None and not self.years(namesake)):
                project = namesake
        if project is None:
            return None
        plans = self.plans.get(project.pk, {})
        last = plans[max(plans)] if plans else None
        return Found(project, plans.get(year) if year else last, last)

    def namesakes(self, name: str, of: Unit | None) -> list[Project]:
        """Projects of that name in any year, as far as the importer may see them."""
        found = self.by_name.get(fold(name), [])
        return [project for project in found if of is None or project.unit_id == of.pk]

    def years(self, project: Project) -> set[int]:
        return set(self.plans.get(project.pk, {}))
