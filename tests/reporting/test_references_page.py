"""引用: a number is fixed, found by its code as somebody reads it aloud, and counted again."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import PermitKind
from procedures.rules import Side
from procedures.services.permits import PermitChange, apply
from reporting.models import FigureReference
from reporting.references import Printed, Reference, moment_text, normal_code
from reporting.services.references import mint_one
from tests import factories
from tests.reporting.county_weeks import County
from tests.reporting.tables import kind_of
from tests.table import signed_in
from workplace import clock, history
from workplace.models import Act


@pytest.fixture(autouse=True)
def _kinds_with_history(cast):
    """The cast's kinds were made in bulk; what has no history is not known at any moment."""
    history.begin(PermitKind)


PAGE = "/indicators/permit_rate/"


def finish(cast, code="land"):
    change = PermitChange(
        cast.project.pk, kind_of(cast, code).pk,
        {"status": "done", "completed_on": date(2022, 12, 8), "document_no": "蒲审〔2022〕1号"},
    )  # fmt: skip
    apply([change], by=cast.centre, side=Side.CENTRE)


def fix(cast, who="leader", path=PAGE, query=""):
    """Press the button of the page as it was drawn."""
    client = signed_in(cast, who)
    page = BeautifulSoup(client.get(f"{path}?{query}").content, "lxml")
    form = page.select_one('form[action*="/keep/"]')
    data = {"op": form.select_one("[name=op]")["value"]}
    response = client.post(form["action"], data)
    assert response.status_code == 302
    client.post(form["action"], data)  # a second click
    return FigureReference.objects.get(code=response["Location"].strip("/").split("/")[1])


def test_a_number_is_fixed_once_and_counts_to_the_same_after_an_edit(cast, friday):
    finish(cast)
    kept = fix(cast)
    assert (kept.numerator, kept.denominator, kept.unit) == ("1", "6", None)
    assert Act.objects.filter(verb="reference-keep").count() == 1
    friday.shift(timedelta(hours=1))
    finish(cast, "eia")
    page = signed_in(cast, "office").get(f"/f/{kept.code}/")
    assert page.context["card"].agrees
    assert "一致：按同样的条件重新数了一遍" in page.content.decode()
    rows = signed_in(cast, "office").get(page.context["card"].href)
    assert rows.context["figure"].share.numerator == 1
    assert "现在是 33.3%" in rows.content.decode()


def untrue(cast, path, shown="33.3%"):
    """As if somebody had changed the database behind the program's back: the row itself stays."""
    asked = Reference(path, date(2022, 12, 9), "live", clock.now())
    printed = Printed(asked, "办结率", shown, "2", "6", "0" * 64)
    return mint_one(printed, centre=cast.centre.unit, by=cast.leader)


def test_a_number_that_counts_to_another_is_told_so(cast):
    finish(cast)
    kept = untrue(cast, PAGE)
    page = signed_in(cast, "leader").get(f"/f/{kept.code}/").content.decode()
    assert "不一致" in page
    assert "固定时 33.3%，重新数 16.7%" in page


@pytest.mark.parametrize("path", ["/projects/", "/indicators/nothing/", "/lists/nothing/"])
def test_what_cannot_be_counted_again_is_told_so(cast, path):
    kept = untrue(cast, path)
    assert "不能自动重算" in signed_in(cast, "leader").get(f"/f/{kept.code}/").content.decode()


@pytest.mark.parametrize("typed", ["{}", " {} ", "{low}", "{split}"])
def test_the_code_is_found_as_it_is_read_aloud(cast, typed):
    code = fix(cast).code
    said = typed.format(code, low=code.lower(), split=f"{code[:4]}-{code[4:]}")
    client = signed_in(cast, "leader")
    found = client.get("/f/", {"code": said}, follow=True)
    assert found.context["kept"].code == code
    assert client.get(reverse("reporting:reference", args=[said]), follow=True).status_code == 200


def test_letters_that_look_like_digits_are_those_digits():
    assert normal_code("oIl-8 x") == "0118X"


def test_a_code_of_other_signs_is_refused_in_words(cast):
    page = signed_in(cast, "leader").get("/f/", {"code": "？？"})
    assert page.status_code == 422
    assert "照文件上的编码重新输入" in page.content.decode()


def test_a_reporter_opens_only_what_speaks_of_its_own_unit(cast):
    county, own = fix(cast).code, fix(cast, "reporter").code
    reporter, outsider = signed_in(cast, "reporter"), signed_in(cast, "outsider")
    assert reporter.get(f"/f/{own}/").status_code == 200
    assert [c.get(f"/f/{code}/").status_code for c, code in
            [(reporter, county), (outsider, own)]] == [404, 404]  # fmt: skip


def test_all_that_was_asked_survives_every_form_and_link(cast, friday):
    finish(cast)
    known, _ = moment_text(clock.now()), friday.shift(timedelta(hours=1))
    asked = {"as_of": "2022-12-09", "source": "live", "known": known, "unit": "XUEGUAN",
             "scope": "province_city", "year": "2023", "definition": "1"}  # fmt: skip
    page = BeautifulSoup(signed_in(cast, "leader").get(PAGE, asked).content, "lxml")
    for form in page.select("main form[method=get]"):
        fields = {f["name"]: f.get("value", "") for f in form.select("input[name]")}
        fields |= {
            box["name"]: (box.select_one("option[selected]") or box.option)["value"]
            for box in form.select("select[name]")
        }
        assert {name: fields.get(name) for name in asked} == asked
    kept = [a["href"] for a in page.select("main .px-chip, main th a, main .px-pager a, a.btn")
            if a["href"].startswith("?") or "rows.xlsx" in a["href"]]  # fmt: skip
    assert len(kept) > 5
    other_days = {a["href"] for a in page.select(".px-day a")}
    for href in kept:
        names = asked.keys() - ({"as_of"} if href in other_days else set())
        assert all(f"{name}={asked[name]}" in href for name in names), href


def test_the_workbook_names_the_code_and_the_check(cast):
    finish(cast)
    response = signed_in(cast, "leader").get(
        reverse("reporting:figure-export", args=["permit_rate"])
    )
    head = load_workbook(BytesIO(b"".join(response.streaming_content)))["明细"]["A2"].value
    kept = FigureReference.objects.get()
    assert f"引用编码：{kept.code}" in head
    assert f"/f/{kept.code}/" in head
    assert f"核对码：{kept.rows_digest[:10]}" in head


def test_the_card_names_definition_seals_and_why(cast, friday):
    county = County(cast, friday, seed=5)
    for number in (1, 2):
        county.week(number)
        county.next_friday(number)
    response = signed_in(cast, "leader").get(PAGE, {"source": "sealed"})
    card, page = response.context["drill"], response.content.decode()
    assert card.basis.definition.startswith("口径第 ")
    assert card.basis.seals
    for seal in card.basis.seals:
        assert seal.digest in page
        assert signed_in(cast, "leader").get(seal.href).status_code == 200
    assert response.context["why"].label == "上期（第1期）"
    assert re.search(r'<data id="px-value" value="\d+" data-whole="\d+"', page)


def test_the_page_of_a_reference_takes_no_more_queries_for_more_rows(cast):
    finish(cast)
    kept, client = fix(cast), signed_in(cast, "leader")

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(f"/f/{kept.code}/")
        return len(found)

    queries()
    few = queries()
    for _ in range(20):
        factories.PlanFactory(project=factories.ProjectFactory(unit=cast.units["GUXIAN"]))
    assert queries() == few < 50
