"""Files that are no workbook, or worse: one sentence each, nothing else happens (S9–S14)."""

import io
import resource
import struct
import time
import zipfile

import openpyxl
import pytest

from sheets.intake import Limits, check_workbook
from sheets.marked import mark_copy
from sheets.read import ReadError, read_workbook
from sheets.text import CellError
from tests.sheets.helpers import rezip, save

HEADER = [["项目名称", "总投资"], ["甲项目", 1]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def good(tmp_path):
    return save(tmp_path / "good.xlsx", HEADER)


def refusal(path, sheet, **options):
    """The one sentence a file is refused with."""
    result = read_workbook(path, sheet, **options)
    [error] = result.errors
    assert (error.code, error.row, result.rows) == ("file", None, [])
    return error.message


FAKES = [
    (b"", "空"),
    (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "xls"),
    (b"%PDF-1.7\n" + b"x" * 50, "PDF"),
    (b"%PDF-1.7\nPK\x03\x04" + b"x" * 50, "PDF"),
    (b"\xff\xd8\xff\xe0" + b"x" * 50, "图片"),
    (b"\x89PNG\r\n\x1a\n", "图片"),
    (b"MZ\x90\x00" + b"\0" * 50, "程序"),
    (b"Rar!\x1a\x07", "压缩包"),
    ("<html><table><tr><td>项目名称".encode("gb18030"), "网页"),
    (b"\xef\xbb\xbf \r\n<!DOCTYPE html><html>", "网页"),
    (b'<?xml version="1.0"?><Workbook>', "XML"),
    ("项目名称,总投资\n甲,1\n".encode(), "csv"),
    (b"a,b\0c", "不是"),
    (b"PK\x03\x04" + b"x" * 500, "损坏"),
]


@pytest.mark.parametrize(("content", "word"), FAKES)
def test_what_is_no_workbook_is_named(tmp_path, content, word):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(CellError, match=word) as refused:
        check_workbook(path)
    assert refused.value.code == "file"


@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a.xlsx.html", "a\0.xlsx", "a.exe"])
def test_a_name_that_says_something_else_is_refused(good, name):
    with pytest.raises(CellError):
        check_workbook(good, name=name)


def test_a_plain_archive_a_word_file_and_a_truncated_workbook_are_refused(tmp_path, good):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(CellError, match="压缩包"):
        check_workbook(path)
    word = b'<Types ContentType="application/vnd.wordprocessingml.document.main+xml"/>'
    with pytest.raises(CellError, match="Word"):
        check_workbook(rezip(path, good, {"[Content_Types].xml": word}))
    path.write_bytes(good.read_bytes()[:-400])
    with pytest.raises(CellError, match="损坏"):
        check_workbook(path)


def test_a_file_too_large_is_refused(good):
    with pytest.raises(CellError, match="太大"):
        check_workbook(good, limits=Limits(size=1000))


def test_zip_bombs_are_refused_from_the_directory_alone(tmp_path, good):
    path = rezip(tmp_path / "a.xlsx", good, {"xl/sharedStrings.xml": b"x" * 50_000_000})
    started = time.perf_counter()
    with pytest.raises(CellError, match="压缩"):
        check_workbook(path)
    assert time.perf_counter() - started < 0.2


@pytest.mark.parametrize(
    "names", [["../x"], ["/x"], ["a\\b"], ["x.zip"], ["A", "a"], [f"n{n}" for n in range(501)]]
)
def test_members_with_bad_doubled_nested_or_too_many_names_are_refused(tmp_path, good, names):
    path = rezip(tmp_path / "a.xlsx", good, dict.fromkeys(names, b"x"))
    with pytest.raises(CellError):
        check_workbook(path)


def test_overlapping_members_are_refused(tmp_path, good):
    data = bytearray(good.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", data[end + 16 : end + 20])[0]
    second = data.index(b"PK\x01\x02", start + 4)
    data[second + 42 : second + 46] = data[start + 42 : start + 46]
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(CellError, match="损坏"):
        check_workbook(path)


BOMBS = {
    "billion": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
    "external": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    "plain": "<!DOCTYPE x>",
}


@pytest.mark.parametrize(
    "member", [SHEET, "xl/styles.xml", "docProps/app.xml", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_dtd_in_any_member_is_damaged(tmp_path, sheet, good, read_here, member, bomb):
    with zipfile.ZipFile(good) as archive:
        xml = archive.read(member).decode().partition("?>")[2] or archive.read(member).decode()
    data = ('<?xml version="1.0"?>' + " " * 5_000 + BOMBS[bomb] + xml).encode()
    assert "损坏" in refusal(rezip(tmp_path / "a.xlsx", good, {member: data}), sheet)


def test_an_encoding_that_could_hide_a_dtd_is_damaged(tmp_path, sheet, good, read_here):
    for data in (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="cp037"?><x/>',
    ):
        assert "损坏" in refusal(rezip(tmp_path / "a.xlsx", good, {"xl/styles.xml": data}), sheet)


def worksheet(rows, tail=""):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{tail}</worksheet>'.encode()


@pytest.mark.thorough
def test_two_far_cells_cost_nothing(tmp_path, sheet, good):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = rezip(tmp_path / "a.xlsx", good, {SHEET: worksheet(rows)})
    started = time.perf_counter()
    assert "5,000 行" in refusal(path, sheet)
    assert time.perf_counter() - started < 5


def test_many_styled_blank_rows_are_not_content(tmp_path, sheet, good, read_here):
    line = '<row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c>'
    line += '<c r="B1" t="inlineStr"><is><t>总投资</t></is></c></row>'
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 20_000))
    changes = {SHEET: worksheet(line + blank), "pad": bytes(resource.getpagesize())}
    result = read_workbook(
        rezip(tmp_path / "a.xlsx", good, changes), sheet, limits=Limits(ratio=10_000)
    )
    assert (result.errors, result.rows) == ([], [])


@pytest.mark.thorough
def test_a_child_that_needs_too_much_dies_alone(tmp_path, sheet, good):
    small = Limits(memory=64 * 1024 * 1024, ratio=10**6)
    assert read_workbook(good, sheet, limits=small).errors == []
    cell = "<is><t>" + "项" * 3_000_000 + "</t></is>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr">{cell}</c></row>' for n in range(1, 11))
    path = rezip(tmp_path / "a.xlsx", good, {SHEET: worksheet(rows)})
    assert "读不出来" in refusal(path, sheet, limits=small)
    assert read_workbook(good, sheet).errors == []


def test_a_child_that_takes_too_long_is_stopped(good, sheet):
    assert "读不出来" in refusal(good, sheet, limits=Limits(wall_seconds=0))


def test_too_many_merged_cells_are_refused(tmp_path, sheet, good, read_here):
    merges = "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_001 + "</mergeCells>"
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = rezip(tmp_path / "a.xlsx", good, {SHEET: worksheet(rows, merges)})
    assert "合并" in refusal(path, sheet, limits=Limits(ratio=10_000))


def test_a_marked_copy_keeps_no_macro_and_no_link(tmp_path, good):
    book = openpyxl.load_workbook(good)
    book.active["C2"] = "=[1]Sheet1!A1"
    book.active["D2"] = "=cmd|'/c calc'!A1"
    book.active["E2"] = "=SUM(B2)"
    book.save(good)
    macro = rezip(tmp_path / "a.xlsx", good, {"xl/vbaProject.bin": b"Workbook_Open"})
    error = ReadError("Sheet", 2, "B", "总投资", "", "number", "不是数字")
    mark_copy(macro, tmp_path / "b.xlsx", [error])
    with zipfile.ZipFile(io.BytesIO((tmp_path / "b.xlsx").read_bytes())) as archive:
        names = " ".join(archive.namelist())
        table = archive.read(SHEET).decode()
    assert not any(word in names for word in ("vbaProject", "externalLink", "ddeLink"))
    assert "cmd|" not in table and "[1]" not in table
    assert "SUM(B2)" in table


def test_openpyxl_reads_xml_through_defusedxml():
    assert openpyxl.DEFUSEDXML
