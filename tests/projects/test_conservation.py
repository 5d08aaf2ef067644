"""However projects are packaged, unpacked, split, rejoined and merged: the county counts the same.

Packages, splits and their undoing never change the sums; a merge takes away exactly what the
record that left had counted. How many projects count is told by a model kept beside.
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import services
from projects.models import Project
from projects.selectors.totals import county_totals
from projects.services import Part
from tests.projects.making import WHY, make
from tests.table import undone

pytestmark = pytest.mark.usefixtures("friday")
TODAY = date(2022, 12, 9)
CENT = Decimal("0.01")
MONEY = st.one_of(st.none(), st.decimals("0.01", "9999.99", places=2))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["package", "into", "unpack", "split", "rejoin", "merge"]),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=6,
)


class Walk:
    """One county that acts happen to, and what must be true of it."""

    def __init__(self, units, by):
        self.units, self.by, self.serial = units, by, 0
        self.born: set[int] = set()  # whose parts were made by a split

    @property
    def totals(self):
        return county_totals(self.units["XMZX"].pk, TODAY)

    def standing(self, *, packages: bool) -> list[Project]:
        rows = Project.objects.standing(TODAY).order_by("pk")
        live = {p.package_id for p in Project.objects.filter(withdrawn_on=None) if p.package_id}
        return [project for project in rows if (project.pk in live) == packages]

    def name(self) -> str:
        self.serial += 1
        return f"第{self.serial}个"

    def step(self, verb: str, one: int, other: int) -> tuple[int, Decimal, Decimal] | None:
        """By how much count, total and plan fall; None when there is nothing to do it with."""
        packages = verb in ("unpack", "rejoin")
        rows = self.standing(packages=packages)
        if verb == "rejoin":
            rows = [project for project in rows if project.pk in self.born]
        if len(rows) < (1 if packages or verb == "split" else 2):
            return None
        first = rows.pop(one % len(rows))
        second = rows[other % len(rows)] if rows else first
        return getattr(self, verb)(first, second)

    def package(self, first, second):
        services.package_as_new(
            part_ids=[first.pk, second.pk], name=self.name(),
            unit=self.units["SLJ"], by=self.by, **WHY,
        )  # fmt: skip
        return 1, 0, 0

    def into(self, first, second):
        services.package_into(parent_id=first.pk, part_ids=[second.pk], by=self.by, **WHY)
        self.born.discard(first.pk)
        return 1, 0, 0

    def unpack(self, first, _):
        parts = first.parts.filter(withdrawn_on=None).count()
        services.unpack(parent_id=first.pk, by=self.by, **WHY)
        self.born.discard(first.pk)
        first.refresh_from_db()
        has_left = first.withdrawn_on is not None  # nothing of its own was left
        assert has_left or first.total_investment or first.plans.get().planned_investment
        return has_left - parts, 0, 0

    def halves(self, amount):
        if amount is None:
            return [None, None]
        share = (amount / 2).quantize(CENT)
        return [share, amount - share]

    def parts_of(self, first):
        plan = first.plans.get()
        totals = self.halves(first.total_investment)
        if any(money is not None and money <= 0 for money in totals):
            return None  # a cent cannot be halved
        plans = self.halves(plan.planned_investment)
        return [
            Part(self.name(), total, {2022: money})
            for total, money in zip(totals, plans, strict=True)
        ]

    def split(self, first, _):
        parts = self.parts_of(first)
        if parts is None:
            return None
        services.split_project(project_id=first.pk, parts=parts, by=self.by, **WHY)
        self.born.add(first.pk)
        return 0, 0, 0

    def rejoin(self, first, _):
        services.rejoin(project_id=first.pk, by=self.by, **WHY)
        self.born.discard(first.pk)
        return 0, 0, 0

    def merge(self, first, second):
        gone = second.total_investment or 0, second.plans.get().planned_investment or 0
        services.merge_projects(keep_id=first.pk, gone_id=second.pk, by=self.by, **WHY)
        return 1, *gone


@pytest.mark.thorough
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amounts=st.lists(st.tuples(MONEY, MONEY), min_size=3, max_size=5), steps=STEPS)
def test_totals_are_conserved_by_every_sequence(units, people, amounts, steps):
    walk = Walk(units, people["centre"])
    with undone():
        for total, planned in amounts:
            make(units, walk.by, walk.name(), total, planned)
        for verb, one, other in steps:
            before = walk.totals
            fall = walk.step(verb, one, other)
            if fall is not None:
                assert fallen(before, walk.totals) == fall, verb


def fallen(before, after):
    return (
        before.count - after.count,
        before.total - after.total,
        before.planned.get(2022, 0) - after.planned.get(2022, 0),
    )
