"""The weekly table as ready HTML: read without JavaScript, on phones, when filed, on paper.

A Django template per cell costs ten times as much (stack.md), so rows are joined strings.
"""

from collections.abc import Callable, Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from reporting.selectors.grid import Grid, GridRow
from sheets.check import show
from sheets.columns import Column, Sheet, Type, Value

NUMBERS = frozenset({Type.MONEY, Type.COUNT, Type.RATE, Type.DATE, Type.MONTH})
FROZEN = {"seq": "f0", "name": "f1"}
WIDE = frozenset({"week", "issue", "scale", "note"})


def table_html(
    grid: Grid, rows: Iterable[GridRow], link: Callable[[str], str] | None = None
) -> SafeString:
    """Head, rows, sums. `link`: where a row is changed, by project number."""
    sheet = grid.table.sheet
    last = {columns[-1].key for _, columns in sheet.groups}
    body = "".join(_row(sheet, row, link, last) for row in rows)
    return _safe(f"{_head(sheet, last)}<tbody>{body}</tbody>{_foot(grid, last)}")


def _head(sheet: Sheet, last: set[str]) -> str:
    groups, leaves = [], []
    for name, columns in sheet.groups:
        frozen = [column for column in columns if column.key in FROZEN]
        rest = [column for column in columns if column.key not in FROZEN]
        for column in frozen:
            groups.append(
                format_html(
                    '<th class="{}" scope="col" rowspan="2">{}</th>',
                    FROZEN[column.key],
                    column.header,
                )
            )
        groups.append(
            format_html('<th class="g" scope="colgroup" colspan="{}">{}</th>', len(rest), name)
        )
        leaves += [
            format_html('<th class="{}" scope="col">{}</th>', _classes(c, last), c.header)
            for c in rest
        ]
    return f"<thead><tr>{''.join(groups)}</tr><tr>{''.join(leaves)}</tr></thead>"


def _row(sheet: Sheet, row: GridRow, link: Callable[[str], str] | None, last: set[str]) -> str:
    marks = {finding.key: finding.message for finding in row.errors}
    remarks = {remark.key or "name": remark.text for remark in row.remarks}
    cells = []
    for column in sheet.columns:
        names = [_classes(column, last)]
        if column.key in marks:
            names.append("c-error")
        elif column.key in row.changed:
            names.append("c-changed")
        if column.key in remarks:
            names.append("c-remark")
        title = marks.get(column.key) or remarks.get(column.key) or ""
        text = _cell(column, row.cells.get(column.key))
        if column.key == "name" and link:
            text = format_html('<a href="{}">{}</a>', link(row.number), text)
        tag = 'th scope="row"' if column.key == "name" else "td"
        hint = format_html(' title="{}"', title) if title else ""
        cells.append(f'<{tag} class="{" ".join(names)}"{hint}>{text}</{tag[:2]}>')
    return f'<tr id="{conditional_escape(row.number)}">{"".join(cells)}</tr>'


def _cell(column: Column, value: Value) -> str:
    text = conditional_escape(show(column, value))
    if column.key.endswith(".status"):
        return f'<span class="px-st px-st-{conditional_escape(str(value or ""))}">{text}</span>'
    return str(text)


def _foot(grid: Grid, last: set[str]) -> str:
    sheet, sums = grid.table.sheet, grid.totals
    cells = []
    for column in sheet.columns:
        text = show(column, sums[column.key]) if column.key in sums else ""
        if column.key == "name":
            cells.append(f'<th scope="row" class="{_classes(column, last)}">合计</th>')
        else:
            cells.append(f'<td class="{_classes(column, last)}">{text}</td>')
    return f"<tfoot><tr>{''.join(cells)}</tr></tfoot>"


def _classes(column: Column, last: set[str]) -> str:
    names = [FROZEN.get(column.key, "")]
    if column.type in NUMBERS:
        names.append("px-num")
    if column.computed and column.key != "seq":
        names.append("c-computed")
    if column.key in WIDE:
        names.append("w")
    if column.key in last:
        names.append("g")
    return " ".join(name for name in names if name)


def _safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308  every part was escaped above
