"""The order's campaign as data: rounds, holidays, opening, the centre's own dates, the ladder."""

from datetime import date, time

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Unit
from reporting.models import Campaign, Round, Submission
from reporting.rules import DEFAULT_LADDER, rungs
from reporting.selectors.rounds import active_rounds, current_round
from reporting.services import rounds
from tests import factories
from tests.factories import at
from workplace.models import Act, CalendarDay, Notification


@pytest.fixture
def campaign(units):
    return order(units)


def order(units, **more):
    CalendarDay.objects.get_or_create(date=date(2023, 1, 27), kind="holiday")
    CalendarDay.objects.get_or_create(date=date(2023, 1, 28), kind="workday")
    campaign = factories.CampaignFactory(centre=units["XMZX"], **more)
    rounds.make_rounds(campaign)
    return campaign


def shown(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def test_the_order_has_a_baseline_twelve_fridays_and_a_summary(campaign):
    found = list(campaign.rounds.order_by("cutoff_on"))

    assert [r.stage for r in found] == ["baseline", *["weekly"] * 12, "summary"]
    assert [r.number for r in found] == list(range(14))
    assert found[0].cutoff_on == date(2022, 12, 6)
    assert (shown(found[0].opens_at), shown(found[0].due_at)) == (
        "2022-12-01 00:00", "2022-12-06 12:00",
    )  # fmt: skip
    assert (found[1].cutoff_on, found[12].cutoff_on) == (date(2022, 12, 9), date(2023, 2, 24))
    assert (shown(found[1].opens_at), shown(found[1].due_at)) == (
        "2022-12-05 00:00", "2022-12-09 12:00",
    )  # fmt: skip
    assert found[13].cutoff_on == date(2023, 2, 26)


def test_the_spring_festival_round_keeps_its_name_and_moves_its_deadline(campaign):
    round_ = campaign.rounds.get(cutoff_on=date(2023, 1, 27))

    assert (round_.number, shown(round_.due_at)) == (8, "2023-01-28 12:00")
    moved = [r for r in campaign.rounds.all() if timezone.localdate(r.due_at) != r.cutoff_on]
    assert moved == [round_]


def test_the_other_rule_moves_it_forward(units):
    campaign = order(units, holiday_rule="previous_working_day")

    assert shown(campaign.rounds.get(number=8).due_at) == "2023-01-26 12:00"


def test_making_rounds_twice_changes_nothing(campaign):
    before = list(campaign.rounds.values_list("pk", "due_at"))

    rounds.make_rounds(campaign)

    assert list(campaign.rounds.values_list("pk", "due_at")) == before


def test_a_calendar_edit_moves_only_rounds_not_yet_opened(campaign):
    rounds.open_due(at("2022-12-05 00:00"))
    for day in (date(2022, 12, 9), date(2022, 12, 16)):
        CalendarDay.objects.create(date=day, kind="holiday")

    rounds.follow_calendar(at("2022-12-06 00:00"))

    assert shown(campaign.rounds.get(number=1).due_at) == "2022-12-09 12:00"
    assert shown(campaign.rounds.get(number=2).due_at) == "2022-12-19 12:00"


def test_a_date_set_by_the_centre_stays_whatever_the_calendar_says(cast):
    round_ = factories.RoundFactory(
        campaign=cast.campaign, number=2, cutoff_on=date(2022, 12, 16), opened_at=None,
        opens_at=at("2022-12-12 00:00"), due_at=at("2022-12-16 12:00"),
    )  # fmt: skip
    rounds.move_round(
        round_id=round_.pk, due_at=at("2022-12-15 17:00"), by=cast.centre, reason="周五全县大会"
    )
    CalendarDay.objects.create(date=date(2022, 12, 16), kind="holiday")

    assert rounds.follow_calendar(at("2022-12-10 00:00")) == []
    round_.refresh_from_db()
    assert shown(round_.due_at) == "2022-12-15 17:00"


def test_moving_an_open_round_tells_who_has_not_filed_and_is_kept_with_its_reason(cast):
    rounds.move_round(
        round_id=cast.round.pk, due_at=at("2022-12-09 15:00"), by=cast.centre, reason="停电"
    )

    assert Act.objects.get(verb="round-move").reason == "停电"
    assert cast.round.history.first().history_change_reason == "停电"
    assert Notification.objects.filter(user=cast.reporter, text__contains="15:00").exists()


MOVES = [
    ("centre", "2022-12-09 09:00", "早", 422),
    ("centre", "2022-12-09 15:00", "", 422),
    ("office", "2022-12-09 15:00", "停电", 403),
]


@pytest.mark.parametrize(("who", "when", "reason", "status"), MOVES)
def test_what_cannot_be_moved(cast, who, when, reason, status):
    with pytest.raises(Refused) as refused:
        rounds.move_round(
            round_id=cast.round.pk, due_at=at(when), by=getattr(cast, who), reason=reason
        )
    assert refused.value.status == status


def test_rounds_open_as_of_their_own_time_with_a_table_for_every_unit(campaign):
    late = at("2022-12-06 08:00")  # the sweep slept over two openings

    opened = rounds.open_due(late)

    assert [r.number for r in opened] == [0, 1]
    assert shown(opened[1].opened_at) == "2022-12-05 00:00"
    reporting = Unit.objects.reporting().count()
    assert Submission.objects.count() == 2 * reporting
    assert rounds.open_due(late) == []


def test_a_unit_that_begins_later_gets_its_table_at_the_next_sweep(campaign, units):
    rounds.open_due(at("2022-12-07 08:00"))
    new = factories.UnitFactory(parent=units["XMZX"])

    rounds.open_due(at("2022-12-07 08:01"))

    assert [s.round.number for s in Submission.objects.filter(unit=new)] == [1]


def test_the_summary_has_no_table(campaign):
    rounds.open_due(at("2023-02-26 09:00"))

    assert not Submission.objects.filter(round__stage="summary").exists()


def test_the_first_act_opens_a_round_whose_sweep_has_not_come(campaign, friday):
    friday.move_to(at("2022-12-12 00:05"))
    round_ = campaign.rounds.get(number=2)

    rounds.ensure_open(round_)

    assert round_.submissions.count() == Unit.objects.reporting().count()


def test_nothing_is_filed_before_the_opening(campaign, friday):
    with pytest.raises(Refused) as refused:
        rounds.ensure_open(campaign.rounds.get(number=2))
    assert refused.value.status == 409


CURRENT = [
    ("2022-11-30 09:00", None),
    ("2022-12-05 09:00", 0),
    ("2022-12-06 12:01", 1),
    ("2022-12-10 09:00", 1),
    ("2022-12-12 00:00", 2),
    ("2023-01-28 11:00", 8),
    ("2023-02-27 09:00", 12),
]


@pytest.mark.parametrize(("when", "number"), CURRENT)
def test_the_current_round_is_the_one_due_next_else_the_newest(campaign, when, number):
    found = current_round(campaign.centre_id, "permits", at(when))

    assert (found.number if found else None) == number


def test_active_rounds_are_those_not_due_and_the_newest(campaign):
    rounds.open_due(at("2022-12-05 09:00"))
    assert [r.number for r in active_rounds(at("2022-12-05 09:00"))] == [0, 1]
    assert [r.number for r in active_rounds(at("2022-12-09 13:00"))] == [1]


def ladder(round_, steps=DEFAULT_LADDER):
    found = rungs(steps, weekday=4, opens_at=round_.opens_at, due_at=round_.due_at)
    return [shown(rung.at) for rung in found]


def test_the_default_ladder_is_wednesday_thursday_and_friday_morning(campaign):
    assert ladder(campaign.rounds.get(number=1)) == [
        "2022-12-07 17:00", "2022-12-08 17:00", "2022-12-09 09:00", "2022-12-09 11:00",
        "2022-12-09 12:00",
    ]  # fmt: skip


def test_the_ladder_moves_with_the_deadline(campaign):
    assert ladder(campaign.rounds.get(number=8))[:2] == ["2023-01-26 17:00", "2023-01-27 17:00"]


def test_the_centre_edits_the_ladder(cast):
    steps = [rounds.step_on_weekday(3, time(9, 30)), rounds.step_before(90), rounds.step_before(0)]

    campaign = rounds.set_ladder(campaign_id=cast.campaign.pk, ladder=steps, by=cast.centre)

    assert [step["stage"] for step in campaign.ladder] == ["w3-0930", "m90", "overdue"]
    assert campaign.ladder[1]["label"] == "截止前 1 小时 30 分"
    assert ladder(cast.round, campaign.ladder) == [
        "2022-12-08 09:30", "2022-12-09 10:30", "2022-12-09 12:00",
    ]  # fmt: skip


def test_an_empty_ladder_is_refused(cast):
    with pytest.raises(Refused):
        rounds.set_ladder(campaign_id=cast.campaign.pk, ladder=[], by=cast.centre)


def test_the_reference_data_loads_once_and_again_without_undoing_edits(db):
    call_command("load_reference")
    campaign = Campaign.objects.get()
    campaign.name = "改过的名称"
    campaign.save()

    call_command("load_reference")

    assert Campaign.objects.get().name == "改过的名称"
    assert Round.objects.count() == 14
    assert shown(Round.objects.get(cutoff_on=date(2023, 1, 27)).due_at) == "2023-01-28 12:00"
