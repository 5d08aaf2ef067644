"""The formulas by tables of cases; no database."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.formulas import (
    CONVENTIONS,
    Facts,
    ItemFact,
    ProjectFact,
    Share,
    elapsed,
    money,
    percent,
    permitted,
    pooled_industrial,
    to_go,
)


def project(n, nature="new", **facts):
    return ProjectFact(n, f"PX-2023-{n:03}", f"第{n}号", "XUEGUAN", "county", nature, **facts)


def items(of, *statuses):
    return [ItemFact(of, f"k{i}", s, done=s == "done") for i, s in enumerate(statuses)]


# One: 2 done, 1 open, 1 exempt. Two: both required done, 2 exempt. Three requires nothing.
TEN = [
    *items(project(1), "done", "done", "submitted", "not_required"),
    *items(project(2), "done", "done", "not_required", "not_required"),
    *items(project(3), "not_required", "not_required"),
]


@pytest.mark.parametrize(
    ("convention", "numerator", "denominator"),
    [
        ("required_only", 4, 5),  # 10 items - 5 exempt
        ("full_matrix", 4, 10),
        ("exempt_as_done", 9, 10),  # 4 done + 5 exempt
        ("whole_project", 1, 2),  # two is complete; three requires nothing
    ],
)
def test_each_convention_counts_the_same_rows_its_own_way(convention, numerator, denominator):
    share = permitted(Facts(items=TEN), convention)
    assert (share.numerator, share.denominator) == (numerator, denominator)


def test_every_convention_of_the_campaign_has_its_formula():
    from reporting.indicators import WORDINGS
    from reporting.rules import Convention

    assert set(CONVENTIONS) == set(WORDINGS) == set(Convention.values)


def test_only_new_projects_count_for_permits():
    facts = Facts(items=items(project(1, "continuing"), "done", "done"))
    assert permitted(facts, "required_only") == Share(0, 0)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_nothing_to_divide_by_is_no_value_and_meets_nothing(convention):
    share = permitted(Facts(), convention)
    assert share.value is None
    assert share.reaches(Decimal("0.65")) is None


def test_the_value_is_rounded_half_up_at_six_places():
    assert str(Share(2, 3).rounded) == "0.666667"
    assert str(Share(13, 20).rounded) == "0.650000"
    assert str(Share(1, 2_000_000).rounded) == "0.000001"  # 0.0000005


@pytest.mark.parametrize(
    ("share", "goal", "reached"),
    [
        (Share(13, 20), "0.65", True),
        (Share(6496, 10000), "0.65", False),
        (Share(64999999, 100000000), "0.65", False),  # would round to it
        (Share(Decimal("270000.00")), "270000", True),
        (Share(Decimal("269999.99")), "270000", False),
        (Share(Decimal("1226.00"), Decimal("1000.00")), "0.9", True),  # never capped
    ],
)
def test_a_target_is_compared_unrounded(share, goal, reached):
    assert share.reaches(Decimal(goal)) is reached


@pytest.mark.parametrize(
    ("value", "goal", "shown"),
    [
        ("0.308219", "0.65", "30.8%"),
        ("0.3085", None, "30.9%"),  # half up
        ("0.6496", "0.65", "64.96%"),
        ("0.6495", "0.65", "64.95%"),  # exactly 0.05 points away
        ("0.64949", "0.65", "64.9%"),
        ("0.6505", "0.65", "65.05%"),
        ("0.65051", "0.65", "65.1%"),
        ("1.226", "0.85", "122.6%"),
        (None, "0.65", "—"),
    ],
)
def test_one_decimal_is_shown_and_two_near_the_target(value, goal, shown):
    assert percent(value and Decimal(value), goal and Decimal(goal)) == shown


def test_what_is_missing_is_rounded_up():
    assert to_go(Share(45, 146).missing(Decimal("0.65")), money=False) == 50  # 94.9 - 45
    short = Share(Decimal("26270.00"), Decimal("31800.01")).missing(Decimal("0.85"))
    assert to_go(short, money=True) == Decimal("760.01")  # 27030.0085 - 26270


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2022, 12, 31), "1.000000"),
        (date(2022, 12, 23), "0.978495"),  # (11 + 23/31) / 12
        (date(2022, 2, 14), "0.125000"),  # (1 + 14/28) / 12
        (date(2024, 2, 29), "0.166667"),
    ],
)
def test_the_pace_of_the_year_goes_by_months_and_days(day, share):
    assert str(elapsed(day).quantize(Decimal("0.000001"))) == share


def test_money_is_summed_to_the_cent():
    assert str(money([Decimal("0.1")] * 3)) == "0.30"
    assert str(money([])) == "0.00"


def test_industrial_projects_are_weighed_by_their_plan():
    pool = [
        project(1, "reserve", planned=Decimal("100.00"), is_industrial=True),
        project(2, "preliminary", planned=Decimal("300.00")),
        project(3, "new", planned=Decimal("600.00"), is_industrial=True),
    ]
    share = pooled_industrial(Facts(pool))
    assert (share.numerator, share.denominator) == (Decimal("100.00"), Decimal("400.00"))
