"""Whatever goes wrong is a sentence in the look, with a request id and nothing of the inside."""

from unittest.mock import patch

import pytest
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from accounts.errors import Refused
from workplace.models import Act

BELL = reverse("workplace:notifications")
SECRET = "secret-of-the-inside"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def reporter(people):
    client = Client(raise_request_exception=False)
    client.force_login(people["reporter"])
    return client


def raising(error):
    return patch("workplace.access.notifications_for", side_effect=error)


CASES = [
    (BadRequest(SECRET), 400),
    (SuspiciousOperation(SECRET), 400),
    (PermissionDenied(SECRET), 403),
    (Refused("这一期已经关闭。", 409), 409),
    (Refused("单位是万元。", 422), 422),
    (ValidationError("太长。"), 422),
    (RuntimeError(SECRET), 500),
    (OperationalError("database is locked"), 503),
]


@pytest.mark.parametrize(("error", "status"), CASES)
def test_every_error_is_a_page_with_a_request_id(reporter, error, status):
    with raising(error):
        response = reporter.get(BELL)
    page = response.content.decode()
    assert response.status_code == status
    assert "蒲县重点项目" in page
    assert response["X-Request-Id"] in page
    assert SECRET not in page
    assert "Traceback" not in page


@pytest.mark.parametrize(("error", "status"), CASES)
def test_a_script_gets_json(reporter, error, status):
    with raising(error):
        response = reporter.get(BELL, headers={"Accept": "application/json"})
    assert response.status_code == status
    if status not in {400, 500, 503} or response["Content-Type"] == "application/json":
        assert set(response.json()) == {"error"}


@pytest.mark.parametrize(("error", "status"), CASES)
def test_a_fragment_gets_a_toast_that_replaces_nothing(reporter, error, status):
    with raising(error):
        response = reporter.get(BELL, headers=HTMX)
    assert response.status_code == status
    assert response["HX-Retarget"] == "#px-messages"
    assert "<html" not in response.content.decode()


def test_a_database_that_is_away_asks_to_come_back(reporter):
    with raising(OperationalError("gone")):
        response = reporter.get(BELL)
    assert response["Retry-After"] == "30"


def test_an_unknown_page_says_so(reporter):
    response = reporter.get("/nothing/here/")
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_a_rolled_back_act_leaves_only_its_refusal(reporter, people):
    with patch("workplace.services.bell.mark_read", side_effect=Refused("不行", 409)):
        reporter.post(reverse("workplace:notifications-read"))
    act = Act.objects.get(verb="workplace:notifications-read")
    assert (act.result, act.reason, act.user) == ("refused", "不行", people["reporter"])
    assert act.details == {"status": 409}


def test_a_form_without_its_token_is_refused_in_words(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["reporter"])
    response = client.post(reverse("workplace:notifications-read"))
    assert response.status_code == 403
    assert "请刷新" in response.content.decode()
