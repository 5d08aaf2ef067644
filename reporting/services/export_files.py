"""The workbook of an export profile: our own layout, or the receiver's template filled."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone

from accounts.errors import Refused
from reporting.exporting.formats import excel_format, sheet_type
from reporting.exporting.frame import filled
from reporting.indicators import SEALED
from reporting.models import FigureReference
from reporting.selectors.exporting import ExportTable
from sheets.book import PlainSheet, TableBook, TableGroup, TableRow, TableSheet
from sheets.columns import Column, Sheet, Value
from sheets.fill import Filling, fill_template
from sheets.text import CellError
from sheets.write import write_table
from workplace import clock

SOURCE_WORDS = {True: "上报封存", False: "实时台账"}
Codes = Mapping[tuple[str, str], FigureReference]


def workbook(table: ExportTable, codes: Codes, template: bytes | None) -> bytes:
    """The same rows either way; where the numbers come from stands in the sheet 出处."""
    if template is not None:
        return _filled(table, codes, template)
    out = io.BytesIO()
    write_table(out, book(table, codes))
    return out.getvalue()


def book(table: ExportTable, codes: Codes) -> TableBook:
    part = TableSheet(
        name=table.spec.sheet or table.spec.name,
        sheet=_sheet(table),
        groups=[TableGroup("", [TableRow(_row(table, row)) for row in _values(table)])],
        title=f"蒲县{table.year}年{table.spec.name}",
        subtitle=_subtitle(table),
        total=bool(table.totals),
    )
    origin = origin_of(table, codes)
    sheet = PlainSheet(
        "出处", "本表数据的出处", ("项", "内容", "编码", "打开"), origin, (22, 60, 18, 60)
    )
    return TableBook([part, sheet], created=timezone.localtime(clock.now()).replace(tzinfo=None))


def _values(table: ExportTable) -> list[list[Value]]:
    return [table.values(row) for row in table.rows]


def _row(table: ExportTable, values: Sequence[Value]) -> dict[str, Value]:
    return {c.column: value for c, value in zip(table.spec.columns, values, strict=True)}


def _sheet(table: ExportTable) -> Sheet:
    """The profile's columns as a table of ours; keys are letters: a field may come twice."""
    letters = {column.field.key: (column.column, column.format) for column in table.spec.columns}
    columns = []
    for column in table.spec.columns:
        of = column.field
        # a rate of 万元 by 亿元, or without its %, has no formula: its total stands in 出处
        parts = [letters[key] for key in of.ratio or () if key in letters]
        same = len(parts) == 2 and parts[0][1] == parts[1][1] and not column.format
        columns.append(
            Column(
                column.column,
                column.header,
                column.group,
                type=sheet_type(of.type),
                width=of.width,
                frozen=of.key == "name",
                summed=of.summed,
                ratio=(parts[0][0], parts[1][0]) if same else None,
                number_format=excel_format(of.type, column.format),
            )
        )
    return Sheet("export", table.spec.name, tuple(columns))


def _subtitle(table: ExportTable) -> str:
    in_yi = any(column.format == "yi" for column in table.spec.columns)
    unit = "单位见表头" if in_yi else "单位：万元"
    words = f"填报单位（盖章）：{table.county.centre.name}　　统计截止：{_day(table)}　　{unit}"
    return f"{words}　　数据：{SOURCE_WORDS[table.source == SEALED]}"


def _day(table: ExportTable) -> str:
    day = table.county.as_of
    return f"{day.year}年{day.month}月{day.day}日"


def _filled(table: ExportTable, codes: Codes, template: bytes) -> bytes:
    words = placeholders(table)
    filling = Filling(
        sheet=table.spec.sheet,
        first_row=table.spec.first_row,
        columns={c.column: _style(c.field.type, c.format) for c in table.spec.columns},
        rows=_values(table),
        cells={ref: filled(text, words) for ref, text in table.spec.cells.items()},
        origin=[("项", "内容", "编码", "打开"), *origin_of(table, codes)],
    )
    try:
        return fill_template(template, filling)
    except CellError as error:
        raise Refused(f"{error.message}。", 422) from error


def _style(kind: str, form: str) -> str:
    """The template's own number format stands, unless the profile says another than the usual."""
    return excel_format(kind, form) if form else ""


def placeholders(table: ExportTable) -> dict[str, Value]:
    today = clock.today()
    found: dict[str, Value] = {
        "填报单位": table.county.centre.name,
        "统计截止": _day(table),
        "年度": str(table.year),
        "期号": "、".join(dict.fromkeys(round_.label for round_ in table.rounds)),
        "制表日期": f"{today.year}年{today.month}月{today.day}日",
        "数据来源": SOURCE_WORDS[table.source == SEALED],
        "口径": table.definition,
        "行数": len(table.rows),
    }
    return found | {f"合计:{t.column.header}": t.value for t in table.totals.values()}


def origin_of(table: ExportTable, codes: Codes) -> list[tuple[Value, ...]]:
    """出处: as of when, from what, by which definition, known at which moment; totals by code."""
    known = timezone.localtime(table.known) if table.known else None
    lines: list[tuple[Value, ...]] = [
        ("表式", table.spec.name, "", ""),
        ("统计截止", table.county.as_of, "", ""),
        ("数据来源", SOURCE_WORDS[table.source == SEALED], "", ""),
        ("取数时刻", f"{known:%Y-%m-%d %H:%M:%S}" if known else "", "", ""),
        ("项目年度", str(table.year), "", ""),
        ("范围", table.spec.filters.words(_units(table)) or "全部", "", ""),
        ("办结率口径", table.definition, "", ""),
        ("行数", len(table.rows), "", ""),
    ]
    for round_ in table.rounds:
        words = f"{round_.campaign.name}{round_.label}（截止 {round_.cutoff_on:%Y-%m-%d}）"
        lines.append(("封存的期次", words, "", ""))
    if table.silent:
        lines.append(("没有封存的单位", "、".join(table.silent), "", ""))
    if table.unsealed:
        lines.append(("取自台账的栏目", "、".join(table.unsealed), "", ""))
    return [*lines, *_totals(table, codes)]


def _totals(table: ExportTable, codes: Codes) -> list[tuple[Value, ...]]:
    found: list[tuple[Value, ...]] = []
    for total in table.totals.values():
        code = path = ""
        if total.printed is not None:
            key = (total.printed.reference.path, total.printed.reference.query)
            code = codes[key].code if key in codes else ""
            path = total.printed.reference.href
        value = total.value
        text = f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else value
        words = text.isoformat() if isinstance(text, date) else str("—" if text is None else text)
        found.append((f"合计：{total.column.header}", words, code, path))
    return found


def _units(table: ExportTable) -> dict[str, str]:
    return {code: unit.short_name for code, unit in table.county.units.items()}
