"""A campaign is data: set up, changed while nothing of it has opened, ended."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from reporting.models import Campaign, Round
from reporting.rules import MONTHLY_LADDER
from reporting.services import campaigns, rounds
from tests import factories
from tests.factories import at
from workplace.models import Act, CalendarDay

PROGRESS = {
    "name": "建设进展月报", "year": 2022, "rhythm": "monthly", "weekday": 4, "month_day": 31,
    "due_time": time(12, 0), "holiday_rule": "next_working_day",
    "starts_on": date(2022, 12, 12), "ends_on": date(2023, 3, 31),
    "baseline_on": None, "summary_on": None,
}  # fmt: skip


@pytest.fixture
def centre(people, friday):
    CalendarDay.objects.create(date=date(2022, 12, 31), kind="holiday")
    CalendarDay.objects.create(date=date(2023, 1, 2), kind="holiday")
    return people["centre"]


@pytest.fixture
def campaign(centre):
    return campaigns.add_campaign(form="progress", values=PROGRESS, by=centre)


def edit(campaign, by, reason="县里改了时间", **changed):
    values = PROGRESS | changed
    return campaigns.edit_campaign(campaign_id=campaign.pk, values=values, by=by, reason=reason)


def plan(campaign):
    return [
        (r.number, f"{r.cutoff_on:%m-%d}", f"{r.due_at.astimezone(factories.SHANGHAI):%m-%d %H:%M}")
        for r in campaign.rounds.order_by("cutoff_on")
    ]


MONTHS = [
    (1, "12-31", "01-03 12:00"),
    (2, "01-31", "01-31 12:00"),
    (3, "02-28", "02-28 12:00"),
    (4, "03-31", "03-31 12:00"),
]


def test_a_new_campaign_has_its_rounds_and_the_ladder_of_its_rhythm(campaign, centre):
    assert plan(campaign) == MONTHS
    assert campaign.ladder == MONTHLY_LADDER
    assert campaign.history.get().history_user == centre
    assert Act.objects.get(verb="campaign-add").details["rounds"] == 4


def test_two_forms_may_have_a_round_on_the_same_day(campaign, centre):
    weekly = PROGRESS | {"rhythm": "weekly", "weekday": 1, "convention": "full_matrix", "kinds": []}
    permits = campaigns.add_campaign(form="permits", values=weekly, by=centre)

    assert permits.rounds.filter(cutoff_on=date(2023, 1, 31)).exists()
    assert Round.objects.filter(cutoff_on=date(2023, 1, 31)).count() == 2


def test_a_form_has_one_open_campaign_and_a_day_one_round(campaign, centre):
    with pytest.raises(ValidationError, match="已有进行中的活动“建设进展月报”"):
        campaigns.add_campaign(form="progress", values=PROGRESS, by=centre)
    rounds.open_due(at("2022-12-12 00:00"))
    campaigns.end_campaign(campaign_id=campaign.pk, by=centre, reason="并入新活动")
    with pytest.raises(ValidationError, match="2022-12-31 已经是“建设进展月报”第1期"):
        campaigns.add_campaign(form="progress", values=PROGRESS, by=centre)
    later = PROGRESS | {"starts_on": date(2023, 1, 1)}
    assert campaigns.add_campaign(form="progress", values=later, by=centre).rounds.count() == 3
    assert Campaign.objects.filter(form="progress", is_open=True).count() == 1


def test_another_countys_campaign_is_in_nobodys_way(campaign, units):
    other = factories.UnitFactory(code="XXXMZX", kind="centre", parent=units["SXMZX"])
    theirs = factories.UserFactory(unit=other, role="centre")

    assert campaigns.add_campaign(form="progress", values=PROGRESS, by=theirs).pk
    with pytest.raises(Refused) as refused:
        edit(campaign, theirs, name="改名")
    assert refused.value.status == 403


def test_before_anything_opens_everything_may_change(campaign, centre):
    edit(campaign, centre, starts_on=date(2023, 1, 1), year=2023, month_day=25)

    assert plan(campaign) == [
        (1, "01-25", "01-25 12:00"),
        (2, "02-25", "02-27 12:00"),
        (3, "03-25", "03-27 12:00"),
    ]
    gone = Round.history.filter(history_type="-")
    assert {row.cutoff_on for row in gone} == {date(2022, 12, 31), date(2023, 1, 31),
                                              date(2023, 2, 28), date(2023, 3, 31)}  # fmt: skip
    assert {row.history_change_reason for row in gone} == {"县里改了时间"}


def test_a_push_becomes_weekly_after_the_month_that_is_open(campaign, centre, friday):
    friday.move_to(at("2022-12-20 09:00"))
    rounds.open_due(at("2022-12-20 09:00"))
    before = list(Round.objects.filter(opened_at__isnull=False).values())

    edit(campaign, centre, rhythm="weekly", ends_on=date(2023, 1, 20))

    assert list(Round.objects.filter(opened_at__isnull=False).values()) == before
    assert plan(campaign) == [
        (1, "12-31", "01-03 12:00"),
        (2, "01-06", "01-06 12:00"),
        (3, "01-13", "01-13 12:00"),
        (4, "01-20", "01-20 12:00"),
    ]
    campaign.refresh_from_db()
    assert rounds.make_rounds(campaign) and campaign.rounds.count() == 4
    act = Act.objects.get(verb="campaign-edit")
    assert (act.reason, act.details["fields"]) == ("县里改了时间", ["rhythm", "ends_on"])


FIXED = [{"year": 2023}, {"starts_on": date(2022, 12, 13)}, {"baseline_on": date(2022, 12, 20)}]


@pytest.mark.parametrize("changed", FIXED)
def test_what_open_tables_rest_on_stands(campaign, centre, friday, changed):
    friday.move_to(at("2022-12-12 00:00"))  # its time has come, though no sweep has run yet

    with pytest.raises(Refused) as refused:
        edit(campaign, centre, **changed)
    assert refused.value.status == 409
    assert plan(campaign) == MONTHS


def test_an_end_before_what_has_opened_is_refused(campaign, centre, friday):
    friday.move_to(at("2023-01-10 09:00"))
    with pytest.raises(ValidationError, match="已经打开，不能早于它"):
        edit(campaign, centre, ends_on=date(2023, 1, 15))
    edit(campaign, centre, ends_on=date(2023, 1, 31))
    assert plan(campaign) == MONTHS[:2]


def test_a_deadline_set_by_hand_stays_when_the_rest_is_moved(campaign, centre):
    second = campaign.rounds.get(number=2)
    due = at("2023-01-30 17:00")
    rounds.move_round(round_id=second.pk, due_at=due, by=centre, reason="春节后集中报")

    edit(campaign, centre, due_time=time(17, 0))

    assert [row[2] for row in plan(campaign)] == [
        "01-03 17:00", "01-30 17:00", "02-28 17:00", "03-31 17:00",
    ]  # fmt: skip


def test_an_edit_wants_a_reason_and_no_change_is_no_act(campaign, centre):
    with pytest.raises(Refused) as refused:
        edit(campaign, centre, reason="", name="改名")
    assert refused.value.status == 422
    assert edit(campaign, centre, reason="")[1] == []
    assert not Act.objects.filter(verb="campaign-edit").exists()


def test_a_longer_campaign_makes_no_rounds_that_nobody_could_have_filed(campaign, centre, friday):
    edit(campaign, centre, ends_on=date(2022, 12, 31))
    friday.move_to(at("2023-03-15 09:00"))
    rounds.open_due(at("2023-03-15 09:00"))

    edit(campaign, centre, ends_on=date(2023, 4, 30))

    assert [row[:2] for row in plan(campaign)] == [(1, "12-31"), (2, "03-31"), (3, "04-30")]


def test_ending_drops_what_has_not_opened_and_keeps_the_rest(campaign, centre, friday):
    friday.move_to(at("2023-01-02 09:00"))
    rounds.open_due(at("2023-01-02 09:00"))

    campaigns.end_campaign(campaign_id=campaign.pk, by=centre, reason="县里撤销")

    assert plan(campaign) == MONTHS[:2]
    assert Act.objects.get(verb="campaign-end").details["dropped"] == 2
    assert rounds.open_due(at("2023-03-01 09:00")) == []
    with pytest.raises(Refused) as refused:
        edit(campaign, centre, name="改名")
    assert refused.value.status == 409


def test_the_calendar_moves_monthly_rounds_that_have_not_opened(campaign):
    CalendarDay.objects.create(date=date(2023, 1, 31), kind="holiday")
    CalendarDay.objects.create(date=date(2022, 12, 30), kind="holiday")

    moved = rounds.follow_calendar(at("2022-12-13 00:00"))

    assert [round_.number for round_ in moved] == [2]
    assert plan(campaign)[1] == (2, "01-31", "02-01 12:00")


def test_a_monthly_campaign_reminds_on_no_weekday(campaign, centre):
    steps = [rounds.step_on_weekday(2, time(17, 0)), rounds.step_before(0)]
    with pytest.raises(Refused):
        rounds.set_ladder(campaign_id=campaign.pk, ladder=steps, by=centre)
    days = [rounds.step_days_before(5, time(9, 0)), rounds.step_before(0)]
    changed = rounds.set_ladder(campaign_id=campaign.pk, ladder=days, by=centre)
    assert [step["label"] for step in changed.ladder] == ["截止前 5 天 09:00", "截止时"]
