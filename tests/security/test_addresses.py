"""Where a request came from, and where it may be sent (S24, S25)."""

import pytest
from django.test import Client, RequestFactory

from accounts.http import client_ip, safe_next
from workplace.models import Act


@pytest.mark.parametrize(
    "target",
    [
        "//e.example",
        "/\\e.example",
        "https:e.example",
        "\t//e.example",
        " //e.example",
        "///e.example",
        "https://e.example/",
        "javascript:alert(1)",
        "http:///e.example",
        "/\t/e.example",
        "e.example",
        "",
    ],
)
def test_next_never_leads_away(target):
    request = RequestFactory().get("/accounts/login/", {"next": target})
    assert safe_next(request) in {"/", "/\t/e.example"[:1]}


@pytest.mark.parametrize("target", ["/", "/report/2022-12-09/?form=permits", "/projects/PX-1/#top"])
def test_next_leads_to_a_page_of_ours(target):
    assert safe_next(RequestFactory().get("/", {"next": target})) == target


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        ([], "10.0.0.9", None, "10.0.0.9"),
        ([], "10.0.0.9", "1.1.1.1", "10.0.0.9"),
        (["127.0.0.1"], "127.0.0.1", "10.0.0.9", "10.0.0.9"),
        (["127.0.0.1"], "127.0.0.1", "1.1.1.1, 10.0.0.9", "10.0.0.9"),
        (["127.0.0.1"], "127.0.0.1", "not an address", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", None, "127.0.0.1"),
        (["127.0.0.1"], "10.0.0.9", "1.1.1.1", "10.0.0.9"),
        (["127.0.0.1"], "", "10.0.0.9", "10.0.0.9"),
        ([], "", "10.0.0.9", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "::1", "::1"),
    ],
)
def test_the_address_is_forged_by_nobody(settings, trusted, remote, forwarded, address):
    settings.TRUSTED_PROXIES = trusted
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_ip(RequestFactory(headers=headers, REMOTE_ADDR=remote).get("/")) == address


def test_the_book_of_acts_has_the_true_address(people):
    client = Client(headers={"X-Forwarded-For": "1.1.1.1"}, REMOTE_ADDR="10.0.0.9")
    client.post("/accounts/login/", {"username": "reporter", "password": "wrong"})
    assert Act.objects.get().ip == "10.0.0.9"


def test_a_forged_host_is_refused(client, db, settings):
    settings.ALLOWED_HOSTS = ["puxian.example"]
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/accounts/login/", headers={"host": "puxian.example"}).status_code == 200
