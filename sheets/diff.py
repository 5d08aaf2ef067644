"""Last week ↔ this week, cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .columns import Row, Sheet, Value

Backward = Callable[[str, Row, Row], bool]


@dataclass(frozen=True)
class Change:
    row: str
    key: str
    old: Value
    new: Value
    backward: bool


def diff_rows(
    sheet: Sheet,
    before: Mapping[str, Row],
    after: Mapping[str, Row],
    *,
    is_backward: Backward,
) -> list[Change]:
    """Changed writable cells of the rows in both; rows that came or went are the caller's."""
    return [
        change
        for row, new in after.items()
        if row in before
        for change in diff_row(sheet, row, before[row], new, is_backward=is_backward)
    ]


def diff_row(sheet: Sheet, row: str, old: Row, new: Row, *, is_backward: Backward) -> list[Change]:
    return [
        Change(row, key, old.get(key), new.get(key), is_backward(key, old, new))
        for key in sheet.writable
        if _plain(old.get(key)) != _plain(new.get(key))
    ]


def _plain(value: Value) -> Value:
    """None and "" are both nothing; a zero is not."""
    return "" if value is None else value
