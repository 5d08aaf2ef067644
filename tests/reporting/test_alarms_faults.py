"""The rules find what is planted in twelve weeks, and little else (issue 5, 疑点)."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from reporting.models import Target
from reporting.suspicion.rules import BY_CODE
from tests.reference import make_calendar
from tests.reporting.faults import honest, plant
from tests.reporting.faults.county import County, at
from tests.reporting.faults.manifest import FRIDAYS, MANIFEST
from workplace import clock

FOUND, FALSE_A_WEEK = 0.9, 5


@pytest.fixture
def county(people, units, kinds) -> County:
    make_calendar()
    for indicator in ("start_rate", "investment_rate"):
        Target.objects.create(
            indicator=indicator, year=2022, scope="all", due_on=date(2022, 12, 31),
            floor=Decimal("0.8"),
        )  # fmt: skip
    with clock.standing_at(at(0, 8, days=4)):
        county = County(units, kinds, people["centre"])
        honest.live(county)
        plant.plant(county)
    return county


def test_the_manifest_is_as_wide_as_promised():
    assert len(MANIFEST) >= 60
    assert len({fault.kind for fault in MANIFEST}) >= 15
    assert {fault.kind for fault in MANIFEST} == set(BY_CODE)
    assert len({fault.subject for fault in MANIFEST}) == len(MANIFEST)


@pytest.mark.thorough
def test_the_rules_find_what_is_planted_and_little_else(county, capsys):
    planted = {(fault.kind, fault.subject): fault.week for fault in MANIFEST}
    found, false = {}, Counter()
    details = []
    for week, alarms in county.run().items():
        for alarm in alarms:
            key = (alarm.rule, alarm.project.number)
            if planted.get(key, len(FRIDAYS)) <= week:
                found.setdefault(key, week)
            else:
                false[week] += 1
                details.append(f"  第 {week} 周误报 {alarm.rule} {alarm.project} {alarm.sentence}")
    missed = [f"  没查出 {key} 第 {week} 周" for key, week in planted.items() if key not in found]
    with capsys.disabled():
        share = len(found) / len(planted)
        print(f"\n疑点：埋 {len(planted)} 处 {len(BY_CODE)} 种，查出 {len(found)}（{share:.1%}）")
        print("误报（每周）：", [false[week] for week in range(len(FRIDAYS))])
        print("\n".join(missed + details))
    assert len(found) >= FOUND * len(planted)
    assert max(false.values(), default=0) <= FALSE_A_WEEK
