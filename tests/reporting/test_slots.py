"""Monthly and weekly rounds from a campaign's dates: year's end, February, holidays, any dates."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reporting.models import Campaign, Round
from reporting.rules import DEFAULT_LADDER, MONTHLY_LADDER, Stage, rungs, suits
from reporting.slots import as_rounds, faults, slots
from tests.factories import at


def monthly(start, end, **more):
    return Campaign(
        form="progress", year=2023, rhythm="monthly", starts_on=start, ends_on=end, **more
    )


def days(campaign, after=None):
    return [(slot.number, slot.cutoff_on, slot.opens_on) for slot in slots(campaign, after)]


def test_the_last_day_of_each_month_across_the_years_end_and_february():
    campaign = monthly(date(2022, 11, 10), date(2023, 3, 31))

    assert days(campaign) == [
        (1, date(2022, 11, 30), date(2022, 11, 10)),
        (2, date(2022, 12, 31), date(2022, 12, 1)),
        (3, date(2023, 1, 31), date(2023, 1, 1)),
        (4, date(2023, 2, 28), date(2023, 2, 1)),
        (5, date(2023, 3, 31), date(2023, 3, 1)),
    ]


def test_february_of_a_leap_year_has_its_own_last_day():
    campaign = monthly(date(2024, 1, 1), date(2024, 3, 30), month_day=30)

    assert [cutoff for _, cutoff, _ in days(campaign)] == [
        date(2024, 1, 30), date(2024, 2, 29), date(2024, 3, 30),
    ]  # fmt: skip


FIRST = [
    (date(2023, 1, 25), date(2023, 1, 25)),  # the day itself
    (date(2023, 1, 26), date(2023, 2, 25)),
    (date(2023, 12, 26), date(2024, 1, 25)),
]


@pytest.mark.parametrize(("start", "first"), FIRST)
def test_the_first_cutoff_is_on_or_after_the_start(start, first):
    number, cutoff, opens_on = days(monthly(start, date(2024, 6, 30), month_day=25))[0]

    assert (number, cutoff) == (1, first)
    assert opens_on == max(start, first.replace(day=1))


def test_a_baseline_and_a_summary_frame_the_months():
    campaign = monthly(
        date(2023, 1, 1), date(2023, 4, 30),
        baseline_on=date(2023, 1, 31), summary_on=date(2023, 4, 15),
    )  # fmt: skip

    assert [(slot.stage, slot.number, slot.cutoff_on) for slot in slots(campaign)] == [
        ("baseline", 0, date(2023, 1, 31)),
        ("weekly", 1, date(2023, 2, 28)),
        ("weekly", 2, date(2023, 3, 31)),
        ("summary", 3, date(2023, 4, 15)),
    ]


CALENDAR = {date(2022, 12, 31): "holiday", date(2023, 1, 2): "holiday"}


@pytest.mark.parametrize(
    ("rule", "due"),
    [("next_working_day", "2023-01-03 12:00"), ("previous_working_day", "2022-12-30 12:00")],
)
def test_a_new_years_eve_in_the_holidays(rule, due):
    campaign = monthly(date(2022, 12, 1), date(2022, 12, 31), holiday_rule=rule)

    [round_] = as_rounds(campaign, slots(campaign), CALENDAR)

    assert round_.cutoff_on == date(2022, 12, 31)
    assert round_.due_at == at(due)


def test_no_deadline_moves_before_its_round_opens():
    campaign = monthly(
        date(2023, 1, 1), date(2023, 1, 31), month_day=1, holiday_rule="previous_working_day"
    )

    [round_] = as_rounds(campaign, slots(campaign), CALENDAR)

    assert round_.due_at == at("2023-01-03 12:00")


def test_rounds_after_an_opened_one_count_on_and_open_when_it_is_cut_off():
    campaign = monthly(date(2022, 12, 1), date(2023, 2, 28))
    opened = Round(campaign=campaign, stage="weekly", number=2, cutoff_on=date(2022, 12, 16))

    assert days(campaign, opened) == [
        (3, date(2022, 12, 31), date(2022, 12, 17)),
        (4, date(2023, 1, 31), date(2023, 1, 1)),
        (5, date(2023, 2, 28), date(2023, 2, 1)),
    ]


dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(
    start=dates,
    length=st.integers(0, 1000),
    rhythm=st.sampled_from(["weekly", "monthly"]),
    weekday=st.integers(0, 6),
    month_day=st.integers(1, 31),
    rule=st.sampled_from(["next_working_day", "previous_working_day"]),
    baseline=st.none() | st.integers(0, 1000),
    summary=st.none() | st.integers(0, 1000),
    holidays=st.sets(st.integers(-5, 1000), max_size=40),
)
def test_every_round_lies_in_its_campaign_and_is_numbered_without_a_gap(
    start, length, rhythm, weekday, month_day, rule, baseline, summary, holidays
):
    campaign = Campaign(
        form="progress", year=2023, rhythm=rhythm, weekday=weekday, month_day=month_day,
        holiday_rule=rule, starts_on=start, ends_on=start + timedelta(days=length),
        baseline_on=None if baseline is None else start + timedelta(days=baseline),
        summary_on=None if summary is None else start + timedelta(days=summary),
    )  # fmt: skip
    if faults(campaign):
        return
    calendar = {start + timedelta(days=n): "holiday" for n in holidays}
    rounds = as_rounds(campaign, slots(campaign), calendar)

    cutoffs = [round_.cutoff_on for round_ in rounds]
    assert cutoffs == sorted(set(cutoffs))
    assert all(campaign.starts_on <= day <= campaign.ends_on for day in cutoffs)
    first = 0 if campaign.baseline_on else 1
    assert [round_.number for round_ in rounds] == list(range(first, first + len(rounds)))
    for round_ in rounds:
        opens_on = timezone.localdate(round_.opens_at)
        assert campaign.starts_on <= opens_on
        assert round_.opens_at < round_.due_at or round_.stage == Stage.SUMMARY
        regular = round_.stage == Stage.WEEKLY
        assert not regular or calendar.get(timezone.localdate(round_.due_at)) is None


FAULTS = [
    ({"ends_on": date(2022, 11, 1)}, "ends_on"),
    ({"ends_on": date(2026, 1, 1)}, "ends_on"),
    ({"ends_on": date(2022, 12, 2), "month_day": 15}, "ends_on"),  # no day to file on
    ({"baseline_on": date(2022, 11, 30)}, "baseline_on"),
    ({"summary_on": date(2022, 12, 1)}, "summary_on"),
    ({"summary_on": date(2023, 1, 31)}, "summary_on"),  # a cut-off itself
    ({"starts_on": date(1999, 1, 1)}, "starts_on"),
]


@pytest.mark.parametrize(("changed", "field"), FAULTS)
def test_dates_that_make_no_campaign(changed, field):
    values = {"starts_on": date(2022, 12, 1), "ends_on": date(2023, 3, 31), **changed}
    campaign = monthly(values.pop("starts_on"), values.pop("ends_on"), **values)

    assert list(faults(campaign)) == [field]


def test_the_monthly_ladder_counts_days_before_the_deadline():
    opens, due = at("2022-12-01 00:00"), at("2023-01-03 12:00")
    found = rungs([], weekday=4, opens_at=opens, due_at=due, rhythm="monthly")

    assert [f"{timezone.localtime(rung.at):%m-%d %H:%M}" for rung in found] == [
        "12-31 17:00", "01-02 17:00", "01-03 09:00", "01-03 11:00", "01-03 12:00",
    ]  # fmt: skip
    assert suits(MONTHLY_LADDER, "monthly")
    assert not suits(DEFAULT_LADDER, "monthly")
