"""A year's list (目标任务表) on a day: who is on it, what was planned, what has changed since."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from accounts.models import Unit
from projects.models import AnnualPlan, AnnualPlanVersion, Project, ProjectQuerySet
from projects.rules import Level, Nature
from sheets.text import fold
from workplace.models import Job

from .listed import plan_on, why_left_out

CENT = Decimal("0.01")
LIST_ACTS = "plan-list"  # Job.kind of what can be undone
STATES = {"": "在册", "added": "增补", "gone": "退出", "draft": "未批准", "every": "全部"}
GROUPINGS = {"level": "按级别", "unit": "按单位"}
LEVEL_ORDER = {str(level.value): place for place, level in enumerate(Level)}


@dataclass(frozen=True)
class PlanFilters:
    """What the URL asks for; anything unknown is left out."""

    year: int
    on: date
    is_asked: bool = False  # the day was named; else it is today
    since: date | None = None  # None: the first day of the year's list
    q: str = ""
    unit: str = ""
    level: str = ""
    nature: str = ""
    state: str = ""
    by: str = "level"

    @classmethod
    def of(cls, query: Mapping[str, str], year: int, today: date) -> "PlanFilters":
        on = _day(query.get("on", ""))
        return cls(
            year=year,
            on=on or today,
            is_asked=on is not None,
            since=_day(query.get("since", "")),
            q=query.get("q", "").strip()[:50],
            unit=query.get("unit", "")[:20],
            level=_known(query.get("level", ""), Level.values),
            nature=_known(query.get("nature", ""), Nature.values),
            state=_known(query.get("state", ""), STATES),
            by=_known(query.get("by", ""), GROUPINGS) or "level",
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.q or self.unit or self.level or self.nature or self.state)


@dataclass(frozen=True)
class PlanRow:
    """One project's plan, by the version that counts on the day."""

    plan: AnnualPlan
    valid: AnnualPlan | AnnualPlanVersion
    before: AnnualPlan | AnnualPlanVersion  # the version of the day compared with
    why: str  # why it is not on the list; empty when it is
    was_on: bool  # on the day compared with
    place: int = 0  # 序号 in the list as filtered

    @property
    def project(self) -> Project:
        return self.plan.project

    @property
    def is_on(self) -> bool:
        return not self.why

    @property
    def is_added(self) -> bool:
        return self.is_on and not self.was_on

    @property
    def is_gone(self) -> bool:
        return self.was_on and not self.is_on

    @property
    def is_approved(self) -> bool:
        return isinstance(self.valid, AnnualPlanVersion) and self.valid.approved

    @property
    def planned(self) -> Decimal | None:
        return self.valid.planned_investment

    @property
    def valid_from(self) -> date | None:
        return self.valid.valid_from if isinstance(self.valid, AnnualPlanVersion) else None

    @property
    def document(self) -> str:
        return self.valid.document if isinstance(self.valid, AnnualPlanVersion) else ""

    @property
    def reason(self) -> str:
        return self.valid.reason if isinstance(self.valid, AnnualPlanVersion) else ""

    @property
    def is_moved(self) -> bool:
        """On the list on both days, its plan another one."""
        keys = ("planned_investment", "nature", "level")
        both = self.was_on and self.is_on
        return both and any(getattr(self.before, k) != getattr(self.valid, k) for k in keys)


@dataclass(frozen=True)
class Sums:
    count: int
    total: Decimal
    planned: Decimal
    unapproved: int


@dataclass(frozen=True)
class PlanGroup:
    label: str
    sums: Sums  # of those on the list, of the whole group, not of the page
    rows: list[PlanRow]


@dataclass(frozen=True)
class YearPlan:
    """The list on the day, filtered; counts are of the whole list."""

    filters: PlanFilters
    every: list[PlanRow]
    rows: list[PlanRow]

    @property
    def sums(self) -> Sums:
        return sums_of(self.rows)

    @property
    def whole(self) -> Sums:
        return sums_of(self.every)

    @property
    def chips(self) -> list[tuple[str, str, int]]:
        return [(key, word, sum(map(_in_state(key), self.every))) for key, word in STATES.items()]

    @property
    def added(self) -> list[PlanRow]:
        return [row for row in self.every if row.is_added]

    @property
    def gone(self) -> list[PlanRow]:
        return [row for row in self.every if row.is_gone]

    @property
    def moved(self) -> list[PlanRow]:
        return [row for row in self.every if row.is_moved]

    def groups(self, page: Iterable[PlanRow]) -> list[PlanGroup]:
        """The rows of a page under their heads; a group cut by the page keeps its sums."""
        key = _group_of(self.filters.by)
        whole = {label: sums_of(list(rows)) for label, rows in groupby(self.rows, key)}
        return [PlanGroup(label, whole[label], list(rows)) for label, rows in groupby(page, key)]


