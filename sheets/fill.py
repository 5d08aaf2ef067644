"""A receiver's template filled cell by cell, its look kept (`python -m sheets.fill`, the child)."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from .child import run, serve
from .columns import Value
from .growth import Growth
from .intake import LIMITS, Limits, check_workbook
from .structure import column_letter
from .template import MAX_COLUMNS, body_end, open_template
from .text import CellError

ORIGIN_SHEET = "出处"
IN_THE_WAY = "模板第 {row} 行 {letter} 列压在合并的单元格里，填不进去。请在模板里取消这处合并"
NO_SHEET = "模板里没有工作表“{}”。请重新上传模板"
# A formula that reaches out of the workbook or starts something: its last value stays.
_OUTSIDE = re.compile(
    r"\[\d+\]|\[[^\]]+\.xl|\||\b(?:WEBSERVICE|FILTERXML|RTD|CALL|REGISTER|EXEC|DDE)\s*\(", re.I
)
_SAFE_LINK = re.compile(r"https?://|mailto:", re.I)


@dataclass(frozen=True)
class Filling:
    """`columns`: letter → Excel number format ("" = the template's). `rows` in their order."""

    sheet: str
    first_row: int
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Value]]
    cells: Mapping[str, Value] = field(default_factory=dict)
    origin: Sequence[Sequence[Value]] = ()


def fill_template(body: bytes, filling: Filling, *, limits: Limits = LIMITS) -> bytes:
    """The filled workbook; CellError when the template cannot take the rows."""
    with tempfile.TemporaryDirectory(prefix="puxian-fill-") as folder:
        path, out = Path(folder) / "template.xlsx", Path(folder) / "filled.xlsx"
        path.write_bytes(body)
        check_workbook(path, limits=limits)
        ask = {
            "path": str(path),
            "out": str(out),
            "sheet": filling.sheet,
            "first": filling.first_row,
            "columns": list(filling.columns.items()),
            "rows": [[_wire(value) for value in row] for row in filling.rows],
            "cells": {ref: _wire(value) for ref, value in filling.cells.items()},
            "origin": [[_wire(value) for value in row] for row in filling.origin],
        }
        run("sheets.fill", ask, limits)
        return out.read_bytes()


def _wire(value: Value) -> list[str] | None:
    if value is None or value == "":
        return None
    if isinstance(value, (int, Decimal)):
        return ["n", str(value)]
    return ["d", value.isoformat()] if isinstance(value, date) else ["s", value]


def _work(ask: dict[str, Any], limits: Limits) -> dict[str, Any]:
    book = open_template(ask["path"])
    if ask["sheet"] not in book.sheetnames:
        raise CellError("file", NO_SHEET.format(ask["sheet"]))
    drop_what_reaches_out(book, ask["path"])
    ws = book[ask["sheet"]]
    for ref, value in ask["cells"].items():
        cell = ws[ref]
        if hasattr(cell, "data_type") and not _is_covered(cell):
            put(cell, value, "")
    _Filler(book, ws, ask).fill()
    if ask["origin"]:
        _add_origin(book, ask["origin"])
    book.calculation.fullCalcOnLoad = True
    book.save(ask["out"])
    return {}


