"""状态 and 时间: told from the project's dates, and written back to them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.states import (
    STOPS,
    WorkDates,
    WorkState,
    after,
    fits,
    held,
    moved,
    state_of,
    stop_on,
)

MARCH, MAY, JULY = date(2022, 3, 1), date(2022, 5, 1), date(2022, 7, 1)
CASES = [  # nature, dates -> state, day
    ("new", {}, ("waiting", None)),
    ("new", {"started_on": MARCH}, ("started", MARCH)),
    ("new", {"started_on": MARCH, "stopped_on": MAY, "stop_kind": "stop"}, ("stopped", MAY)),
    ("new", {"started_on": MARCH, "stopped_on": MAY, "stop_kind": "winter"}, ("winter", MAY)),
    ("new", {"started_on": MARCH, "stopped_on": MAY, "resumed_on": JULY}, ("resumed", JULY)),
    ("new", {"started_on": MARCH, "finished_on": JULY}, ("finished", JULY)),
    # a start of an earlier year is no 复工 of this one
    ("continuing", {"started_on": MARCH}, ("waiting", None)),
    ("continuing", {"started_on": MARCH, "resumed_on": MAY}, ("resumed", MAY)),
    ("continuing", {"resumed_on": MARCH, "stopped_on": MAY}, ("stopped", MAY)),
]


@pytest.mark.parametrize(("nature", "dates", "expected"), CASES)
def test_the_state_is_told_from_the_dates(nature, dates, expected):
    assert state_of(WorkDates(nature, **dates)) == expected


@pytest.mark.parametrize(
    ("nature", "dates", "state", "day"),
    [
        ("continuing", {}, "started", MAY),  # a continuing project resumes
        ("new", {"started_on": MAY}, "resumed", MARCH),  # before it began
        ("new", {"started_on": MARCH, "resumed_on": JULY}, "stopped", MAY),  # before it resumed
    ],
)
def test_what_the_register_could_not_show_does_not_fit(nature, dates, state, day):
    assert not fits(WorkDates(nature, **dates), state, day)


def test_a_stop_taken_back_takes_its_kind_and_reason_along():
    stopped = WorkDates("new", started_on=MARCH, stopped_on=MAY, stop_kind="winter")

    assert moved(stopped, "started", MARCH) == {
        "finished_on": None, "started_on": MARCH, "resumed_on": None, "stopped_on": None,
        "stop_kind": "", "stop_reason": "", "expected_restart_on": None,
    }  # fmt: skip


def test_a_restart_keeps_the_stop_before_it():
    stopped = WorkDates("new", started_on=MARCH, stopped_on=MAY, stop_kind="stop")

    assert moved(stopped, "resumed", JULY) == {"finished_on": None, "resumed_on": JULY}


def test_a_state_that_was_true_before_brings_its_day_back():
    finished = WorkDates("new", started_on=MARCH, finished_on=JULY)

    assert held(finished, "started") == MARCH
    assert held(finished, "stopped") is None


DAYS = st.none() | st.dates(date(2022, 1, 1), date(2022, 12, 31))


@given(
    st.sampled_from(["new", "continuing"]),
    DAYS,
    DAYS,
    DAYS,
    DAYS,
    st.sampled_from(list(WorkState)),
    st.dates(date(2022, 1, 1), date(2022, 12, 31)),
)
def test_what_fits_is_shown_as_it_was_typed(nature, started, resumed, stopped, done, state, day):
    kind = "stop" if stopped else ""
    dates = WorkDates(nature, started, resumed, stopped, kind, done)
    typed = None if state == WorkState.WAITING else day
    if fits(dates, state, typed):
        assert state_of(after(dates, state, typed)) == (state, typed)
    elif state not in STOPS | {WorkState.RESUMED}:
        assert (nature, state) == ("continuing", WorkState.STARTED)


@pytest.mark.parametrize(
    ("dates", "on", "stop"),
    [
        ({"stopped_on": MAY}, MARCH, ""),  # not yet
        ({"stopped_on": MAY}, MAY, "stopped"),
        ({"stopped_on": MAY, "stop_kind": "winter"}, JULY, "winter"),
        ({"stopped_on": MAY, "resumed_on": JULY}, MAY, "stopped"),
        ({"stopped_on": MAY, "resumed_on": JULY}, JULY, ""),  # work goes on
        ({"stopped_on": MAY, "finished_on": JULY}, JULY, ""),
    ],
)
def test_a_stop_holds_from_its_day_until_work_goes_on(dates, on, stop):
    assert stop_on(WorkDates("new", started_on=MARCH, **dates), on) == stop
