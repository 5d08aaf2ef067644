"""Builders of workbooks, ours and hostile ones."""

import io
import zipfile
from datetime import date

from openpyxl import Workbook

from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.check import parse_row
from sheets.write import write_table

CUTOFF = date(2023, 2, 3)


def unit_table(sheet, rows, **more):
    """A unit's table of `rows`, keyed PX-1, PX-2 …, as it is exported."""
    lines = [TableRow(row, f"PX-{n}", "7") for n, row in enumerate(rows, 1)]
    return TableSheet(
        "薛关镇",
        sheet,
        [TableGroup("", lines)],
        title=sheet.title,
        subtitle="填报单位（盖章）：薛关镇　统计截止：2023年2月3日　单位：万元",
        footer="单位负责人：　审核人：　填报人：　联系电话：　填报时间：",
        editable=True,
        cutoff=CUTOFF,
        meta={"unit": "XUEGUAN", "round": "2023-02-03"},
        **more,
    )


def write(*parts):
    out = io.BytesIO()
    write_table(out, TableBook(parts))
    return out.getvalue()


def save(path, rows, *, merges=(), name="Sheet1"):
    """A clerk's workbook made with openpyxl: rows of values, merged areas."""
    book = Workbook()
    worksheet = book.active
    worksheet.title = name
    for row in rows:
        worksheet.append(row)
    for area in merges:
        worksheet.merge_cells(area)
    book.save(path)
    return path


def values_of(sheet, result):
    """Every read row parsed; the test fails on a cell that does not parse."""
    assert [error.message for error in result.errors] == []
    parsed = []
    for read in result.rows:
        values, findings = parse_row(sheet, read.cells, today=CUTOFF)
        assert findings == []
        parsed.append(values)
    return parsed


def rezip(path, source, changes=None, drop=()):
    """The workbook `source` again with some members replaced, added or left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        changed = dict(changes or {})
        for info in old.infolist():
            if info.filename in drop:
                continue
            data = changed.pop(info.filename, None)
            new.writestr(info.filename, old.read(info) if data is None else data)
        for name, data in changed.items():
            new.writestr(name, data)
    return path
