"""Tables of projects: the ledger (项目台账), 目标任务表 and 储备项目库."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from accounts.models import User
from projects import codes
from projects.models import AnnualPlan, Project, ProjectQuerySet
from projects.own_fields import columns_of, is_own
from projects.resources import Line, Order, TableResource
from projects.rules import NATURE_OF, Stage
from projects.selectors.ledger import OF_BOTH, OF_PLAN, POOL, TRUTHS, Cells, Register, ledger_row
from projects.services import (
    Claim,
    NewProject,
    ProjectChange,
    clashes,
    create_projects,
    update_projects,
)
from projects.sheets import ledger_sheet
from projects.year_sheets import reserve_sheet, targets_sheet
from sheets.book import TableRow
from sheets.check import parse
from sheets.columns import Sheet
from workplace import clock

from .base import Cell, Place, Put, Table, back
from .matching import TRUTH, ProjectResource, fields_of

TWICE = "表里这个项目在同一年度出现了两次。删去一行"
NAMESAKE = "另一年度有同名项目，这里按新项目登记；是同一个项目的，请填编号或项目代码"
UNDO = "撤销导入"
DEFAULTS = {
    "level": "没有项目级别，先按县重点登记，请补填",
    "nature": "没有年度类别，先按前期登记，不计入开复工率和办结率，请补填",
    "stage": "没有阶段，先按储备登记，请补填",
    "listed_from": "没有列入时间，按年初（未到的年度按今天）列入",
    "unit": "没有责任单位，登记在导入的单位名下",
    "year": "没有年度，只登记项目，不列入任何一年的名单",
}
SUMMARY = ("unit", "year", "nature", "stage", "level", "total_investment", "planned_investment")
POOL_STAGES = (Stage.IDEA, Stage.RESERVE, Stage.PRELIMINARY)
Listed = Callable[[ProjectQuerySet, int], ProjectQuerySet]


class ProjectTable(Table):
    """One line is one project in one year's list."""

    defaults = DEFAULTS
    summary = SUMMARY

    def __init__(
        self,
        form: str,
        name: str,
        sheet: Callable[[int | None], Sheet],
        listed: Listed,
        **more: Any,
    ) -> None:
        self.form, self.name = form, name
        self._sheet, self._listed = sheet, listed
        self.is_of_year = more.get("is_of_year", True)
        self.verbs = more.get("verbs", self.verbs)

    def sheet(self, centre_id: int | None, year: int | None) -> Sheet:
        return self._sheet(year)

    def resource(self, sheet: Sheet, order: Order) -> TableResource:
        return ProjectResource(sheet, order, Register(order.centre))

    def check(self, lines: Sequence[Line], order: Order) -> None:
        _find_doubles(lines)
        sound = [line for line in lines if line.problem is None]
        taken = clashes(order.centre.pk, [_claim(line) for line in sound])
        for position, errors in taken.items():
            sound[position].problem = ValidationError(errors)

    def asks(self, lines: Sequence[Line], resource: TableResource) -> list[tuple[str, str, Line]]:
        assert isinstance(resource, ProjectResource)  # noqa: S101  for mypy
        register, only = resource.register, resource.order.only
        asked = [
            ("name", NAMESAKE, line)
            for line in lines
            if line.is_new and register.namesakes(line.name, only)
        ]
        return asked + [
            ("national_code", text, line)
            for line in lines
            for text in codes.warnings(str(line.after.get("national_code") or ""))
            if line.is_new or any(change.key == "national_code" for change in line.changes)
        ]

    def ever(self, order: Order) -> Sheet:
        """The columns that a past import may have written."""
        return self.sheet(order.centre.pk, order.year)

    def save(
        self, lines: Sequence[Line], sheet: Sheet, *, by: User | None, reason: str
    ) -> list[str]:
        news = [
            NewProject(line.unit, line.year, fields_of(line, sheet))
            for line in lines
            if line.is_new and line.unit
        ]
        changes = [
            ProjectChange(line.project.pk, fields_of(line, sheet), line.year)
            for line in lines
            if line.project and line.changes
        ]
        made = create_projects(news, by=by, reason=reason)
        update_projects(changes, by=by, reason=reason)
        return [project.number for project in made]

    def undo(self, cells: Sequence[Cell], created: Sequence[str], order: Order, *, by: User) -> Put:
        """Put back each value that still stands; new projects leave from their first day."""
        register, sheet = Register(order.centre), self.ever(order)
        mine, other = back(cells, _now(cells, register, sheet), self, sheet)
        # a year once listed stays in the book, with its plan
        listed = {(number, year) for number, year, key, *_ in cells if key == "year"}
        of_plan = {"year"} | OF_PLAN | OF_BOTH
        stays = [c for c in mine if (c[0], c[1]) in listed and c[2] in of_plan]
        changes = [
            ProjectChange(register.by_number[c[0]].pk, _was(c, sheet, register), c[1])
            for c in mine
            if c not in stays
        ]
        update_projects(changes, by=by, reason=UNDO)
        kept = [
            f"{register.by_number[c[0]].name}，{self.column(sheet, c[2]).label}"
            for c in cells
            if c in other or c in stays
        ]
        return Put(kept, _withdraw(created, by))

    def rows(self, projects: ProjectQuerySet, sheet: Sheet, year: int) -> list[TableRow]:
        found = list(self._listed(projects, year).select_related("unit"))
        plans = AnnualPlan.objects.filter(project__in=[project.pk for project in found], year=year)
        of_year = {plan.project_id: plan for plan in plans}
        return [project_line(n, p, of_year.get(p.pk), sheet) for n, p in enumerate(found, 1)]


