"""Counting working days, months, and which approvals run out."""

from datetime import date

import pytest

from procedures.models import Permit
from procedures.selectors.validity import expiring, validity
from procedures.timing import Clock, add_months, day_number, replay, standing
from tests import factories

HOLIDAY = {date(2023, 1, 2): "holiday", date(2023, 1, 28): "workday"}


@pytest.mark.parametrize(
    ("since", "today", "number"),
    [
        (date(2022, 12, 9), date(2022, 12, 9), 1),
        (date(2022, 12, 9), date(2022, 12, 12), 2),
        (date(2022, 12, 10), date(2022, 12, 11), 1),  # came on a Saturday
        (date(2022, 12, 10), date(2022, 12, 12), 1),  # Monday is the first day worked on
        (date(2022, 12, 30), date(2023, 1, 3), 2),  # over 元旦
        (date(2023, 1, 27), date(2023, 1, 28), 2),  # a Saturday that is worked
    ],
)
def test_the_day_it_came_is_the_first(since, today, number):
    assert day_number(since, today, HOLIDAY) == number


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2022, 12, 13), 36, date(2025, 12, 13)),
        (date(2022, 11, 30), 3, date(2023, 2, 28)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2022, 12, 31), 12, date(2023, 12, 31)),
        (date(2022, 1, 1), 0, date(2022, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, later):
    assert add_months(day, months) == later


def test_a_clock_set_going_again_after_its_limit_is_over_at_once():
    clock = Clock(used=9, since=date(2022, 12, 9), accepted_on=date(2022, 11, 1))
    assert clock.ends_on(7, {}) == date(2022, 12, 9)
    assert clock.ends_on(None, {}) is None


def test_what_is_taken_back_is_as_if_it_had_not_been():
    steps = [
        ("accept", date(2022, 12, 1)),
        ("return", date(2022, 12, 2)),
        ("retract", date(2022, 12, 2)),
        ("review", date(2022, 12, 7)),
    ]
    assert replay(standing(steps), {}) == Clock(4, None, date(2022, 12, 1))


def test_expiring_lists_what_runs_out_within_three_months_and_what_has(kinds):
    today = date(2022, 12, 9)

    def done(until, status="done"):
        return factories.PermitFactory(kind=kinds[1], status=status, valid_until=until)

    over, soon, last = (done(d) for d in (date(2022, 12, 8), today, date(2023, 3, 9)))
    done(date(2023, 3, 10)), done(None), done(date(2022, 12, 1), status="returned")
    assert list(expiring(Permit.objects.all(), today)) == [over, soon, last]
    assert [validity(p, today).words for p in (over, soon, last)] == [
        "批复已到期 1 天",
        "批复今天到期",
        "批复将到期，剩 90 天",
    ]
    assert list(expiring(Permit.objects.all(), today, months=0)) == [over, soon]
