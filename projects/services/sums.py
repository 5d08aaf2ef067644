"""The amounts of projects taken together or apart: total, plan by year, progress by day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from accounts.models import User
from projects.models import AnnualPlan, Progress, Project
from workplace import clock, history

Money = Decimal | None


@dataclass
class Amounts:
    """One project's money; None where nothing is filled in."""

    total: Money = None
    plans: dict[int, AnnualPlan] = field(default_factory=dict)  # by year, those not over
    progress: dict[int, list[Progress]] = field(default_factory=dict)  # by year, oldest first

    def planned(self, year: int) -> Money:
        plan = self.plans.get(year)
        return plan.planned_investment if plan else None

    def completed(self, year: int, on: date) -> Money:
        """Cumulative by the last entry on or before the day."""
        known = [row.completed_investment for row in self.progress.get(year, []) if row.as_of <= on]
        return known[-1] if known else None


def amounts_of(projects: Sequence[Project]) -> dict[int, Amounts]:
    """By project, in two queries."""
    found = {project.pk: Amounts(project.total_investment) for project in projects}
    running = Q(listed_to__isnull=True) | Q(listed_to__gt=clock.today())
    listed = AnnualPlan.objects.ever_listed().filter(running, project__in=found)
    plans = listed.prefetch_related("progress")
    for plan in plans.order_by("year"):
        found[plan.project_id].plans[plan.year] = plan
        found[plan.project_id].progress[plan.year] = list(plan.progress.all())
    return found


def add(values: Iterable[Money]) -> Money:
    """Nothing filled in anywhere is nothing, not 0."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def years_of(amounts: Iterable[Amounts]) -> list[int]:
    return sorted({year for one in amounts for year in one.plans})


def days_of(amounts: Iterable[Amounts], year: int) -> list[date]:
    return sorted({row.as_of for one in amounts for row in one.progress.get(year, [])})


def write_progress(
    plan: AnnualPlan, figures: Mapping[date, Decimal], *, by: User | None, reason: str
) -> None:
    """Make the plan's cumulative figures these; a day it lacks is added, none is taken away."""
    standing = {row.as_of: row for row in plan.progress.all()}
    new, old = [], []
    for day, money in figures.items():
        row = standing.get(day)
        if row is None:
            new.append(Progress(plan=plan, as_of=day, completed_investment=money))
        elif row.completed_investment != money:
            row.completed_investment = money
            old.append(row)
    history.create_many(Progress, new, by=by, reason=reason)
    history.update_many(Progress, old, ["completed_investment"], by=by, reason=reason)
