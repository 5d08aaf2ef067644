"""Post: told once, sent under a lease, tried again, never lost (security.md R6)."""

import smtplib
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import transaction

from tests.factories import at
from workplace import post
from workplace.models import Delivery, Notification


@pytest.fixture
def told(people, friday):
    users = [people["reporter"], people["outsider"]]
    assert post.notify(users=users, key="round-1-due", text="请上报第1期", url="/report/") == 2
    return users


def test_each_is_told_once_per_key(told, people):
    assert post.notify(users=told, key="round-1-due", text="请上报第1期") == 0
    assert post.notify(users=[*told, people["handler"]], key="round-1-due", text="x") == 1
    assert Notification.objects.count() == 3
    assert Delivery.objects.count() == 3


def test_without_an_address_only_the_bell_rings(people):
    people["reporter"].email = ""
    post.notify(users=[people["reporter"]], key="k", text="请上报")
    assert Notification.objects.count() == 1
    assert not Delivery.objects.exists()


def test_a_disabled_account_is_not_told(people):
    people["reporter"].is_active = False
    assert post.notify(users=[people["reporter"]], key="k", text="请上报") == 0


def test_the_mail_has_one_line_as_subject_a_link_and_a_lasting_id(told):
    assert post.deliver_due() == 2
    letter = mail.outbox[0]
    assert letter.subject == "【蒲县重点项目】请上报第1期"
    assert "http://127.0.0.1:8000/report/" in letter.body
    delivery = Delivery.objects.get(address=letter.to[0])
    assert letter.extra_headers["Message-ID"] == delivery.message_id
    assert delivery.status == "sent"
    assert post.deliver_due() == 0


def test_a_line_break_in_a_name_adds_no_header(people):
    text = "项目甲\r\nBcc: evil@example.test\n已退回"
    post.notify(users=[people["reporter"]], key="k", text=text)
    post.deliver_due()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert "\n" not in mail.outbox[0].subject


def fail(error):
    return patch("workplace.post.EmailMessage.send", side_effect=error)


def test_a_failure_is_tried_after_one_five_and_thirty_minutes(told, friday):
    moments = ["10:00", "10:01", "10:06", "10:36", "11:06", "11:36", "12:06", "12:36"]
    for moment in moments:
        friday.move_to(at(f"2022-12-09 {moment}"))
        with fail(smtplib.SMTPServerDisconnected("gone")) as send:
            assert post.deliver_due() == 0
            assert post.deliver_due() == 0  # not due again yet
        assert send.call_count == 2  # two letters, each once
    assert set(Delivery.objects.values_list("status", "attempts")) == {("failed", 8)}
    friday.move_to(at("2022-12-10 10:00"))
    assert post.deliver_due() == 0


def test_a_letter_that_goes_through_later_is_sent(told, friday):
    with fail(OSError("refused")):
        post.deliver_due()
    friday.move_to(at("2022-12-09 10:01"))
    assert post.deliver_due() == 2
    assert set(Delivery.objects.values_list("status", "error")) == {("sent", "")}


def test_one_bad_letter_does_not_hold_up_the_others(told):
    with patch("workplace.post.EmailMessage.send", side_effect=[OSError("no"), 1]):
        assert post.deliver_due() == 1


def test_a_worker_killed_while_sending_leaves_a_lease_that_ends(told, friday):
    with fail(KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        post.deliver_due(limit=1)
    assert post.deliver_due() == 1  # the other one; this one is leased
    friday.move_to(at("2022-12-09 10:01:01"))
    assert post.deliver_due() == 1


def test_a_letter_that_kills_every_worker_is_given_up(told, friday):
    Delivery.objects.update(attempts=8, leased_until=at("2022-12-09 09:00"))
    assert post.deliver_due() == 0
    assert set(Delivery.objects.values_list("status", flat=True)) == {"failed"}


def test_the_worker_is_woken_only_after_the_commit(people, django_capture_on_commit_callbacks):
    with patch("workplace.tasks.deliver.apply_async") as wake:
        with django_capture_on_commit_callbacks(execute=True):
            post.notify(users=[people["reporter"]], key="k", text="请上报")
            wake.assert_not_called()
        wake.assert_called_once_with()


def test_a_broker_that_is_away_spoils_nothing(people, django_capture_on_commit_callbacks):
    with (
        patch("workplace.tasks.deliver.apply_async", side_effect=OSError("no broker")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        post.notify(users=[people["reporter"]], key="k", text="请上报")
    assert Delivery.objects.count() == 1


def test_a_rolled_back_act_tells_nobody(people):
    with transaction.atomic():
        post.notify(users=[people["reporter"]], key="k", text="请上报")
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
