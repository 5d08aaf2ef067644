"""Workbook out: the official frame, typed cells, totals as formulas with their values."""

import re
from datetime import UTC, datetime
from typing import BinaryIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .book import (
    KEY_HEADER,
    SPARE_ROWS,
    SUBTOTAL,
    TOTAL,
    PlainSheet,
    TableBook,
    TableGroup,
    TableRow,
    TableSheet,
    totals,
)
from .check import show
from .columns import TEXTUAL, Column, Row, Type, Value
from .hidden import Lists, write_px
from .pen import GREY, HEAD, LINE, MARKED, Pen, Styles, area_name, cell_name, ensure, text_lines

A3 = 8
MAX_LINES = 12
ROW = "\0"  # stands for the row number in a prepared formula
_OPTIONS = {
    "in_memory": True,
    "strings_to_urls": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
}
_PROTECTION = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
_BAD_NAME = re.compile(r"[\[\]:*?/\\']")


def write_table(out: BinaryIO, book: TableBook) -> None:
    """The workbook into `out`. Its bytes depend on `book` alone."""
    workbook = Workbook(out, _OPTIONS)
    workbook.set_properties({"created": book.created or datetime(2022, 11, 25, tzinfo=UTC)})
    styles = Styles(workbook)
    lists = Lists()
    names = [sheet_name(part.name) for part in book.sheets]
    worksheets = [workbook.add_worksheet(name) for name in names]
    for worksheet, part in zip(worksheets, book.sheets, strict=True):
        if isinstance(part, TableSheet):
            _Table(worksheet, part, styles, lists).write()
        else:
            _write_plain(worksheet, part, styles)
    lists.write(workbook)
    for part in book.sheets:
        if isinstance(part, TableSheet) and part.editable:
            write_px(workbook, part)
    workbook.close()


def sheet_name(text: str) -> str:
    return _BAD_NAME.sub("_", text)[:31] or "表"


