"""Changing one's password, and the initial one that opens nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services import users
from tests.factories import PASSWORD, at
from workplace.models import Act

PAGE = reverse("accounts:password")
NEW = "xingfu-qinglong-2"


def change(client, old=PASSWORD, new=NEW, again=None):
    data = {"old_password": old, "new_password": new, "new_password_again": again or new}
    return client.post(PAGE, data)


@pytest.fixture
def reporter(client, people):
    client.force_login(people["reporter"])
    return people["reporter"]


def test_a_changed_password_signs_in_and_the_old_one_does_not(client, reporter):
    assert change(client).status_code == 302
    reporter.refresh_from_db()
    assert reporter.check_password(NEW)
    assert Act.objects.filter(verb="password-change", user=reporter).count() == 1


def test_the_same_form_twice_is_answered_twice_and_done_once(client, reporter):
    data = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    data["op"] = "0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a13"
    for _ in range(2):
        response = client.post(PAGE, data)
        assert (response.status_code, response["Location"]) == (302, "/")
    assert Act.objects.filter(verb="password-change").count() == 1
    assert client.get(reverse("accounts:me")).status_code == 200


def test_the_page_from_before_the_change_says_that_nothing_came_of_it(client, reporter):
    data = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    data["op"] = "0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a13"
    client.post(PAGE, data)
    other = {"new_password": "another-one-97", "new_password_again": "another-one-97"}
    assert client.post(PAGE, data | other).status_code == 422
    reporter.refresh_from_db()
    assert reporter.check_password(NEW)


def test_a_wrong_form_can_be_corrected_and_sent_again(client, reporter):
    data = {"old_password": "wrong", "new_password": NEW, "new_password_again": NEW}
    data["op"] = "0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a13"
    assert client.post(PAGE, data).status_code == 422
    assert client.post(PAGE, data | {"old_password": PASSWORD}).status_code == 302


def test_this_session_stays_and_all_others_end(client, reporter):
    elsewhere = Client()
    elsewhere.force_login(reporter)
    change(client)
    assert client.get(reverse("accounts:me")).status_code == 200
    assert elsewhere.get(reverse("accounts:me")).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", NEW, None, "old_password"),
        (PASSWORD, NEW, "another-one-9", "new_password_again"),
        (PASSWORD, PASSWORD, None, "new_password"),
        (PASSWORD, "short-1", None, "new_password"),
        (PASSWORD, "password123", None, "new_password"),
        (PASSWORD, "puxian-2023-abc", None, "new_password"),
        (PASSWORD, "蒲县一二三四五六七八", None, "new_password"),
        (PASSWORD, "reporter-4711", None, "new_password"),
        (PASSWORD, "XUEGUAN-xyz-12", None, "new_password"),
        (PASSWORD, "x" * 129, None, "new_password"),
    ],
)
def test_what_is_refused_says_so_at_its_field(client, reporter, old, new, again, field):
    response = change(client, old, new, again)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() >= {field}
    reporter.refresh_from_db()
    assert reporter.check_password(PASSWORD)


def test_those_who_can_do_more_need_twelve_signs(client, people):
    client.force_login(people["centre"])
    assert change(client, new="abc-def-12x").status_code == 422
    assert change(client, new="abc-def-12xy").status_code == 302


def test_no_password_is_written_into_the_book_of_acts(client, reporter):
    change(client)
    for act in Act.objects.all():
        assert NEW not in str(vars(act))


def test_an_initial_password_opens_only_its_own_replacement(client, people):
    user, password = users.reset_password(user_id=people["reporter"].pk, by=people["admin"])
    sign_in = {"username": user.username, "password": password}
    assert client.post(reverse("accounts:login"), sign_in).status_code == 302
    for name in ("accounts:me", "workplace:notifications"):
        assert client.get(reverse(name))["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
    assert change(client, old=password).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200


def test_an_initial_password_lives_seventy_two_hours(client, people, friday):
    user, password = users.reset_password(user_id=people["reporter"].pk, by=people["admin"])
    assert user.password_expires_at == timezone.now() + timedelta(hours=72)
    friday.move_to(at("2022-12-12 10:00:01"))
    sign_in = {"username": user.username, "password": password}
    assert client.post(reverse("accounts:login"), sign_in).status_code == 422
    assert client.get(PAGE).status_code == 302


def test_initial_passwords_are_sixteen_signs_and_never_the_same(people):
    given = {
        users.reset_password(user_id=people["reporter"].pk, by=people["admin"])[1]
        for _ in range(20)
    }
    assert len(given) == 20
    assert {len(password) for password in given} == {16}
