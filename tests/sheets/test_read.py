"""What else a clerk's workbook holds: hidden rows, formulas, several sheets, serial dates."""

from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheets.intake import LIMITS, Limits
from sheets.marked import ERRORS_SHEET, mark_copy
from sheets.read import ReadError, read_workbook
from tests.sheets.helpers import CUTOFF, parse_row, save, unit_table, write

pytestmark = pytest.mark.usefixtures("read_here")

HEADER = ["项目名称", "总投资", "立项进展", "立项时间"]


@pytest.fixture
def book(tmp_path):
    """An open workbook with our header; `book.read()` saves and reads it."""

    class Book:
        def __init__(self):
            self.book = openpyxl.Workbook()
            self.table = self.book.active
            self.table.append(HEADER)
            self.path = tmp_path / "a.xlsx"

        def read(self, sheet, **options):
            self.book.save(self.path)
            return read_workbook(self.path, sheet, **options)

    return Book()


def test_hidden_rows_are_read_with_a_warning(book, sheet):
    book.table.append(["甲项目", 1, None, None])
    book.table.row_dimensions[2].hidden = True
    result = book.read(sheet)
    assert result.rows[0].hidden
    assert [warning.row for warning in result.warnings] == [2]


def test_a_formula_without_a_value_is_an_error_at_its_cell(book, sheet):
    book.table.append(["甲项目", "=1+1", None, None])
    [error] = book.read(sheet).errors
    assert (error.row, error.column, error.header, error.code) == (2, "B", "总投资", "format")


def test_a_formula_error_is_an_error_at_its_cell(book, sheet):
    book.table.append(["甲项目", "#REF!", None, None])
    [error] = book.read(sheet).errors
    assert (error.column, error.value) == ("B", "#REF!")


def test_dates_come_in_every_shape_excel_has(book, sheet):
    for number, value in enumerate([datetime(2022, 12, 9), 44904, "2022.12.9", 20221209]):
        book.table.append([f"项目{number}", 1, "√", value])
    rows = book.read(sheet).rows
    read = {parse_row(sheet, row.cells, today=CUTOFF)[0]["approval.date"] for row in rows}
    assert read == {date(2022, 12, 9)}


def test_serials_of_a_1904_workbook_are_moved(book, sheet):
    book.book.epoch = CALENDAR_MAC_1904
    book.table.append(["甲项目", 1, "√", 44904 - 1462])
    [row] = book.read(sheet).rows
    assert parse_row(sheet, row.cells, today=CUTOFF)[0]["approval.date"] == date(2022, 12, 9)


def test_two_sheets_that_fit_equally_are_not_guessed_between(book, sheet):
    book.table.append(["甲项目", 1, None, None])
    again = book.book.create_sheet("第9期")
    again.append(HEADER)
    again.append(["乙项目", 1, None, None])
    [error] = book.read(sheet).errors
    assert error.code == "file" and "第9期" in error.message


def test_a_poorer_sheet_is_left_out_with_a_warning(book, sheet):
    book.table.append(["甲项目", 1, None, None])
    other = book.book.create_sheet("旧表")
    other.append(HEADER[:2])
    other.append(["乙项目", 1])
    result = book.read(sheet)
    assert [row.cells["name"] for row in result.rows] == ["甲项目"]
    assert [warning.value for warning in result.warnings] == ["旧表"]


def test_a_hidden_sheet_is_not_read(book, sheet):
    book.table.append(["甲项目", 1, None, None])
    book.book.create_sheet("空").append(["x"])
    book.table.sheet_state = "hidden"
    [error] = book.read(sheet).errors
    assert error.code == "file"


def test_more_rows_or_columns_than_the_limits_are_refused(book, sheet):
    for n in range(60):
        book.table.append([f"项目{n}", 1, None, None])
    small = Limits(rows=20)
    [error] = book.read(sheet, limits=small).errors
    assert error.code == "file" and "20" in error.message
    [error] = book.read(sheet, limits=Limits(columns=2)).errors
    assert error.code == "file"


def test_our_export_edited_by_hand_keeps_keys_and_exported_values(tmp_path, sheet, row):
    path = tmp_path / "a.xlsx"
    path.write_bytes(write(unit_table(sheet, [row])))
    book = openpyxl.load_workbook(path)
    table = book["薛关镇"]
    table["B6"] = "新项目"
    table["B5"] = "改名"
    book.save(path)
    result = read_workbook(path, sheet)
    assert result.errors == []
    assert [(r.row_key, r.cells["name"]) for r in result.rows] == [("PX-1", "改名"), ("", "新项目")]
    assert result.px["PX-1"]["name"] == row["name"]


ERROR = ReadError("Sheet1", 2, "B", "总投资", "五万", "number", "不是数字")


def test_the_clerks_own_workbook_comes_back_marked(tmp_path, sheet):
    path = save(tmp_path / "a.xlsx", [HEADER, ["甲项目", "五万", "√", None]])
    general = ReadError(None, None, None, None, "=1", "file", "=坏")
    mark_copy(path, tmp_path / "b.xlsx", [ERROR, general])
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    cell = book["Sheet1"]["B2"]
    assert cell.value == "五万"
    assert cell.comment.text == "不是数字"
    assert cell.fill.start_color.rgb == "FFF4C7C3"
    listing = [[c.value for c in line] for line in book[ERRORS_SHEET].iter_rows()]
    assert listing[1][5] == "不是数字"
    assert book[ERRORS_SHEET]["F3"].data_type == "s"
    assert read_workbook(tmp_path / "b.xlsx", sheet).rows[0].cells["name"] == "甲项目"


def test_a_workbook_that_cannot_be_marked_comes_back_as_a_list(tmp_path):
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK\x03\x04broken")
    mark_copy(broken, tmp_path / "b.xlsx", [ERROR])
    table = openpyxl.load_workbook(tmp_path / "b.xlsx")[ERRORS_SHEET]
    assert table["F3"].value == "不是数字"


def test_the_limits_are_those_of_the_project():
    from puxian_projects import limits

    assert vars(LIMITS) == {
        "size": limits.UPLOAD,
        "rows": limits.WORKBOOK_ROWS,
        "columns": limits.WORKBOOK_COLUMNS,
        "members": limits.WORKBOOK_MEMBERS,
        "unpacked": limits.WORKBOOK_UNPACKED,
        "ratio": limits.WORKBOOK_RATIO,
        "text": limits.CELL_TEXT,
        "memory": limits.PARSE_MEMORY,
        "cpu_seconds": limits.PARSE_CPU_SECONDS,
        "wall_seconds": limits.PARSE_WALL_SECONDS,
    }


def test_a_day_typed_as_a_number_into_a_cell_of_dates_is_that_day(book, sheet):
    book.table.append(["甲项目", 1, "√", 20221209])
    book.table["D2"].number_format = "yyyy-mm-dd"
    result = book.read(sheet)
    values, findings = parse_row(sheet, result.rows[0].cells, today=CUTOFF)
    assert (result.errors, findings) == ([], [])
    assert values["approval.date"] == date(2022, 12, 9)


def test_the_limit_of_rows_counts_the_rows_of_the_table(book, sheet):
    for number in range(4):
        book.table.append([f"项目{number}"])
    assert len(book.read(sheet, limits=Limits(rows=4)).rows) == 4
    book.table.append(["第五个"])
    [error] = book.read(sheet, limits=Limits(rows=4)).errors
    assert error.code == "file"
    assert "超过 4 行" in error.message
