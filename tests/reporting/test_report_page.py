import json
import uuid
from datetime import date

import pytest
from django.urls import reverse

from procedures.models import Permit
from reporting.models import Remark
from tests import factories
from tests.reporting.tables import add_projects, earlier_submission, kind_of, seal_as_it_stands
from workplace.models import Act


def url(name="report", *args, unit=""):
    query = f"?unit={unit}" if unit else ""
    return reverse(f"reporting:{name}", args=[date(2022, 12, 9), *args]) + query


def send(client, cast, *cells, op=None, reason="", name="report-cells", unit=""):
    patches = [
        {"row": cast.project.number, "key": key, "was": was, "value": value}
        for key, was, value in cells
    ]
    body = {"op": str(op or uuid.uuid4()), "reason": reason, "patches": patches}
    return client.post(
        url(name, unit=unit), json.dumps(body), content_type="application/json",
        headers={"accept": "application/json"},
    )  # fmt: skip


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.reporter)
    return client


def test_the_page_reads_as_a_table_and_carries_the_grid(clerk, cast):
    land = cast.project.permits.get()
    land.status = "preparing"
    land.save()

    page = clerk.get(url()).content.decode()

    assert "前期手续办理情况表（第1期）" in page
    assert f'href="{url("report-row", cast.project.number)}"' in page
    assert "px-st-preparing" in page
    assert 'class="px-num c-error"' in page  # no expected date
    assert '<script id="px-grid-data" type="application/json">' in page


def test_markup_in_a_name_is_text(clerk, cast):
    cast.project.name = '<img src=x onerror="alert(1)">'
    cast.project.save()

    page = clerk.get(url()).content.decode()

    assert "<img" not in page
    assert "&lt;img" in page


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_filed_table_is_the_seal_and_read_only(clerk, cast, state):
    seal_as_it_stands(cast.submission, by=cast.reporter)
    cast.submission.state, cast.submission.seal_count = state, 1
    cast.submission.accepted_number = int(state == "accepted")
    cast.submission.save()
    cast.project.name = "后来改的名"
    cast.project.save()

    page = clerk.get(url()).content.decode()

    assert "昕水河治理工程" in page
    assert "后来改的名" not in page
    assert "px-grid-data" not in page


def test_filters_are_links_with_counts(clerk, cast):
    page = clerk.get(url() + "?only=errors").content.decode()

    assert "有错误 <b>0</b>" in page
    assert f'<tr id="{cast.project.number}">' not in page


def test_cells_are_saved_and_the_row_comes_back(clerk, cast):
    answer = send(clerk, cast, ("land.status", "not_started", "组卷中")).json()

    [cell] = answer["cells"]
    assert (cell["status"], cell["value"]) == ("saved", "preparing")
    [row] = answer["rows"]
    assert row["number"] == cast.project.number
    assert ("land.date", "error") in {(f["key"], f["level"]) for f in row["findings"]}
    assert answer["saved_at"] == "10:00"


def test_a_repeated_op_is_answered_once_more_and_done_once(clerk, cast):
    op = uuid.uuid4()
    first = send(clerk, cast, ("place", "", "薛关镇"), op=op)
    second = send(clerk, cast, ("place", "", "薛关镇"), op=op)
    other = send(clerk, cast, ("place", "", "别处"), op=op)

    assert first.json() == second.json()
    assert other.status_code == 422
    assert Act.objects.filter(verb="report-cells").count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 422),
        (b"{", 422),
        (b'{"patches": []}', 422),
        (b'{"patches": [{"row": 1}]}', 422),
        (b'{"op": "x", "patches": [{"row":"a","key":"b","was":"","value":""}]}', 422),
        (b'{"patches": [{"row":"a","key":"b","was":"","value":"\\ud800"}]}', 422),
    ],
)
def test_bad_json_is_refused_with_a_sentence(clerk, cast, body, status):
    response = clerk.post(url("report-cells"), body, content_type="application/json")

    assert response.status_code == status
    assert response.json()["error"]


def test_a_form_is_not_taken_for_json(clerk, cast):
    assert clerk.post(url("report-cells"), {"patches": "[]"}).status_code == 415


def test_a_late_patch_of_a_filed_table_is_409(clerk, cast):
    cast.submission.state = "submitted"
    cast.submission.save()

    response = send(clerk, cast, ("place", "", "薛关镇"))

    assert response.status_code == 409
    assert "已上报" in response.json()["error"]


def test_the_centre_types_for_a_unit_and_it_is_told_apart(client, cast):
    client.force_login(cast.centre)
    send(client, cast, ("land.status", "not_started", "submitted"), unit="XUEGUAN")

    permit = Permit.objects.get(project=cast.project, kind=kind_of(cast, "land"))
    assert permit.events.filter(side="centre").exists()
    assert "代填" in client.get(url(unit="XUEGUAN")).content.decode()


def test_a_cell_tells_its_last_value_its_writers_and_remarks(clerk, cast):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    send(clerk, cast, ("land.ref", "", "勘测定界已完成"))
    Remark.objects.create(
        submission=cast.submission, project=cast.project, key="land.ref", text="写明日期",
        by=cast.centre, at=factories.at("2022-12-08 09:00"),
        sent_at=factories.at("2022-12-08 09:00"),
    )  # fmt: skip

    answer = clerk.get(url("report-cell"), {"row": cast.project.number, "key": "land.ref"}).json()

    assert (answer["previous"], answer["previous_round"]) == ("", "摸底（第0期）")
    assert answer["history"][0]["value"] == "勘测定界已完成"
    assert answer["history"][0]["by"] == cast.reporter.name
    assert answer["remarks"][0]["text"] == "写明日期"


def test_the_queries_do_not_grow_with_the_projects(clerk, cast, django_assert_max_num_queries):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    add_projects(cast, 2)
    with django_assert_max_num_queries(40) as few:
        clerk.get(url())
    add_projects(cast, 27)
    with django_assert_max_num_queries(len(few)):
        clerk.get(url())


def test_a_date_that_is_none_is_no_page(clerk, cast):
    assert clerk.get("/report/2022-13-45/").status_code == 404
    assert clerk.get("/report/2022-12-16/").status_code == 404


def test_what_is_not_required_shows_no_level(clerk, cast):
    def levels() -> int:
        return clerk.get(url()).content.decode().count(">县</td>")

    land = cast.project.permits.get()
    before = levels()
    land.status = "not_required"
    land.save()
    assert levels() == before - 1
