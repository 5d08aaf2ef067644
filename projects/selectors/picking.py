"""Projects picked for an act by word, and what the county counts before and after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from projects.models import AnnualPlan, Project, ProjectQuerySet
from sheets.text import asked_word

from .totals import Totals, county_totals

MOST_FOUND = 20
BY_WORD = ("name", "number", "national_code", "initials", "unit__short_name")


@dataclass(frozen=True)
class Pick:
    """The projects chosen so far, and those that the word finds beside them."""

    q: str
    chosen: list[Project]
    found: list[Project]

    @property
    def ids(self) -> list[int]:
        return [project.pk for project in self.chosen]


@dataclass(frozen=True)
class Line:
    """A figure of the county before and after."""

    label: str
    before: str
    after: str

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def pick(
    projects: ProjectQuerySet, text: str, numbers: Sequence[str], without: Iterable[int] = ()
) -> Pick:
    """Standing projects of their own, in two queries; unknown numbers are left out."""
    rows = projects.filter(withdrawn_on__isnull=True, package__isnull=True)
    rows = rows.exclude(pk__in=list(without)).select_related("unit").order_by("number")
    chosen = list(rows.filter(number__in=numbers)) if numbers else []
    q = asked_word(text)
    if not q:
        return Pick(q, chosen, [])
    found = Q()
    for key in BY_WORD:
        found |= Q(**{f"{key}__icontains": q})
    others = rows.filter(found).exclude(pk__in=[project.pk for project in chosen])
    return Pick(q, chosen, list(others[:MOST_FOUND]))


def package_effect(
    centre_id: int | None, parts: Sequence[Project], today: date, *, is_new: bool
) -> list[Line]:
    """Packaging changes how many count, never how much."""
    now = county_totals(centre_id, today)
    return _lines(now, Totals(now.count - len(parts) + is_new, now.total, now.planned))


def unpack_effect(centre_id: int | None, parts: int, today: date, *, leaves: bool) -> list[Line]:
    now = county_totals(centre_id, today)
    return _lines(now, Totals(now.count + parts - leaves, now.total, now.planned))


def merge_effect(centre_id: int | None, keep: Project, gone: Project, today: date) -> list[Line]:
    """As proposed: the kept record's amounts, the other's only where the kept one has none."""
    now = county_totals(centre_id, today)
    counted = AnnualPlan.objects.in_force(today).filter(project__in=[keep, gone])
    money = {(plan.project_id, plan.year): plan.planned_investment for plan in counted}
    planned = dict(now.planned)
    for (project_id, year), other in money.items():
        if project_id == gone.pk and money.get((keep.pk, year)) is not None:
            planned[year] -= other or Decimal(0)
    spare = gone.total_investment if keep.total_investment is not None else None
    total = now.total - (spare or Decimal(0))
    return _lines(now, Totals(now.count - 1, total, planned))


def _lines(before: Totals, after: Totals) -> list[Line]:
    lines = [
        Line("项目数", f"{before.count} 个", f"{after.count} 个"),
        Line("总投资", f"{before.total:,.2f} 万元", f"{after.total:,.2f} 万元"),
    ]
    for year in before.years[:2]:
        old, new = before.planned[year], after.planned[year]
        lines.append(Line(f"{year}年计划投资", f"{old:,.2f} 万元", f"{new:,.2f} 万元"))
    return lines
