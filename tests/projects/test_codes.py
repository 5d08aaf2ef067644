"""项目代码: made plain however it is typed, told in words, doubted but never judged."""

import pytest

from projects import codes
from projects.models import Project
from projects.sheets import ledger_sheet
from sheets.check import parse
from sheets.text import CellError
from tests import factories
from tests.projects.lines import line

CODE = "2211-141033-89-01-123456"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "２２１１－１４１０３３－８９－０１－１２３４５６",
        "2211141033890112345 6",
        "22111410338901123456",
        " 2211 141033 89 01 123456 ",
        "2211–141033—89−01‐123456",
        "2211_141033.89·01-123456",
        "2211-141033-8901-123456\n",
        "2211 - 141033 - 89 - 01 - 123456",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert codes.normalise(typed) == CODE
    assert parse(ledger_sheet().column("national_code"), typed) == CODE


@pytest.mark.parametrize(
    "typed",
    ["2211-141033-89-01-12345", "晋发改备2211", "abc", "2211-14103a"],
)
def test_what_is_no_code_stays_as_it_was_typed_and_is_refused(typed):
    assert codes.normalise(typed) == typed
    assert codes.decode(typed) is None and codes.meaning(typed) == ""
    assert codes.warnings(typed) == []
    with pytest.raises(CellError) as refusal:
        parse(ledger_sheet().column("national_code"), typed)
    assert refusal.value.code == "format"


def test_a_code_too_long_for_one_is_said_to_be_long():
    with pytest.raises(CellError) as refusal:
        parse(ledger_sheet().column("national_code"), "2211-141033-89-01-123456-7890")
    assert refusal.value.code == "length"


def test_a_code_says_when_where_and_what_kind():
    found = codes.decode(CODE)
    assert (found.year, found.month, found.area, found.department) == (2022, 11, "141033", "89")
    assert found.kind_name == "基本建设"
    assert codes.meaning(CODE) == "2022年11月赋码，蒲县（141033），业务指导部门 89，基本建设"
    real = "2108-141161-89-02-776136"  # published, domain §2.1
    assert codes.meaning(real).startswith("2021年8月赋码，山西省（141161）")
    assert codes.decode(real).kind_name == "技术改造"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (CODE, []),
        ("2211-141000-89-01-123456", []),  # the city assigns codes too
        ("2211-140000-89-05-123456", []),
        ("2211-141031-89-01-123456", ["隰县"]),
        ("2211-141161-89-02-123456", ["山西省（141161）"]),
        ("2211-610100-89-01-123456", ["陕西省"]),
        ("2211-990100-89-01-123456", ["990100"]),
        ("2213-141033-89-01-123456", ["13 不是月份"]),
        ("2200-141033-89-77-123456", ["00 不是月份", "项目类型 77"]),
    ],
)
def test_an_odd_code_is_doubted_and_not_refused(code, words):
    found = codes.warnings(code)
    assert len(found) == len(words)
    assert all(word in text for word, text in zip(words, found, strict=True))
    assert parse(ledger_sheet().column("national_code"), code) == code


def test_another_countys_own_area_is_its_own():
    assert codes.warnings("2211-610102-89-01-123456", own="610102") == []


@pytest.mark.usefixtures("friday")
def test_the_ledger_warns_of_another_countys_code_once_and_saves(units, people):
    from projects.imports import import_ledger

    rows = [line(year=2023, national_code="２２１１141031890112345６")]
    given = {"centre": units["XMZX"], "unit": units["XUEGUAN"], "by": people["centre"]}
    report = import_ledger(rows, **given)
    assert report.errors == []
    said = [entry for entry in report.warnings if entry.header == "项目代码"]
    assert [entry.code for entry in said] == ["ask"] and "隰县" in said[0].message
    assert Project.objects.get().national_code == "2211-141031-89-01-123456"
    again = import_ledger(rows, **given)
    assert [entry for entry in again.warnings if entry.header == "项目代码"] == []


@pytest.mark.usefixtures("friday")
def test_the_form_says_what_a_code_means_and_doubts_another_countys(client, people, units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"], national_code=CODE)
    client.force_login(people["reporter"])
    path = f"/projects/{project.number}/edit/"
    shown = client.get(path)
    assert "2022年11月赋码，蒲县（141033）" in shown.content.decode()
    # a browser cuts what is pasted with blanks or wider dashes no shorter than is read
    assert shown.context["form"]["national_code"].field.widget.attrs["maxlength"] == 2 * len(CODE)

    facts = {"name": project.name, "national_code": "2211 141031 89 01 123456"}
    page = client.post(path, {**facts, "total_investment": "5000"}, follow=True)
    project.refresh_from_db()
    assert project.national_code == "2211-141031-89-01-123456"
    assert any("隰县" in str(message) for message in page.context["messages"])
    assert "隰县" in client.get(path).content.decode()
    page = client.post(path, {**facts, "total_investment": "5001"}, follow=True)
    assert not any("隰县" in str(message) for message in page.context["messages"])


@pytest.mark.usefixtures("friday")
def test_a_code_that_another_project_has_is_refused(client, people, units):
    factories.ProjectFactory(unit=units["PUCHENG"], national_code=CODE)
    project = factories.ProjectFactory(unit=units["XUEGUAN"])
    client.force_login(people["reporter"])
    facts = {"name": project.name, "national_code": CODE.replace("-", "")}
    page = client.post(f"/projects/{project.number}/edit/", facts)
    assert page.status_code == 422
    assert "national_code" in page.context["form"].errors
