"""Size before reading (S9): the length alone decides, before anybody signs in or a byte is kept."""

import pytest
from django.test import RequestFactory
from django.test.client import FakePayload

from puxian_projects import limits
from workplace.middleware import limit_body


def status(path: str, length: object) -> int:
    reached = []
    request = RequestFactory().post(path, data=b"", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = length
    response = limit_body(lambda request: reached.append(1))(request)
    return 200 if reached else response.status_code


@pytest.mark.parametrize(
    ("path", "length", "expected"),
    [
        ("/accounts/me/edit/", limits.REQUEST_BODY, 200),
        ("/accounts/me/edit/", limits.REQUEST_BODY + 1, 413),
        ("/report/2022-12-09/import/", 20 * limits.MIB, 200),
        ("/report/2022-12-09/import/", 22 * limits.MIB, 413),
        ("/exports/upload/", 20 * limits.MIB, 200),
        ("/exports/upload/", 22 * limits.MIB, 413),
        ("/exports/add/", 2 * limits.MIB, 413),
        ("/city-lists/", 20 * limits.MIB, 200),
        ("/city-lists/1/remark/", 2 * limits.MIB, 413),
        ("/report/2022-12-09/import/x", 2 * limits.MIB, 413),
        ("/projects/PX-2023-001/files/add/", 60 * limits.MIB, 200),
        ("/projects/PX-2023-001/files/add/", 62 * limits.MIB, 413),
        ("/funding/1/files/add/", 60 * limits.MIB, 200),
        ("/permits/1/steps/finish/", 60 * limits.MIB, 200),
        ("/permits/steps/finish/", 60 * limits.MIB, 200),
        ("/permits/1/steps/obtain/", 62 * limits.MIB, 413),
        ("/permits/1/steps/accept/", 2 * limits.MIB, 413),
        ("/files/1/remove/", 2 * limits.MIB, 413),
        ("/", "", 200),
        ("/", "many", 400),
    ],
)
def test_a_body_has_a_limit(path, length, expected):
    assert status(path, length) == expected


def test_a_stranger_with_thirty_megabytes_is_refused_at_the_door(client, db):
    response = client.post(
        "/report/2022-12-09/import/",
        b"x",
        content_type="text/plain",
        CONTENT_LENGTH=str(30 * limits.MIB),
    )
    assert response.status_code == 413


def test_a_body_that_says_no_length_is_not_read(client, db):
    response = client.post(
        "/report/2022-12-09/import/",
        b"x" * 100,
        content_type="multipart/form-data; boundary=x",
        headers={"Transfer-Encoding": "Chunked"},
    )
    assert response.status_code == 413


@pytest.mark.parametrize("path", ["/accounts/login/", "/report/2022-12-09/import/"])
def test_a_false_length_is_where_reading_ends(client, db, path):
    """What the request says is all that is read, so that the first check cannot be fooled."""
    body = FakePayload(b"x=" + b"y" * 5 * limits.MIB)
    extra = {"wsgi.input": body, "CONTENT_LENGTH": "100"}
    client.post(path, content_type="application/x-www-form-urlencoded", **extra)
    assert len(body) >= 5 * limits.MIB - 100
