"""Where the rows of a table begin and end: totals, footers and spare rows are none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .text import fold

FORMULA_ERRORS = frozenset(
    {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"}
)
_TOTAL = re.compile(r"(?:合计|小计|总计|共计)(?:[(:].{0,60})?")
_FOOTER = re.compile(
    r"(?:单位负责人|主要负责人|分管领导|负责人|审核人|填报人|填表人|制表人|联系人|联系电话|填报时间"
    r"|填表时间|注|备注|说明|填表说明|填报说明):"
)


@dataclass(frozen=True)
class Line:
    row: int  # as Excel counts
    values: Sequence[Any]


def table_lines(
    cells: Sequence[Sequence[Any]], first: int, name_col: int, writable: Sequence[int]
) -> Iterator[Line]:
    """Rows from index `first` that hold something in a column people write."""
    for row, values in enumerate(cells[first:], first + 1):
        if _is_footer(values):
            return
        if _is_total(values, name_col):
            continue
        if all(_is_blank(values[col]) for col in writable):
            continue
        yield Line(row, values)


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_total(values: Sequence[Any], name_col: int) -> bool:
    """合计 in or before the name's column; 合 计 and 小计（薛关镇） too."""
    for value in values[: name_col + 1]:
        if isinstance(value, str) and len(value) <= 80 and _TOTAL.fullmatch(fold(value)):
            return True
    return False


def _is_footer(values: Sequence[Any]) -> bool:
    """The line of names under a table: its first text says so."""
    first = next((value for value in values if not _is_blank(value)), None)
    return isinstance(first, str) and bool(_FOOTER.match(fold(first[:40])))
