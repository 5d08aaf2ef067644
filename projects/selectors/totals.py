"""What the county counts: how many projects, their total investment, each year's plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from projects.models import AnnualPlan, Project

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Totals:
    count: int
    total: Decimal
    planned: dict[int, Decimal] = field(default_factory=dict)  # by year

    @property
    def years(self) -> list[int]:
        return sorted(self.planned, reverse=True)


def county_totals(centre_id: int | None, on: date) -> Totals:
    """Standing projects and the plans listed on a day, as the indicators count them."""
    standing = Project.objects.of_county(centre_id).standing(on)
    found = standing.order_by().aggregate(count=Count("pk"), money=Sum("total_investment"))
    county = Project.objects.of_county(centre_id)
    years = AnnualPlan.objects.filter(project__in=county).order_by().values_list("year", flat=True)
    planned = {year: Decimal(0) for year in years.distinct()}
    for year, money in counted_plans(county, on):
        planned[year] += money
    return Totals(
        count=found["count"],
        total=Decimal(found["money"] or 0).quantize(CENT),
        planned={year: money.quantize(CENT) for year, money in planned.items()},
    )


def counted_plans(projects: Iterable[Project], on: date) -> list[tuple[int, Decimal]]:
    """Year and planned investment of every plan that counts on the day; one query."""
    rows = AnnualPlan.objects.in_force(on).filter(project__in=projects)
    return [
        (year, money or Decimal(0))
        for year, money in rows.values_list("year", "planned_investment")
    ]
