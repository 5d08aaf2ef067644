"""Quiet hours over midnight, by day, none; days off; which digest time has passed."""

from datetime import date, time

import pytest

from tests.factories import at
from workplace.quiet import Quiet, last_slot, may_disturb

NIGHT = Quiet(time(20, 0), time(7, 30))
NOON = Quiet(time(12, 0), time(14, 0))
NEVER = Quiet(time(0, 0), time(0, 0))
KNOWN = {date(2023, 1, 23): "holiday", date(2023, 1, 28): "workday"}
SLOTS = [time(8, 30), time(14, 30)]


@pytest.mark.parametrize(
    ("quiet", "moment", "may"),
    [
        (NIGHT, "2022-12-09 07:29", False),
        (NIGHT, "2022-12-09 07:30", True),
        (NIGHT, "2022-12-09 19:59", True),
        (NIGHT, "2022-12-09 20:00", False),
        (NIGHT, "2022-12-09 00:00", False),
        (NIGHT, "2022-12-10 10:00", False),  # Saturday
        (NIGHT, "2023-01-23 10:00", False),  # a holiday on a Monday
        (NIGHT, "2023-01-28 10:00", True),  # a Saturday that is worked
        (NIGHT, "2023-01-28 21:00", False),
        (NOON, "2022-12-09 11:59", True),
        (NOON, "2022-12-09 12:00", False),
        (NOON, "2022-12-09 14:00", True),
        (NOON, "2022-12-09 23:00", True),
        (NEVER, "2022-12-09 03:00", True),
        (NEVER, "2022-12-11 03:00", False),  # Sunday stays Sunday
    ],
)
def test_when_a_person_may_be_disturbed(quiet, moment, may):
    assert may_disturb(at(moment), quiet, KNOWN) is may


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("2022-12-09 08:29", "2022-12-08 14:30"),
        ("2022-12-09 08:30", "2022-12-09 08:30"),
        ("2022-12-09 23:00", "2022-12-09 14:30"),
        ("2022-12-12 07:30", "2022-12-09 14:30"),  # Monday, before the first digest
        ("2023-01-23 10:00", "2023-01-20 14:30"),
    ],
)
def test_the_digest_time_that_has_passed(moment, slot):
    assert last_slot(at(moment), SLOTS, KNOWN) == at(slot)
