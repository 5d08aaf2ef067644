"""A receiver's own empty table: where its header and its rows are (`python -m sheets.template`).

Read in the limited child; nothing of it runs in the web process.
"""

import re
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .child import run, serve
from .columns import Sheet
from .headers import MAX_HEADER, SEARCHED_ROWS, Header, as_wanted, find_header, wanted
from .intake import LIMITS, Limits, check_members, check_workbook
from .structure import column_letter
from .text import CellError, fold

NO_MACROS = "带有宏。请在 Excel 里另存为不带宏的 .xlsx 后上传"
NO_SUCH_ROW = "没有这一行。写表头最下面一行的行号，如 4"
MAX_COLUMNS = 100
SHOWN_COLUMNS = 40
CELL_WORDS = 60
_FOOT = re.compile(
    r"合计|总计|小计|共计|(?:单位)?负责人|填报人|填表人|制表|审核|审批人|联系人|联系电话|填报时间"
    r"|注[:：]|说明[:：]|备注[:：]|填表说明"
)
# What openpyxl does not carry over, by what lies in the file.
_LOSSES: tuple[tuple[str, bytes, str], ...] = (
    (r"xl/drawings/drawing\d+\.xml", b"<xdr:sp", "文本框和形状"),
    (r"xl/drawings/drawing\d+\.xml", b"<xdr:cxnSp", "连接线"),
    (r"xl/drawings/vmlDrawingHF\d+\.vml|xl/drawings/vmlDrawing\d+\.vml", b"HF", "页眉页脚里的图片"),
    (r"xl/ctrlProps/.*|xl/activeX/.*", b"", "控件"),
    (r"xl/slicers/.*|xl/timelines/.*", b"", "切片器"),
    (r"xl/threadedComments/.*", b"", "批注的回复"),
    (r"xl/connections\.xml", b"", "数据连接"),
    (r"xl/externalLinks/.*", b"", "外部链接（公式改为最后的值）"),
    (r"xl/worksheets/sheet\d+\.xml", b"x14:conditionalFormatting", "新版的条件格式"),
    (r"xl/worksheets/sheet\d+\.xml", b"x14:dataValidation ", "引用别的工作表的下拉（新版写法）"),
    (r"xl/charts/.*", b"", "图表的个别样式"),
)


@dataclass(frozen=True)
class TemplateColumn:
    letter: str
    header: str
    key: str  # "" = none of our fields
    computed: bool = False  # the template's own formula stands in the first row


@dataclass(frozen=True)
class TemplateCell:
    """A text of the frame: above the header or below the table."""

    ref: str
    text: str


@dataclass(frozen=True)
class Template:
    """`header` None: no row looks like a header, a person must say which it is."""

    sheets: list[str]
    sheet: str
    header: int | None
    first_row: int
    body_rows: int
    columns: list[TemplateColumn] = field(default_factory=list)
    cells: list[TemplateCell] = field(default_factory=list)
    top: list[list[str]] = field(default_factory=list)  # the first rows, to choose from
    losses: list[str] = field(default_factory=list)


def read_template(
    path: str | Path,
    sheet: Sheet,
    *,
    name: str = "",
    at: tuple[str, int] | None = None,
    limits: Limits = LIMITS,
) -> Template:
    """`at`: worksheet and row of the header, as a person said. CellError says why not."""
    check_workbook(path, name=name, limits=limits)
    ask = {
        "path": str(Path(path).resolve()),
        "wanted": [asdict(item) for item in wanted(sheet)],
        "at": list(at) if at else None,
    }
    found = run("sheets.template", ask, limits)
    return Template(
        **{
            **found,
            "columns": [TemplateColumn(**column) for column in found["columns"]],
            "cells": [TemplateCell(**cell) for cell in found["cells"]],
        }
    )


def open_template(path: str) -> Any:
    """In the child: without macros, links of others, and what reaches out of the workbook."""
    from openpyxl import load_workbook  # the child alone needs it

    check_members(path)
    _refuse_macros(path)
    return load_workbook(path, rich_text=True, keep_vba=False, keep_links=False)


def _refuse_macros(path: str) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise CellError("file", NO_MACROS)
    if any(name.startswith(("xl/macrosheets/", "xl/dialogsheets/")) for name in names):
        raise CellError("file", NO_MACROS)


def body_end(ws: Any, first: int) -> int:
    """The last row of the table: before 合计 or a signature line, else the last that is drawn."""
    drawn = first
    for row in range(first, ws.max_row + 1):
        cells = [ws.cell(row, col) for col in range(1, min(ws.max_column, MAX_COLUMNS) + 1)]
        texts = [fold(str(cell.value)) for cell in cells if cell.value is not None]
        if any(_FOOT.match(text) for text in texts) or _is_wide(ws, row):
            return row - 1
        if texts or any(cell.has_style and cell.border.bottom.style for cell in cells):
            drawn = row
    return drawn


