"""The figures of a county that one can count by hand (tests/reporting/county.py)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.models import Permit
from projects.models import AnnualPlan, AnnualPlanVersion
from reporting.selectors.figures import figures
from tests import factories
from tests.reporting import county
from tests.reporting.county import D


@pytest.fixture
def campaign(units, kinds):
    return county.build(units, kinds)


def counted(units, as_of=D, **options):
    return {f.key: f for f in figures(centre=units["XMZX"], as_of=as_of, **options)}


def parts(figure):
    return figure.share.numerator, figure.share.denominator


def test_every_figure_of_the_day(units, campaign):
    found = {key: parts(figure) for key, figure in counted(units).items()}
    assert found == {
        "start_rate": (3, 4),  # 一、二、四 of 一、二、三、四; 三 begins a day later
        "new_start_rate": (1, 2),
        "resume_rate": (2, 2),  # 四 is stopped and stays
        "investment_rate": (Decimal("3600.00"), Decimal("6000.00")),  # 600 + 2700 + 0 + 300
        "completed_total": (Decimal("3600.00"), None),
        "permit_rate": (2, 9),  # 九 1/5, 十 1/4
        "reserve_count": (2, None),
        "reserve_total": (Decimal("100000.00"), None),
        "reserve_plan": (Decimal("40000.00"), None),
        "reserve_industrial_share": (Decimal("10000.00"), Decimal("40000.00")),
        "funding_total": (Decimal("0.00"), None),
    }


def test_the_day_after_three_more_things_are_true(units, campaign):
    """六 is listed and begun, 三 begins, 一 reports 900, the land of 九 is done."""
    found = counted(units, D + timedelta(days=1))
    assert parts(found["start_rate"]) == (5, 5)
    assert parts(found["investment_rate"]) == (Decimal("3900.00"), Decimal("6070.00"))
    assert parts(found["permit_rate"]) == (3, 9)


def test_the_day_before_two_projects_still_count(units, campaign):
    """五 and 七 leave on D; 二 has not reported, the approval of 十 is not done."""
    found = counted(units, D - timedelta(days=1))
    assert parts(found["start_rate"]) == (5, 6)
    assert parts(found["investment_rate"]) == (Decimal("900.00"), Decimal("6140.00"))
    assert parts(found["permit_rate"]) == (1, 9)


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("required_only", (2, 9)),
        ("full_matrix", (2, 12)),
        ("exempt_as_done", (5, 12)),
        ("whole_project", (0, 2)),
    ],
)
def test_the_convention_of_the_campaign_decides(units, campaign, convention, expected):
    campaign.convention = convention
    campaign.save()
    figure = counted(units)["permit_rate"]
    assert parts(figure) == expected
    assert figure.convention == convention


def test_a_missing_permit_row_is_not_started(units, campaign):
    Permit.objects.all().delete()
    assert parts(counted(units)["permit_rate"]) == (0, 12)


def test_the_plan_version_valid_on_the_day_counts(units, campaign):
    plan = AnnualPlan.objects.get(project__name="二")
    for since, amount, nature in [
        (date(2021, 12, 1), "2000.00", "continuing"),
        (D, "2500.00", "continuing"),
        (D + timedelta(days=1), "3000.00", "new"),
    ]:
        AnnualPlanVersion.objects.create(
            plan=plan,
            valid_from=since,
            planned_investment=Decimal(amount),
            nature=nature,
            level="county",
            at=factories.at("2022-12-01 08:00"),
        )
    before = counted(units, D - timedelta(days=1))["investment_rate"]
    assert before.share.denominator == Decimal("5140.00")  # 6140 - 3000 + 2000
    today = counted(units)
    assert today["investment_rate"].share.denominator == Decimal("5500.00")
    assert parts(today["resume_rate"]) == (2, 2)
    after = counted(units, D + timedelta(days=1))
    assert parts(after["resume_rate"]) == (1, 1)  # 二 is 新建 now, with no 开工
    assert parts(after["new_start_rate"]) == (3, 4)


def test_groups_are_sums_over_sums(units, campaign):
    by_unit = counted(units, by="unit")
    assert {g.key: parts(g) for g in by_unit["start_rate"].groups} == {
        "XUEGUAN": (2, 2),
        "HEILONGGUAN": (1, 2),
    }
    assert {g.key: parts(g) for g in by_unit["permit_rate"].groups} == {
        "XUEGUAN": (1, 5),
        "HEILONGGUAN": (1, 4),
    }
    by_level = counted(units, by="level")
    assert {g.key: parts(g) for g in by_level["start_rate"].groups} == {
        "province": (1, 1),
        "city": (0, 1),
        "county": (2, 2),
    }
    by_kind = counted(units, by="kind")
    assert {g.key: parts(g) for g in by_kind["permit_rate"].groups} == {
        "approval": (2, 2),
        "land": (0, 2),
        "planning": (0, 1),
        "eia": (0, 2),
        "energy": (0, 1),
        "capacity": (0, 1),
    }
    assert by_kind["start_rate"].groups == []


def test_one_unit_is_counted_by_its_present_projects(units, campaign):
    found = counted(units, unit=units["XUEGUAN"])
    assert parts(found["start_rate"]) == (2, 2)
    assert parts(found["investment_rate"]) == (Decimal("3300.00"), Decimal("4000.00"))
    assert parts(found["permit_rate"]) == (1, 5)


def test_another_county_is_never_counted(units, campaign, kinds):
    centre = factories.UnitFactory(code="XIXIAN", kind="centre", parent=units["SXMZX"])
    town = factories.UnitFactory(code="LONGQUAN", parent=centre)
    county.work(town, "邻县项目", nature="new", started_on=date(2022, 2, 1))
    assert parts(counted(units)["start_rate"]) == (3, 4)
    assert next(parts(f) for f in figures(centre=centre, as_of=D)) == (1, 1)


def test_the_year_can_be_asked_for(units, campaign):
    found = counted(units, year=2023)
    assert parts(found["start_rate"]) == (0, 2)  # 九 and 十 have not begun
    assert found["start_rate"].year == 2023
    assert counted(units, year=2022)["permit_rate"].share.denominator == 12  # 一 and 三, six each


def test_a_scope_counts_its_levels_against_its_own_target(units, campaign):
    county.target("investment_rate", date(2022, 12, 31), stretch="0.9", scope="province_city")
    county.target("investment_rate", date(2022, 12, 31), floor="0.85")
    figure = counted(units, scope="province_city")["investment_rate"]
    assert parts(figure) == (Decimal("2700.00"), Decimal("3500.00"))
    assert (figure.floor, figure.stretch, figure.met) == (None, Decimal("0.9"), None)


@pytest.mark.parametrize(
    ("as_of", "floor"),
    [
        (date(2022, 11, 1), "0.93"),
        (date(2022, 11, 30), "0.93"),  # its own day still counts
        (date(2022, 12, 1), "0.95"),
        (date(2022, 12, 31), "0.95"),
    ],
)
def test_the_next_target_of_the_same_year_is_compared(units, campaign, as_of, floor):
    county.target("start_rate", date(2022, 11, 30), "0.93")
    county.target("start_rate", date(2022, 12, 31), "0.95")
    county.target("start_rate", date(2022, 12, 31), "1", scope="province")
    county.target("start_rate", date(2023, 12, 31), "0.5", year=2023)
    assert counted(units, as_of)["start_rate"].floor == Decimal(floor)


def test_a_year_without_targets_is_compared_with_none(units, campaign):
    county.target("start_rate", date(2022, 12, 31), "0.95")
    figure = counted(units, year=2023)["start_rate"]
    assert (figure.target, figure.met) == (None, None)


def test_past_the_last_target_it_stays(units, campaign):
    county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    figure = counted(units, date(2023, 6, 1))["permit_rate"]
    assert (figure.floor, figure.stretch, figure.met) == (Decimal("0.65"), Decimal("0.8"), False)


def test_a_total_of_the_county_says_nothing_about_one_unit(units, campaign):
    county.target("completed_total", date(2022, 12, 31), "270000")
    assert counted(units)["completed_total"].met is False
    assert counted(units, unit=units["XUEGUAN"])["completed_total"].target is None


def test_an_empty_county_has_nothing_to_divide(units, kinds):
    found = counted(units)
    assert found["start_rate"].value is None
    assert found["investment_rate"].met is None
    assert parts(found["reserve_count"]) == (0, None)


def test_the_number_of_queries_does_not_grow(units, kinds):
    def queries():
        with CaptureQueriesContext(connection) as found:
            figures(centre=units["XMZX"], as_of=D, by="unit")
        return len(found)

    county.build(units, kinds)
    few = queries()
    for n in range(30):
        project = county.work(units["TAILIN"], f"太林{n}", 2023, nature="new")
        county.permit(project, kinds, "land", "done", completed_on=D)
    assert queries() == few < 11
