"""办理时长: the clock of the permit, percentiles, and what is too few to show."""

import statistics
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.timing import working_days
from reporting.durations import Days, Said, finished, learn, trace

# Monday 2022-12-05; no holidays in this test unless given
MON, TUE, WED, THU, FRI = (date(2022, 12, n) for n in range(5, 10))
NEXT = [date(2022, 12, n) for n in range(12, 17)]
NAMES = {"number": "PX-1", "project": "一", "unit": "薛关镇", "kind": "land", "level": "county"}


def step(after, on):
    return Said("step", after, on)


def status(after, on):
    return Said("status", after, on)


def done(events, on, known=None):
    return finished(events, on, known or {}, **NAMES)


def test_days_run_from_acceptance_to_the_end_and_the_first_day_does_not_count():
    row = done([status("preparing", MON), step("accept", WED), step("finish", NEXT[0])], NEXT[0])
    assert (row.days, row.stopped, row.waited, row.began_by) == (3, 0, 2, "受理")


def test_stopped_days_are_taken_out():
    events = [step("accept", MON), step("return", WED), step("accept", NEXT[0])]
    events += [step("review", NEXT[1]), step("proceed", NEXT[3]), step("finish", NEXT[4])]
    row = done(events, NEXT[4])
    # Tuesday, Wednesday | Tuesday | Friday
    assert row.days == 4
    assert row.stopped == 3 + 2
    assert row.days + row.stopped == working_days(MON, NEXT[4], {})
    assert row.trace.stops == ((WED, NEXT[0]), (NEXT[1], NEXT[3]))


def test_holidays_and_weekend_days_worked_follow_the_calendar():
    known = {TUE: "holiday", date(2022, 12, 10): "workday"}
    assert done([step("accept", MON)], NEXT[0], known).days == 5
    assert done([step("accept", MON)], NEXT[0]).days == 5
    assert done([step("accept", MON)], FRI, known).days == 3


def test_without_a_word_of_the_bureau_the_table_is_the_clock():
    events = [status("preparing", MON), status("submitted", TUE), status("returned", WED)]
    events += [status("preparing", THU), status("submitted", NEXT[0]), status("done", NEXT[2])]
    row = done(events, NEXT[2])
    assert (row.days, row.stopped, row.waited, row.began_by) == (3, 3, 1, "报送")


def test_what_was_taken_back_never_happened():
    events = [step("accept", MON), step("return", TUE), step("retract", WED)]
    row = done(events, FRI)
    assert (row.days, row.trace.stops) == (4, ())


def test_an_acceptance_said_after_the_end_starts_nothing():
    row = done([status("submitted", MON), step("accept", FRI)], THU)
    assert (row.days, row.began_by) == (3, "报送")


def test_nothing_says_when_it_began():
    row = done([status("done", FRI)], FRI)
    assert (row.days, row.waited, row.began_by) == (None, None, "没有记录")
    [learned] = learn([row, done([step("accept", MON)], FRI)]).values()
    assert (learned.days.count, learned.unmeasured) == (1, 1)


def test_a_day_sees_only_what_had_happened_by_then():
    events = [status("preparing", MON), step("accept", WED), step("return", NEXT[0])]
    assert trace(events, TUE, {}).started_on is None
    then = trace(events, FRI, {})
    assert (then.stopped_since, then.clock.elapsed(FRI, {})) == (None, 2)
    assert trace(events, NEXT[2], {}).stopped_since == NEXT[0]


@given(st.lists(st.integers(0, 200), min_size=5, max_size=60))
def test_percentiles_are_those_of_the_statistics_module(values):
    days = Days(tuple(values))
    assert days.middle == statistics.median(values)
    assert days.eighty == statistics.quantiles(values, n=5, method="inclusive")[3]
    assert sum(value <= days.eighty for value in values) >= 0.8 * (len(values) - 1)


def test_percentiles_of_a_sample_counted_by_hand():
    days = Days((1, 2, 3, 4, 5, 6))
    assert (days.middle_words, days.eighty_words) == ("3.5 天", "5 天")


@pytest.mark.parametrize("count", range(5))
def test_fewer_than_five_show_nothing_but_their_number(count):
    days = Days((9,) * count)
    assert (days.middle, days.eighty) == (None, None)
    assert days.middle_words == days.eighty_words == f"样本不足（n={count}）"
    assert Days((9,) * 5).middle_words == "9 天"


def test_kinds_and_levels_are_apart_and_the_latest_comes_first():
    early, late = done([step("accept", MON)], WED), done([step("accept", MON)], FRI)
    city = finished([step("accept", MON)], FRI, {}, **NAMES | {"level": "city"})
    found = learn([early, city, late])
    assert [row.finished_on for row in found["land", "county"].rows] == [FRI, WED]
    assert found["land", "city"].days.values == (4,)