def _is_wide(ws: Any, row: int) -> bool:
    """A line over most of the table's width is a note, not a project."""
    width = min(ws.max_column, MAX_COLUMNS)
    return any(
        area.min_row <= row <= area.max_row and area.size["columns"] > max(3, width // 2)
        for area in ws.merged_cells.ranges
    )


def _work(ask: dict[str, Any], limits: Limits) -> dict[str, Any]:
    book = open_template(ask["path"])
    want = as_wanted(ask["wanted"])
    visible = [ws for ws in book.worksheets if ws.sheet_state == "visible"]
    if not visible:
        raise CellError("file", "没有看得见的工作表。请检查文件")
    if any(ws.max_row > limits.rows or ws.max_column > limits.columns for ws in visible):
        raise CellError("file", "模板太大。请删去多余的行、列和工作表")
    ws, header = _chosen(visible, want, ask["at"])
    texts = _texts(ws)
    found: dict[str, Any] = {
        "sheets": [sheet.title for sheet in visible],
        "sheet": ws.title,
        "header": header.last + 1 if header else None,
        "first_row": header.last + 2 if header else 2,
        "body_rows": 0,
        "columns": [],
        "cells": [],
        "top": [[text[:20] for text in row[:SHOWN_COLUMNS]] for row in texts],
        "losses": losses(ask["path"]),
    }
    if header is not None:
        found |= _below(ws, header)
    return found


def _chosen(visible: list[Any], want: list[Any], at: list[Any] | None) -> tuple[Any, Header | None]:
    if at is not None:
        ws = next((sheet for sheet in visible if sheet.title == at[0]), visible[0])
        if not 1 <= at[1] <= min(ws.max_row, SEARCHED_ROWS):
            raise CellError("file", NO_SUCH_ROW)
        return ws, _as_said(_texts(ws), at[1] - 1, want)
    found = [(ws, find_header(_texts(ws), want, {})) for ws in visible]
    sure = [(ws, header) for ws, header in found if header is not None]
    if not sure:
        return visible[0], None
    return max(sure, key=lambda pair: len(pair[1].columns))


def _as_said(texts: list[list[str]], row: int, want: list[Any]) -> Header:
    """The row a person named: every column with a word, ours where the word is known."""
    window = texts[max(0, row - 2) : row + 1]
    known = find_header(window, want, {}) if window else None
    header = Header(row, row)
    if known is not None:
        header.columns = known.columns
        header.unknown = [*known.unknown, *known.asks]
    taken = {column.col for column in header.columns} | {col for _, col in header.unknown}
    header.unknown += [
        (text[:MAX_HEADER], col) for col, text in enumerate(texts[row]) if text and col not in taken
    ]
    return header


def _texts(ws: Any) -> list[list[str]]:
    """The first rows as text, merged cells filled with their value."""
    last_row, last_col = min(ws.max_row, SEARCHED_ROWS), min(ws.max_column, MAX_COLUMNS)
    texts = [
        ["" if cell.value is None else " ".join(str(cell.value).split()) for cell in row]
        for row in ws.iter_rows(max_row=last_row, max_col=last_col)
    ]
    for area in ws.merged_cells.ranges:
        if area.min_row > last_row or area.min_col > last_col:
            continue
        value = texts[area.min_row - 1][area.min_col - 1]
        for row in range(area.min_row, min(area.max_row, last_row) + 1):
            texts[row - 1][area.min_col - 1] = value
            for col in range(area.min_col + 1, min(area.max_col, last_col) + 1):
                texts[row - 1][col - 1] = f"{value}\x1f" if value else ""
    return texts


def _below(ws: Any, header: Header) -> dict[str, Any]:
    first = header.last + 2
    if _starts_with_total(ws, first):
        first += 1  # 合计 stands above the rows
    last = body_end(ws, first)
    columns = [(c.col, c.header, c.key) for c in header.columns]
    columns += [(col, label, "") for label, col in [*header.asks, *header.unknown]]
    anchors = {col: (label, key) for col, label, key in columns if not label.endswith("\x1f")}
    frame = [*range(1, header.first + 1), *range(last + 1, ws.max_row + 1)]
    cells = [
        TemplateCell(cell.coordinate, str(cell.value)[:CELL_WORDS])
        for row in frame[:SEARCHED_ROWS]
        for cell in ws[row]
        if isinstance(cell.value, str) and cell.data_type != "f"
    ]
    return {
        "first_row": first,
        "body_rows": max(0, last - first + 1),
        "columns": [
            asdict(
                TemplateColumn(
                    column_letter(col + 1),
                    label.strip("\x1f"),
                    key,
                    ws.cell(first, col + 1).data_type == "f",
                )
            )
            for col, (label, key) in sorted(anchors.items())
        ],
        "cells": [asdict(cell) for cell in cells],
    }


def _starts_with_total(ws: Any, row: int) -> bool:
    texts = [fold(str(cell.value)) for cell in ws[row] if cell.value is not None]
    under = [cell for cell in ws[row + 1] if cell.value is not None or cell.has_style]
    return any(text in {"合计", "总计", "共计"} for text in texts) and bool(under)


def losses(path: str) -> list[str]:
    """What filling will not keep, in words."""
    found: dict[str, None] = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            for pattern, mark, words in _LOSSES:
                if re.fullmatch(pattern, info.filename) and mark in archive.read(info):
                    found[words] = None
    return list(found)


if __name__ == "__main__":
    serve(_work)
