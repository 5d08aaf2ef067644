"""The auditor's page: everything filtered and exported, and nothing that can be changed."""

import csv
import io

import pytest
from django.urls import reverse

from accounts.models import Unit
from puxian_projects import limits
from tests.factories import UserFactory, at
from workplace import acts
from workplace.csv_out import safe
from workplace.models import Act

AUDIT = reverse("workplace:audit")
EXPORT = reverse("workplace:audit-export")


@pytest.fixture
def auditor(client, people, friday):
    acts.record(by=people["admin"], verb="unit-edit", target="JTJ", fields=["name"])
    friday.move_to(at("2022-12-10 10:00"))
    acts.record(by=people["centre"], verb="chase", target="XUEGUAN", result="refused", reason="晚")
    client.force_login(people["auditor"])
    return client


def found(client, **filters):
    return [act.target for act in client.get(AUDIT, filters).context["page"]]


@pytest.mark.parametrize(
    ("filters", "targets"),
    [
        ({"user": "admin"}, ["JTJ"]),
        ({"verb": "chase"}, ["XUEGUAN"]),
        ({"target": "xue"}, ["XUEGUAN"]),
        ({"result": "refused"}, ["XUEGUAN"]),
        ({"since": "2022-12-10", "user": "centre"}, ["XUEGUAN"]),
        ({"until": "2022-12-09", "verb": "unit-edit"}, ["JTJ"]),
        ({"since": "2022-12-10", "verb": "unit-edit"}, []),
    ],
)
def test_acts_are_filtered(auditor, filters, targets):
    assert found(auditor, **filters) == targets


@pytest.mark.parametrize(
    "hostile",
    [
        {"since": "yesterday"},
        {"user__password__regex": "(a+)+$"},
        {"_connector": "OR"},
        {"result": "x"},
        {"user": "\x00"},
        {"target": "x" * 10_000},
        {"page": "-1"},
    ],
)
def test_filters_nobody_knows_change_nothing(auditor, hostile):
    assert len(found(auditor, **hostile)) == 2


def test_the_export_holds_what_is_shown_and_is_itself_an_act(auditor):
    response = auditor.post(EXPORT, {"verb": "unit-edit"})
    assert response["Content-Disposition"].startswith("attachment")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    header, line = csv.reader(io.StringIO(text))
    assert dict(zip(header, line, strict=True))["对象"] == "JTJ"
    act = Act.objects.get(verb="audit-export")
    assert act.details == {"filters": {"verb": "unit-edit"}}


def test_no_cell_of_the_export_is_a_formula(auditor, people):
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"):
        assert safe(text) == f"'{text}"
        acts.record(by=people["admin"], verb="unit-edit", target=text)
    assert safe("薛关镇") == "薛关镇"
    body = b"".join(auditor.post(EXPORT).streaming_content).decode("utf-8-sig")
    assert all(not cell.startswith("=") for row in csv.reader(io.StringIO(body)) for cell in row)


def test_too_many_rows_for_one_file_are_refused_in_words(auditor, monkeypatch):
    monkeypatch.setattr(limits, "EXPORT_ROWS", 1)
    response = auditor.post(EXPORT)
    assert response.status_code == 422
    assert "请缩短时间范围" in response.content.decode()


def test_another_countys_acts_are_not_seen(auditor, people):
    centre = Unit.objects.create(code="OTHER", name="x", short_name="x", kind="centre")
    stranger = UserFactory(unit=centre, username="stranger")
    acts.record(by=stranger, verb="unit-edit", target="OTHER")
    acts.record(by=None, verb="sweep", target="2022-12-09")
    assert "OTHER" not in found(auditor)
    assert "2022-12-09" in found(auditor)


def test_there_is_no_way_to_change_an_act(auditor):
    for method in ("put", "patch", "delete", "post"):
        assert getattr(auditor, method)(AUDIT).status_code == 405


def test_the_queries_do_not_grow(auditor, people, django_assert_num_queries):
    auditor.get(AUDIT)
    with django_assert_num_queries(7):
        auditor.get(AUDIT)
    for number in range(30):
        acts.record(by=people["admin"], verb="unit-edit", target=str(number))
    with django_assert_num_queries(7):
        auditor.get(AUDIT)
