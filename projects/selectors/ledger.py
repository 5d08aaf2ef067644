"""The register as lines of its tables: one project in one year's list, one application."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Unit
from projects.models import AnnualPlan, FundingApplication, Project
from projects.own_fields import is_own, value_of
from projects.rules import NATURE_OF, STAGE_OF, Nature, Stage
from sheets.columns import Column, Sheet, Value
from sheets.text import fold

from .units import UnitNames

Cells = dict[str, Value]

# Column key → the field of that name: of the plan, of both; all others are the project's.
OF_PLAN = frozenset(
    {
        *("planned_investment", "content", "listed_from", "listed_to"),
        *("listed_reason", "delisted_reason"),
    }
)
OF_BOTH = frozenset({"level", "nature"})
TRUTHS = frozenset({"is_industrial", "in_statistics"})
YES_NO = {True: "yes", False: "no", None: ""}
POOL = frozenset({Nature.RESERVE, Nature.PRELIMINARY})


def ledger_row(sheet: Sheet, project: Project, plan: AnnualPlan | None) -> Cells:
    """Canonical values of the columns people write; without a plan its cells are empty."""
    columns = (column for column in sheet.columns if not column.computed)
    return {column.key: _cell(column, project, plan) for column in columns}


def _cell(column: Column, project: Project, plan: AnnualPlan | None) -> Value:
    key = column.key
    if key == "unit":
        return project.unit.short_name
    if key == "year":
        return plan.year if plan else None
    if key == "stage":
        return stage_of(project, plan)
    if key in OF_BOTH:
        return str(getattr(plan or project, key))
    if is_own(key):
        return value_of(project, column)
    if key in TRUTHS:
        return YES_NO[getattr(project, key)]
    holder = plan if key in OF_PLAN else project
    value: Value = getattr(holder, key, None)
    return value


def stage_of(project: Project, plan: AnnualPlan | None) -> str:
    """The project's stage as far as it fits the year's 类别, which two stages share."""
    nature = plan.nature if plan else project.nature
    stage = Stage(project.stage)
    return str(stage if NATURE_OF[stage] == nature else STAGE_OF[Nature(nature)])


def application_row(sheet: Sheet, application: FundingApplication) -> Cells:
    """Canonical values of the funding table's columns; the name is the project's."""
    project = application.project
    of_project = {"name": project.name, "national_code": project.national_code}
    return {
        key: of_project[key] if key in of_project else getattr(application, key)
        for key in sheet.writable
    }


def application_key(application: FundingApplication) -> str:
    """The hidden row key: whose application it is, and which."""
    return f"{application.project.number}:{application.pk}"


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
            AnnualPlan.objects.ever_listed().filter(project__in=projects).order_by("year"),
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
        return [
            project
            for project in found
            if (of is None or project.unit_id == of.pk) and not self._was_undone(project)
        ]

    def _was_undone(self, project: Project) -> bool:
        """Never listed for a day, as after an import that was undone: its name is free again."""
        gone = project.withdrawn_on
        plans = self.plans.get(project.pk, {}).values()
        return gone is not None and all(gone <= plan.listed_from for plan in plans)

    def years(self, project: Project) -> set[int]:
        return set(self.plans.get(project.pk, {}))


class Applications:
    """A county's applications of one year by row key, and by project and channel."""

    def __init__(self, centre: Unit, year: int | None) -> None:
        rows = FundingApplication.objects.filter(
            project__in=Project.objects.of_county(centre.pk), year=year
        ).select_related("project__unit")
        self.by_key: dict[str, FundingApplication] = {}
        self.by_channel: dict[tuple[int, str], list[FundingApplication]] = {}
        for row in rows.order_by("pk"):
            self.by_key[application_key(row)] = row
            self.by_channel.setdefault((row.project_id, row.channel), []).append(row)
