"""What openpyxl's read-only mode does not tell: merged cells, hidden rows, stale formulas.

One pass of expat over a worksheet's XML in constant memory; it also finds where content ends,
so that a sheet of two far cells or of styled blank rows costs nothing afterwards (S13).
"""

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from .text import CellError

HEADER_ROWS = 33
MAX_MERGES = 20_000
CHUNK = 256 * 1024
TOO_LONG = "表太大，超过 {:,} 行。请分成几个文件上传"
Area = tuple[int, int, int, int]  # first row, first col, last row, last col, from 1

_DAY = re.compile(r"(?:19|20)[0-9]{6}")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Structure:
    last_row: int = 0
    last_col: int = 0
    hidden: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    no_value: set[tuple[int, int]] = field(default_factory=set)
    days: dict[tuple[int, int], int] = field(default_factory=dict)  # numbers like 20230224


def scan(source: IO[bytes], *, rows: int, columns: int) -> Structure:
    """CellError when content lies beyond the limits; ValueError when the XML is broken."""
    scanner = _Scanner(rows, columns)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.data
    parser.StartDoctypeDeclHandler = scanner.doctype
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError("worksheet XML") from error
    return scanner.found


class _Scanner:
    def __init__(self, rows: int, columns: int) -> None:
        self.found = Structure()
        self.rows, self.columns = rows, columns
        self.row = self.col = 0
        self.is_text = self.is_number = False
        self.has_formula = self.has_value = self.in_value = False
        self.number = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row(attributes)
        elif name == "f":
            self.has_formula = True
        elif name in {"v", "t"}:
            self.in_value = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in {"v", "t"}:
            self.in_value = False
        elif name == "c":
            self._cell_ends()

    def data(self, text: str) -> None:
        if self.in_value and text.strip():
            self.has_value = True
            if self.is_number and len(self.number) <= len("20230224"):
                self.number += text.strip()

    def doctype(self, *_: object) -> None:
        raise ValueError("DTD")

    def _row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self.row = int(given[:8]) if given.isdecimal() else self.row + 1
        self.col = 0
        if attributes.get("hidden") in {"1", "true"} and self.row <= self.rows + HEADER_ROWS:
            self.found.hidden.add(self.row)

    def _cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.col = column_number(match[1]) if match else self.col + 1
        self.is_text = attributes.get("t") == "str"
        self.is_number, self.number = attributes.get("t", "n") == "n", ""
        self.has_formula = self.has_value = False

    def _cell_ends(self) -> None:
        if self.has_formula and not self.has_value and not self.is_text:
            self.found.no_value.add((self.row, self.col))
        elif not self.has_value:
            return
        if self.row > self.rows + HEADER_ROWS:  # the rows above the table do not count
            raise CellError("file", TOO_LONG.format(self.rows))
        if self.col > self.columns:
            raise CellError("file", f"表太宽，超过 {self.columns} 列。请删去多余的列")
        if _DAY.fullmatch(self.number):
            self.found.days[self.row, self.col] = int(self.number)
        self.found.last_row = max(self.found.last_row, self.row)
        self.found.last_col = max(self.found.last_col, self.col)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if not start or not end or int(start[2]) > HEADER_ROWS:
            return
        if len(self.found.merges) >= MAX_MERGES:
            raise CellError("file", "合并的单元格太多。请把内容复制到新的工作簿，再上传")
        area = (int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1]))
        self.found.merges.append(area)


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
