"""What the figures count, from the register as it stands: any day, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from accounts.models import Unit
from procedures.models import Permit, PermitKind, PermitQuerySet
from procedures.rules import Status
from procedures.selectors.evidence import with_proof
from procedures.steps import is_confirmed
from projects.models import (
    AnnualPlan,
    AnnualPlanVersion,
    FundingApplication,
    Progress,
    Project,
)
from projects.rules import Nature, version_on
from projects.selectors.listed import gone, why_left_out
from reporting.formulas import Facts, FundFact, ItemFact, PlanBasis, ProjectFact
from reporting.states import WorkDates, stop_on

from .facts import PermitFacts, date_field, ref_field
from .register_then import RegisterThen

UNTOLD = (
    "assigned_at", "acknowledged_at", "first_due_on", "liaison_unit", "officer",
    "owner_at", "owner_on", "handler_at", "handler_on", "differs_since", "held_since",
    "used_days", "clock_since", "version",
)  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """A project with a plan of the year that does not count on the day, and why."""

    project: Project
    why: str


class Register:
    """Year plans with versions, progress and permits, and funds: read once for all days."""

    def __init__(
        self,
        plans: Iterable[AnnualPlan],
        kinds: Sequence[PermitKind],
        funds: Iterable[FundingApplication] = (),
    ) -> None:
        self.plans = list(plans)
        self.kinds = list(kinds)
        self.funds = list(funds)
        self._plans = [_Plan.of(plan) for plan in self.plans]

    def facts(self, year: int, on: date) -> Facts:
        """The projects listed in `year` on `on`, with their items (design §6, first lines).

        Items are done by the table's word; `Facts.counted_by` asks both sides.
        """
        projects: list[ProjectFact] = []
        items: list[ItemFact] = []
        for read in self._plans:
            if read.plan.year == year and not why_left_out(read.plan, on):
                fact = _project_fact(read, on)
                projects.append(fact)
                items.extend(self._items(read, fact, on))
        return Facts(projects, items, funds=list(self._funds(year, on)))

    def left_out(self, year: int, on: date) -> list[LeftOut]:
        of_year = [plan for plan in self.plans if plan.year == year]
        found = [LeftOut(plan.project, why_left_out(plan, on)) for plan in of_year]
        return [left for left in found if left.why]

    def funds_left_out(self, year: int, on: date) -> list[LeftOut]:
        """Projects with applications of the year that had gone by the day."""
        found = {f.project_id: f.project for f in self.funds if f.year == year}
        return [LeftOut(project, why) for project in found.values() if (why := gone(project, on))]

    def _funds(self, year: int, on: date) -> Iterable[FundFact]:
        """Money is won by one project: a package's child has its own, listed in the year or not."""
        plans = {read.plan.project_id: read for read in self._plans if read.plan.year == year}
        for row in self.funds:
            if row.year == year and not gone(row.project, on):
                plan = plans.get(row.project_id)
                project = _project_fact(plan, on) if plan else _plain_fact(row.project)
                yield _fund_fact(row, project, on)

    def _items(self, read: "_Plan", fact: ProjectFact, on: date) -> Iterable[ItemFact]:
        """One item a kind; a missing Permit row is 未办理. Permit work is that of 新建."""
        if fact.nature != Nature.NEW:
            return
        for kind in self.kinds:
            permit = read.permits.get(kind.pk)
            yield item_fact(fact, kind.code, permit, on, confirmed=_is_confirmed(permit))


@dataclass(frozen=True)
class _Plan:
    """A plan and its rows, taken once: `.all()` makes a new query set each time it is asked."""

    plan: AnnualPlan
    versions: list[AnnualPlanVersion]
    progress: list[Progress]
    permits: dict[int, Permit]  # by kind

    @classmethod
    def of(cls, plan: AnnualPlan) -> "_Plan":
        permits = {permit.kind_id: permit for permit in plan.project.permits.all()}
        return cls(plan, list(plan.versions.all()), list(plan.progress.all()), permits)

    def valid(self, on: date) -> AnnualPlan | AnnualPlanVersion:
        return version_on(self.versions, on) or self.plan

    def completed(self, on: date) -> Decimal:
        """This year's cumulative investment by the latest Progress on or before the day."""
        known = [row.completed_investment for row in self.progress if row.as_of <= on]
        return known[-1] if known else Decimal(0)


def load_register(
    centre: Unit,
    years: Iterable[int],
    kinds: Sequence[PermitKind],
    *,
    unit: Unit | None = None,
    known: datetime | None = None,
) -> Register:
    """Five queries for any number of projects; `unit` narrows it to its present projects.

    With `known`, as it stood at that moment. Applications also of the year before: what it won is
    still spoken of in the next one.
    """
    wanted = set(years)
    of_funds = wanted | {year - 1 for year in wanted}
    if known is not None:
        then = RegisterThen(centre, known, unit)
        return Register(then.plans(wanted, kinds), kinds, then.funds(of_funds))
    projects = Project.objects.of_county(centre.pk)
    if unit is not None:
        projects = projects.filter(unit=unit)
    return Register(_plans(projects, wanted, kinds), kinds, _applications(projects, of_funds))


