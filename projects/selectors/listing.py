"""The list of projects: filters of the URL, sums, order. Names in the URL pass fixed maps (S2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.models import Unit, User
from projects.models import AnnualPlan, Progress, Project, ProjectQuerySet
from projects.rules import Level, Nature, Standing, standing
from sheets.text import CellError, clean

CENT = Decimal("0.01")
ALL_YEARS = "all"
SORTS: dict[str, tuple[str, ...]] = {
    "number": ("number",),
    "name": ("name",),
    "unit": ("unit__order", "number"),
    "total": ("total_investment", "number"),
    "planned": ("planned", "number"),
    "completed": ("completed", "number"),
}


def standings(today: date) -> dict[str, Q]:
    """Where a project stands, as conditions; `rules.standing` says the same of one project."""
    gone = Q(withdrawn_on__lte=today)
    finished = ~gone & Q(finished_on__lte=today)
    here = ~gone & ~Q(finished_on__lte=today)
    resumed = Q(resumed_on__gt=F("stopped_on"), resumed_on__lte=today)
    stopped = Q(stopped_on__lte=today) & ~resumed
    begun = Q(started_on__lte=today) | Q(resumed_on__lte=today)
    return {
        Standing.WAITING: here & ~stopped & ~begun,
        Standing.RUNNING: here & ~stopped & begun,
        Standing.STOPPED: here & stopped,
        Standing.FINISHED: finished,
        Standing.WITHDRAWN: gone,
    }


@dataclass(frozen=True)
class Filters:
    """What the URL asks for; anything unknown is left out."""

    q: str = ""
    year: int | None = None  # None: every project with its latest plan
    unit: str = ""
    nature: str = ""
    level: str = ""
    status: str = ""
    sort: str = "number"
    falling: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], years: list[int]) -> "Filters":
        sort = query.get("sort", "")
        key = sort.removeprefix("-")
        return cls(
            q=_text(query.get("q", "")),
            year=_year(query.get("year", ""), years),
            unit=_text(query.get("unit", "")),
            nature=_known(query.get("nature", ""), Nature.values),
            level=_known(query.get("level", ""), Level.values),
            status=_known(query.get("status", ""), Standing.values),
            sort=key if key in SORTS else "number",
            falling=key in SORTS and sort.startswith("-"),
        )


@dataclass(frozen=True)
class ListRow:
    """A project with its plan of the year shown."""

    project: Project
    nature: str
    level: str
    planned: Decimal | None
    completed: Decimal | None
    share: Decimal | None
    stands: Standing


def years_of(projects: ProjectQuerySet) -> list[int]:
    plans = AnnualPlan.objects.filter(project__in=projects).order_by("-year")
    return list(plans.values_list("year", flat=True).distinct())


def project_list(projects: ProjectQuerySet, filters: Filters, today: date) -> QuerySet[Project]:
    # Any: the plan_… names are annotations, which the type checker does not follow
    rows: Any = _with_plan(projects.select_related("unit"), filters.year)
    if filters.year is not None:
        rows = rows.filter(plan_pk__isnull=False)
    if filters.q:
        words = ("name", "national_code", "owner", "number")
        found = Q()
        for word in words:
            found |= Q(**{f"{word}__icontains": filters.q})
        rows = rows.filter(found)
    if filters.unit:
        rows = rows.filter(unit__code=filters.unit)
    if filters.nature:
        rows = rows.filter(plan_nature=filters.nature)
    if filters.level:
        rows = rows.filter(plan_level=filters.level)
    if filters.status:
        rows = rows.filter(standings(today)[filters.status])
    order = [F(name).desc(nulls_last=True) if filters.falling else F(name).asc(nulls_last=True)
             for name in SORTS[filters.sort]]  # fmt: skip
    return rows.order_by(*order)


def _with_plan(rows: ProjectQuerySet, year: int | None) -> ProjectQuerySet:
    plans = AnnualPlan.objects.filter(project=OuterRef("pk")).order_by("-year")
    if year is not None:
        plans = plans.filter(year=year)
    rows = rows.annotate(
        plan_pk=Subquery(plans.values("pk")[:1]),
        plan_nature=Subquery(plans.values("nature")[:1]),
        plan_level=Subquery(plans.values("level")[:1]),
        planned=Subquery(plans.values("planned_investment")[:1]),
    )
    progress = Progress.objects.filter(plan=OuterRef("plan_pk")).order_by("-as_of")
    return rows.annotate(completed=Subquery(progress.values("completed_investment")[:1]))


def sums(rows: QuerySet[Project]) -> dict[str, Any]:
    """合计 of the whole list, not of the page; money to the cent, databases sum differently."""
    # names of their own: an aggregate called like its annotation sums nothing
    found = rows.order_by().aggregate(
        count=Count("pk"),
        sum_total=Sum("total_investment"),
        sum_planned=Sum("planned"),
        sum_completed=Sum("completed"),
    )
    money = {key: _cents(found[f"sum_{key}"]) for key in ("total", "planned", "completed")}
    return {**money, "count": found["count"]}


def nature_counts(
    projects: ProjectQuerySet, filters: Filters, today: date
) -> list[tuple[str, str, int]]:
    """年度类别 as chips: key, word and how many the other filters leave."""
    other = Filters(q=filters.q, year=filters.year, unit=filters.unit, level=filters.level,
                    status=filters.status)  # fmt: skip
    rows: Any = project_list(projects, other, today).order_by()
    counts = dict(rows.values_list("plan_nature").annotate(Count("pk")))
    named = [(nature.value, str(nature.label), counts.get(nature.value, 0)) for nature in Nature]
    return [("", "全部", sum(counts.values())), *(chip for chip in named if chip[2])]


def list_rows(projects: list[Project], today: date) -> list[ListRow]:
    return [_row(project, today) for project in projects]


def units_of(user: User) -> QuerySet[Unit]:
    """The units to filter by; a reporter has but one."""
    return Unit.objects.visible_to(user).filter(projects__isnull=False).distinct()


def _row(project: Any, today: date) -> ListRow:
    return ListRow(
        project=project,
        nature=_label(Nature, project.plan_nature or project.nature),
        level=_label(Level, project.plan_level or project.level),
        planned=project.planned,
        completed=project.completed,
        share=_share(project.completed, project.planned),
        stands=standing(vars(project), today),
    )


def _label(words: type[Nature] | type[Level], value: str) -> str:
    return str(words(value).label)


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return part / whole if part is not None and whole else None


def _cents(value: Decimal | None) -> Decimal:
    return Decimal(value or 0).quantize(CENT)


def _year(text: str, years: list[int]) -> int | None:
    if text == ALL_YEARS:
        return None
    chosen = next((year for year in years if str(year) == text), None)
    return chosen or (years[0] if years else None)


def _known(text: str, words: list[str]) -> str:
    return text if text in words else ""


def _text(raw: str) -> str:
    try:
        return clean(raw, max_length=50)
    except CellError:
        return ""