class LedgerTable(ProjectTable):
    """The only table with a county's own fields."""

    def sheet(self, centre_id: int | None, year: int | None) -> Sheet:
        return ledger_sheet(columns_of(centre_id), year=year)

    def ever(self, order: Order) -> Sheet:
        return ledger_sheet(columns_of(order.centre.pk, retired=True), year=order.year)


def project_line(
    position: int, project: Project, plan: AnnualPlan | None, sheet: Sheet
) -> TableRow:
    values = {"seq": position, **ledger_row(sheet, project, plan)}
    return TableRow(values, key=project.number, version=str(project.version))


def _find_doubles(lines: Iterable[Line]) -> None:
    """One project, one line a year. New ones of one name are found by the names' check."""
    seen: set[tuple[int, int | None]] = set()
    for line in lines:
        if line.project is None or line.problem:
            continue
        key = (line.project.pk, line.year)
        if key in seen:
            line.problem = ValidationError({"name": ValidationError(TWICE, code="duplicate")})
        seen.add(key)


def _claim(line: Line) -> Claim:
    moved = {change.key for change in line.changes}
    wants_name = line.is_new or bool({"name", "year"} & moved)
    return Claim(
        project_id=line.project.pk if line.project else None,
        years=frozenset({line.year or 0}) if wants_name else frozenset(),
        name=line.name if wants_name else None,
        code=str(line.after.get("national_code") or "")
        if line.is_new or "national_code" in moved
        else None,
    )


def _now(cells: Sequence[Cell], register: Register, sheet: Sheet) -> dict[Place, Cells]:
    found: dict[Place, Cells] = {}
    for number, year, *_ in cells:
        project = register.by_number[number]
        plan = register.plans.get(project.pk, {}).get(year) if year else None
        row = ledger_row(sheet, project, plan)
        found[number, year] = row | {"year": plan.year if plan else None}
    return found


def _was(cell: Cell, sheet: Sheet, register: Register) -> dict[str, Any]:
    _, _, key, old, _ = cell
    if key == "unit":
        return {"unit": register.names.find(old)}
    if key in TRUTHS:
        return {key: TRUTH[old]}
    if is_own(key):
        return {"extra": {key: old}}
    if key == "stage":
        return {"stage": old, "nature": str(NATURE_OF[Stage(old)])}
    return {key: parse(sheet.column(key), old)}


def _withdraw(numbers: Sequence[str], by: User) -> list[str]:
    rows = Project.objects.filter(number__in=numbers)
    changes = [
        ProjectChange(pk, {"withdrawn_on": day or clock.today(), "withdraw_reason": UNDO})
        for pk, day in rows.values_list("pk", "plans__listed_from")
    ]
    update_projects(changes, by=by, reason=UNDO)
    return list(numbers)


def _of_year(projects: ProjectQuerySet, year: int) -> ProjectQuerySet:
    """Whoever was on the list for a day, gone by now or not."""
    plans = AnnualPlan.objects.ever_listed().filter(year=year)
    plans = plans.exclude(project__withdrawn_on__lte=F("listed_from"))
    return projects.filter(pk__in=plans.values("project"))


def _in_pool(projects: ProjectQuerySet, year: int) -> ProjectQuerySet:
    """谋划、储备、前期 of the year's list, and those on no list yet."""
    of_year = Q(plans__year=year, plans__nature__in=POOL)
    unlisted = Q(plans=None, stage__in=POOL_STAGES)
    return projects.filter(of_year | unlisted, withdrawn_on=None, package=None)


LEDGER = LedgerTable(
    "projects",
    "项目台账",
    lambda year: ledger_sheet(year=year),
    _of_year,
    is_of_year=False,
    verbs=("ledger-import", "ledger-import-undo", "project-export"),
)
TARGETS = ProjectTable("targets", "目标任务表", targets_sheet, _of_year)
RESERVE = ProjectTable("reserve", "储备项目库", reserve_sheet, _in_pool)
