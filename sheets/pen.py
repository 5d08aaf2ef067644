"""Typed writing into a worksheet. XlsxWriter's own write() would turn text into formulas (S7)."""

import re
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .check import show
from .columns import Column, Type, Value

FONT = "宋体"
GREY = "#ECEEF1"
HEAD = "#F3F5F8"
MARKED = "#FBF1D3"
_NUMBER_FORMATS = {
    Type.MONEY: "#,##0.00",
    Type.COUNT: "0",
    Type.NUMBER: "General",
    Type.RATE: "0.0%",
    Type.DATE: "yyyy-mm-dd",
    Type.MONTH: "yyyy-mm",
}
# a run of letters and figures with the hyphen or space that ends it, or one other character
_PIECES = re.compile(r"[0-9A-Za-z.,]+[- ]?|.")
LINE = 13.5  # points a line of 10-point text takes
_RIGHT = dict.fromkeys((Type.MONEY, Type.NUMBER, Type.RATE), "right")
_ALIGN = {Type.TEXT: "left", Type.LONG: "left", **_RIGHT}


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._cells: dict[tuple[Type, bool, str, bool, str], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
            self._made[key] = self._workbook.add_format({**base, **properties})
        return self._made[key]

    def cell(
        self, column: Column, *, open_: bool = False, fill: str = "", bold: bool = False
    ) -> Format:
        key = (column.type, open_, fill, bold, column.number_format)
        if key not in self._cells:
            self._cells[key] = self._cell(*key)
        return self._cells[key]

    def _cell(self, kind: Type, open_: bool, fill: str, bold: bool, number_format: str) -> Format:
        properties: dict[str, Any] = {"border": 1, "align": _ALIGN.get(kind, "center")}
        if number_format:
            properties["num_format"] = number_format
        elif kind in _NUMBER_FORMATS:
            properties["num_format"] = _NUMBER_FORMATS[kind]
        elif open_:
            properties["num_format"] = "@"  # what is typed stays text: 0012, 1-2
        if fill:
            properties["bg_color"] = fill
        if bold:
            properties["bold"] = True
        if open_:
            properties["locked"] = False
        return self.get(**properties)


class Pen:
    """Writes one worksheet; whatever the library would drop in silence is an error here."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet

    def text(self, row: int, col: int, text: str, style: Format | None = None) -> None:
        if text:
            ensure(self.worksheet.write_string(row, col, text, style))
        elif style is not None:
            ensure(self.worksheet.write_blank(row, col, None, style))

    def value(self, row: int, col: int, column: Column, value: Value, style: Format) -> None:
        if value is None or value == "":
            self.text(row, col, "—" if column.type is Type.RATE else "", style)
        elif isinstance(value, (int, Decimal)):
            ensure(self.worksheet.write_number(row, col, float(value), style))
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001  Excel has no zones
            ensure(self.worksheet.write_datetime(row, col, moment, style))
        else:
            shown = show(column, value) if column.type is Type.CHOICE else value
            self.text(row, col, shown, style)

    def formula(self, row: int, col: int, formula: str, style: Format, cached: Value) -> None:
        value = float(cached) if isinstance(cached, (int, Decimal)) else cached or ""
        ensure(self.worksheet.write_formula(row, col, formula, style, value))

    def merged(self, area: tuple[int, int, int, int], text: str, style: Format) -> None:
        first_row, first_col, last_row, last_col = area
        if (first_row, first_col) != (last_row, last_col):
            ensure(self.worksheet.merge_range(*area, "", style))
        self.text(first_row, first_col, text, style)

    def widths(self, widths: list[float]) -> None:
        for col, width in enumerate(widths):
            ensure(self.worksheet.set_column(col, col, width))


def text_lines(text: str, width: float) -> int:
    """Lines a text takes in a column of that width; a Chinese character is two wide."""
    room = max(width - 0.7, 2.0)
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(_wrapped(line, room) for line in text.split("\n")) if text else 0


def _wrapped(line: str, room: float) -> int:
    """Words and codes stay whole up to a space or hyphen, as office programs break them."""
    lines, used = 1, 0.0
    for piece in _PIECES.findall(line):
        long = _columns(piece)
        if used + long <= room:
            used += long
            continue
        lines += max(0, ceil(long / room) - 1) + (used > 0)
        used = long % room or room if long > room else long
    return lines


def _columns(line: str) -> int:
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in line)


def ensure(code: Any) -> None:
    """XlsxWriter answers a refused write (text over 32,767 units) with a number only."""
    if code:
        raise ValueError(f"workbook refused a value (code {code})")


def cell_name(row: int, col: int) -> str:
    return str(xl_rowcol_to_cell(row, col))


def area_name(first_row: int, first_col: int, last_row: int, last_col: int) -> str:
    return str(xl_range(first_row, first_col, last_row, last_col))
