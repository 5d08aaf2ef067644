"""Alarms are kept: looked for once a day and after a compilation, gone, back, cleared, asked."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.errors import Refused
from accounts.models import Unit
from reporting.models import Alarm
from reporting.services import alarms as services
from reporting.services.compile import compile_round
from reporting.services.sweep import sweep
from reporting.suspicion.facts import load
from tests import factories
from tests.factories import at
from tests.reporting.filing import file_table, step
from workplace.models import Act, Notification

TODAY = date(2022, 12, 9)


@pytest.fixture
def suspect(cast):
    """A finding that is easily made and unmade: more counted than reported."""
    plan = factories.PlanFactory(project=cast.project, year=2022)
    return factories.ProgressFactory(
        plan=plan, as_of=TODAY, completed_investment=Decimal(50), statistical_investment=Decimal(60)
    )


def change(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def the_alarm():
    return Alarm.objects.get(rule="statistics_over")


def look(cast):
    return services.look(cast.centre.unit)


def test_a_vanished_finding_is_gone_and_the_same_one_comes_back_as_the_same_row(cast, suspect):
    assert look(cast).new == 1
    alarm = the_alarm()
    change(suspect, statistical_investment=Decimal(50))
    found = look(cast)
    assert (found.new, found.gone, found.standing) == (0, 1, 0)
    assert the_alarm().gone_at is not None
    change(suspect, statistical_investment=Decimal(60))
    assert look(cast).new == 1
    back = the_alarm()
    assert (back.pk, back.gone_at, back.first_at) == (alarm.pk, None, alarm.first_at)


def test_what_was_cleared_stays_so_until_its_fact_changes(cast, suspect):
    look(cast)
    services.clear(alarm_id=the_alarm().pk, explanation="统计局口径不同", by=cast.centre)
    assert look(cast).standing == 0
    change(suspect, statistical_investment=Decimal(50))
    look(cast)
    change(suspect, statistical_investment=Decimal(60))
    assert look(cast).standing == 0  # the very same fact again
    change(suspect, statistical_investment=Decimal(61))
    found = look(cast)
    assert (found.new, found.standing) == (1, 1)
    assert Alarm.objects.filter(rule="statistics_over").count() == 2


def test_two_looks_find_nothing_twice(cast, suspect):
    look(cast)
    assert look(cast).new == 0
    assert Alarm.objects.filter(rule="statistics_over").count() == 1


def test_the_sweep_looks_once_a_day(cast, suspect, friday):
    sweep()
    assert Alarm.objects.standing().count() == 1
    change(suspect, statistical_investment=Decimal(70))
    friday.move_to(at("2022-12-09 17:00"))
    sweep()
    assert Alarm.objects.standing().get().fact == the_alarm().fact  # not again today
    friday.move_to(at("2022-12-10 00:01"))
    sweep()
    assert [a.gone_at is None for a in Alarm.objects.filter(rule="statistics_over")] == [
        True,
        False,
    ]


def test_a_compilation_makes_the_next_sweep_look(cast, suspect, friday):
    sweep()
    change(suspect, statistical_investment=Decimal(50))
    friday.shift(timedelta(minutes=5))
    file_table(cast.submission, cast.reporter)
    step(cast.submission, "accept", cast.centre)
    compile_round(round_id=cast.round.pk, by=cast.centre)
    friday.shift(timedelta(minutes=1))
    assert services.look_when_due(factories.at("2022-12-09 10:06")) == 1
    assert Alarm.objects.standing().count() == 0
    assert services.look_when_due(factories.at("2022-12-09 10:07")) == 0


def test_a_dry_sweep_looks_at_nothing(cast, suspect):
    sweep(dry_run=True)
    assert not Alarm.objects.filter(rule="statistics_over").exists()


def test_the_centre_is_told_of_new_ones_only(cast, suspect, friday):
    look(cast)
    friday.shift(timedelta(hours=1))
    look(cast)
    told = Notification.objects.filter(url="/alarms/")
    assert [note.user for note in told] == [cast.centre]


def test_a_clearing_can_be_taken_back_and_the_book_keeps_both(cast, suspect):
    look(cast)
    alarm = services.clear(alarm_id=the_alarm().pk, explanation="核对过", by=cast.centre)
    with pytest.raises(Refused, match="已经排除"):
        services.clear(alarm_id=alarm.pk, explanation="再来", by=cast.centre)
    services.take_back(alarm_id=alarm.pk, by=cast.centre)
    alarm = the_alarm()
    assert (alarm.cleared_at, alarm.cleared_by, alarm.explanation) == (None, None, "")
    assert Alarm.objects.standing().filter(pk=alarm.pk).exists()
    verbs = Act.objects.filter(verb__startswith="alarm-").order_by("pk")
    assert list(verbs.values_list("verb", "reason")) == [
        ("alarm-clear", "核对过"), ("alarm-undo", "核对过"),
    ]  # fmt: skip


def test_a_gone_one_needs_no_clearing(cast, suspect):
    look(cast)
    change(suspect, statistical_investment=None)
    look(cast)
    with pytest.raises(Refused, match="已经消失"):
        services.clear(alarm_id=the_alarm().pk, explanation="核对过", by=cast.centre)


def test_only_the_county_s_centre_acts(cast, suspect):
    look(cast)
    for who in (cast.office, cast.leader, cast.reporter):
        with pytest.raises(Refused, match="项目推进中心"):
            services.clear(alarm_id=the_alarm().pk, explanation="核对过", by=who)


def test_the_unit_is_asked_by_bell_and_led_to_a_page_that_it_may_see(cast, suspect):
    look(cast)
    assert services.ask(alarm_id=the_alarm().pk, question="哪天对的数", by=cast.centre) == 1
    note = Notification.objects.get(user=cast.reporter, key__startswith="alarm-")
    assert "哪天对的数" in note.text and cast.project.name in note.text
    assert note.url.startswith(f"/projects/{cast.project.number}/")


def test_a_unit_without_accounts_cannot_be_asked(cast, suspect):
    look(cast)
    cast.reporter.is_active = False
    cast.reporter.save(update_fields=["is_active"])
    with pytest.raises(Refused, match="没有能用的账号"):
        services.ask(alarm_id=the_alarm().pk, question="", by=cast.centre)


def test_each_county_has_its_own(cast, suspect):
    centre = factories.UnitFactory(code="XXZX", kind="centre", name="隰县项目推进中心")
    unit = factories.UnitFactory(parent=centre)
    theirs = factories.ProjectFactory(unit=unit, national_code=cast.project.national_code)
    plan = factories.PlanFactory(project=theirs, year=2022)
    factories.ProgressFactory(plan=plan, completed_investment=1, statistical_investment=2)
    look(cast)
    services.look(Unit.objects.get(pk=centre.pk))
    by_centre = {a.centre_id: a.project for a in Alarm.objects.filter(rule="statistics_over")}
    assert by_centre == {cast.centre.unit_id: cast.project, centre.pk: theirs}
    assert services.look(centre).standing == 1  # one county's look leaves the other's alone


def test_the_facts_of_a_county_take_as_many_queries_for_thirty_projects_as_for_three(
    cast, suspect, django_assert_num_queries, django_assert_max_num_queries
):
    def furnish(count):
        for _ in range(count):
            project = factories.ProjectFactory(unit=cast.reporter.unit)
            factories.PlanFactory(project=project)
            permit = factories.PermitFactory(project=project, kind=cast.kinds[0])
            factories.FundingFactory(project=project)
            for target in (project, permit):
                factories.AttachmentFactory(target=target, unit=project.unit, by=cast.reporter)

    furnish(3)
    load(cast.centre.unit, TODAY)  # content types are remembered
    with django_assert_max_num_queries(20) as few:
        load(cast.centre.unit, TODAY)
    furnish(27)
    with django_assert_num_queries(len(few)):
        load(cast.centre.unit, TODAY)
