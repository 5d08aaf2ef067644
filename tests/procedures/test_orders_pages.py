from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from procedures.models import Permit
from procedures.selectors.orders import hours_words, working_hours
from tests import factories
from tests.factories import at
from tests.procedures.decomposing import LATEST, give, new_project
from tests.table import signed_in

LAND, EIA = ("ZRZY", LATEST), ("STHJ", date(2023, 1, 31))


@pytest.fixture
def given(cast):
    give(cast, cast.project, land=LAND, planning=LAND, eia=EIA)
    return cast.project


def page(client, query=""):
    answer = client.get(f"/permits/orders/{query}")
    assert answer.status_code == 200
    return answer


def names(answer):
    return [row.permit.kind.code for row in answer.context["rows"]]


def test_a_bureau_sees_what_was_given_to_it_and_signs_it_all(cast, given, friday):
    handler = signed_in(cast, "handler")
    answer = page(handler)
    assert sorted(names(answer)) == ["land", "planning"]
    body = answer.content.decode()
    assert "签收 2 项" in body
    assert given.name in body
    assert f"/projects/{given.number}/" not in body  # another unit's project is not opened
    assert "总投资" not in body
    friday.move_to(at("2022-12-12 09:00"))
    handler = signed_in(cast, "handler")
    assert handler.post("/permits/orders/acknowledge/", {"all": "1"}).status_code == 302
    land = Permit.objects.get(project=given, kind__code="land")
    assert land.acknowledged_at == at("2022-12-12 09:00")
    assert names(page(handler, "?only=waiting")) == []
    # Friday 10–12 and 14–18, Monday 8–9
    [row] = [row for row in page(handler).context["rows"] if row.permit == land]
    assert row.took == "7.0 小时"


def test_one_is_signed_and_foreign_ones_are_not_there(cast, given):
    handler = signed_in(cast, "handler")
    land, eia = (Permit.objects.get(project=given, kind__code=c) for c in ("land", "eia"))
    path = "/permits/orders/acknowledge/"
    assert handler.post(path, {"permit": eia.pk}).status_code == 404
    assert handler.post(path, {"permit": "x"}).status_code == 422
    back = {"permit": land.pk, "next": "/permits/orders/?only=waiting"}
    assert handler.post(path, back).url == "/permits/orders/?only=waiting"
    assert names(page(handler, "?only=waiting")) == ["planning"]


def test_the_centre_sees_every_bureau_and_its_median(cast, given, friday):
    friday.move_to(at("2022-12-09 15:00"))
    signed_in(cast, "handler").post("/permits/orders/acknowledge/", {"all": "1"})
    for who in ("centre", "office", "leader"):
        answer = page(signed_in(cast, who))
        found = {s.unit.code: (s.given, s.signed, s.median) for s in answer.context["signings"]}
        assert found == {"STHJ": (1, 0, ""), "ZRZY": (2, 2, "3.0 小时")}
        assert len(names(page(signed_in(cast, who), "?unit=STHJ"))) == 1


def test_prerequisites_that_are_open_are_hinted(cast, given):
    rows = {r.permit.kind.code: r for r in page(signed_in(cast, "handler")).context["rows"]}
    assert [kind.name for kind in rows["planning"].waits] == ["立项", "土地"]
    assert "等待：" in page(signed_in(cast, "handler")).content.decode()


def test_the_centre_moves_dates_of_many_with_a_reason(cast, given):
    centre = signed_in(cast, "centre")
    ids = list(Permit.objects.filter(project=given).values_list("pk", flat=True))
    path = "/permits/orders/edit/"
    assert centre.post(path, {"permit": ids}).status_code == 200
    values = {"permit": ids, "act": "save", "due_on": "2023-02-10"}
    refused = centre.post(path, values)
    assert refused.status_code == 422
    assert "要写原因" in refused.content.decode()
    assert centre.post(path, values | {"reason": "联席会议议定"}).status_code == 302
    assert set(Permit.objects.values_list("due_on", flat=True)) == {date(2023, 2, 10)}
    assert "最初 " in page(centre).content.decode()
    assert centre.post(path, {"permit": ids, "act": "save"}).status_code == 422


def test_paper_has_a_sheet_for_each_bureau_with_a_line_to_sign(cast, given):
    body = signed_in(cast, "centre").get("/permits/orders/print/").content.decode()
    assert body.count("签收人：") == 2
    assert "蒲县自然资源局" in body
    alone = signed_in(cast, "handler").get("/permits/orders/print/").content.decode()
    assert alone.count("签收人：") == 1


def test_the_workbook_has_a_sheet_for_each_bureau(cast, given):
    answer = signed_in(cast, "centre").get("/permits/orders/export.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["自然资源局", "生态环境蒲县分局"]
    cells = [[cell.value for cell in row] for row in book["自然资源局"].iter_rows()]
    assert any(given.name in row and "立项、土地" in row for row in cells)


def test_nothing_given_yet_says_what_to_do(cast):
    assert "去手续分解" in page(signed_in(cast, "centre")).content.decode()
    assert "县项目推进中心分解以后" in page(signed_in(cast, "handler")).content.decode()


def test_it_takes_the_same_queries_however_many_orders(cast):
    centre = signed_in(cast, "centre")

    def queries(count):
        for _ in range(count):
            project = new_project(cast.units["PUCHENG"], name="名" * 100)
            values = {"assigned_at": at("2022-12-08 09:00"), "handling_unit": cast.units["ZRZY"]}
            factories.PermitFactory(project=project, kind=cast.kinds[1], **values)
        page(centre)
        with CaptureQueriesContext(connection) as asked:
            page(centre)
        return len(asked)

    assert queries(2) == queries(40)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2022-12-09 10:00", "2022-12-09 11:30", 1.5),
        ("2022-12-09 11:00", "2022-12-09 15:00", 2),  # noon is not counted
        ("2022-12-09 17:00", "2022-12-12 09:00", 2),  # nor the weekend
        ("2022-12-10 09:00", "2022-12-11 17:00", 0),
        ("2022-12-09 20:00", "2022-12-09 21:00", 0),
        ("2022-12-09 08:00", "2022-12-12 18:00", 16),
    ],
)
def test_signing_is_measured_in_office_hours(start, end, hours):
    assert working_hours(at(start), at(end), {}) == hours


def test_hours_are_told_in_words():
    assert [hours_words(h) for h in (0.2, 3.5, 8, 20)] == [
        "不到 1 小时", "3.5 小时", "1.0 个工作日", "2.5 个工作日",
    ]  # fmt: skip