class _Filler:
    def __init__(self, book: Any, ws: Any, ask: dict[str, Any]) -> None:
        from openpyxl.utils import column_index_from_string

        self.book, self.ws, self.rows = book, ws, ask["rows"]
        self.first = ask["first"]
        self.last = body_end(ws, self.first)
        self.columns = [(column_index_from_string(x), style) for x, style in ask["columns"]]
        self.width = min(ws.max_column, MAX_COLUMNS)
        self.growth = Growth(self.first, self.last, max(0, len(self.rows) - self.height))

    @property
    def height(self) -> int:
        return self.last - self.first + 1

    def fill(self) -> None:
        self._unmerge_body()
        model = self._model()
        self._clear_samples()
        if self.growth.delta:
            _grow(self.book, self.ws, self.growth)
            self._dress(model)
        self._formulas(model)
        for offset, values in enumerate(self.rows):
            for (col, style), value in zip(self.columns, values, strict=True):
                self._put(self.first + offset, col, value, style)

    def _put(self, row: int, col: int, value: list[str] | None, style: str) -> None:
        cell = self.ws.cell(row, col)
        if _is_covered(cell):
            raise CellError("file", IN_THE_WAY.format(row=row, letter=column_letter(col)))
        put(cell, value, style)

    def _unmerge_body(self) -> None:
        """Cells merged over several sample rows are the sample's, not the table's."""
        for area in list(self.ws.merged_cells.ranges):
            inside = self.first <= area.min_row and area.max_row <= self.last
            if inside and area.max_row > area.min_row:
                self.ws.unmerge_cells(area.coord)

    def _model(self) -> dict[str, Any]:
        """How the first row looks: styles, height, merged cells, its own formulas."""
        row = self.first
        cells = {col: self.ws.cell(row, col) for col in range(1, self.width + 1)}
        merges = [
            (area.min_col, area.max_col)
            for area in self.ws.merged_cells.ranges
            if area.min_row == area.max_row == row and self.height > 0
        ]
        mapped = {col for col, _ in self.columns}
        formulas = {
            col: cell.value
            for col, cell in cells.items()
            if self.height > 0 and cell.data_type == "f" and isinstance(cell.value, str)
            and col not in mapped
        }  # fmt: skip
        return {
            "styles": {col: copy(cell._style) for col, cell in cells.items() if cell.has_style},
            "height": self.ws.row_dimensions[row].height,
            "merges": merges,
            "formulas": formulas,
        }

    def _clear_samples(self) -> None:
        for row in range(self.first, self.last + 1):
            for col in range(1, self.width + 1):
                cell = self.ws.cell(row, col)
                if not _is_covered(cell) and cell.data_type != "f":
                    cell.value = None

    def _dress(self, model: dict[str, Any]) -> None:
        for row in range(self.last + 1, self.last + self.growth.delta + 1):
            for col, style in model["styles"].items():
                self.ws.cell(row, col)._style = copy(style)
            self.ws.row_dimensions[row].height = model["height"]
            for first, last in model["merges"]:
                self.ws.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)

    def _formulas(self, model: dict[str, Any]) -> None:
        from openpyxl.formula.translate import Translator

        for col, formula in model["formulas"].items():
            grown = self.growth.formula(formula, here=True, sheet=self.ws.title)
            letter = column_letter(col)
            translator = Translator(grown, origin=f"{letter}{self.first}")
            for row in range(self.first, self.first + len(self.rows)):
                cell = self.ws.cell(row, col)
                if not _is_covered(cell) and cell.data_type != "f":
                    cell.value = translator.translate_formula(f"{letter}{row}")


def _grow(book: Any, ws: Any, growth: Growth) -> None:
    """Everything below the table moves down, and what points there follows."""
    if ws.max_row > growth.last:
        right = column_letter(max(ws.max_column, 1))
        ws.move_range(f"A{growth.last + 1}:{right}{ws.max_row}", rows=growth.delta)
    _move_links(ws)
    _move_merges(ws, growth)
    _move_heights(ws, growth)
    _move_rules(ws, growth)
    _move_pictures(ws, growth)
    for other in book.worksheets:
        here = other is ws
        for row in other.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    _move_formula(cell, growth, here, ws.title)
    _move_names(book, ws, growth)


def _move_formula(cell: Any, growth: Growth, here: bool, sheet: str) -> None:
    if isinstance(cell.value, str):
        cell.value = growth.formula(cell.value, here=here, sheet=sheet)
    elif hasattr(cell.value, "text"):  # an array formula
        text = cell.value.text or ""
        cell.value.text = growth.formula(text, here=here, sheet=sheet) if text else text
        if here:
            cell.value.ref = growth.area(cell.value.ref)


def _move_links(ws: Any) -> None:
    for row in ws.iter_rows():
        for cell in row:
            if getattr(cell, "hyperlink", None):
                cell.hyperlink.ref = cell.coordinate


def _move_merges(ws: Any, growth: Growth) -> None:
    ranges = list(ws.merged_cells.ranges)
    for area in ranges:
        area.min_row, area.max_row = growth.span(area.min_row, area.max_row)
    ws.merged_cells.ranges = set(ranges)


def _move_heights(ws: Any, growth: Growth) -> None:
    below = sorted((row for row in ws.row_dimensions if row > growth.last), reverse=True)
    for row in below:
        moved = ws.row_dimensions.pop(row)
        moved.index = row + growth.delta
        ws.row_dimensions[moved.index] = moved
    for brk in ws.row_breaks.brk:
        brk.id = growth.row(brk.id)


