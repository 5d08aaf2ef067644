"""A .csv as a workbook, so that the one reader of tables reads it too."""

import csv
import io
from pathlib import Path

from xlsxwriter.workbook import Workbook

from .intake import LIMITS, Limits
from .text import CellError

HEAD = 33  # rows above a table do not count
NOT_TEXT = "不是 UTF-8 或 GB18030 的文本。请在 Excel 里另存为 .xlsx 后重新上传"


def csv_to_workbook(body: bytes, out: Path, *, limits: Limits = LIMITS) -> None:
    """Every cell as text: 项目代码 keeps its hyphens, and nothing becomes a formula."""
    rows = csv_rows(body, limits=limits)
    workbook = Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = workbook.add_worksheet("名单")
    for row, cells in enumerate(rows):
        for col, text in enumerate(cells):
            if text.strip():
                sheet.write_string(row, col, text)
    workbook.close()


def csv_rows(body: bytes, *, limits: Limits = LIMITS) -> list[list[str]]:
    if len(body) > limits.size:
        raise CellError("file", "文件太大。请分成几个文件上传")
    text = _decoded(body)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], ",\t;")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error:
        raise CellError("file", "文件读不出来。请在 Excel 里另存为 .xlsx 后重新上传") from None
    if len(rows) > limits.rows + HEAD or any(len(row) > limits.columns for row in rows):
        raise CellError("file", "表太大。请分成几个文件上传")
    if any(len(cell) > limits.text for row in rows for cell in row):
        raise CellError("file", "有一格太长。请检查文件")
    return rows


def _decoded(body: bytes) -> str:
    if b"\0" in body[:4096]:
        raise CellError("file", NOT_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CellError("file", NOT_TEXT)
