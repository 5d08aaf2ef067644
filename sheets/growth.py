"""Rows that enter a sheet at the end of its table: what happens to references, ranges, formulas.

openpyxl moves cells only. Formulas, merged cells, print areas and rules are moved here, by the
rules of Excel, with one addition: a range that ends with the table's last row grows with it.
"""

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")


@dataclass(frozen=True)
class Growth:
    """`delta` rows enter after `last`; the table's rows are `first` to `last`, from 1."""

    first: int
    last: int
    delta: int

    def row(self, row: int) -> int:
        return row + self.delta if row > self.last else row

    def span(self, top: int, bottom: int) -> tuple[int, int]:
        """Of a range: it grows when it holds the last row or ends with it."""
        end = bottom + self.delta if bottom >= self.last else bottom
        return self.row(top), end

    def area(self, reference: str) -> str:
        """One or several areas as Excel writes them, separated by spaces or commas."""
        return re.sub(r"[^ ,]+", lambda match: self._operand(match[0], alone=True), reference)

    def formula(self, text: str, *, here: bool, sheet: str) -> str:
        """`here`: the formula stands on the sheet that grows, whose name is `sheet`."""
        if not self.delta:
            return text
        tokens = Tokenizer(text).items
        parts = ["="]
        for place, token in enumerate(tokens):
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                alone = _is_whole_sum(tokens, place)
                parts.append(self._of(token.value, here=here, sheet=sheet, alone=alone))
            else:
                parts.append(token.value)
        return "".join(parts)

    def _of(self, operand: str, *, here: bool, sheet: str, alone: bool) -> str:
        prefix, mark, reference = operand.rpartition("!")
        name = prefix.strip("'").replace("''", "'")
        if (name == sheet) if mark else here:
            return f"{prefix}{mark}{self._operand(reference, alone=alone)}"
        return operand

    def _operand(self, reference: str, *, alone: bool) -> str:
        if match := _ROWS.fullmatch(reference):
            top, bottom = self.span(int(match[2]), int(match[4]))
            return f"{match[1]}{top}:{match[3]}{bottom}"
        start, colon, end = reference.partition(":")
        first, last = _CELL.fullmatch(start), _CELL.fullmatch(end or start)
        if not first or not last:
            return reference  # a name, a whole column
        if colon or (alone and int(first[4]) == self.first == self.last):
            top, bottom = self.span(int(first[4]), int(last[4]))
            return f"{_moved(first, top)}:{_moved(last, bottom)}"
        return _moved(first, self.row(int(first[4])))


def _moved(match: re.Match[str], row: int) -> str:
    return f"{match[1]}{match[2]}{match[3]}{row}"


def _is_whole_sum(tokens: list[Token], place: int) -> bool:
    """SUM(I6) over a table of one row means the table."""
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return (
        before is not None
        and after is not None
        and before.type == after.type == Token.FUNC
        and before.value.upper() == "SUM("
        and after.value == ")"
    )
