"""亮灯 by tables of cases; no database."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.formulas import ProjectFact, Share, pace_of_year
from reporting.lights import (
    MARKS,
    Light,
    Limits,
    investment_signal,
    is_start_overdue,
    light_of,
    months_after,
    project_signal,
)

JUNE = date(2022, 6, 30)  # half of the year is gone


def project(completed="0", planned="1000", nature="new", **facts):
    facts = {"started_on": date(2022, 3, 1), **facts}
    return ProjectFact(
        1, "PX-2022-001", "一", "XUEGUAN", "county", nature,
        planned=Decimal(planned), completed=Decimal(completed), **facts,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("behind", "light"),
    [
        ("-20", "green"),
        ("0", "green"),
        ("10", "green"),  # the limit itself still is
        ("10.0001", "yellow"),
        ("30", "yellow"),
        ("30.0001", "red"),
        ("100", "red"),
    ],
)
def test_the_default_rule_is_the_orders(behind, light):
    assert light_of(Decimal(behind), Limits()) == light


@pytest.mark.parametrize(
    ("behind", "light"), [("5", "green"), ("5.01", "yellow"), ("20.01", "red")]
)
def test_a_stricter_rule_is_stricter(behind, light):
    assert light_of(Decimal(behind), Limits(Decimal(5), Decimal(20), 2)) == light


@pytest.mark.parametrize(
    ("completed", "light", "why"),
    [
        ("500", "green", "与序时进度持平"),
        ("900", "green", "快 40.0 个百分点"),
        ("1200", "green", "快 70.0 个百分点"),  # beyond its plan
        ("400", "green", "慢 10.0 个百分点"),
        ("399", "yellow", "慢 10.1 个百分点"),
        ("200", "yellow", "慢 30.0 个百分点"),
        ("199.99", "red", "慢 30.0 个百分点"),  # judged unrounded
        ("0", "red", "慢 50.0 个百分点"),
    ],
)
def test_a_project_is_judged_by_what_it_has_done_of_its_plan(completed, light, why):
    signal = project_signal(project(completed), 2022, JUNE, Limits())
    assert (signal.light, signal.why, signal.mark) == (light, why, MARKS[light])


def test_nothing_planned_is_no_light():
    assert investment_signal(Share(Decimal(0), Decimal(0)), 2022, JUNE, Limits()) is None
    assert project_signal(project(planned="0"), 2022, JUNE, Limits()) is None


@pytest.mark.parametrize(
    ("on", "overdue"),
    [(date(2022, 3, 1), False), (date(2022, 5, 31), False), (date(2022, 6, 1), True)],
)
def test_a_start_is_overdue_three_months_after_its_planned_month(on, overdue):
    late = project(started_on=None, planned_start=date(2022, 3, 1))
    assert is_start_overdue(late, on, Limits()) is overdue
    assert is_start_overdue(late, on, Limits(months_without_start=2)) is (on >= date(2022, 5, 1))


@pytest.mark.parametrize(
    "facts",
    [
        {"planned_start": date(2022, 1, 1)},  # begun on 03-01
        {"started_on": None, "planned_start": None},
        {"started_on": None, "planned_start": date(2022, 1, 1), "nature": "continuing"},
    ],
)
def test_no_start_is_missed_without_a_plan_for_it(facts):
    assert not is_start_overdue(project(**facts), JUNE, Limits())


def test_a_missed_start_is_red_whatever_was_spent():
    late = project("900", started_on=None, planned_start=date(2022, 3, 1))
    signal = project_signal(late, 2022, JUNE, Limits())
    assert (signal.light, signal.why) == (Light.RED, "满 3 个月未开工")


@pytest.mark.parametrize(
    ("year", "pace"), [(2021, "1"), (2022, "0.5"), (2023, "0")], ids=["over", "running", "to come"]
)
def test_the_pace_belongs_to_the_year_of_the_plan(year, pace):
    assert pace_of_year(year, JUNE) == Decimal(pace)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2022, 3, 1), 3, date(2022, 6, 1)),
        (date(2022, 11, 1), 3, date(2023, 2, 1)),
        (date(2022, 11, 30), 3, date(2023, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2022, 12, 31), 12, date(2023, 12, 31)),
    ],
)
def test_months_end_where_they_end(day, months, after):
    assert months_after(day, months) == after


def test_every_light_has_a_mark_of_its_own():
    assert len({MARKS[light] for light in Light}) == len(Light)
