"""The weekly table as ready HTML: read without JavaScript, on phones, when filed, on paper.

A Django template per cell costs ten times as much (stack.md), so rows are joined strings.
"""

from collections.abc import Callable, Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from procedures.rules import Status
from reporting.selectors.grid import Grid, GridRow, is_minor
from reporting.sheets import FormRules, rules_of
from sheets.check import show
from sheets.columns import Column, Sheet, Type, Value

NUMBERS = frozenset({Type.MONEY, Type.COUNT, Type.RATE, Type.DATE, Type.MONTH})
FROZEN = {"seq": "f0", "name": "f1"}
CELL = '<td class="{}"{}>{}</td>'
COLUMN_HEAD = '<th class="{}" scope="col">{}</th>'
ROW_HEAD = '<th scope="row" class="{}"{}>{}</th>'
WIDE = frozenset({"week", "issue", "scale", "note", "image_progress"})


def table_html(
    grid: Grid, rows: Iterable[GridRow], link: Callable[[str], str] | None = None
) -> SafeString:
    """Head, rows, sums. `link`: where a row is changed, by project number."""
    sheet = grid.table.sheet
    last = {columns[-1].key for _, columns in sheet.groups}
    body = _joined(_row(sheet, row, link, last) for row in rows)
    return format_html("{}<tbody>{}</tbody>{}", _head(sheet, last), body, _foot(grid, last))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _head(sheet: Sheet, last: set[str]) -> SafeString:
    """Two rows, groups above columns; a third one for phones, with whole names in one."""
    groups, leaves = [], []
    rules = rules_of(sheet.form)
    for name, columns in sheet.groups:
        rest = [column for column in columns if column.key not in FROZEN]
        for column in columns:
            if column.key in FROZEN:
                head = '<th class="{}" scope="col" rowspan="2">{}</th>'
                groups.append(format_html(head, FROZEN[column.key], column.header))
        groups.append(
            format_html('<th class="g" scope="colgroup" colspan="{}">{}</th>', len(rest), name)
        )
        leaves += [format_html(COLUMN_HEAD, _classes(c, last, rules), c.header) for c in rest]
    phone = [format_html(COLUMN_HEAD, _classes(c, last, rules), c.label) for c in sheet.columns]
    rows = (
        '<thead><tr class="is-desk-head">{}</tr><tr class="is-desk-head">{}</tr>'
        '<tr class="is-phone-head">{}</tr></thead>'
    )
    return format_html(rows, _joined(groups), _joined(leaves), _joined(phone))


def _row(
    sheet: Sheet, row: GridRow, link: Callable[[str], str] | None, last: set[str]
) -> SafeString:
    rules = rules_of(sheet.form)
    marks = {finding.key: finding.message for finding in row.errors}
    remarks = {remark.key or "name": remark.text for remark in row.remarks}
    cells = []
    for column in sheet.columns:
        names = [_classes(column, last, rules)]
        if column.key in marks:
            names.append("c-error")
        elif column.key in row.changed:
            names.append("c-changed")
        if column.key in remarks:
            names.append("c-remark")
        title = marks.get(column.key) or remarks.get(column.key) or ""
        text = "" if _is_void(column, row) else _cell(column, row.cells.get(column.key))
        if column.key == "name" and link:
            text = format_html('<a href="{}">{}</a>', link(row.number), text)
        hint = format_html(' title="{}"', title) if title else ""
        cell = ROW_HEAD if column.key == "name" else CELL
        cells.append(format_html(cell, " ".join(names), hint, text))
    return format_html('<tr id="{}">{}</tr>', row.number, _joined(cells))


def _is_void(column: Column, row: GridRow) -> bool:
    """The level of a permit that is not required is kept, not shown."""
    status = row.cells.get(column.key.replace(".level", ".status"))
    return column.key.endswith(".level") and status == Status.NOT_REQUIRED


def _cell(column: Column, value: Value) -> str:
    text = show(column, value)
    if column.marked:
        return format_html('<span class="px-st px-st-{}">{}</span>', value or "", text)
    return text


def _foot(grid: Grid, last: set[str]) -> SafeString:
    sheet, sums, rules = grid.table.sheet, grid.totals, grid.table.rules
    cells = []
    for column in sheet.columns:
        text = show(column, sums[column.key]) if column.key in sums else ""
        is_head = column.key == "name"
        words = (_classes(column, last, rules), "", "合计" if is_head else text)
        cells.append(format_html(ROW_HEAD if is_head else CELL, *words))
    return format_html("<tfoot><tr>{}</tr></tfoot>", _joined(cells))


def _classes(column: Column, last: set[str], rules: FormRules) -> str:
    names = [FROZEN.get(column.key, "")]
    if column.type in NUMBERS:
        names.append("px-num")
    if column.computed and column.key != "seq":
        names.append("c-computed")
    if column.key in WIDE:
        names.append("w")
    if column.key in last:
        names.append("g")
    if column.group in rules.FOLDED and is_minor(column, rules):
        names.append("is-minor")
    return " ".join(name for name in names if name)
