"""A session ends by itself, and by everything that changes what its owner may do (S33, S34)."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import users
from tests.factories import at

ME = reverse("accounts:me")


@pytest.fixture
def signed_in(client, people, friday):
    client.force_login(people["reporter"])
    assert client.get(ME).status_code == 200
    return client


def test_four_idle_hours_end_it(signed_in, friday):
    friday.move_to(at("2022-12-09 13:59:59"))
    assert signed_in.get(ME).status_code == 200
    friday.move_to(at("2022-12-09 18:00:00"))
    assert signed_in.get(ME).status_code == 302


def test_a_poll_does_not_keep_it_alive(signed_in, friday):
    for hour in range(11, 14):
        friday.move_to(at(f"2022-12-09 {hour}:00"))
        assert signed_in.get(ME, headers={"X-Background": "1"}).status_code == 200
    friday.move_to(at("2022-12-09 14:00:01"))
    poll = {"X-Background": "1", "HX-Request": "true"}
    assert signed_in.get(ME, headers=poll).status_code == 401


def test_twelve_hours_end_it_however_busy(signed_in, friday):
    for hour in range(11, 22):
        friday.move_to(at(f"2022-12-09 {hour}:00"))
        assert signed_in.get(ME).status_code == 200
    friday.move_to(at("2022-12-09 22:00:01"))
    assert signed_in.get(ME).status_code == 302


def test_a_session_known_before_sign_in_is_not_taken_over(people):
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    client.force_login(people["reporter"])
    assert client.cookies["sessionid"].value != "a" * 32


ADMIN_ACTS = {
    "role": lambda user, by: users.set_role(user_id=user.pk, role="office", by=by),
    "reset": lambda user, by: users.reset_password(user_id=user.pk, by=by),
    "disable": lambda user, by: users.disable_user(user_id=user.pk, by=by),
    "sessions": lambda user, by: users.end_sessions(user_id=user.pk, by=by),
}


@pytest.mark.parametrize("act", ADMIN_ACTS)
def test_what_changes_an_account_ends_its_sessions(signed_in, people, act):
    ADMIN_ACTS[act](people["reporter"], people["admin"])
    assert signed_in.get(ME).status_code == 302


def test_another_unit_ends_the_sessions(signed_in, people, units):
    reporter = people["reporter"]
    values = {"name": reporter.name, "email": "", "unit": units["JTJ"], "is_liaison": False}
    users.edit_user(user_id=reporter.pk, values=values, by=people["admin"])
    assert signed_in.get(ME).status_code == 302


def test_ending_the_other_sessions_keeps_this_one(signed_in, people):
    other = Client()
    other.force_login(people["reporter"])
    assert signed_in.post(reverse("accounts:sessions-end")).status_code == 302
    assert signed_in.get(ME).status_code == 200
    assert other.get(ME).status_code == 302
