"""办结率 at its target's date: by the convention, by the seal, by both sides' word."""

from datetime import date
from decimal import Decimal

import pytest

from procedures.models import Permit, Traits
from procedures.timing import working_days
from reporting.forecasting import DRAWS, Drawer
from reporting.indicators import LIVE, SEALED
from reporting.selectors.forecast import forecast
from reporting.selectors.forecast_tasks import SETTLING
from tests.procedures.decomposing import templates
from tests.reporting import county
from tests.reporting.forecasts import new_project, permit
from tests.reporting.tables import kind_of, seal_as_it_stands

FRIDAY, TARGET = date(2022, 12, 9), date(2023, 2, 28)
OTHERS = ("planning", "eia", "energy", "capacity")


@pytest.fixture
def target(cast):
    return county.target("permit_rate", TARGET, "0.5", "0.8", year=2023)


def drawn(cast, source=LIVE):
    return forecast(centre=cast.units["XMZX"], on=FRIDAY, source=source)


def settle(cast, project, codes, day):
    for code in codes:
        Permit.objects.update_or_create(
            project=project,
            kind=kind_of(cast, code),
            defaults={"status": "done", "completed_on": day},
        )


def test_days_already_known_leave_nothing_to_chance(cast, target):
    """Three finished before the day, two dated before the target, one after it."""
    settle(cast, cast.project, ("approval", "land", "planning"), date(2022, 12, 8))
    settle(cast, cast.project, ("eia", "energy"), date(2023, 1, 10))
    settle(cast, cast.project, ("capacity",), date(2023, 3, 20))
    outlook = drawn(cast).outlook
    assert outlook.now.numerator == "3"
    assert {outlook.low, outlook.middle, outlook.high} == {Decimal(5) / 6}
    assert (outlook.floor_chance, outlook.stretch_chance) == (1.0, 1.0)
    [row] = drawn(cast).projects
    assert row.range.low == row.range.high == date(2023, 3, 20)


def test_the_chance_is_the_share_of_draws_that_reach_the_goal(cast, target):
    """Drawn again by hand: at least three of the six within the days to the target."""
    found = drawn(cast)
    tasks = {row.permit.kind.code: row.permit.task for row in found.permits}
    ends = Drawer(found.seed).project(cast.project.number, tasks)
    within = working_days(FRIDAY, TARGET, found.papers.calendar)
    finished = [sum(draws[n] <= within for draws in ends.values()) for n in range(DRAWS)]
    assert found.outlook.floor_chance == sum(count >= 3 for count in finished) / DRAWS
    assert found.outlook.middle == Decimal(sorted(finished)[DRAWS // 2]) / 6


def test_by_whole_projects_one_open_permit_is_as_bad_as_six(cast, target):
    cast.campaign.convention = "whole_project"
    cast.campaign.save()
    done = new_project(cast)
    settle(cast, done, ("approval", "land", *OTHERS), date(2022, 12, 8))
    settle(cast, cast.project, ("approval", "land", *OTHERS[:3]), date(2022, 12, 8))
    permit(cast, cast.project, "capacity", "done", completed_on=date(2023, 3, 20))
    outlook = drawn(cast).outlook
    assert (outlook.now.numerator, outlook.now.denominator) == ("1", "2")
    assert {outlook.low, outlook.high} == {Decimal("0.5")}
    assert outlook.stretch_chance == 0.0


def test_what_was_finished_since_the_seal_is_counted_with_the_next(cast, target):
    seal_as_it_stands(cast.submission, number=1, by=cast.reporter)
    cast.submission.state, cast.submission.seal_count = "accepted", 1
    cast.submission.save()
    settle(cast, cast.project, ("approval",), FRIDAY)
    live, sealed = drawn(cast), drawn(cast, SEALED)
    assert live.outlook.now.numerator == "1"
    assert sealed.outlook.now.numerator == "0"
    assert "approval" not in [row.permit.kind.code for row in live.permits]
    [row] = [row for row in sealed.permits if row.permit.kind.code == "approval"]
    assert row.permit.stands == "已办结，还没有计入"
    assert row.span.low == row.span.high == SETTLING
    assert sealed.outlook.low > 0


def test_by_both_sides_an_unconfirmed_one_still_waits(cast, target):
    settle(cast, cast.project, ("approval",), date(2022, 12, 8))
    cast.campaign.counting = "both_sides"
    cast.campaign.save()
    [row] = [row for row in drawn(cast).permits if row.permit.kind.code == "approval"]
    assert row.permit.stands == "已办结，还没有计入"


def test_a_target_of_some_levels_counts_their_projects_alone(cast):
    county.target("permit_rate", TARGET, "0.5", year=2023, scope="province")
    top = new_project(cast, level="province")
    found = drawn(cast)
    [outlook] = found.outlooks
    assert (outlook.label, outlook.now.denominator) == ("省重点项目", "6")
    assert [row.key for row in found.by_unit] == ["XUEGUAN"]
    assert top.number in [row.project.number for row in found.projects]
    assert outlook.now.reference.scope == "province"


def test_a_template_s_own_order_is_followed(cast, target):
    Traits.objects.create(project=cast.project, template=templates()["coal"])
    waits = {row.permit.kind.code: row.waits for row in drawn(cast).permits}
    assert waits["land"] == ()
    assert waits["approval"] == ("土地", "产能")
