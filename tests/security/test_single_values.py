"""A parameter that comes twice is 400: no two readers may disagree which one counts (S26)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.checks import views
from tests.table import ROWS, signed_in, undone

REPEATING = {
    "procedures:decompose-bulk": {"project"},
    "procedures:orders-acknowledge": {"permit"},
    "procedures:orders-edit": {"permit"},
    "reporting:chase": {"unit"},
    "reporting:reach-export": {"pick"},
    "reporting:reach-try": {"pick"},
    "reporting:review": {"unit"},
    "projects:plan-add": {"project"},
    "projects:plan-remove": {"project"},
    "projects:plan-approve": {"version"},
    "projects:plan-roll-over": {"drop"},
    "projects:project-list": {"col"},
    "projects:bulk-start": {"p"},
    "projects:project-files-add": {"file"},
    "procedures:permit-files-add": {"file"},
    "projects:table-apply": {"tick"},
    "projects:project-add": {"strategies", "co_units"},
    "projects:project-edit": {"strategies", "co_units"},
    "projects:package-new": {"part"},
    "projects:project-package": {"part"},
    "projects:funding-files-add": {"file"},
    "procedures:needs-edit": {"kinds"},
    "procedures:permit-step": {"file"},
    "procedures:permits-officer": {"p"},
    "procedures:permits-retract": {"p"},
    "procedures:permits-step": {"file", "p"},
    "procedures:issue-files-add": {"file"},
    "procedures:kind": {"prerequisites"},
    "procedures:meeting-agenda": {"take"},
    "procedures:letter-add": {"row"},
    "procedures:nudges-chase": {"nudge"},
    "workplace:digest-acknowledge": {"line"},
    "workplace:preference": {"at_once"},
    "workplace:robot-add": {"kinds"},
    "workplace:robot": {"kinds"},
    "reporting:campaign-add": {"kinds"},
    "reporting:campaign-edit": {"kinds"},
    "reporting:export-add": {"nature", "level", "unit", "channel"},
    "reporting:export-edit": {"nature", "level", "unit", "channel"},
    "reporting:export-mapping": {"nature", "level", "unit", "channel"},
}


def test_only_ticked_boxes_may_repeat():
    found = {n: set(p.callback.repeats) for n, p in views() if hasattr(p.callback, "repeats")}
    assert found == REPEATING


@pytest.mark.thorough
def test_every_view_refuses_a_doubled_parameter(cast):
    """Whoever gets an answer gets 400 for the same with `x=1&x=2` behind the address."""
    for row in ROWS:
        who = row.first(200, 302, 409, 415, 422) or "centre"
        with undone():
            client = signed_in(cast, who)
            path = f"{row.path(cast, who)}?form=permits&form=permits"
            assert getattr(client, row.method)(path).status_code == 400, row


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/me/edit/", {"email": ["a@example.test", "b@example.test"]}),
        ("/report/2022-12-09/zero/", {"op": ["1", "2"]}),
        ("/report/2022-12-09/import/", {"file": [1, 2]}),
    ],
)
def test_a_doubled_field_changes_nothing(cast, path, data):
    if "file" in data:
        data = {"file": [SimpleUploadedFile(f"{n}.xlsx", b"PK") for n in data["file"]]}
    response = signed_in(cast, "reporter").post(path, data)
    assert response.status_code == 400
    assert "请求看不懂" in response.content.decode()
    cast.reporter.refresh_from_db()
    assert cast.reporter.email == "reporter@example.test"


def test_several_units_are_chased_at_once(cast):
    response = signed_in(cast, "centre").post(
        "/review/2022-12-09/chase/", {"unit": ["XUEGUAN", "HEILONGGUAN"]}
    )
    assert response.status_code == 302
