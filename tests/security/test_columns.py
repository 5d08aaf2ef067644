"""Role × column × state, out of the Sheet itself (S39): page, row form and workbook agree.

A computed cell is nobody's to write; the rest belong to the unit and to the centre, while the
table is open or returned.
"""

import json

import pytest

from projects.models import Project
from reporting.rules import MOVES, State
from reporting.selectors.rows import live_rows
from reporting.services.excel import plan_import
from sheets.check import wire
from sheets.columns import Column, Type
from tests.conftest import PEOPLE
from tests.reporting.books import Book
from tests.table import signed_in

DAY = "/report/2022-12-09"
UNKNOWN = ["version", "unit_id", "number", "state", "submitted_at", "is_superuser", "land.version"]
WRITERS = {"reporter", "centre"}
READERS = {"office", "leader"}
TYPED = {
    Type.TEXT: "新填的字",
    Type.LONG: "新填的一段字",
    Type.MONEY: "4321.00",
    Type.COUNT: "7",
    Type.RATE: "0.5",
    Type.DATE: "2023-02-08",
    Type.MONTH: "2023-03",
}
OF_COLUMN = {"national_code": "2211-141033-89-01-123456", "eia.level": "province"}


def typed(column: Column) -> str:
    """A good value of the column that no test's project has."""
    if column.key in OF_COLUMN:
        return OF_COLUMN[column.key]
    if column.type is Type.CHOICE:
        return "preparing" if column.key.endswith(".status") else "city"
    return TYPED[column.type]


def cells(cast) -> dict[str, str]:
    """Every cell of the row as the browser holds it."""
    table = live_rows(cast.submission)
    row = table.rows[cast.project.number]
    return {column.key: wire(column, row.get(column.key)) for column in table.sheet.columns}


def everything(cast) -> dict[str, str]:
    """A new value for every column there is, and for names that are none."""
    sheet = live_rows(cast.submission).sheet
    return {column.key: typed(column) for column in sheet.columns} | dict.fromkeys(UNKNOWN, "9")


def send(cast, who: str, patches: dict[str, str]):
    before = cells(cast)
    body = [
        {"row": cast.project.number, "key": key, "was": before.get(key, ""), "value": value}
        for key, value in patches.items()
    ]
    return signed_in(cast, who).post(
        f"{DAY}/cells/?unit=XUEGUAN",
        json.dumps({"patches": body, "reason": "核对"}),
        content_type="application/json",
    )


def expected_status(who: str, state: State) -> int:
    if who not in WRITERS | READERS:
        return 404
    if who in READERS:
        return 403
    return 200 if state in MOVES["submit"].since else 409


@pytest.mark.thorough
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", PEOPLE)
def test_the_cells_of_the_grid(cast, who, state):
    cast.submission.state = state
    cast.submission.save()
    before = cells(cast)

    response = send(cast, who, everything(cast))

    assert response.status_code == expected_status(who, state)
    if response.status_code != 200:
        assert cells(cast) == before
        return
    sheet = live_rows(cast.submission).sheet
    answers = {cell["key"]: cell for cell in response.json()["cells"]}
    after = cells(cast)
    for column in sheet.columns:
        status, value = answers[column.key]["status"], after[column.key]
        if column.computed:
            assert (status, answers[column.key]["code"]) == ("error", "format"), column.key
        else:
            assert (status, value) == ("saved", typed(column)), column.key
    assert {answers[key]["status"] for key in UNKNOWN} == {"error"}


def test_what_is_computed_stays_computed(cast):
    before = cells(cast)
    computed = [c.key for c in live_rows(cast.submission).sheet.columns if c.computed]
    assert {"seq", "unit", "required", "done", "rate"} == set(computed)
    assert send(cast, "reporter", dict.fromkeys(computed, "9")).status_code == 200
    assert cells(cast) == before


@pytest.mark.thorough
@pytest.mark.parametrize("who", PEOPLE)
def test_the_form_of_one_row(cast, who):
    before, wanted = cells(cast), everything(cast)
    unchanged = Project.objects.values_list("unit", "number").get(pk=cast.project.pk)
    form = wanted | {f"was.{key}": before.get(key, "") for key in wanted} | {"reason": "核对"}

    response = signed_in(cast, who).post(f"{DAY}/row/{cast.project.number}/?unit=XUEGUAN", form)

    status = expected_status(who, State.OPEN)
    assert response.status_code == (302 if status == 200 else status)
    after = cells(cast)
    for column in live_rows(cast.submission).sheet.columns:
        written = who in WRITERS and not column.computed
        assert after[column.key] == (typed(column) if written else before[column.key])
    assert Project.objects.values_list("unit", "number").get(pk=cast.project.pk) == unchanged


def test_a_new_row_is_ours_to_number_and_the_units_own(cast):
    form = everything(cast) | {"unit": "HEILONGGUAN", "owner": "新公司"}
    assert signed_in(cast, "reporter").post(f"{DAY}/add/", form).status_code == 302
    made = Project.objects.get(owner="新公司")
    assert (made.unit, made.nature, made.version) == (cast.units["XUEGUAN"], "new", 1)
    assert made.number.startswith("PX-2023-")


def test_a_workbook_writes_no_computed_cell_and_no_unknown_column(cast, tmp_path, read_here):
    book = Book.of(cast.submission)
    name = cast.project.name
    for heading, value in {
        "序号": 99, "责任单位": "黑龙关镇", "应办项数": 1, "已办结项数": 6, "办结率": 1,
    }.items():  # fmt: skip
        book[name, heading] = value
    book.sheet.cell(4, book.sheet.max_column + 1).value = "version"
    book.sheet.cell(book.row(name), book.sheet.max_column).value = 9

    found = plan_import(cast.submission, book.save(tmp_path), name="表.xlsx")

    assert (found.errors, found.patches, found.news) == ([], [], [])


@pytest.mark.thorough
def test_a_workbook_writes_every_column_that_is_writable(cast, tmp_path, read_here):
    book = Book.of(cast.submission)
    sheet = live_rows(cast.submission).sheet
    for column in sheet.columns:
        if not column.computed and column.key != "name":
            book[cast.project.name, column.label] = typed(column)

    found = plan_import(cast.submission, book.save(tmp_path), name="表.xlsx")

    assert found.errors == []
    assert {patch.key for patch in found.patches} == set(sheet.writable) - {"name"}
