"""Told once, in one digest, not in quiet hours; two sweeps, a dry run and a settled matter."""

from datetime import date, time

import pytest
from django.core import mail

from accounts.errors import Refused
from procedures.models import Nudge
from procedures.services import nudges
from reporting.services.sweep import sweep
from tests import factories
from tests.factories import at
from tests.procedures.nudged import (
    decide,
    digests_of,
    lines_of,
    put,
    spring_festival,
    steps,
)
from workplace import post
from workplace.models import Act, Delivery, DigestLine, Notification, Preference


@pytest.fixture
def overdue(cast):
    return put(cast.permit, due_on=date(2022, 12, 8))


@pytest.fixture
def many(cast, overdue):
    for kind in cast.kinds:
        if kind.code in {"eia", "planning"}:
            factories.PermitFactory(project=cast.project, kind=kind, due_on=date(2022, 12, 8))


def test_one_digest_for_three_matters_in_the_morning(cast, many):
    decide("2022-12-09 00:05")
    assert digests_of(cast.reporter) == []
    assert len(lines_of(cast.reporter)) == 3
    decide("2022-12-09 08:29")
    assert digests_of(cast.reporter) == []
    decide("2022-12-09 08:30")
    [note] = digests_of(cast.reporter)
    assert note.text.startswith("3 件要办：昕水河治理工程（")
    assert note.url == f"/notifications/digest/{note.pk}/"
    assert set(Nudge.objects.values_list("told_at", flat=True)) == {at("2022-12-09 08:30")}


def test_sweeps_that_come_again_repeat_nothing(cast, many):
    for minute in ("08:30", "08:30", "08:31", "14:30", "19:00"):
        decide(f"2022-12-09 {minute}")
    assert len(digests_of(cast.reporter)) == 1
    assert Nudge.objects.count() == 3


def test_a_sweep_of_another_worker_at_the_same_moment_adds_nothing(cast, many, monkeypatch):
    """Both have read that nothing is there; the constraints let one of them write."""
    decide("2022-12-09 00:05")
    before = (Nudge.objects.count(), DigestLine.objects.count())
    found = nudges._found(at("2022-12-09 00:05"), set())
    monkeypatch.setattr(Nudge.objects, "filter", lambda **_: Nudge.objects.none())
    nudges._write(found, at("2022-12-09 00:05"))
    monkeypatch.undo()
    nudges._address(list(Nudge.objects.select_related("unit")), at("2022-12-09 00:05"))
    assert (Nudge.objects.count(), DigestLine.objects.count()) == before


def test_the_mail_names_everything_with_its_place(cast, many):
    decide("2022-12-09 08:30")
    post.deliver_due()
    [letter] = [m for m in mail.outbox if m.to == ["reporter@example.test"]]
    assert letter.subject.startswith("【蒲县重点项目】3 件要办")
    assert letter.body.startswith("蒲县薛关镇人民政府 张reporter同志：")
    assert "下列 3 件事请及时办理。" in letter.body
    for number in "123":
        assert f"\n{number}. 昕水河治理工程（" in letter.body
    assert f"http://127.0.0.1:8000/permits/{cast.permit.pk}/" in letter.body
    assert "/notifications/digest/" in letter.body


def test_who_wants_no_mail_gets_none(cast, many):
    Preference.objects.create(user=cast.reporter, by_email=False)
    decide("2022-12-09 08:30")
    assert len(digests_of(cast.reporter)) == 1
    assert not Delivery.objects.exists()


def returned(cast, moment):
    put(cast.permit, status="returned", handler_says="returned", handler_at=at(moment))


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        ("2022-12-09 10:03", "2022-12-09 10:03"),  # at once
        ("2022-12-09 19:59", "2022-12-09 19:59"),
        ("2022-12-09 20:00", "2022-12-12 07:30"),  # Friday evening → Monday morning
        ("2022-12-10 10:00", "2022-12-12 07:30"),  # Saturday
        ("2022-12-12 07:29", "2022-12-12 07:30"),
        ("2023-01-21 10:00", "2023-01-28 07:30"),  # 春节 → the Saturday that is worked
    ],
)
def test_what_is_urgent_is_told_at_once_but_not_in_quiet_hours(cast, friday, happens, told):
    spring_festival()
    returned(cast, happens)
    moment = at(happens)
    decide(happens)
    due = at(told)
    if moment != due:
        assert digests_of(cast.reporter) == []
        minute_before = due - (at("2022-12-09 10:01") - at("2022-12-09 10:00"))
        nudges.decide(minute_before)
        assert digests_of(cast.reporter) == []
        nudges.decide(due)
    assert [note.at for note in digests_of(cast.reporter)] == [due]


