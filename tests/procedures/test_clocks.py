"""The calendar changes: running clocks are set again from their events, in the same queries."""

from datetime import date

import pytest

from procedures.models import KindLimit, Permit
from procedures.services import clocks
from procedures.services.catalogue import add_limit
from procedures.services.steps import retract_step, take_step
from procedures.steps import Step
from tests import factories
from tests.factories import at
from workplace.services.calendar import delete_day, fill_year, set_day

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def running(cast):
    """Accepted on Thursday 1 December, against ten days; returned on Wednesday the 7th."""
    KindLimit.objects.filter(kind=cast.permit.kind).delete()
    limit = {"promised_days": 10, "statutory_days": 20, "valid_from": date(2022, 1, 1)}
    add_limit(kind_id=cast.permit.kind_id, by=cast.admin, values={**limit, "source": "承诺"})
    take(cast, Step.ACCEPT, on=date(2022, 12, 1))
    return cast


def take(cast, step, **more):
    cast.permit.refresh_from_db()
    take_step(permits=[cast.permit], step=step, by=cast.handler, **more)
    cast.permit.refresh_from_db()


def holiday(cast, day, kind="holiday"):
    set_day(day=day, kind=kind, name="调整", source="县政府通知", by=cast.centre)
    cast.permit.refresh_from_db()


def test_a_new_holiday_moves_the_end_of_a_running_clock(running):
    assert running.permit.limit_on == date(2022, 12, 15)
    version = running.permit.version
    holiday(running, date(2022, 12, 14))
    assert running.permit.limit_on == date(2022, 12, 16)
    assert running.permit.version == version
    assert running.permit.history.first().history_change_reason == clocks.REASON
    delete_day(day=date(2022, 12, 14), by=running.centre)
    running.permit.refresh_from_db()
    assert running.permit.limit_on == date(2022, 12, 15)
    assert clocks.differs() == []


def test_days_already_used_are_counted_anew(running):
    take(running, Step.RETURN, on=date(2022, 12, 7), lacks=["图"])
    assert running.permit.used_days == 4
    holiday(running, date(2022, 12, 5))
    assert running.permit.used_days == 3
    holiday(running, date(2022, 12, 4), kind="workday")
    assert running.permit.used_days == 4
    assert clocks.differs() == []


def test_a_step_taken_back_after_the_calendar_changed_counts_by_the_new_one(running):
    take(running, Step.REVIEW, on=date(2022, 12, 8))
    holiday(running, date(2022, 12, 6))
    retract_step(permits=[running.permit], side="handler", by=running.handler)
    running.permit.refresh_from_db()
    assert (running.permit.used_days, running.permit.limit_on) == (0, date(2022, 12, 16))
    assert clocks.differs() == []


def test_filling_a_year_rewinds_too(running, friday):
    friday.move_to(at("2023-01-31 09:00"))
    take(running, Step.RETURN, on=date(2023, 1, 31), lacks=["图"])
    before = running.permit.used_days
    fill_year(year=2023, by=running.centre)
    running.permit.refresh_from_db()
    assert running.permit.used_days == before - 6 + 2  # 1月2日, 23–27日 off; 28日, 29日 worked
    assert clocks.differs() == []


def test_it_takes_the_same_queries_for_one_clock_as_for_thirty(
    running, django_assert_max_num_queries
):
    def more(count):
        for _ in range(count):
            project = factories.ProjectFactory(unit=running.units["XUEGUAN"])
            permit = factories.PermitFactory(
                project=project, kind=running.permit.kind, handling_unit=running.units["ZRZY"]
            )
            take_step(permits=[permit], step=Step.ACCEPT, by=running.handler, on=date(2022, 12, 1))

    with django_assert_max_num_queries(20) as few:
        holiday(running, date(2022, 12, 13))
    more(30)
    with django_assert_max_num_queries(len(few)):
        holiday(running, date(2022, 12, 14))
    assert Permit.objects.filter(limit_on=date(2022, 12, 19)).count() == 31


def test_a_later_limit_moves_nothing_accepted_before(running):
    limit = {"promised_days": 3, "valid_from": date(2022, 12, 9), "source": "新承诺"}
    add_limit(kind_id=running.permit.kind_id, by=running.admin, values=limit)
    take(running, Step.RETURN, lacks=["图"])
    take(running, Step.ACCEPT)
    assert running.permit.limit_days == 10
    project = factories.ProjectFactory(unit=running.units["XUEGUAN"])
    permit = factories.PermitFactory(project=project, kind=running.permit.kind)
    [fresh] = take_step(permits=[permit], step=Step.ACCEPT, by=running.handler)
    assert fresh.limit_days == 3


def test_without_a_promise_the_clock_runs_against_the_law(running):
    limit = {"statutory_days": 20, "valid_from": date(2022, 12, 9), "source": "行政许可法"}
    add_limit(kind_id=running.permit.kind_id, by=running.admin, values=limit)
    project = factories.ProjectFactory(unit=running.units["XUEGUAN"])
    permit = factories.PermitFactory(project=project, kind=running.permit.kind)
    [fresh] = take_step(permits=[permit], step=Step.ACCEPT, by=running.handler)
    assert fresh.limit_days == 20
