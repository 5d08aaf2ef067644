"""What was officially reported: valid seals, carried ones, and who never sealed."""

from datetime import date

import pytest

from procedures.models import Permit
from projects.models import AnnualPlan, Project
from reporting.models import Seal
from reporting.selectors.figures import figures
from reporting.services.compile import compile_round
from tests import factories
from tests.reporting.tables import earlier_submission, kind_of, seal_as_it_stands

FIRST, SECOND = date(2022, 12, 2), date(2022, 12, 9)


def permit(cast, as_of, **options):
    [figure] = figures(centre=cast.centre.unit, as_of=as_of, source="sealed", **options)
    assert figure.key == "permit_rate"
    return figure.share.numerator, figure.share.denominator, figure


def done(project, kind, day):
    Permit.objects.update_or_create(
        project=project,
        kind=kind,
        defaults={"status": "done", "completed_on": day, "level": "county"},
    )


@pytest.fixture
def two_weeks(cast):
    """Week 1: nothing is done of the reporter's six. Week 2: one is, and the table is sealed."""
    first = earlier_submission(cast)
    seal_as_it_stands(first, by=cast.reporter)
    done(cast.project, kind_of(cast, "approval"), date(2022, 12, 8))
    seal_as_it_stands(cast.submission, by=cast.reporter)
    cast.submission.state = "submitted"
    cast.submission.seal_count = 1
    cast.submission.save()
    return cast


def test_each_day_counts_the_newest_round_up_to_it(two_weeks):
    assert permit(two_weeks, date(2022, 12, 1))[:2] == (0, 0)  # no round yet
    assert permit(two_weeks, FIRST)[:2] == (0, 6)
    assert permit(two_weeks, date(2022, 12, 8))[:2] == (0, 6)
    assert permit(two_weeks, SECOND)[:2] == (1, 6)
    assert permit(two_weeks, date(2023, 3, 1))[:2] == (1, 6)


def test_the_register_moves_on_without_moving_what_was_sealed(two_weeks):
    done(two_weeks.project, kind_of(two_weeks, "land"), date(2022, 12, 8))
    assert permit(two_weeks, SECOND)[:2] == (1, 6)


def test_a_returned_table_falls_back_on_the_week_before(two_weeks):
    two_weeks.submission.state = "returned"
    two_weeks.submission.save()
    assert permit(two_weeks, SECOND)[:2] == (0, 6)


def test_of_several_seals_the_highest_number_wins(two_weeks):
    done(two_weeks.project, kind_of(two_weeks, "land"), date(2022, 12, 9))
    seal_as_it_stands(two_weeks.submission, number=2, by=two_weeks.reporter)
    two_weeks.submission.seal_count = 2
    two_weeks.submission.save()
    assert permit(two_weeks, SECOND)[:2] == (2, 6)


def test_a_permit_completed_after_the_cutoff_is_not_done_in_that_round(cast):
    done(cast.project, kind_of(cast, "land"), date(2022, 12, 10))
    seal_as_it_stands(cast.submission, by=cast.reporter)
    cast.submission.state = "accepted"
    cast.submission.seal_count = 1
    cast.submission.save()
    assert permit(cast, SECOND)[:2] == (0, 6)
    assert permit(cast, date(2022, 12, 20))[:2] == (0, 6)  # the round is the same


def test_units_that_never_sealed_are_named_and_not_counted(two_weeks):
    factories.PlanFactory(
        project=factories.ProjectFactory(unit=two_weeks.units["HEILONGGUAN"], name="没有报过")
    )
    numerator, denominator, figure = permit(two_weeks, SECOND, by="unit")
    assert (numerator, denominator) == (1, 6)
    groups = {group.key: group.share for group in figure.groups}
    assert groups["XUEGUAN"].denominator == 6
    assert groups["HEILONGGUAN"] is None


@pytest.mark.parametrize(
    "leaves", [{"withdrawn_on": SECOND}, {"listed_to": SECOND}], ids=["withdrawn", "delisted"]
)
def test_a_carried_row_of_a_project_that_left_is_dropped(two_weeks, leaves):
    two_weeks.submission.state = "open"
    two_weeks.submission.save()
    assert permit(two_weeks, SECOND)[:2] == (0, 6)
    model = Project if "withdrawn_on" in leaves else AnnualPlan
    model.objects.update(**leaves)
    assert permit(two_weeks, SECOND)[:2] == (0, 0)
    assert permit(two_weeks, FIRST)[:2] == (0, 6)  # its own week stands


def test_a_project_that_moved_counts_once_in_its_newest_seal(two_weeks):
    """Sealed by 薛关镇 in week 1 (carried), by 黑龙关镇 in week 2."""
    two_weeks.submission.state = "open"
    two_weeks.submission.save()
    two_weeks.project.unit = two_weeks.units["HEILONGGUAN"]
    two_weeks.project.save()
    other = two_weeks.other_submission
    seal_as_it_stands(other, by=two_weeks.outsider)
    other.state, other.seal_count = "accepted", 1
    other.save()
    numerator, denominator, figure = permit(two_weeks, SECOND, by="unit")
    assert (numerator, denominator) == (1, 6)
    assert [group.key for group in figure.groups if group.share] == ["HEILONGGUAN"]


def test_the_unit_of_the_seal_counts_not_the_present_one(two_weeks):
    two_weeks.project.unit = two_weeks.units["HEILONGGUAN"]
    two_weeks.project.save()
    assert permit(two_weeks, SECOND, unit=two_weeks.units["XUEGUAN"])[:2] == (1, 6)
    assert permit(two_weeks, SECOND, unit=two_weeks.units["HEILONGGUAN"])[:2] == (0, 0)


def test_another_years_figures_were_not_sealed(two_weeks):
    assert permit(two_weeks, SECOND, year=2022)[:2] == (0, 0)


def test_the_number_of_queries_does_not_grow_with_rounds(two_weeks, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        permit(two_weeks, SECOND, by="unit")
    before = Seal.objects.count()
    for weeks in range(2, 10):
        seal_as_it_stands(earlier_submission(two_weeks, weeks=weeks), by=two_weeks.reporter)
    assert Seal.objects.count() == before + 8
    with django_assert_max_num_queries(12):
        assert permit(two_weeks, SECOND, by="unit")[:2] == (1, 6)


def test_the_compiled_table_and_the_sealed_figure_say_the_same(two_weeks):
    """One unit is carried; of its two projects one has left and is dropped by both."""
    unit, since = two_weeks.units["GUXIAN"], date(2022, 11, 1)
    stays, leaves = (factories.ProjectFactory(unit=unit) for _ in range(2))
    for project in (stays, leaves):
        factories.PlanFactory(project=project, listed_from=since)
    carried = earlier_submission(two_weeks, weeks=2, unit="GUXIAN")
    assert seal_as_it_stands(carried, by=two_weeks.outsider).row_count == 2
    leaves.withdrawn_on = SECOND
    leaves.save()
    summary = compile_round(round_id=two_weeks.round.pk, by=two_weeks.centre).summary
    assert summary["carried"] == ["GUXIAN"]
    assert permit(two_weeks, SECOND)[:2] == (summary["done"], summary["required"])
    assert summary["required"] == 12  # six of the reporter's, six of the one that stays
