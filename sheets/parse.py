"""Inside the child: the workbook's one table as raw rows, with what was odd about it."""

import warnings
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from .book import PX_SHEET
from .headers import (
    CONTINUED,
    ROW_KEY,
    Found,
    Header,
    Wanted,
    as_wanted,
    find_header,
    plain,
    table_unit,
)
from .hidden import PX_FORMAT
from .intake import Limits, check_members
from .rows import FORMULA_ERRORS, Line, table_lines
from .structure import HEADER_ROWS, TOO_LONG, Structure, column_letter, scan
from .text import CellError

SAMPLES = 3
DAYS_TO_1904 = 1462
NO_HEADER = "找不到表头：没有“{}”这一列。请在下载的模板里填写，或检查表头"
AGGREGATE = "这是按地区或单位合计的汇总表，不是一行一个项目的项目表。请上传列出每个项目的表"
COUNTED = frozenset({"项目个数", "重点项目个数", "项目数", "项目数量", "重点项目数", "项目总数"})
STALE_FORMULA = "公式没有算出的值。请在 Excel 里打开并保存后重新上传，或直接填数值"


@dataclass
class Table:
    name: str
    cells: list[list[Any]]
    structure: Structure
    header: Header


def parse_workbook(ask: dict[str, Any], limits: Limits) -> dict[str, Any]:
    check_members(ask["path"])
    book = load_workbook(ask["path"], read_only=True, data_only=True, keep_links=False)
    with closing(book), zipfile.ZipFile(ask["path"]) as archive, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Cell .* is marked as a date")  # _value reads it
        return _parse(book, archive, ask, limits)


def _parse(
    book: Workbook, archive: zipfile.ZipFile, ask: dict[str, Any], limits: Limits
) -> dict[str, Any]:
    want = as_wanted(ask["wanted"])
    name = next(item.label for item in want if item.key == "name")
    tables, aggregates = _tables(book, archive, want, ask, limits)
    if aggregates and not tables:
        raise CellError("file", AGGREGATE)
    table, others = _choose(tables, name)
    reader = _Reader(table, want, mac=book.epoch == CALENDAR_MAC_1904)
    px, meta = _exported(book, ask["form"])
    reader.warn_others(others)
    return {
        "sheet": table.name,
        "rows": reader.rows(limits.rows),
        "columns": reader.columns(),
        "answered": reader.answered(),
        "px": px,
        "meta": meta,
        "errors": reader.errors,
        "warnings": reader.warnings,
    }


def _tables(
    book: Workbook,
    archive: zipfile.ZipFile,
    want: list[Wanted],
    ask: dict[str, Any],
    limits: Limits,
) -> tuple[list[Table], int]:
    """Every visible sheet that has our header; and how many only count projects by place."""
    found, aggregates = [], 0
    sheets: list[Any] = book.worksheets
    for worksheet in sheets:
        if worksheet.sheet_state != "visible":
            continue
        with archive.open(worksheet._worksheet_path) as source:
            structure = scan(source, rows=limits.rows, columns=limits.columns)
        if not structure.last_row:
            continue
        top = _cells(worksheet, structure, min(structure.last_row, HEADER_ROWS))
        texts = _texts(top, structure)
        header = find_header(texts, want, ask["answers"])
        aggregates += any(plain(text)[0] in COUNTED for row in texts for text in row)
        if header:
            cells = _cells(worksheet, structure, structure.last_row)
            found.append(Table(worksheet.title, cells, structure, header))
    return found, aggregates


def _cells(worksheet: Any, structure: Structure, last_row: int) -> list[list[Any]]:
    rows = worksheet.iter_rows(
        min_row=1, max_row=last_row, min_col=1, max_col=structure.last_col, values_only=True
    )
    return [list(row) for row in rows]


def _texts(top: Sequence[Sequence[Any]], structure: Structure) -> list[list[str]]:
    """The first rows as text, merged cells filled with their value."""
    texts = [["" if value is None else str(value) for value in row] for row in top]
    for first_row, first_col, last_row, last_col in structure.merges:
        if first_row > len(texts) or first_col > structure.last_col:
            continue
        value = texts[first_row - 1][first_col - 1]
        for row in range(first_row, min(last_row, len(texts)) + 1):
            for col in range(first_col, min(last_col, structure.last_col) + 1):
                texts[row - 1][col - 1] = value if col == first_col else value + CONTINUED
    return texts


def _choose(tables: list[Table], name: str) -> tuple[Table, list[Table]]:
    """The sheet with most of our columns; two equal ones are a question, not a guess."""
    if not tables:
        raise CellError("file", NO_HEADER.format(name))
    tables = sorted(tables, key=lambda table: -len(table.header.columns))
    best = len(tables[0].header.columns)
    equal = [table.name for table in tables if len(table.header.columns) == best]
    if len(equal) > 1:
        names = "、".join(f"“{name}”" for name in equal[:5])
        raise CellError("file", f"有 {len(equal)} 个工作表都像这张表：{names}。只留一个，再上传")
    return tables[0], tables[1:]


def _exported(book: Workbook, form: str) -> tuple[dict[str, dict[str, str]] | None, dict[str, str]]:
    """The very hidden sheet of our own export."""
    if PX_SHEET not in book.sheetnames:
        return None, {}
    rows = book[PX_SHEET].iter_rows(max_row=10_000, max_col=200, values_only=True)
    lines = [["" if value is None else str(value) for value in row] for row in rows]
    if len(lines) < 2 or lines[0][:2] != [PX_FORMAT, form]:
        return None, {}
    facts = [text for text in lines[0][2:] if text]
    meta = dict(zip(facts[::2], facts[1::2], strict=False))
    keys = [key for key in lines[1][1:] if key]
    px = {line[0]: dict(zip(keys, line[1:], strict=False)) for line in lines[2:] if line[0]}
    return px, meta


