"""Role × column × state and bad values once more, in the form progress (S4, S5, S39)."""

import json
from itertools import zip_longest

import pytest
from openpyxl.utils import get_column_letter

from projects.models import Project
from reporting.rules import State
from reporting.selectors.rows import live_rows
from reporting.services.excel import plan_import
from reporting.services.workbook import unit_workbook
from sheets.check import wire
from sheets.columns import Type
from tests.conftest import PEOPLE
from tests.reporting import progress
from tests.reporting.books import Book
from tests.security.test_columns import UNKNOWN, WRITERS, expected_status
from tests.table import signed_in

pytestmark = pytest.mark.thorough
DAY, ASKED = "/report/2022-12-09", "?form=progress&unit=XUEGUAN"
COMPUTED = {"seq", "unit", "rate", "difference"}
BEHIND = ["started_on", "resumed_on", "stopped_on", "stop_kind", "stop_reason", "finished_on"]
TYPED = {
    Type.TEXT: "新填的字",
    Type.LONG: "新填的一段字",
    Type.MONEY: "4321.00",
    Type.COUNT: "7",
    Type.RATE: "0.5",
}
OF_COLUMN = {
    "national_code": "2211-141033-89-01-123456",
    "level": "city",
    "nature": "continuing",
    "progress_state": "resumed",
    "progress_on": "2022-11-28",
    "in_statistics": "yes",
}
BAD = [
    *[(key, value, "number") for key in ("completed_investment", "statistical_investment")
      for value in ("NaN", "-Infinity", "1e5", "1_000", "五百", "-1", "0.001", "9" * 33, "٣")],
    *[("progress_on", value, "date") for value in (
        "2022-02-30", "昨天", "2022-12-10", "2033-01-01", "1900-01-01", "2" * 33, "NaN",
    )],
    *[("progress_state", value, "choice") for value in ("√×", "在办", "已开工？", "1" * 100)],
    *[("in_statistics", value, "choice") for value in ("也许", "2", "是否")],
    *[("nature", value, "choice") for value in ("储备", "前期", "reserve")],
    ("image_progress", "长" * 301, "length"),
    ("issue", "长" * 501, "length"),
]  # fmt: skip


@pytest.fixture
def work(cast):
    return progress.build(cast)


def typed(column) -> str:
    return OF_COLUMN.get(column.key) or TYPED[column.type]


def cells(work) -> dict[str, str]:
    table = live_rows(work.submission)
    row = table.rows[work.new.number]
    return {column.key: wire(column, row.get(column.key)) for column in table.sheet.columns}


def everything(work) -> dict[str, str]:
    names = dict.fromkeys([*UNKNOWN, *BEHIND], "2022-11-28")
    return {
        column.key: typed(column) for column in live_rows(work.submission).sheet.columns
    } | names


def send(cast, work, who: str, patches: dict[str, str]):
    before = cells(work)
    body = [
        {"row": work.new.number, "key": key, "was": before.get(key, ""), "value": value}
        for key, value in patches.items()
    ]
    data = json.dumps({"patches": body, "reason": "核对"})
    return signed_in(cast, who).post(f"{DAY}/cells/{ASKED}", data, content_type="application/json")


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", PEOPLE)
def test_the_cells_of_the_grid(cast, work, who, state):
    work.submission.state = state
    work.submission.save()
    before = cells(work)

    response = send(cast, work, who, everything(work))

    assert response.status_code == expected_status(who, state)
    if response.status_code != 200:
        assert cells(work) == before
        return
    answers, after = {cell["key"]: cell for cell in response.json()["cells"]}, cells(work)
    for column in live_rows(work.submission).sheet.columns:
        told = (answers[column.key]["status"], after[column.key])
        if column.computed:
            assert answers[column.key]["status"] == "error", column.key
        else:
            assert told == ("saved", typed(column)), column.key
    assert {answers[key]["status"] for key in [*UNKNOWN, *BEHIND]} == {"error"}


def test_what_is_computed_stays_computed(cast, work):
    before = cells(work)
    assert {c.key for c in live_rows(work.submission).sheet.columns if c.computed} == COMPUTED
    assert send(cast, work, "reporter", dict.fromkeys(COMPUTED, "9")).status_code == 200
    assert cells(work) == before


@pytest.mark.parametrize("who", PEOPLE)
def test_the_form_of_one_row(cast, work, who):
    before, wanted = cells(work), everything(work)
    unchanged = Project.objects.values_list("unit", "number").get(pk=work.new.pk)
    form = wanted | {f"was.{key}": before.get(key, "") for key in wanted} | {"reason": "核对"}

    response = signed_in(cast, who).post(f"{DAY}/row/{work.new.number}/{ASKED}", form)

    status = expected_status(who, State.OPEN)
    assert response.status_code == (302 if status == 200 else status)
    after = cells(work)
    for column in live_rows(work.submission).sheet.columns:
        written = who in WRITERS and not column.computed
        assert column.computed or after[column.key] == (
            typed(column) if written else before[column.key]
        ), column.key
    assert Project.objects.values_list("unit", "number").get(pk=work.new.pk) == unchanged
    assert who in WRITERS or after == before


def test_a_workbook_writes_what_is_writable_and_nothing_else(work, tmp_path, read_here):
    book, sheet = Book.of(work.submission), live_rows(work.submission).sheet
    for column in sheet.columns:
        if column.key != "name":
            book[work.new.name, column.label] = "9" if column.computed else typed(column)
    book.sheet.cell(4, book.sheet.max_column + 1).value = "started_on"
    book.sheet.cell(book.row(work.new.name), book.sheet.max_column).value = "2021-01-01"

    found = plan_import(work.submission, book.save(tmp_path), name="表.xlsx")

    assert found.errors == []
    assert {patch.key for patch in found.patches} == set(sheet.writable) - {"name"}


@pytest.mark.parametrize(("key", "value", "code"), BAD, ids=lambda v: str(v)[:20])
def test_grid_and_form_refuse_a_bad_value_alike(cast, work, key, value, code):
    work.type(progress_state="started", progress_on="2022-11-01", completed_investment="90")
    before = cells(work)
    [cell] = send(cast, work, "reporter", {key: value}).json()["cells"]
    assert (cell["status"], cell["code"]) == ("error", code)

    data = {f"was.{key}": before[key], key: value}
    page = signed_in(cast, "reporter").post(f"{DAY}/row/{work.new.number}/{ASKED}", data)
    assert page.status_code == 422
    [field] = [f for _, group in page.context["groups"] for f in group if f.name == key]
    assert field.error == cell["message"]
    assert cells(work) == before


def test_a_workbook_refuses_them_with_the_same_codes(work, tmp_path, read_here):
    work.type(progress_state="started", progress_on="2022-11-01", completed_investment="90")
    sheet, body = live_rows(work.submission).sheet, unit_workbook(work.submission)
    row = Book(body).row(work.new.name)
    by_column = [[bad for bad in BAD if bad[0] == key] for key in dict.fromkeys(b[0] for b in BAD)]
    for together in zip_longest(*by_column):  # one bad value of each column in one file
        book, expected = Book(body), set()
        for key, value, code in filter(None, together):
            column = book.columns[sheet.column(key).label]
            book.sheet.cell(row, column).value = value
            expected.add((get_column_letter(column), code))
        found = plan_import(work.submission, book.save(tmp_path), name="表.xlsx")
        told = {(error.column, error.code) for error in found.errors}
        assert expected <= told, (together, found.errors)
