"""Text that means harm goes through documents, lists and workbooks as text (S4, S10)."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from reporting.models import Circular, CityList, Definition, ExportProfile
from reporting.services import papers, profiles, summaries
from tests.factories import at
from tests.permissions import reporting_exports
from tests.reporting import paper_county
from tests.table import signed_in
from workplace import clock

TAG = "<img src=x onerror=alert(1)>"
FORMULA = f"=cmd|' /C calc'!A0{TAG}"
LONG = "名" * 100
CONTROL = "响\x07铃"
BOOKS = [
    "/lists/new-projects/rows.xlsx?source=sealed", "/lists/problems/rows.xlsx?source=sealed",
    "/lists/blocked/rows.xlsx", "/indicators/permit_rate/rows.xlsx?source=sealed",
    "/compare/compare.xlsx?source=live&as_of=2022-12-16&to=2022-12-09", "/papers/export.xlsx",
    "/forecast/forecast.xlsx", "/appraisal/export.xlsx",
]  # fmt: skip
PAGES = [
    "/lists/new-projects/?source=sealed", "/lists/problems/?source=sealed", "/lists/blocked/",
    "/indicators/permit_rate/?source=sealed", "/papers/", "/summaries/XUEGUAN/", "/definitions/",
    "/exports/", "/city-lists/", "/forecast/permits/", "/dashboard/", "/screen/", "/compare/",
]  # fmt: skip


@pytest.fixture
def hostile(cast, friday, monkeypatch):
    """Two compiled rounds with a project that is called so, and documents that tell of it."""
    monkeypatch.setattr(paper_county, "HOSTILE", FORMULA)
    round_ = paper_county.compiled(cast)
    friday.move_to(at("2022-12-16 15:00"))
    clock.forget()
    paper = papers.draft_paper(kind="weekly", round_id=round_.pk, by=cast.centre)
    summaries.draft(campaign_id=cast.campaign.pk, unit=cast.units["XUEGUAN"], by=cast.reporter)
    profiles.ship(cast.units["XMZX"])
    ExportProfile.objects.filter(code="own-1").update(name=FORMULA)
    city = CityList.objects.get(pk=reporting_exports.city_list(cast, "centre"))
    city.rows = [{"row": 2, "name": FORMULA}, {"row": 3, "name": LONG}]
    city.save()
    Definition.objects.create(
        campaign=cast.campaign, version=2, valid_from="2022-12-17", convention="full_matrix",
        counting="one_side", reason=FORMULA, source=TAG, at=clock.now(),
    )  # fmt: skip
    return {"paper": paper.pk, "city": city.pk}


def formulas(body):
    book = load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    harmful = [cell.coordinate for cell in cells if "cmd" in str(cell.value)
               and cell.data_type == "f"]  # fmt: skip
    return harmful, any("cmd" in str(cell.value) for cell in cells)


def told(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.thorough
def test_nothing_written_is_run(cast, hostile):
    client, seen = signed_in(cast, "centre"), set()
    of_profiles = [f"/exports/{pk}/file.xlsx" for pk in ExportProfile.objects.values_list(
        "pk", flat=True)]  # fmt: skip
    for path in [*BOOKS, *of_profiles, f"/city-lists/{hostile['city']}/comparison.xlsx"]:
        response = client.get(path)
        assert response.status_code == 200, path
        harmful, named = formulas(told(response))
        assert harmful == [], path
        seen |= {path} if named else set()
    assert len(seen) > len(of_profiles) // 2  # the name did arrive
    for path in [*PAGES, f"/papers/{hostile['paper']}/", f"/city-lists/{hostile['city']}/"]:
        response = client.get(path)
        assert response.status_code == 200, path
        assert TAG not in told(response).decode(), path


def test_a_document_is_text_and_opens(cast, hostile):
    body = told(signed_in(cast, "centre").get(f"/papers/{hostile['paper']}/document.docx"))
    document = Document(io.BytesIO(body))
    assert "w:fldSimple" not in document.element.xml
    texts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts += [paragraph.text for paragraph in document.paragraphs]
    assert any(TAG in text for text in texts)


FORMS = [
    ("/papers/{paper}/edit/", {"title": "{text}", "seen": "1"}, Circular, 422),
    ("/city-lists/{city}/remark/", {"line": "2", "state": "told", "note": "{text}"}, CityList, 404),
    ("/exports/add/", reporting_exports.NEW | {"name": "{text}"}, ExportProfile, 422),
    ("/papers/ranking/", {"is_on": "yes", "ground": "{text}"}, Circular, 422),
]


@pytest.mark.parametrize(("path", "data", "table", "status"), FORMS, ids=lambda v: str(v)[:24])
def test_control_characters_and_endless_text_are_refused(cast, hostile, path, data, table, status):
    """What no form shows, a list's remark, is answered as any forged form."""
    client = signed_in(cast, "office" if "ranking" in path else "centre")
    before = list(table.objects.order_by("pk").values())
    for text in (CONTROL, "长" * 5000):
        said = {name: value.replace("{text}", text) for name, value in data.items()}
        assert client.post(path.format(**hostile), said).status_code == status
    assert list(table.objects.order_by("pk").values()) == before


def test_a_remark_of_a_list_is_text(cast, hostile):
    where = f"/city-lists/{hostile['city']}/"
    client = signed_in(cast, "centre")
    said = {"line": "2", "state": "told", "note": FORMULA[:100]}
    assert client.post(f"{where}remark/", said).status_code == 302
    assert TAG not in client.get(where).content.decode()
    assert formulas(told(client.get(f"{where}comparison.xlsx"))) == ([], True)
