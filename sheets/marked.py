"""The clerk's own workbook back, wrong cells red with a comment (`python -m sheets.marked`).

openpyxl opens it in the limited child without macros and links (S14); where that fails the
errors come as a list in a new workbook.
"""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .book import PlainSheet, TableBook
from .child import run, serve
from .intake import LIMITS, Limits, check_members, check_workbook
from .read import ReadError
from .text import CellError
from .write import write_table

ERRORS_SHEET = "导入错误"
HEADERS = ("工作表", "行", "列", "表头", "填的内容", "怎样改")
MAX_MARKS = 2_000
RED = "FFF4C7C3"
AUTHOR = "蒲县重点项目"
# A formula that reaches out of the workbook: [1]Sheet!A1, 'cmd'|'…'!A1.
_OUTSIDE = re.compile(r"[\[|]")


def mark_copy(
    path: str | Path, out: str | Path, errors: Sequence[ReadError], *, limits: Limits = LIMITS
) -> None:
    """Write to `out` (.xlsx) the workbook at `path` with `errors` marked, or a list of them."""
    try:
        check_workbook(path, limits=limits)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "marked.xlsx"
            listed = [asdict(error) for error in errors[:MAX_MARKS]]
            ask = {"path": str(Path(path).resolve()), "out": str(copy), "errors": listed}
            run("sheets.marked", ask, limits)
            Path(out).write_bytes(copy.read_bytes())
    except CellError:
        with Path(out).open("wb") as file:
            write_table(file, TableBook([_listing(errors)]))


def _listing(errors: Sequence[ReadError]) -> PlainSheet:
    rows = [
        (e.sheet or "", e.row, e.column or "", e.header or "", e.value, e.message) for e in errors
    ]
    return PlainSheet(ERRORS_SHEET, "导入时发现的错误", HEADERS, rows, (16, 8, 8, 18, 24, 60))


def _mark(ask: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from openpyxl import load_workbook  # the child alone needs it

    check_members(ask["path"])
    book = load_workbook(ask["path"], keep_vba=False, keep_links=False)
    _drop_outside_formulas(book, ask["path"])
    for error in ask["errors"]:
        if error["row"] and error["column"] and error["sheet"] in book.sheetnames:
            _mark_cell(book[error["sheet"]], error)
    _add_listing(book, ask["errors"])
    book.save(ask["out"])
    return {"marked": len(ask["errors"])}


def _mark_cell(worksheet: Any, error: dict[str, Any]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = worksheet[f"{error['column']}{error['row']}"]
    if isinstance(cell, MergedCell):
        return
    cell.fill = PatternFill("solid", start_color=RED, end_color=RED)
    known = cell.comment.text + "\n" if cell.comment and cell.comment.author == AUTHOR else ""
    cell.comment = Comment(f"{known}{error['message']}", AUTHOR, width=260, height=110)


def _drop_outside_formulas(book: Any, path: str) -> None:
    """Links are not kept, so such a formula would be broken: its last value stays instead."""
    from openpyxl import load_workbook

    outside = [
        cell
        for worksheet in book.worksheets
        for row in worksheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and _OUTSIDE.search(str(cell.value))
    ]
    if not outside:
        return
    values = load_workbook(path, data_only=True, keep_vba=False, keep_links=False)
    for cell in outside:
        _set(cell, values[cell.parent.title][cell.coordinate].value)


def _set(cell: Any, value: Any) -> None:
    """Text stays text: `cell.value = "=…"` would make it a formula (S7)."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _add_listing(book: Any, errors: Sequence[dict[str, Any]]) -> None:
    if ERRORS_SHEET in book.sheetnames:
        del book[ERRORS_SHEET]
    worksheet = book.create_sheet(ERRORS_SHEET)
    fields = ("sheet", "row", "column", "header", "value", "message")
    for row, values in enumerate([HEADERS, *[[e[f] for f in fields] for e in errors]], 1):
        for col, value in enumerate(values, 1):
            _set(worksheet.cell(row, col), value)
    for letter, width in zip("ABCDEF", (16, 8, 8, 18, 24, 60), strict=True):
        worksheet.column_dimensions[letter].width = width


if __name__ == "__main__":
    serve(_mark)
