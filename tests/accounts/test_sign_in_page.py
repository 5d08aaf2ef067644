"""The door: one sentence for everything wrong, a lock per name and address, no open redirect."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.views.sign_in import WRONG
from tests.factories import PASSWORD, at
from workplace.models import Act

LOGIN = reverse("accounts:login")


def sign_in(client, username="reporter", password=PASSWORD, query="", **extra):
    return client.post(f"{LOGIN}{query}", {"username": username, "password": password}, **extra)


def test_the_right_password_opens_the_first_page(client, people):
    response = sign_in(client)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get(reverse("accounts:me")).status_code == 200


def test_a_name_typed_with_capitals_and_spaces_is_the_same_name(client, people):
    assert sign_in(client, username=" Reporter ").status_code == 302


def test_unknown_wrong_and_disabled_get_the_same_page(people):
    people["outsider"].is_active = False
    people["outsider"].save()
    pages = []
    for username, password in [
        ("nobody", PASSWORD),
        ("reporter", "wrong-password"),
        ("outsider", PASSWORD),
    ]:
        response = sign_in(Client(), username, password, REMOTE_ADDR=f"10.0.0.{len(pages) + 1}")
        assert response.status_code == 422
        assert WRONG in response.content.decode()
        body = response.content.decode().replace(f'value="{username}"', "")
        pages.append("\n".join(line for line in body.splitlines() if "csrf" not in line))
    assert pages[0].split("请求编号")[0] == pages[1].split("请求编号")[0]
    assert pages[1].split("请求编号")[0] == pages[2].split("请求编号")[0]


def test_five_wrong_tries_lock_the_name_at_that_address_only(people):
    for _ in range(5):
        response = sign_in(Client(), password="wrong", REMOTE_ADDR="10.0.0.1")
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert sign_in(Client(), REMOTE_ADDR="10.0.0.1").status_code == 429
    assert sign_in(Client(), REMOTE_ADDR="10.0.0.2").status_code == 302
    assert sign_in(Client(), "centre", REMOTE_ADDR="10.0.0.1").status_code == 302


def test_the_lock_ends_after_fifteen_minutes_even_when_tried_meanwhile(people, friday):
    for _ in range(6):
        sign_in(Client(), password="wrong")
    friday.move_to(at("2022-12-09 10:10"))
    assert sign_in(Client()).status_code == 429
    friday.move_to(at("2022-12-09 10:15:01"))
    assert sign_in(Client()).status_code == 302


def test_four_wrong_tries_and_a_right_one_start_the_count_again(people):
    for _ in range(2):
        for _ in range(4):
            assert sign_in(Client(), password="wrong").status_code == 422
        assert sign_in(Client()).status_code == 302


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/report/2022-12-09/", "/report/2022-12-09/"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_next_leads_back_to_us_or_to_the_first_page(client, people, target, lands):
    response = client.post(LOGIN, {"username": "reporter", "password": PASSWORD, "next": target})
    assert response["Location"] == lands


def test_a_page_whose_session_ended_is_told_in_its_small_window(client, people):
    response = sign_in(client, query="?again=1")
    assert response.status_code == 200
    assert "data-signed-in" in response.content.decode()


def test_signing_out_ends_the_session_and_clears_the_cache(client, people):
    client.force_login(people["reporter"])
    response = client.post(reverse("accounts:logout"))
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache"'
    assert client.get(reverse("accounts:me")).status_code == 302
    assert client.get(reverse("accounts:logout")).status_code == 405


def test_good_bad_locked_and_out_are_each_in_the_book_of_acts(client, people):
    for _ in range(5):
        sign_in(Client(), password="wrong", REMOTE_ADDR="10.0.0.1")
    sign_in(client)
    client.post(reverse("accounts:logout"))
    book = list(Act.objects.order_by("pk").values_list("verb", "result", "target"))
    assert book.count(("sign-in", "refused", "reporter")) == 5
    assert book.count(("locked-out", "refused", "reporter")) == 1
    assert book[-2:] == [("sign-in", "ok", "reporter"), ("sign-out", "ok", "reporter")]


def test_a_fragment_without_a_session_asks_the_page_to_sign_in(client, db):
    response = client.get(reverse("accounts:me"), headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response["HX-Trigger"] == "sign-in"