def _move_rules(ws: Any, growth: Growth) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    for rule in ws.data_validations.dataValidation:
        rule.sqref = MultiCellRange(growth.area(str(rule.sqref)))
    kept, ws.conditional_formatting = ws.conditional_formatting, ConditionalFormattingList()
    for formatting in kept:
        for rule in formatting.rules:
            rule.formula = [
                growth.formula(f"={text}", here=True, sheet=ws.title)[1:] for text in rule.formula
            ]
            ws.conditional_formatting.add(growth.area(str(formatting.sqref)), rule)
    if ws.auto_filter.ref:
        ws.auto_filter.ref = growth.area(ws.auto_filter.ref)
    for table in ws.tables.values():
        table.ref = growth.area(table.ref)
        if table.autoFilter:
            table.autoFilter.ref = growth.area(table.autoFilter.ref)


def _move_pictures(ws: Any, growth: Growth) -> None:
    for drawn in [*ws._images, *ws._charts]:
        for end in (getattr(drawn.anchor, "_from", None), getattr(drawn.anchor, "to", None)):
            if end is not None and end.row >= growth.last:  # counted from 0
                end.row += growth.delta


def _move_names(book: Any, ws: Any, growth: Growth) -> None:
    for names, here in [(book.defined_names, False), *((s.defined_names, False) for s in book)]:
        for name in names.values():
            text = name.attr_text or ""
            if text and not text.startswith(('"', "#")):
                moved = growth.formula(f"={text}", here=here, sheet=ws.title)
                name.attr_text = moved[1:]
    if ws.print_area:
        area = str(ws.print_area).replace("$", "")
        ws.print_area = growth.area(re.sub(r"'?[^'!,]*'?!", "", area))


def drop_what_reaches_out(book: Any, path: str) -> None:
    """Links are not kept, so such a formula would be broken: its last value stays instead."""
    from openpyxl import load_workbook

    outside = []
    for ws in book.worksheets:
        for row in ws.iter_rows():
            for cell in row:
                link = getattr(cell, "hyperlink", None)
                if link and link.target and not _SAFE_LINK.match(link.target):
                    cell.hyperlink = None
                text = getattr(cell.value, "text", cell.value)
                if cell.data_type == "f" and _OUTSIDE.search(str(text)):
                    outside.append(cell)
    for names in (book.defined_names, *(ws.defined_names for ws in book)):
        for name in [key for key, one in names.items() if _OUTSIDE.search(one.attr_text or "")]:
            del names[name]
    for ws in book.worksheets:
        rules = ws.data_validations.dataValidation
        ws.data_validations.dataValidation = [
            rule for rule in rules if not _OUTSIDE.search(f"{rule.formula1} {rule.formula2}")
        ]
    if not outside:
        return
    values = load_workbook(path, data_only=True, keep_vba=False, keep_links=False)
    for cell in outside:
        cell.value = values[cell.parent.title][cell.coordinate].value
        if isinstance(cell.value, str):
            cell.data_type = "s"


def put(cell: Any, value: list[str] | None, style: str) -> None:
    """Typed; text stays text: `cell.value = "=…"` would make it a formula (S7)."""
    if value is None:
        cell.value = None
        return
    kind, text = value
    was = cell.number_format
    if kind == "n":
        cell.value = Decimal(text) if "." in text or "E" in text else int(text)
    elif kind == "d":
        cell.value = date.fromisoformat(text)
    else:
        cell.value = text
        cell.data_type = "s"
    if style and kind != "s":
        cell.number_format = style
    elif kind == "d":
        cell.number_format = was if was != "General" else "yyyy-mm-dd"


def _is_covered(cell: Any) -> bool:
    from openpyxl.cell.cell import MergedCell

    return isinstance(cell, MergedCell)


def _add_origin(book: Any, lines: Sequence[Sequence[list[str] | None]]) -> None:
    """Hidden, so that the receiver's table stays what the receiver made it."""
    ws = book.create_sheet(ORIGIN_SHEET)
    for row, values in enumerate(lines, 1):
        for col, value in enumerate(values, 1):
            put(ws.cell(row, col), value, "")
    for letter, width in zip("ABCD", (22, 60, 18, 40), strict=True):
        ws.column_dimensions[letter].width = width
    ws.sheet_state = "hidden"


if __name__ == "__main__":
    serve(_work)