def test_ones_own_quiet_hours_and_kinds_count(cast):
    Preference.objects.create(
        user=cast.reporter, quiet_from=time(12, 0), quiet_until=time(14, 0), at_once=[]
    )
    returned(cast, "2022-12-09 10:00")
    decide("2022-12-09 10:00")  # not urgent for this person any more
    assert digests_of(cast.reporter) == []
    decide("2022-12-09 14:30")
    assert len(digests_of(cast.reporter)) == 1


def test_what_is_settled_before_it_is_told_is_not_told(cast, overdue):
    decide("2022-12-09 00:05")
    put(overdue, status="done", completed_on=date(2022, 12, 9))
    decide("2022-12-09 08:30")
    assert digests_of(cast.reporter) == []
    assert steps() == []


def test_a_unit_without_an_account_is_told_when_it_gets_one(cast):
    put(cast.permit, status="submitted", due_on=date(2022, 12, 8), handling_unit=cast.units["JTJ"])
    decide("2022-12-09 08:30")
    assert Nudge.objects.get().told_at is None
    newcomer = factories.UserFactory(unit=cast.units["JTJ"])
    decide("2022-12-09 11:00")
    decide("2022-12-09 14:30")
    assert len(digests_of(newcomer)) == 1


def test_the_sweep_decides_and_a_dry_run_only_says(cast, overdue):
    report = sweep(at("2022-12-09 08:30"), dry_run=True)
    assert [(one.unit, one.step) for one in report.nudges] == [("XUEGUAN", "overdue")]
    assert {"at", "opened", "moved", "reminders", "delivered"} <= set(report.as_json())
    assert not Nudge.objects.exists()
    sweep(at("2022-12-09 08:30"))
    assert steps() == ["XUEGUAN overdue"]
    assert len(digests_of(cast.reporter)) == 1


def test_two_missed_fridays_in_a_row_reach_the_head(cast):
    boss = factories.UserFactory(unit=cast.units["XUEGUAN"], is_head=True)
    early = factories.RoundFactory(
        campaign=cast.campaign, number=0, stage="baseline", cutoff_on=date(2022, 12, 6),
        due_at=at("2022-12-06 12:00"), opens_at=at("2022-12-01 08:00"),
    )  # fmt: skip
    factories.SubmissionFactory(round=early, unit=cast.units["XUEGUAN"])
    done = at("2022-12-06 11:00")
    factories.SubmissionFactory(round=early, unit=cast.units["HEILONGGUAN"], submitted_at=done)
    decide("2022-12-09 11:59")
    assert steps() == []
    decide("2022-12-09 12:00")
    assert steps() == ["XUEGUAN head"]
    assert "连续 2 期没有报" in digests_of(boss)[0].text
    decide("2022-12-12 09:00")
    assert steps() == ["XUEGUAN head"]


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    def more(count):
        for _ in range(count):
            project = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
            factories.PermitFactory(project=project, kind=cast.kinds[0], due_on=date(2022, 12, 8))

    more(2)
    with django_assert_max_num_queries(34) as few:
        decide("2022-12-09 08:30")
    more(20)
    Notification.objects.all().delete()
    with django_assert_max_num_queries(len(few.captured_queries)):
        decide("2022-12-09 14:30")
    assert Nudge.objects.count() == 22


def test_chasing_tells_at_once_and_once_per_op(cast, overdue, client, friday):
    decide("2022-12-09 08:30")
    client.force_login(cast.centre)
    form = {
        "nudge": [Nudge.objects.get().pk],
        "op": "0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a12",
    }
    for _ in range(2):
        assert client.post("/permits/nudges/chase/", form).status_code == 302
    assert [note.text[:3] for note in digests_of(cast.reporter)] == ["昕水河", "催办："]
    assert Act.objects.filter(verb="nudge-chase").count() == 1


def test_what_is_settled_is_not_chased(cast, overdue):
    decide("2022-12-09 08:30")
    put(overdue, status="done", completed_on=date(2022, 12, 9))
    row = Nudge.objects.select_related("unit", "permit", "issue").get()
    with pytest.raises(Refused, match="已经办了"):
        nudges.chase(nudges=[row], by=cast.centre)


def test_a_head_without_an_address_hears_by_the_bell(cast):
    boss = factories.UserFactory(unit=cast.units["XUEGUAN"], is_head=True, email="")
    put(cast.permit, due_on=date(2022, 12, 1))
    decide("2022-12-09 08:30")
    post.deliver_due()
    [note] = digests_of(boss)
    assert "请单位负责人督促" in note.text
    assert not Delivery.objects.filter(notification=note).exists()
    assert all(letter.to for letter in mail.outbox)
