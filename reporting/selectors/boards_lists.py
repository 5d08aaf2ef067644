"""The first rows of a list in a card: who, what, and how bad, by shape and word."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .dashboard import Board
from .lists import Listed

FIRST = 3
Cells = Sequence[Any]


@dataclass(frozen=True)
class Look:
    """How one list tells its rows; `mark` is a shape of look/README."""

    mark: str
    words: Callable[[Cells], str]
    of_units: bool = False  # its rows are units, not projects of a unit


@dataclass(frozen=True)
class Line:
    name: str
    href: str
    unit: str
    words: str


@dataclass(frozen=True)
class ListCard:
    listed: Listed
    mark: str
    lines: list[Line]


LOOKS = {
    "moved": Look("done", lambda cells: cells[2]),
    "still": Look("not_started", lambda cells: " / ".join(str(cell) for cell in cells[2:])),
    "late": Look("late", lambda cells: f"迟报 {cells[3]} 分", of_units=True),
    "unfiled": Look("open", lambda cells: "未报", of_units=True),
    "blocked": Look("short", lambda cells: f"{cells[3]}　{cells[2]}"),
    "overdue": Look("late", lambda cells: f"{cells[2]}　超 {cells[5]} 天"),
    "expiring": Look("short", lambda cells: f"{cells[2]}　{cells[5]}"),
}


def first(board: Board, keys: Iterable[str]) -> list[ListCard]:
    return [_card(found, LOOKS[found.key]) for found in board.listed(keys)]


def _card(found: Listed, look: Look) -> ListCard:
    lines = [
        Line(
            str(row.cells[0]),
            row.href,
            "" if look.of_units else str(row.cells[1]),
            look.words(row.cells),
        )
        for row in found.rows[:FIRST]
    ]
    return ListCard(found, look.mark, lines)