class _Reader:
    """Turns the chosen table into answer rows, errors and warnings."""

    def __init__(self, table: Table, want: Sequence[Wanted], *, mac: bool) -> None:
        self.table, self.mac = table, mac
        self.want = {item.key: item for item in want}
        self.found = [c for c in table.header.columns if c.key in self.want]
        self.key_col = next((c.col for c in table.header.columns if c.key == ROW_KEY), None)
        above = _texts(table.cells[: table.header.last], table.structure)
        self.unit = table_unit(above)
        self.errors: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        for label, col in table.header.asks:
            message = f"拿不准“{label}”这一列对应哪一列。请改成模板里的表头，或说明不导入"
            self._add(self.errors, None, col, label, self._sample(col), "ask", message)
        for label, col in table.header.unknown:
            message = f"这张表用不上“{label}”这一列，没有读"
            self._add(self.warnings, None, col, label, self._sample(col), "ask", message)

    def columns(self) -> list[dict[str, Any]]:
        return [
            {"header": c.header, "key": c.key, "letter": column_letter(c.col + 1)}
            for c in self.found
        ]

    def answered(self) -> list[dict[str, Any]]:
        return [
            {"header": label, "key": key, "letter": column_letter(col + 1)}
            for label, col, key in self.table.header.answered
        ]

    def _sample(self, col: int) -> str:
        """The first values under a header that nobody knows, to tell what it is."""
        below = (row[col] for row in self.table.cells[self.table.header.last + 1 :])
        texts = ("" if value is None else str(value).strip() for value in below)
        return "、".join(islice(dict.fromkeys(text for text in texts if text), SAMPLES))

    def rows(self, limit: int) -> list[dict[str, Any]]:
        writable = [c for c in self.found if not self.want[c.key].computed]
        name_col = next(c.col for c in self.found if c.key == "name")
        first = self.table.header.last + 1
        columns = [column.col for column in writable]
        lines = list(table_lines(self.table.cells, first, name_col, columns))
        if len(lines) > limit:
            raise CellError("file", TOO_LONG.format(limit))
        return [self._row(line, writable) for line in lines]

    def warn_others(self, others: Sequence[Table]) -> None:
        for other in others:
            message = f"工作表“{other.name}”也像这张表，没有读"
            self._add(self.warnings, None, None, None, other.name, "file", message)

    def _row(self, line: Line, writable: Sequence[Found]) -> dict[str, Any]:
        cells = {}
        for column in writable:
            if self._is_readable(line, column):
                cells[column.key] = self._raw(self._value(line, column), column)
        hidden = line.row in self.table.structure.hidden
        if hidden:
            message = "这一行是隐藏的，也读了。不要的话请删掉这一行"
            self._add(self.warnings, line.row, None, None, "", "file", message)
        stamp = "" if self.key_col is None else str(line.values[self.key_col] or "")
        row_key, _, version = stamp.partition("|")
        return {
            "row": line.row,
            "sheet": self.table.name,
            "hidden": hidden,
            "row_key": row_key[:40],
            "row_version": version[:20],
            "cells": cells,
        }

    def _value(self, line: Line, column: Found) -> Any:
        """20230224 typed into a cell of dates is no serial: openpyxl calls it an error."""
        value = line.values[column.col]
        if value == "#VALUE!":
            return self.table.structure.days.get((line.row, column.col + 1), value)
        return value

    def _is_readable(self, line: Line, column: Found) -> bool:
        value = self._value(line, column)
        label = self.want[column.key].label
        if value is None and (line.row, column.col + 1) in self.table.structure.no_value:
            code, message = "format", STALE_FORMULA
        elif isinstance(value, str) and value in FORMULA_ERRORS:
            code, message = "format", f"公式出错（{value}）。请改正，或直接填数值"
        else:
            return True
        self._add(self.errors, line.row, column.col, label, str(value or ""), code, message)
        return False

    def _raw(self, value: Any, column: Found) -> Any:
        """JSON-able; amounts under a header in 亿元 say so themselves from here on."""
        kind = self.want[column.key].type
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, (datetime, date)):
            return value.strftime("%Y-%m-%d")
        if not isinstance(value, (int, float)):
            text = str(value)
            return f"{text}{self._unit(column)}" if kind == "money" and _is_bare(text) else text
        if not abs(value) < 10**30:  # inf, nan
            return str(value)
        if kind in {"date", "month"} and self.mac:
            return value + DAYS_TO_1904
        unit = self._unit(column) if kind == "money" else ""
        return f"{value:.15g}{unit}" if unit else value

    def _unit(self, column: Found) -> str:
        unit = column.unit or self.unit
        return "" if unit == "万元" else unit

    def _add(
        self,
        to: list[dict[str, Any]],
        row: int | None,
        col: int | None,
        header: str | None,
        value: str,
        code: str,
        message: str,
    ) -> None:
        if row is None and col is not None:
            row = self.table.header.last + 1
        column = None if col is None else column_letter(col + 1)
        to.append(
            {
                "sheet": self.table.name,
                "row": row,
                "column": column,
                "header": header,
                "value": value[:200],
                "code": code,
                "message": message,
            }
        )


def _is_bare(text: str) -> bool:
    """A number as text without a unit of its own."""
    return bool(text.strip()) and text.strip()[-1].isdigit()
