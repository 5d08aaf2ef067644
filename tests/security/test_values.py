"""One bad value, one code: in the grid, in a form and in a workbook (S4, S5)."""

import json
from itertools import zip_longest

import pytest
from openpyxl.utils import get_column_letter

from reporting.selectors.rows import live_rows
from reporting.services.excel import plan_import
from reporting.services.workbook import unit_workbook
from sheets.check import wire
from tests.reporting.books import FIRST, Book
from tests.table import signed_in

BAD = [
    *[("total_investment", value, "number") for value in (
        "NaN", "-Infinity", "1e5", "1E400", "1_000", "0x10", "五万", "1,23", "0", "-1", "0.001",
        "9" * 33, "1²", "٣", "TRUE", "12 34",
    )],
    *[("land.date", value, "date") for value in (
        "2023-02-30", "2月30日", "2023-13-01", "0000-01-01", "昨天", "2033-12-10", "1900-01-01",
        "2023-02-03x", "2" * 33, "NaN",
    )],
    *[("national_code", value, "format") for value in (
        "2211-141033-89-01-12345", "2211-14103A-89-01-12", "2211-141033-89-01-1234٣6",
    )],
    ("national_code", "2211-141033-89-01-1234567", "length"),
    *[("land.status", value, "choice") for value in ("√×", "办", "已办结？", "1" * 100)],
    ("name", "长" * 101, "length"),
    ("name", "", "required"),
]  # fmt: skip
TYPED_ONLY = [  # no workbook can hold these
    ("owner", "甲\x00乙", "text"),
    ("owner", "\x1b[2J", "text"),
    ("owner", "长" * 1_000, "length"),
    ("owner", "\ufffe", "text"),
]
CLEANED = [
    ("owner", "\ufeff水务\u200b公司\u202e", "水务公司"),
    ("owner", "e\u0301", "é"),
    ("place", "薛关镇\n核桃村", "薛关镇核桃村"),
]


@pytest.fixture
def before(cast):
    table = live_rows(cast.submission)
    row = table.rows[cast.project.number]
    return {column.key: wire(column, row.get(column.key)) for column in table.sheet.columns}


def in_grid(cast, before, key: str, value: str) -> dict:
    patch = {"row": cast.project.number, "key": key, "was": before[key], "value": value}
    response = signed_in(cast, "reporter").post(
        "/report/2022-12-09/cells/", json.dumps({"patches": [patch]}), "application/json"
    )
    assert response.status_code == 200, response.content
    return response.json()["cells"][0]


def in_form(cast, before, key: str, value: str):
    data = {f"was.{key}": before[key], key: value}
    return signed_in(cast, "reporter").post(f"/report/2022-12-09/row/{cast.project.number}/", data)


@pytest.mark.thorough
@pytest.mark.parametrize(("key", "value", "code"), BAD + TYPED_ONLY, ids=lambda v: str(v)[:20])
def test_grid_and_form_refuse_it_alike(cast, before, key, value, code):
    cell = in_grid(cast, before, key, value)
    assert (cell["status"], cell["code"]) == ("error", code)

    page = in_form(cast, before, key, value)
    assert page.status_code == 422
    [(_, fields)] = [
        (name, found)
        for name, group in page.context["groups"]
        if (found := [field for field in group if field.name == key])
    ]
    assert fields[0].error == cell["message"]

    now = live_rows(cast.submission).rows[cast.project.number]
    assert wire(live_rows(cast.submission).sheet.column(key), now[key]) == before[key]


@pytest.mark.thorough
def test_a_workbook_refuses_them_with_the_same_codes(cast, before, tmp_path, read_here):
    sheet, body = live_rows(cast.submission).sheet, unit_workbook(cast.submission)
    by_column = [[bad for bad in BAD if bad[0] == key] for key in dict.fromkeys(b[0] for b in BAD)]
    for together in zip_longest(*by_column):  # one bad value of each column in one file
        book, expected = Book(body), set()
        for key, value, code in filter(None, together):
            column = book.columns[sheet.column(key).label]
            book.sheet.cell(FIRST, column).value = value
            expected.add((get_column_letter(column), code))
        found = plan_import(cast.submission, book.save(tmp_path), name="表.xlsx")
        told = {(error.column, error.code) for error in found.errors}
        assert expected <= told, (together, found.errors)


@pytest.mark.parametrize(("key", "value", "clean"), CLEANED)
def test_what_can_be_cleaned_is_saved_clean_everywhere(
    cast, before, tmp_path, read_here, key, value, clean
):
    book = Book.of(cast.submission)
    book[cast.project.name, live_rows(cast.submission).sheet.column(key).label] = value
    [patch] = plan_import(cast.submission, book.save(tmp_path), name="表.xlsx").patches
    assert (patch.key, patch.value) == (key, clean)
    assert in_form(cast, before, key, value).status_code == 302
    assert live_rows(cast.submission).rows[cast.project.number][key] == clean
    assert in_grid(cast, before, key, value)["status"] == "same"