def year_plan(projects: ProjectQuerySet, filters: PlanFilters) -> YearPlan:
    """Two queries for any number of projects.

    A list that begins later, as after a roll-over, is shown as on its first day.
    """
    plans = list(
        AnnualPlan.objects.ever_listed()
        .filter(year=filters.year, project__in=projects)
        .select_related("project__unit")
        .prefetch_related("versions")
    )
    first = min((plan.listed_from for plan in plans), default=date.min)
    if not filters.is_asked:
        filters = replace(filters, on=max(filters.on, first))
    since = min(filters.since or max(first, date(filters.year, 1, 1)), filters.on)
    filters = replace(filters, since=since)
    rows = (_row(plan, filters.on, since) for plan in plans)
    every = sorted(rows, key=_order_of(filters.by))
    fitting = [row for row in every if _fits(row, filters)]
    return YearPlan(filters, every, [replace(row, place=n) for n, row in enumerate(fitting, 1)])


def years_of(projects: ProjectQuerySet, today: date) -> list[int]:
    """Years with a list, newest first; without any, the running one."""
    plans = AnnualPlan.objects.ever_listed().filter(project__in=projects)
    years = set(plans.order_by().values_list("year", flat=True).distinct())
    return sorted(years or {today.year}, reverse=True)


def units_of(plan: YearPlan) -> list[Unit]:
    """Those with a project in the year, in the county's order."""
    units = {row.project.unit_id: row.project.unit for row in plan.every}
    return sorted(units.values(), key=lambda unit: (unit.order, unit.code))


def candidates(projects: ProjectQuerySet, year: int, words: str, today: date) -> list[Project]:
    """Registered projects that are not on the year's list: what 增补 chooses from."""
    on_list = AnnualPlan.objects.ever_listed().filter(year=year).values("project")
    rows = projects.standing(today).exclude(pk__in=on_list).select_related("unit")
    found = [project for project in rows if _has_words(project, words)]
    return sorted(found, key=lambda project: (project.unit.order, project.number))


def unapproved(plan: YearPlan) -> list[PlanRow]:
    """On the list by a version nobody has approved: what 批准 would approve."""
    return [r for r in plan.rows if r.is_on and r.valid_from is not None and not r.is_approved]


def recent_acts(centre: Unit, year: int) -> list[Job]:
    """The last acts on the year's list, newest first, each with its undo."""
    jobs = Job.objects.filter(kind=LIST_ACTS, scope__centre=centre.code, scope__year=year)
    return list(jobs.select_related("owner")[:5])


def sums_of(rows: list[PlanRow]) -> Sums:
    on = [row for row in rows if row.is_on]
    total = sum((row.project.total_investment or Decimal(0) for row in on), Decimal(0))
    planned = sum((row.planned or Decimal(0) for row in on), Decimal(0))
    unapproved = sum(not row.is_approved for row in on)
    return Sums(len(on), total.quantize(CENT), planned.quantize(CENT), unapproved)


def _row(plan: AnnualPlan, on: date, since: date) -> PlanRow:
    return PlanRow(
        plan,
        plan_on(plan, on),
        plan_on(plan, since),
        why_left_out(plan, on),
        not why_left_out(plan, since),
    )


def _fits(row: PlanRow, filters: PlanFilters) -> bool:
    return (
        _in_state(filters.state)(row)
        and filters.unit in ("", row.project.unit.code)
        and filters.level in ("", row.valid.level)
        and filters.nature in ("", row.valid.nature)
        and _has_words(row.project, filters.q)
    )


def _in_state(state: str) -> Callable[[PlanRow], bool]:
    tests: dict[str, Callable[[PlanRow], bool]] = {
        "": lambda row: row.is_on,
        "added": lambda row: row.is_added,
        "gone": lambda row: not row.is_on,
        "draft": lambda row: row.is_on and not row.is_approved,
        "every": lambda row: True,
    }
    return tests[state]


def _has_words(project: Project, words: str) -> bool:
    texts = (project.name, project.number, project.national_code, project.owner, project.initials)
    return not words or any(fold(words) in fold(text) for text in texts)


def _order_of(by: str) -> Callable[[PlanRow], tuple[object, ...]]:
    if by == "unit":
        return lambda row: (row.project.unit.order, row.project.unit.code, row.project.number)
    return lambda row: (LEVEL_ORDER[row.valid.level], row.project.unit.order, row.project.number)


def _group_of(by: str) -> Callable[[PlanRow], str]:
    if by == "unit":
        return lambda row: row.project.unit.short_name
    return lambda row: str(row.valid.get_level_display())


def _known(text: str, words: Iterable[str]) -> str:
    return text if text in words else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
