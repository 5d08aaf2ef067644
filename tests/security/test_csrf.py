"""A form of another site does nothing (S20)."""

import pytest

from tests.table import ROWS, signed_in, undone
from workplace.models import Act

POSTS = [row for row in ROWS if row.method == "post"]


@pytest.mark.thorough
def test_no_post_works_without_its_token(cast):
    for row in POSTS:
        who = row.first(200, 302, 422, 409) or "anonymous"
        with undone():
            client = signed_in(cast, who, enforce_csrf_checks=True)
            row.path(cast, who)  # may make the row that it names
            before = list(Act.objects.values_list("pk", flat=True))
            assert row.call(client, cast, who).status_code == 403, row
            done = Act.objects.exclude(pk__in=before).exclude(result="refused")
            assert not done.exists(), row


def test_the_token_of_another_origin_is_refused(cast):
    client = signed_in(cast, "reporter", enforce_csrf_checks=True)
    client.get("/accounts/me/")
    token = client.cookies["csrftoken"].value
    form = {"email": "a@example.test", "csrfmiddlewaretoken": token}
    evil = {"Origin": "https://evil.example"}
    assert client.post("/accounts/me/edit/", form, headers=evil).status_code == 403
    assert client.post("/accounts/me/edit/", form).status_code == 302


def test_a_tab_opened_before_signing_in_again_still_works(cast):
    """htmx and fetch read the token from the cookie at each request."""
    client = signed_in(cast, "reporter", enforce_csrf_checks=True)
    client.get("/accounts/me/")
    client.force_login(cast.reporter)
    client.get("/accounts/me/")
    headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
    response = client.post("/accounts/me/edit/", {"email": ""}, headers=headers)
    assert response.status_code == 302
