"""Write, read again: no difference; what is text stays text (security S7)."""

import io
import re
import zipfile

import openpyxl
import pytest

from projects.sheets import ledger_sheet
from sheets.book import SPARE_ROWS, PlainSheet, TableGroup, TableRow, TableSheet
from sheets.check import wire
from sheets.read import read_workbook
from tests.sheets.helpers import CUTOFF, unit_table, values_of, write

pytestmark = pytest.mark.usefixtures("read_here")

NASTY = ["=1+1", "+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://e","x")', "＝1+1", "-2", "http://e/"]


@pytest.fixture
def store(tmp_path):
    def keep(data):
        path = tmp_path / "book.xlsx"
        path.write_bytes(data)
        return path

    return keep


def test_an_exported_table_reads_back_without_a_difference(sheet, row, store):
    rows = [row, row | {"name": "二号项目", "seq": 2}, sheet.empty_row() | {"name": "三号项目"}]
    result = read_workbook(store(write(unit_table(sheet, rows))), sheet)
    read = values_of(sheet, result)
    assert [{k: r[k] for k in sheet.writable} for r in rows] == read
    assert [r.row_key for r in result.rows] == ["PX-1", "PX-2", "PX-3"]
    assert [r.row_version for r in result.rows] == ["7", "7", "7"]
    assert [r.row for r in result.rows] == [5, 6, 7]
    assert result.meta == {"unit": "XUEGUAN", "round": "2023-02-03"}
    assert result.warnings == []


def test_the_exported_values_come_back_on_the_very_hidden_sheet(sheet, row, store):
    result = read_workbook(store(write(unit_table(sheet, [row]))), sheet)
    assert result.px == {"PX-1": {key: wire(sheet.column(key), row[key]) for key in sheet.writable}}


def test_text_that_looks_like_a_formula_stays_text(sheet, row, store):
    rows = [row | {"name": f"{text}项目{n}", "note": text} for n, text in enumerate(NASTY)]
    rows = [r | {"name": r["name"].strip(), "note": r["note"].strip()} for r in rows]
    data = write(unit_table(sheet, rows, mark_key="note"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        table = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [
            n for n in archive.namelist() if "externalLink" in n or n.endswith("sheet1.xml.rels")
        ]
    formulas = re.findall(r"<f>(.*?)</f>", table)
    assert formulas
    assert all(re.match(r"IF\(|SUM\(", formula) for formula in formulas)
    read = values_of(sheet, read_workbook(store(data), sheet))
    assert [r["name"] for r in read] == [r["name"] for r in rows]
    assert [r["note"] for r in read] == [r["note"] for r in rows]


def test_a_ledger_reads_back_without_a_difference(store):
    sheet = ledger_sheet()
    row = sheet.empty_row() | {
        "name": "某项目",
        "year": 2023,
        "is_industrial": "yes",
        "nature": "new",
    }
    row |= {"started_on": CUTOFF, "unit": "能源局"}
    part = TableSheet("台账", sheet, [TableGroup("", [TableRow(row, "PX-1", "1")])], editable=True)
    result = read_workbook(store(write(part)), sheet)
    assert values_of(sheet, result) == [{k: row[k] for k in sheet.writable}]
    assert result.rows[0].row == 2


def test_totals_carry_their_values_and_rates_are_sums_over_sums(sheet, row):
    other = row | {"required": 1, "done": 1, "rate": 1}
    book = openpyxl.load_workbook(
        io.BytesIO(write(unit_table(sheet, [row, other]))), data_only=True
    )
    table = book["薛关镇"]
    total = 4 + 2 + SPARE_ROWS + 1
    found = {key: table.cell(total, col).value for col, key in enumerate(sheet.keys, 1)}
    assert found["name"] == "合计"
    assert found["total_investment"] == 108000
    assert (found["required"], found["done"]) == (6, 2)
    assert found["rate"] == pytest.approx(2 / 6)


def test_a_units_table_is_locked_but_for_its_cells(sheet, row):
    book = openpyxl.load_workbook(io.BytesIO(write(unit_table(sheet, [row]))))
    table = book["薛关镇"]
    col = {key: n for n, key in enumerate(sheet.keys, 1)}
    assert table.protection.sheet and not table.protection.password
    for line in (5, 6, 5 + SPARE_ROWS):
        assert not table.cell(line, col["name"]).protection.locked
        assert table.cell(line, col["done"]).protection.locked
    assert table.cell(6 + SPARE_ROWS, col["name"]).protection.locked
    assert table.freeze_panes == "C5"
    assert table.print_title_rows == "$3:$4"
    assert table.page_setup.orientation == "landscape" and table.page_setup.paperSize == 8
    assert [s.sheet_state for s in book] == ["visible", "hidden", "veryHidden"]
    assert table.column_dimensions["AS"].hidden
    rules = table.data_validations.dataValidation
    assert len(rules) == 2 + 2 * 6
    assert all("选项" in rule.formula1 for rule in rules)


def test_a_compiled_table_has_subtotals_marks_and_further_sheets(sheet, row):
    part = TableSheet(
        "汇总表",
        sheet,
        [
            TableGroup("薛关镇", [TableRow(row), TableRow(row)]),
            TableGroup("古县乡", [TableRow(row, mark="沿用上期（第8期）")]),
        ],
        title=sheet.title,
        subtitle="单位：万元",
    )
    lists = PlainSheet("分解清单", "分解清单", ["项目", "时限"], [["=a", CUTOFF]])
    book = openpyxl.load_workbook(io.BytesIO(write(part, lists)), data_only=True)
    table = book["汇总表"]
    names = [table.cell(r, 2).value for r in range(5, 11)]
    assert names[2] == "小计（薛关镇）"
    assert names[4:] == ["小计（古县乡）", "合计"]
    money = [table.cell(r, 9).value for r in range(5, 11)]
    assert money == [54000, 54000, 108000, 54000, 54000, 162000]
    assert table.cell(8, len(sheet.keys)).value == "沿用上期（第8期）；备注 1"
    assert book["分解清单"]["A3"].value == "=a"
    assert not table.protection.sheet


def test_an_empty_template_reads_as_no_rows(sheet, store):
    result = read_workbook(store(write(unit_table(sheet, []))), sheet)
    assert (result.rows, result.errors, result.px) == ([], [], {})


def test_a_text_too_long_for_a_cell_is_an_error_not_a_cut(sheet, row):
    with pytest.raises(ValueError, match="refused"):
        write(unit_table(sheet, [row | {"note": "😀" * 16_384}]))


def test_the_same_table_gives_the_same_bytes(sheet, row):
    assert write(unit_table(sheet, [row])) == write(unit_table(sheet, [row]))
