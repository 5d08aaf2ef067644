"""What a year's list would carry into the next one: the exact list, before anything is saved."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from accounts.models import Unit
from projects.models import AnnualPlan, Project
from projects.rules import Carry, Nature, carry_over, is_started, standing

CENT = Decimal("0.01")
TYPED_ROWS = 500  # more amounts than this are not typed on one page


@dataclass(frozen=True)
class CarryRow:
    """One project of the old year, and what becomes of it."""

    project: Project
    plan: AnnualPlan
    carry: Carry

    @property
    def total(self) -> Decimal:
        return self.project.total_investment or Decimal(0)


@dataclass(frozen=True)
class Sum:
    label: str
    count: int
    total: Decimal


@dataclass(frozen=True)
class Proposal:
    year: int
    rows: list[CarryRow]

    @property
    def carried(self) -> list[CarryRow]:
        return [row for row in self.rows if row.carry.nature]

    @property
    def left(self) -> list[CarryRow]:
        return [row for row in self.rows if not row.carry.nature]

    @property
    def sums(self) -> list[Sum]:
        """By what a project is carried as, then what is left, then all: Σ of the parts."""
        parts = [
            _sum(f"作{nature.label}", [row for row in self.carried if row.carry.nature == nature])
            for nature in Nature
        ]
        return [
            *(part for part in parts if part.count),
            _sum("不结转", self.left),
            _sum("合计", self.rows),
        ]

    @property
    def may_type(self) -> bool:
        return len(self.carried) <= TYPED_ROWS

    @property
    def digest(self) -> str:
        """Of all that is shown: what is saved is what was looked at."""
        shown = [[r.project.number, r.carry.nature or "", r.carry.why, str(r.total)]
                 for r in self.rows]  # fmt: skip
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def roll_over(centre: Unit, year: int, today: date, *, keep_waiting: bool) -> Proposal:
    """Everything that was on the list of `year`; two queries for any number of projects.

    Started and finished are told as of the year's last day: what began in January is new there.
    """
    end = min(today, date(year, 12, 31))
    county = Project.objects.of_county(centre.pk).filter(package__isnull=True)
    later = AnnualPlan.objects.ever_listed().filter(year=year + 1)
    plans = (
        AnnualPlan.objects.ever_listed()
        .filter(year=year, project__in=county)
        .select_related("project__unit")
        .prefetch_related(Prefetch("project__plans", later, to_attr="next_plans"))
        .order_by("project__number")
    )
    return Proposal(year, [_row(plan, end, today, keep_waiting) for plan in plans])


def _row(plan: AnnualPlan, end: date, today: date, keep_waiting: bool) -> CarryRow:
    project = plan.project
    # Any: `next_plans` is put there by the prefetch
    if vars(project)["next_plans"]:
        carry = Carry(None, f"已在{plan.year + 1}年名单")
    elif plan.listed_to and plan.listed_to <= end:
        carry = Carry(None, f"{plan.listed_to:%Y-%m-%d} 退出名单")
    elif project.withdrawn_on and project.withdrawn_on <= today:
        carry = Carry(None, f"{project.withdrawn_on:%Y-%m-%d} 退出项目库")
    else:
        started = is_started(plan.nature, project.started_on, project.resumed_on, end)
        stands = standing(vars(project), end)
        carry = carry_over(plan.nature, started, stands, keep_waiting=keep_waiting)
    return CarryRow(project, plan, carry)


def _sum(label: str, rows: list[CarryRow]) -> Sum:
    total = sum((row.total for row in rows), Decimal(0))
    return Sum(label, len(rows), total.quantize(CENT))
