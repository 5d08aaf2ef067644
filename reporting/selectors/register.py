"""What the figures count, from the register as it stands: any day, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from accounts.models import Unit
from procedures.models import Permit, PermitKind
from procedures.rules import Status
from projects.models import AnnualPlan, AnnualPlanVersion, Progress, Project
from projects.rules import Nature
from projects.selectors.listed import plan_on, why_left_out
from reporting.formulas import Facts, ItemFact, ProjectFact

from .facts import PermitFacts, date_field, ref_field


@dataclass(frozen=True)
class LeftOut:
    """A project with a plan of the year that does not count on the day, and why."""

    project: Project
    why: str


class Register:
    """The county's year plans with versions, progress and permits, read once for all days."""

    def __init__(self, plans: Iterable[AnnualPlan], kinds: Sequence[PermitKind]) -> None:
        self.plans = list(plans)
        self.kinds = list(kinds)

    def facts(self, year: int, on: date) -> Facts:
        """The projects listed in `year` on `on`, with their items (design §6, first lines)."""
        projects: list[ProjectFact] = []
        items: list[ItemFact] = []
        for plan in self.plans:
            if plan.year == year and not why_left_out(plan, on):
                fact = _project_fact(plan, on)
                projects.append(fact)
                items.extend(self._items(plan.project, fact, on))
        return Facts(projects, items)

    def left_out(self, year: int, on: date) -> list[LeftOut]:
        of_year = [plan for plan in self.plans if plan.year == year]
        found = [LeftOut(plan.project, why_left_out(plan, on)) for plan in of_year]
        return [left for left in found if left.why]

    def _items(self, project: Project, fact: ProjectFact, on: date) -> Iterable[ItemFact]:
        """One item a kind; a missing Permit row is 未办理. Permit work is that of 新建."""
        if fact.nature != Nature.NEW:
            return
        permits = {permit.kind_id: permit for permit in project.permits.all()}
        for kind in self.kinds:
            yield item_fact(fact, kind.code, permits.get(kind.pk), on)


def load_register(
    centre: Unit, years: Iterable[int], kinds: Sequence[PermitKind], *, unit: Unit | None = None
) -> Register:
    """Four queries for any number of projects; `unit` narrows it to one unit's present projects."""
    return Register(_plans(centre, set(years), kinds, unit), kinds)


def _plans(
    centre: Unit, years: set[int], kinds: Sequence[PermitKind], unit: Unit | None
) -> QuerySet[AnnualPlan]:
    projects = Project.objects.of_county(centre.pk)
    if unit is not None:
        projects = projects.filter(unit=unit)
    return (
        AnnualPlan.objects.filter(year__in=years, project__in=projects)
        .select_related("project__unit")
        .order_by("project__number", "year")
        .prefetch_related(
            Prefetch("versions", AnnualPlanVersion.objects.order_by("valid_from", "pk")),
            Prefetch("progress", Progress.objects.order_by("as_of")),
            Prefetch("project__permits", Permit.objects.filter(kind__in=kinds)),
        )
    )


def item_fact(project: ProjectFact, kind: str, permit: PermitFacts | None, on: date) -> ItemFact:
    """Of a Permit of the register or of a SealedPermit: both name their facts alike."""
    if permit is None:
        return ItemFact(project, kind, Status.NOT_STARTED, done=False)
    day = permit.completed_on
    return ItemFact(
        project,
        kind,
        permit.status,
        done=permit.status == Status.DONE and day is not None and day <= on,
        level=permit.level,
        day=getattr(permit, date_field(permit.status)),
        completed_on=day if permit.status == Status.DONE else None,
        ref=getattr(permit, ref_field(permit.status)),
    )


def _project_fact(plan: AnnualPlan, on: date) -> ProjectFact:
    project, valid = plan.project, plan_on(plan, on)
    begun = project.started_on if valid.nature == Nature.NEW else project.resumed_on
    stopped = project.stopped_on
    return ProjectFact(
        project_id=project.pk,
        number=project.number,
        name=project.name,
        unit=project.unit.code,
        level=valid.level,
        nature=valid.nature,
        total=project.total_investment or Decimal(0),
        planned=valid.planned_investment or Decimal(0),
        completed=_completed(plan, on),
        is_industrial=bool(project.is_industrial),
        started_on=begun if begun and begun <= on else None,
        stopped=stopped is not None and stopped <= on,
        listed_from=plan.listed_from,
    )


def _completed(plan: AnnualPlan, on: date) -> Decimal:
    """This year's cumulative investment by the latest Progress on or before the day."""
    known = [row.completed_investment for row in plan.progress.all() if row.as_of <= on]
    return known[-1] if known else Decimal(0)
