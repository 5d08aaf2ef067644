"""The minute job: reminders exactly once, the latest stage only, and none after filing."""

from collections import Counter
from unittest.mock import patch

import pytest

from reporting.models import Reminder, Round
from reporting.services import sweep as service
from reporting.services.compile import compile_round
from reporting.services.sweep import sweep
from reporting.tasks import sweep as task
from tests import factories
from tests.factories import at
from tests.reporting.filing import file_table
from workplace import pulse
from workplace.models import Delivery, Notification

WED, THU = "2022-12-07 17:00", "2022-12-08 17:00"


def stages(unit="XUEGUAN", status="sent"):
    found = Reminder.objects.filter(unit__code=unit, status=status)
    return list(found.order_by("pk").values_list("stage", flat=True))


def reminders_of(user):
    return Notification.objects.filter(user=user, key__startswith="reminder-").count()


def test_nobody_is_reminded_before_the_first_stage(cast):
    sweep(at("2022-12-07 16:59"))

    assert not Reminder.objects.exists()


def test_each_stage_goes_to_those_who_have_not_filed(cast):
    file_table(cast.other_submission, cast.outsider, at=at("2022-12-06 09:00"))

    sweep(at(WED))
    sweep(at(THU))

    assert stages() == ["w2-1700", "w3-1700"]
    assert stages("HEILONGGUAN") == []
    assert reminders_of(cast.reporter) == 2
    assert Delivery.objects.filter(address="reporter@example.test").count() == 2


def test_a_sweep_that_comes_again_sends_nothing_twice(cast):
    for _ in range(3):
        sweep(at(WED))
    sweep(at("2022-12-07 17:01"))

    assert set(Counter(Reminder.objects.values_list("unit", "stage")).values()) == {1}
    assert reminders_of(cast.reporter) == 1


def test_a_sweep_that_slept_sends_only_the_latest_stage_and_records_the_others(cast):
    sweep(at("2022-12-09 11:20"))

    assert stages() == ["m60"]
    assert stages(status="skipped") == ["w2-1700", "w3-1700", "m180"]
    assert reminders_of(cast.reporter) == 1


def test_a_clock_that_jumps_back_repeats_nothing(cast):
    sweep(at("2022-12-09 11:20"))
    sweep(at(WED))

    assert stages() == ["m60"]


def test_at_the_deadline_the_late_and_the_centre_are_told(cast):
    sweep(at("2022-12-09 12:00"))

    assert stages()[-1] == "overdue"
    assert stages("XMZX") == ["overdue"]
    note = Notification.objects.get(user=cast.centre)
    assert note.url == "/review/2022-12-09/?only=missing"
    assert "单位未报" in note.text


def test_the_centre_is_told_nothing_when_all_have_filed(cast):
    cast.round.submissions.update(submitted_at=at("2022-12-09 09:00"), state="submitted")

    sweep(at("2022-12-09 12:00"))

    assert not Reminder.objects.exists()


def test_a_compiled_round_reminds_nobody(cast):
    file_table(cast.submission, cast.reporter)
    compile_round(round_id=cast.round.pk, by=cast.centre)

    assert sweep(at("2022-12-09 12:00")).reminders == []


def test_a_returned_table_is_not_reminded_again(cast):
    file_table(cast.submission, cast.reporter)
    cast.round.submissions.filter(pk=cast.submission.pk).update(state="returned")

    sweep(at("2022-12-09 12:00"))

    assert stages() == []


def test_the_text_says_what_is_left(cast):
    sweep(at("2022-12-09 09:00"))

    assert "还有 3 小时" in Notification.objects.get(user=cast.reporter).text


def test_a_dry_run_says_what_would_be_done_and_does_nothing(cast):
    cast.round.opened_at = None
    cast.round.save()

    report = sweep(at("2022-12-09 12:00"), dry_run=True)

    assert report.opened == ["permits 2022-12-09"]
    assert {sent.unit for sent in report.reminders} >= {"XUEGUAN", "XMZX"}
    assert not Reminder.objects.exists()
    assert Round.objects.get().opened_at is None
    assert pulse.last("sweep") is None


def test_the_round_that_a_reminder_speaks_of_is_the_newest(cast):
    """A week later nobody is chased for the old round any more."""
    old = cast.round
    factories.RoundFactory(
        campaign=cast.campaign, number=2, cutoff_on=at("2022-12-16 00:00").date(),
        opens_at=at("2022-12-12 00:00"), due_at=at("2022-12-16 12:00"), opened_at=None,
    )  # fmt: skip

    sweep(at("2022-12-14 17:00"))

    assert {r.round.number for r in Reminder.objects.select_related("round")} == {2}
    assert not old.reminders.exists()


def test_two_workers_at_the_same_moment_remind_once(cast):
    """The second one read before the first one wrote: the row that exists is not made again."""
    plain = service._new
    seen = []

    def overtaken(*args):
        new = plain(*args)
        if not seen:
            seen.append(True)
            service.remind(cast.round.pk, at(WED))
            return plain(*args)  # the lock makes the second read what the first wrote
        return new

    with patch.object(service, "_new", overtaken):
        service.remind(cast.round.pk, at(WED))

    assert Reminder.objects.filter(unit__code="XUEGUAN").count() == 1


def test_the_sweep_sends_the_post_and_beats(cast, mailoutbox):
    sweep(at(WED))

    assert len(mailoutbox) >= 1
    assert pulse.last("sweep") is not None


def test_the_task_runs_the_sweep_by_the_clock(cast, friday):
    friday.move_to(at(WED))

    task()

    assert stages() == ["w2-1700"]


@pytest.mark.parametrize("code", ["XUEGUAN", "JTJ"])
def test_units_without_an_account_are_recorded_all_the_same(cast, code):
    sweep(at(WED))

    assert stages(code) == ["w2-1700"]


def test_the_number_of_queries_does_not_grow_with_units(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        service.remind(cast.round.pk, at(WED))
    assert Reminder.objects.count() == cast.round.submissions.count()
