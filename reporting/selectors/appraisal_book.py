"""考核表 as a workbook: the points, and on a second sheet how each came about."""

from datetime import date

from reporting.appraisal import plain
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.columns import Column, Row, Sheet, Type

from .appraisal import Appraisal, Line


def appraisal_book(found: Appraisal, as_of: date) -> TableBook:
    subtitle = f"数据时点：{as_of}　{found.name}"
    return TableBook([_points(found, subtitle), _sums(found, subtitle)])


def _points(found: Appraisal, subtitle: str) -> TableSheet:
    columns = [Column("unit", "单位", width=16)]
    columns += [
        Column(str(place), item.label, type=Type.MONEY, width=14)
        for place, item in enumerate(found.items)
    ]
    columns.append(Column("total", "得分", type=Type.MONEY, width=12))
    rows: list[Row] = []
    for one in found.units:
        points: Row = {str(place): line.points.got for place, line in enumerate(one.lines)}
        rows.append({"unit": one.unit.short_name, "total": one.score.total, **points})
    return _sheet("考核表", columns, rows, subtitle)


def _sums(found: Appraisal, subtitle: str) -> TableSheet:
    columns = [
        Column("unit", "单位", width=16),
        Column("item", "考核项目", width=18),
        Column("got", "得分", width=10),
        Column("sum", "怎样算的", width=50),
        Column("rows", "依据", width=60),
    ]
    rows: list[Row] = [
        {
            "unit": one.unit.short_name,
            "item": line.points.item.label,
            "got": "不适用" if line.points.got is None else plain(line.points.got),
            "sum": line.points.sum_in_words,
            "rows": _ground(line),
        }
        for one in found.units
        for line in one.lines
    ]
    return _sheet("得分依据", columns, rows, subtitle)


def _ground(line: Line) -> str:
    if line.figure is None:
        return "；".join(f"{time.on} {time.what}" for time in line.times)
    share = line.figure.share
    return f"{line.figure.title} {share.numerator} / {share.denominator}"


def _sheet(name: str, columns: list[Column], rows: list[Row], subtitle: str) -> TableSheet:
    return TableSheet(
        name=name,
        sheet=Sheet(form="rows", title=name, columns=tuple(columns)),
        groups=[TableGroup("", [TableRow(row) for row in rows])],
        title=name,
        subtitle=subtitle,
        total=False,
    )
