"""Ruled tables: fixed widths, a head that comes again on each page, rows that do not break."""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row

from .marks import element, exact, twips, write, write_said
from .measures import FANG, HEI, SIZE_SMALL_4, SMALL_LINE

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


@dataclass(frozen=True)
class Column:
    """`share`: of the width of the text, among the shares of all; 225 of them are millimetres."""

    header: str
    share: float
    align: str = "left"


def add_table(
    docx: Docx, columns: Sequence[Column], rows: Sequence[Sequence[object]], width: Length
) -> Table:
    widths = _widths(columns, width)
    table = docx.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _frame(table, widths)
    head = table.add_row()
    head._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for cell, column, wide in zip(head.cells, columns, widths, strict=True):
        _fill(cell, column.header, wide, HEI, "centre")
    _whole(head)
    for values in rows:
        row = table.add_row()
        _whole(row)
        for cell, column, wide, value in zip(row.cells, columns, widths, values, strict=True):
            _fill(cell, value, wide, FANG, column.align)
    return table


def add_form(
    docx: Docx, rows: Sequence[tuple[str, object]], width: Length, *, tall: Sequence[str] = ()
) -> Table:
    """A form of the office: what at the left, the answer at the right; `tall` ones leave room."""
    widths = [Length(round(width * 0.2)), Length(width - round(width * 0.2))]
    table = docx.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    _frame(table, widths)
    for name, value in rows:
        row = table.add_row()
        row.height = Mm(20) if name in tall else Mm(10)
        name_cell, value_cell = row.cells
        _fill(name_cell, name, widths[0], HEI, "centre", SIZE_FORM, LINE_FORM)
        _fill(value_cell, value, widths[1], FANG, "left", SIZE_FORM, LINE_FORM)
    return table


SIZE_FORM, LINE_FORM = Pt(14), Pt(22)


def _widths(columns: Sequence[Column], width: Length) -> list[Length]:
    whole = sum(column.share for column in columns)
    return [Length(round(width * column.share / whole)) for column in columns]


def _frame(table: Table, widths: Sequence[Length]) -> None:
    """LibreOffice reads the grid, Word the cells; both must say the same."""
    properties = table._tbl.tblPr
    found = properties.find(qn("w:tblW"))
    if found is None:
        found = element("w:tblW")
        properties.append(found)
    found.set(qn("w:type"), "dxa")
    found.set(qn("w:w"), twips(Length(sum(widths))))
    margins = element("w:tblCellMar")
    for side, space in (("top", "40"), ("left", "57"), ("bottom", "40"), ("right", "57")):
        margins.append(element(f"w:{side}", w=space, type="dxa"))
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide


def _whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().insert(0, element("w:cantSplit"))


def _fill(
    cell: _Cell, value: object, width: Length, font: str, align: str,
    size: Pt = SIZE_SMALL_4, line: Pt = SMALL_LINE,
) -> None:  # fmt: skip
    cell.width = width
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    [paragraph] = cell.paragraphs
    paragraph.alignment = ALIGN[align]
    exact(paragraph, line)
    if isinstance(value, list | tuple):
        write_said(paragraph, value, font, size)
    else:
        write(paragraph, "" if value is None else value, font, size)