class _Table:
    """One table on one worksheet; rows are written from the top down."""

    def __init__(self, ws: Worksheet, part: TableSheet, styles: Styles, lists: Lists) -> None:
        self.ws, self.part, self.styles, self.lists = ws, part, styles, lists
        self.pen = Pen(ws)
        self.columns = part.sheet.columns
        self.index = {column.key: col for col, column in enumerate(self.columns)}
        self.last = len(self.columns) - 1
        self.formulas: dict[str, str] = {}
        self.row = 0

    def write(self) -> None:
        self._frame()
        head = self.row
        self._header()
        first = self.row
        for group in self.part.groups:
            self._group(group)
        if self.part.editable:
            for _ in range(SPARE_ROWS):
                self._line(TableRow(self.part.sheet.empty_row()), spare=True)
        if self.part.total:
            self._total(TOTAL, [row.values for row in self.part.rows], first)
        if self.part.footer:
            style = self.styles.get(align="left", font_size=11)
            self.pen.merged((self.row, 0, self.row, self.last), self.part.footer, style)
            self.ws.set_row(self.row, 26)
        self._page(head, first)

    def _frame(self) -> None:
        for text, size, height, align in (
            (self.part.title, 18, 36, "center"),
            (self.part.subtitle, 11, 24, "left"),
        ):
            if text:
                style = self.styles.get(align=align, font_size=size, bold=size > 11)
                self.pen.merged((self.row, 0, self.row, self.last), text, style)
                self.ws.set_row(self.row, height)
                self.row += 1

    def _header(self) -> None:
        style = self.styles.get(border=1, align="center", bold=True, bg_color=HEAD)
        leaf = self.row + any(column.group for column in self.columns)
        col = 0
        for name, columns in self.part.sheet.groups:
            if name:
                self.pen.merged((self.row, col, self.row, col + len(columns) - 1), name, style)
            for column in columns:
                top = leaf if name else self.row
                self.pen.merged((top, col, leaf, col), column.header, style)
                col += 1
        if self.part.editable:
            self.pen.merged((self.row, col, leaf, col), KEY_HEADER, style)
        lines = max(text_lines(column.header, column.width) for column in self.columns)
        self.ws.set_row(leaf, LINE * max(lines, 2) + 4)
        self.row = leaf + 1

    def _group(self, group: TableGroup) -> None:
        first = self.row
        for row in group.rows:
            self._line(row)
        if group.label:
            label = f"{SUBTOTAL}（{group.label}）"
            self._total(label, [row.values for row in group.rows], first)

    def _line(self, row: TableRow, *, spare: bool = False) -> None:
        for col, column in enumerate(self.columns):
            open_ = self.part.editable and not column.computed
            fill = MARKED if row.mark else GREY if column.computed and self.part.editable else ""
            style = self.styles.cell(column, open_=open_, fill=fill)
            value = row.values.get(column.key)
            if column.key == self.part.mark_key and row.mark:
                value = f"{row.mark}；{value}" if value else row.mark
            if column.formula and self.part.editable:
                cached = "" if spare else "—" if value is None else value
                self.pen.formula(self.row, col, self._formula(column), style, cached)
            elif spare:
                self.pen.text(self.row, col, "", style)
            else:
                self.pen.value(self.row, col, column, value, style)
        self._height(row.values)
        if self.part.editable and row.key:
            self.pen.text(self.row, self.last + 1, f"{row.key}|{row.version}")
        self.row += 1

    def _height(self, values: Row) -> None:
        """LibreOffice and phones do not grow a row to its text by themselves."""
        lines = max(
            text_lines(show(column, values.get(column.key)), column.width)
            for column in self.columns
            if column.type in TEXTUAL
        )
        self.ws.set_row(self.row, LINE * min(max(lines, 2), MAX_LINES))

    def _formula(self, column: Column) -> str:
        """The column's formula; keys become letters once, then only the row number changes."""
        if column.key not in self.formulas:
            cutoff = self.part.cutoff
            until = f"DATE({cutoff.year},{cutoff.month},{cutoff.day})" if cutoff else "TODAY()"
            letters = {key: cell_name(0, col)[:-1] for key, col in self.index.items()}

            def reference(match: re.Match[str]) -> str:
                return until if match[1] == "cutoff" else f"{letters[match[1]]}{ROW}"

            self.formulas[column.key] = re.sub(r"\[([^\[\]]+)\]", reference, column.formula)
        return self.formulas[column.key].replace(ROW, str(self.row + 1))

    def _total(self, label: str, rows: list[Row], first: int) -> None:
        sums = totals(self.part.sheet, rows)
        name_col = next((c for c, column in enumerate(self.columns) if column.frozen), 0)
        label_col = self.index.get("name", name_col)
        for col, column in enumerate(self.columns):
            style = self.styles.cell(column, fill=GREY, bold=True)
            if column.summed:
                self._sum(col, first, style, sums[column.key])
            elif column.ratio:
                part, whole = (cell_name(self.row, self.index[key]) for key in column.ratio)
                formula = f'=IF(N({whole})=0,"—",{part}/{whole})'
                cached = sums[column.key]
                self.pen.formula(self.row, col, formula, style, "—" if cached is None else cached)
            else:
                self.pen.text(self.row, col, label if col == label_col else "", style)
        self.ws.set_row(self.row, LINE * max(2, text_lines(label, self.columns[label_col].width)))
        self.row += 1

    def _sum(self, col: int, first: int, style: object, cached: Value) -> None:
        if first == self.row:  # no row above: nothing to point at
            self.pen.value(self.row, col, self.columns[col], cached, style)
            return
        # SUBTOTAL leaves out the 小计 rows inside its area.
        area = area_name(first, col, self.row - 1, col)
        grouped = any(group.label for group in self.part.groups)
        formula = f"=SUBTOTAL(9,{area})" if grouped else f"=SUM({area})"
        self.pen.formula(self.row, col, formula, style, cached)

    def _page(self, head: int, first: int) -> None:
        frozen = max((c + 1 for c, column in enumerate(self.columns) if column.frozen), default=0)
        self.ws.freeze_panes(first, frozen)
        self.pen.widths([column.width for column in self.columns])
        _landscape(self.ws, head, first - 1)
        self.ws.print_area(0, 0, max(self.row, first), self.last)
        if self.part.editable:
            ensure(self.ws.set_column(self.last + 1, self.last + 1, 10, None, {"hidden": True}))
            self.ws.protect("", _PROTECTION)
            self._drop_downs(first)

    def _drop_downs(self, first: int) -> None:
        last = first + len(self.part.rows) + SPARE_ROWS - 1
        for col, column in enumerate(self.columns):
            if column.type is Type.CHOICE and not column.computed:
                labels = tuple(choice.label for choice in column.choices)
                rule = {
                    "validate": "list",
                    "source": self.lists.source(labels),
                    "error_title": column.label[:32],
                    "error_message": "从下拉里选一个",
                }
                ensure(self.ws.data_validation(first, col, last, col, rule))


def _write_plain(ws: Worksheet, part: PlainSheet, styles: Styles) -> None:
    pen = Pen(ws)
    last = len(part.headers) - 1
    pen.merged((0, 0, 0, last), part.title, styles.get(align="center", font_size=16, bold=True))
    ws.set_row(0, 32)
    head = 1
    if part.subtitle:
        pen.merged((1, 0, 1, last), part.subtitle, styles.get(align="left", font_size=11))
        head = 2
    style = styles.get(border=1, align="center", bold=True, bg_color=HEAD)
    for col, header in enumerate(part.headers):
        pen.text(head, col, header, style)
    for row, values in enumerate(part.rows, head + 1):
        for col, value in enumerate(values):
            column = Column("", "", type=_type(value))
            pen.value(row, col, column, value, styles.cell(column))
    pen.widths([*part.widths, *[14.0] * (len(part.headers) - len(part.widths))])
    ws.freeze_panes(head + 1, 0)
    _landscape(ws, head, head)


def _landscape(ws: Worksheet, first_head: int, last_head: int) -> None:
    ws.set_landscape()
    ws.set_paper(A3)
    ws.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    ws.fit_to_pages(1, 0)
    ws.repeat_rows(first_head, last_head)
    ws.center_horizontally()
    ws.set_footer("&C第 &P 页，共 &N 页")


def _type(value: Value) -> Type:
    if isinstance(value, int):
        return Type.COUNT
    if value is None or isinstance(value, str):
        return Type.TEXT
    return Type.MONEY if hasattr(value, "quantize") else Type.DATE