def load_one(project: Project, year: int) -> Register:
    """One project's plan of the year with versions and progress, for its own page."""
    return Register(_plans(Project.objects.filter(pk=project.pk), {year}, ()), ())


def _plans(
    projects: QuerySet[Project], years: set[int], kinds: Sequence[PermitKind]
) -> QuerySet[AnnualPlan]:
    return (
        AnnualPlan.objects.ever_listed()
        .filter(year__in=years, project__in=projects)
        .select_related("project__unit")
        .order_by("project__number", "year")
        .prefetch_related(
            Prefetch("versions", AnnualPlanVersion.objects.order_by("valid_from", "pk")),
            Prefetch("progress", Progress.objects.order_by("as_of")),
            Prefetch("project__permits", with_proof(_plain_permits(kinds))),
        )
    )


def _plain_permits(kinds: Sequence[PermitKind]) -> PermitQuerySet:
    """Without what neither a figure nor a list of its rows tells."""
    return Permit.objects.filter(kind__in=kinds).defer(*UNTOLD)


def _applications(projects: QuerySet[Project], years: set[int]) -> QuerySet[FundingApplication]:
    found = FundingApplication.objects.filter(year__in=years, project__in=projects)
    return found.select_related("project__unit").order_by("project__number", "pk")


def _is_confirmed(permit: Permit | None) -> bool | None:
    """As it stands today, whatever the day asked for: like the exemptions (design §6)."""
    if permit is None:
        return None
    return is_confirmed(permit, permit.has_proof)  # type: ignore[attr-defined]  # annotated


def item_fact(
    project: ProjectFact,
    kind: str,
    permit: PermitFacts | None,
    on: date,
    *,
    confirmed: bool | None,
) -> ItemFact:
    """Of a Permit of the register or of a SealedPermit: both name their facts alike."""
    if permit is None:
        return ItemFact(project, kind, Status.NOT_STARTED, done=False)
    day = permit.completed_on
    done = permit.status == Status.DONE and day is not None and day <= on
    return ItemFact(
        project,
        kind,
        permit.status,
        done=done,
        level=permit.level,
        day=getattr(permit, date_field(permit.status)),
        completed_on=day if permit.status == Status.DONE else None,
        ref=getattr(permit, ref_field(permit.status)),
        confirmed=confirmed if done else None,
    )


def _project_fact(read: _Plan, on: date) -> ProjectFact:
    project, valid = read.plan.project, read.valid(on)
    begun = project.started_on if valid.nature == Nature.NEW else project.resumed_on
    return replace(
        _plain_fact(project),
        level=valid.level,
        nature=valid.nature,
        planned=valid.planned_investment or Decimal(0),
        completed=read.completed(on),
        started_on=begun if begun and begun <= on else None,
        stop=stop_on(work_dates(project, valid.nature), on),
        listed_from=read.plan.listed_from,
        basis=_basis(valid),
    )


def work_dates(project: Project, nature: str) -> WorkDates:
    return WorkDates(
        nature=nature,
        started_on=project.started_on,
        resumed_on=project.resumed_on,
        stopped_on=project.stopped_on,
        stop_kind=project.stop_kind,
        finished_on=project.finished_on,
    )


def _plain_fact(project: Project) -> ProjectFact:
    """As it stands today, of no year's list."""
    return ProjectFact(
        project_id=project.pk,
        number=project.number,
        name=project.name,
        unit=project.unit.code,
        level=project.level,
        nature=project.nature,
        total=project.total_investment or Decimal(0),
        is_industrial=bool(project.is_industrial),
        industry=project.industry,
        planned_start=project.planned_start,
    )


def _basis(valid: AnnualPlan | AnnualPlanVersion) -> PlanBasis | None:
    if isinstance(valid, AnnualPlan):
        return None
    return PlanBasis(valid.valid_from, valid.approved)


def _fund_fact(row: FundingApplication, project: ProjectFact, on: date) -> FundFact:
    """Each amount once its day has come; one without a day has not been taken yet."""

    def by_then(amount: Decimal | None, day: date | None) -> Decimal:
        return amount if amount is not None and day is not None and day <= on else Decimal(0)

    return FundFact(
        project,
        row.channel,
        row.status,
        applied=by_then(row.applied, row.applied_on),
        approved=by_then(row.approved, row.approved_on),
        approved_on=row.approved_on if row.approved_on and row.approved_on <= on else None,
        is_undated=row.approved is not None and row.approved_on is None,
        arrived=by_then(row.arrived, row.arrived_on),
        spent=by_then(row.spent, row.spent_on),
    )
