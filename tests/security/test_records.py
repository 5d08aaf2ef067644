"""Each act and each refusal is one line in the book, no more and no less (S45)."""

import getpass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from puxian_projects import limits
from tests.conftest import WHO
from tests.factories import PASSWORD, at
from tests.table import ROWS, signed_in, undone
from workplace import refusals
from workplace.models import Act

DOWNLOADS = {
    "projects:project-export", "projects:list-export", "procedures:permits-export",
    "reporting:export", "reporting:figure-export", "reporting:compiled", "workplace:file",
    "projects:table-export", "procedures:decompose-export", "procedures:orders-export",
    "procedures:nudges-export", "procedures:upward-export", "procedures:letter-document",
    "procedures:letter-workbook", "procedures:order-docx", "procedures:matrix-export",
    "procedures:issues-export", "procedures:decisions-export", "procedures:agenda-docx",
    "procedures:minutes-docx", "reporting:alarms-export", "workplace:file-view",
    "reporting:forecast-export", "reporting:durations-export",
    "reporting:export-file", "reporting:city-list-file", "reporting:appraisal-export",
    "reporting:paper-docx", "reporting:papers-export", "reporting:compare-export",
    "reporting:list-export", "reporting:reach-export", "reporting:summaries-export",
    "reporting:summary-word", "reporting:seals-export",
}  # fmt: skip
# No act: a bell rung off, a row saved as it was, the door without a name.
NO_ACT = {
    "workplace:notification", "workplace:notifications-read", "reporting:report-row",
    "accounts:login", "workplace:file-restore",
    "procedures:orders-acknowledge",  # nothing waits for the cast's signature
}  # fmt: skip


def due(row, who: str, status: int) -> int:
    """How many lines an answer leaves."""
    if who == "anonymous" or status == 401:
        return 0
    if row.method == "get":
        return int(status in refusals.OF_A_LOOK or (status == 200 and row.url in DOWNLOADS))
    nothing_done = row.url in NO_ACT or "preview" in row.data
    return 0 if status < 400 and nothing_done else 1


@pytest.mark.thorough
def test_every_kind_of_answer_leaves_its_one_line(cast):
    for row in ROWS:
        for who in {row.expected[who]: who for who in WHO}.values():  # one for each status
            with undone():
                client = signed_in(cast, who)
                path = row.path(cast, who)
                before = set(Act.objects.values_list("pk", flat=True))
                status = row.call(client, cast, who).status_code
                new = list(Act.objects.exclude(pk__in=before))
                assert len(new) == due(row, who, status), (row, who, status, path, new)
                for act in new:
                    assert (act.result == "refused") == (status >= 400), (row, who, act)
                    assert (act.username, act.ip) == (getattr(cast, who).username, "127.0.0.1")
                    assert act.reason or act.result == "ok", (row, who, act)


def test_a_form_without_its_token_is_recorded(cast):
    client = signed_in(cast, "reporter", enforce_csrf_checks=True)
    client.post("/accounts/me/edit/", {"email": ""})
    act = Act.objects.get(result="refused")
    assert (act.user, act.verb, act.result) == (cast.reporter, "accounts:me-edit", "refused")
    assert (act.details, "请刷新" in act.reason) == ({"status": 403}, True)


def test_what_is_too_large_is_recorded_with_its_address(client, db):
    large = {"CONTENT_LENGTH": str(30 * limits.MIB), "REMOTE_ADDR": "10.0.0.9"}
    assert client.post("/report/2022-12-09/import/", b"x", "text/plain", **large).status_code == 413
    act = Act.objects.get()
    assert (act.user, act.ip, act.details) == (None, "10.0.0.9", {"status": 413})
    assert act.target == "/report/2022-12-09/import/"


def test_a_stranger_does_not_fill_the_book(db):
    client = Client(enforce_csrf_checks=True)
    for _ in range(refusals.STRANGERS_A_MINUTE + 5):
        assert client.post("/accounts/login/").status_code == 403
    assert Act.objects.count() == refusals.STRANGERS_A_MINUTE
    assert client.post("/accounts/login/", REMOTE_ADDR="10.0.0.9").status_code == 403
    assert Act.objects.filter(ip="10.0.0.9").count() == 1


def test_a_table_that_may_not_be_sealed_says_why_in_the_book(cast):
    signed_in(cast, "reporter").post("/report/2022-12-09/no-change/")
    act = Act.objects.get(result="refused")
    assert (act.verb, act.result) == ("reporting:no-change", "refused")
    assert "第一次上报" in act.reason


def test_an_upload_that_cannot_be_read_says_why_in_the_book(cast):
    file = SimpleUploadedFile("a.xlsx", b"%PDF-1.7")
    response = signed_in(cast, "reporter").post("/report/2022-12-09/import/", {"file": file})
    assert response.status_code == 422
    assert "PDF" in Act.objects.get(result="refused").reason


def test_an_initial_password_out_of_date_is_recorded(people, friday):
    reporter = people["reporter"]
    reporter.must_change_password, reporter.password_expires_at = True, at("2022-12-09 10:00")
    reporter.save()
    friday.shift(1)
    form = {"username": "reporter", "password": PASSWORD}
    assert Client().post("/accounts/login/", form).status_code == 422
    act = Act.objects.get()
    assert (act.verb, act.result, act.user) == ("sign-in", "refused", reporter)


def test_a_command_is_recorded_with_who_ran_it(cast, tmp_path):
    order = {"round": "2022-12-09", "unit": "XUEGUAN"}
    with pytest.raises(CommandError, match="第一次上报"):
        call_command("seal", user="reporter", no_change=True, **order)
    call_command("export_sheet", "permits", output=str(tmp_path / "a.xlsx"), **order)
    call_command("clock", set="2022-12-10 09:00")
    written = {act.verb: act for act in Act.objects.all()}
    assert {verb: act.result for verb, act in written.items()} == {
        "report-submit": "refused",
        "report-export": "ok",
        "clock-set": "ok",
    }
    assert {act.details["os_user"] for act in written.values()} == {getpass.getuser()}
    assert written["report-submit"].user == cast.reporter
