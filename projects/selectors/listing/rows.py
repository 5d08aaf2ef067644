"""The rows behind the list: one query with each project's plan, progress and funding beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf

from projects.models import AnnualPlan, FundingApplication, Progress, Project, ProjectQuerySet
from projects.own_fields import is_own
from projects.rules import BETWEEN, FundingStatus, Standing, StopKind, standing
from sheets.columns import Column, Type

from .columns import ALWAYS, OWN_NUMBERS, ListColumn
from .filters import STATUSES, WINTER, Filters

CENT = Decimal("0.01")
MONEY: DecimalField = DecimalField(max_digits=14, decimal_places=2)
WORDS = ("name", "national_code", "owner", "number", "place")


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


def statuses(today: date) -> dict[str, Q]:
    """The standings, and the winter stop, which is one of the stops."""
    found = standings(today)
    return {**found, WINTER: found[Standing.STOPPED] & Q(stop_kind=StopKind.WINTER)}


@dataclass(frozen=True)
class ListRow:
    """A project of the list; `planned`, `completed` and the like are its annotations."""

    project: Any
    stands: Standing
    columns: tuple[ListColumn, ...] = ()

    @property
    def cells(self) -> list[tuple[ListColumn, str]]:
        """The columns shown beside the name, with this row's texts."""
        return [(column, column.text(self)) for column in self.columns[len(ALWAYS) :]]

    @property
    def status(self) -> str:
        is_winter = self.stands == Standing.STOPPED and self.project.stop_kind == StopKind.WINTER
        return WINTER if is_winter else str(self.stands)

    @property
    def status_label(self) -> str:
        return STATUSES[self.status]

    @property
    def share(self) -> Decimal | None:
        part, whole = self.project.completed, self.project.planned
        return part / whole if part is not None and whole else None

    @property
    def slipped_days(self) -> int | None:
        """By how long the planned start has moved since it was first planned."""
        now, first = self.project.planned_start, self.project.first_planned_start
        return (now - first).days if now and first and now > first else None


def project_list(projects: ProjectQuerySet, filters: Filters, today: date) -> QuerySet[Project]:
    # Any: the plan_… names are annotations, which the type checker does not follow
    rows: Any = _with_plan(projects.select_related("unit", "town"), filters.year)
    if filters.year is not None:
        rows = rows.filter(plan_pk__isnull=False)
    return rows.filter(_asked(filters, today)).order_by("number")


def ordered(
    rows: QuerySet[Project], filters: Filters, columns: dict[str, ListColumn], today: date
) -> QuerySet[Project]:
    """In the order of the URL; equal ones by number, empty ones last."""
    names = columns[filters.sort].order
    orders: dict[str, Any] = {
        "status": Case(
            *[When(q, then=Value(n)) for n, q in enumerate(standings(today).values())],
            default=Value(9),
        ),
        "rate": Cast("completed", FloatField()) / NullIf(Cast("planned", FloatField()), 0.0),
        "slip": ExpressionWrapper(
            F("planned_start") - F("first_planned_start"), output_field=DurationField()
        ),
    }
    found = []
    for name in names:
        value = own_value(columns[name].column) if is_own(name) else orders.get(name)
        value = F(name) if value is None else value
        found.append(value.desc(nulls_last=True) if filters.falling else value.asc(nulls_last=True))
    return rows.order_by(*found, "number")


def own_value(column: Column) -> Any:
    """An own field in the database: the text of its key, as a number where it is one."""
    text = KeyTextTransform(column.key, "extra")
    if column.type not in OWN_NUMBERS:
        return text
    places = 2 if column.type is Type.MONEY else 4
    return Cast(text, DecimalField(max_digits=20, decimal_places=places))


def _asked(filters: Filters, today: date) -> Q:
    """Everything asked for but the year, as one condition."""
    found = Q()
    for word in filters.q.split():
        found &= _says(word)
    equal = {
        "unit__code": filters.unit, "town__code": filters.town, "plan_nature": filters.nature,
        "plan_level": filters.level, "stage": filters.stage, "industry": filters.industry,
    }  # fmt: skip
    found &= Q(**{name: value for name, value in equal.items() if value})
    if filters.strategy:
        found &= _names(filters.strategy)
    for name, value in (
        ("is_industrial", filters.industrial),
        ("in_statistics", filters.statistics),
    ):
        if value:
            found &= Q(**{name: value == "yes"})
    if filters.funding:
        found &= Q(has_funding=filters.funding == "yes")
    if filters.slipped:
        found &= Q(planned_start__gt=F("first_planned_start"))
    for key, value in filters.own.items():
        found &= Q(**{f"extra__{key}": value})  # keys of the county's own fields, see Filters.of
    return found & statuses(today)[filters.status] if filters.status else found


def _names(strategy: str) -> Q:
    """战略方向 is one text of several names: the whole name, wherever it stands."""
    whole, first, last = Q(strategies=strategy), f"{strategy}{BETWEEN}", f"{BETWEEN}{strategy}"
    within = Q(strategies__contains=f"{last}{BETWEEN}")
    return whole | Q(strategies__startswith=first) | Q(strategies__endswith=last) | within


def _says(word: str) -> Q:
    found = Q()
    for name in WORDS:
        found |= Q(**{f"{name}__icontains": word})
    if word.isascii() and word.isalnum():
        found |= Q(initials__contains=word.lower())
    return found


def _with_plan(rows: ProjectQuerySet, year: int | None) -> ProjectQuerySet:
    plans = AnnualPlan.objects.ever_listed().filter(project=OuterRef("pk")).order_by("-year")
    if year is not None:
        plans = plans.filter(year=year)
    of_plan = {
        "plan_pk": "pk", "plan_nature": "nature", "plan_level": "level",
        "planned": "planned_investment", "plan_from": "listed_from", "plan_to": "listed_to",
    }  # fmt: skip
    rows = rows.annotate(**{k: Subquery(plans.values(v)[:1]) for k, v in of_plan.items()})
    progress = Progress.objects.filter(plan=OuterRef("plan_pk")).order_by("-as_of")
    of_progress = {
        "completed": "completed_investment", "statistical": "statistical_investment",
        "image": "image_progress",
    }  # fmt: skip
    rows = rows.annotate(**{k: Subquery(progress.values(v)[:1]) for k, v in of_progress.items()})
    funding = FundingApplication.objects.filter(project=OuterRef("pk"))
    approved = funding.order_by().values("project").annotate(all=Sum("approved")).values("all")
    return rows.annotate(
        funded=Subquery(approved, output_field=MONEY),
        has_funding=Exists(funding.exclude(status=FundingStatus.REJECTED)),
    )


def sums(rows: QuerySet[Project], columns: list[ListColumn]) -> dict[str, Any]:
    """合计 of the whole list, not of the page; money to the cent, databases sum differently."""
    # names of their own: an aggregate called like its annotation sums nothing
    wanted = {
        column.key: Sum(own_value(column.column) if column.is_own else column.total)
        for column in columns
        if column.total
    }
    found = rows.order_by().aggregate(
        count=Count("pk"), **{f"sum_{key}": total for key, total in wanted.items()}
    )
    return {key: _cents(found[f"sum_{key}"]) for key in wanted} | {"count": found["count"]}


def list_rows(
    projects: list[Project], today: date, columns: Iterable[ListColumn] = ()
) -> list[ListRow]:
    shown = tuple(columns)
    return [ListRow(project, standing(vars(project), today), shown) for project in projects]


def _cents(value: Decimal | None) -> Decimal:
    return Decimal(value or 0).quantize(CENT)
