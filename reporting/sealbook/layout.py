"""Where the sealed rows stand in a compiled workbook, and what its other cells say."""

import re
import unicodedata
from typing import Any

from accounts.errors import Refused
from procedures.models import PermitKind
from reporting.models import Compilation, SealedPermit, SealedProject
from reporting.selectors.rows import campaign_kinds, sheet_for
from sheets.book import SUBTOTAL, TOTAL
from sheets.columns import Column, Sheet
from sheets.structure import column_letter

from . import check_seals as checker

TABLE = "汇总表"
Rows = dict[int, list[tuple[SealedProject, list[SealedPermit]]]]


def layout_of(
    compilation: Compilation, workbook: bytes, catalogue: dict[str, Any], rows: Rows
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(which line shows which row of which seal, the cells that come of no row)."""
    book = checker.read_workbook(workbook)
    kinds, sheet = _sheet_of(compilation, book.get(TABLE, {}))
    lines = _Lines(sheet, book[TABLE], list(rows.values()))
    lines.read()
    table = {
        "sheet": TABLE,
        "kinds": [kind.code for kind in kinds],
        "columns": [_column(n, column) for n, column in enumerate(sheet.columns, 1)],
        "rows": lines.rows,
        "totals": lines.totals,
    }
    taken = {str(line) for line, _, _ in lines.rows}
    rest = {ref: cell for ref, cell in book[TABLE].items() if ref.lstrip(LETTERS) not in taken}
    return table, book | {TABLE: rest}


def _sheet_of(compilation: Compilation, cells: dict[str, Any]) -> tuple[list[PermitKind], Sheet]:
    """The catalogue's kinds as they stood then, or as they stand now: the heads decide."""
    round_ = compilation.round
    for known in (compilation.at, None):
        kinds = campaign_kinds(round_.campaign, known)
        sheet = sheet_for(round_, kinds)
        letters = [column_letter(number) for number, _ in enumerate(sheet.columns, 1)]
        groups = [name for letter in letters if (name := cells.get(f"{letter}3"))]
        heads = [cells.get(f"{letter}4") for letter in letters]
        if (groups, heads) == _heads(sheet):
            return kinds, sheet
    raise Refused("汇总表的表头与这期的表式不同，不能导出归档。", 409)


def _heads(sheet: Sheet) -> tuple[list[str], list[str]]:
    """What stands in the two lines of heads, below title and subtitle."""
    return [name for name, _ in sheet.groups], [column.header for column in sheet.columns]


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _column(number: int, column: Column) -> dict[str, Any]:
    return {
        "letter": column_letter(number),
        "key": column.key,
        "label": column.label,
        "type": str(column.type),
        "choices": {choice.value: choice.label for choice in column.choices},
        "summed": column.summed,
        "ratio": list(column.ratio) if column.ratio else None,
    }


class _Lines:
    """Walks the table from the top; a row is known by its project's and its unit's name."""

    def __init__(self, sheet: Sheet, cells: dict[str, Any], seals: list[Any]) -> None:
        letters = {c.key: column_letter(n) for n, c in enumerate(sheet.columns, 1)}
        self.cells = cells
        self.seq, self.name, self.unit = (letters[key] for key in ("seq", "name", "unit"))
        self.places = {
            (_plain(row.name), _plain(row.unit_name)): (index, number)
            for index, pairs in enumerate(seals)
            for number, (row, _) in enumerate(pairs)
        }
        self.rows: list[list[int]] = []
        self.totals: list[list[int | None]] = []

    def read(self) -> None:
        last = max((int(re.sub("[A-Z]+", "", ref)) for ref in self.cells), default=0)
        index: int | None = None
        for line in range(1, last + 1):
            label = self._cell(self.name, line)
            if isinstance(self._cell(self.seq, line), int):
                index = self._row(line, label)
            elif label == TOTAL:
                self.totals.append([line, None])
            elif isinstance(label, str) and label.startswith(f"{SUBTOTAL}（"):
                self.totals.append([line, index])

    def _row(self, line: int, name: Any) -> int:
        place = self.places.get((_plain(name), _plain(self._cell(self.unit, line))))
        if place is None:
            raise Refused(f"汇总表第 {line} 行“{name}”在所用的封存里找不到，不能导出归档。", 409)
        self.rows.append([line, *place])
        return place[0]

    def _cell(self, letter: str, line: int) -> Any:
        return self.cells.get(f"{letter}{line}")


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFC", str(text or ""))
