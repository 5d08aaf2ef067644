"""The dashboard of each role: which parts, in which order. What a part says, dashboard.py knows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.rules import Role

from .boards_desk import has_desk
from .boards_lists import first
from .dashboard import Board

BUREAU, TOWNSHIP = "bureau", "township"


@dataclass(frozen=True)
class Section:
    template: str
    shown: Any


@dataclass(frozen=True)
class Band:
    """Sections side by side; `aside` stands beside them in a narrow column."""

    look: str
    sections: list[Section]
    aside: list[Section]


@dataclass(frozen=True)
class Row:
    """A band before it is filled: keys of PARTS."""

    look: str
    parts: tuple[str, ...]
    aside: tuple[str, ...] = ()


Part = Callable[[Board], Iterable[Section]]


def _section(name: str, show: Callable[[Board], Any]) -> Part:
    return lambda board: [Section(f"reporting/_{name}.html", show(board))]


def _lists(*keys: str) -> Part:
    """A card for each list: its number and its first rows."""
    return lambda board: [
        Section("reporting/_board_list.html", card) for card in first(board, keys)
    ]


def _tally(title: str, *keys: str) -> Part:
    """One card for several lists: a line with the number of each."""

    def show(board: Board) -> Iterator[Section]:
        if found := board.listed(keys):
            yield Section("reporting/_board_tally.html", {"title": title, "lists": found})

    return show


def _late(board: Board) -> Iterator[Section]:
    forms = (("前期手续", board.lateness), ("建设进展", board.progress_lateness))
    if named := [(name, late) for name, late in forms if late]:
        yield Section("reporting/_dashboard_late.html", named)


def _others(board: Board) -> Iterator[Section]:
    if board.others:
        yield Section("reporting/_board_others.html", board.others)


PARTS: dict[str, Part] = {
    "rates": lambda board: [Section("reporting/_dashboard_card.html", c) for c in board.cards],
    "reserve": _section("board_reserve", lambda board: board.reserve),
    "funding": _section("board_funding", lambda board: board.funding),
    "week": _lists("moved", "still", "late", "blocked", "expiring"),
    "office": _lists("blocked", "late", "overdue", "still", "moved"),
    "centre": _lists("unfiled", "overdue", "blocked", "still", "moved"),
    "own": _lists("overdue", "still", "blocked", "expiring", "moved"),
    "filing": _tally("本期收报", "filed", "unfiled", "late", "carried", "silent"),
    "permits": _tally("要盯的", "waiting", "overdue", "expiring", "stopped"),
    "rounds": _section("board_rounds", lambda board: board.rounds),
    "months": _section("board_months", lambda board: board.months_trend),
    "heat": _section("dashboard_heat", lambda board: board.heat),
    "late": _late,
    "others": _others,
    "desk": _section("board_desk", lambda board: board.desk),
}
RATES = Row("px-board-row is-rates", ("rates", "reserve", "funding"))
TRENDS = Row("px-grid-2 px-board-trends", ("rounds", "months"))
DESK = Row("px-board-heat", ("desk",), aside=("late",))
ONLY_DESK = Row("px-board-heat is-alone", ("desk",), aside=("late",))
OF_COUNTY = (TRENDS, Row("px-board-heat", ("heat",), aside=("late", "others")))


@dataclass(frozen=True)
class Layout:
    rows: tuple[Row, ...]
    bare: tuple[Row, ...] = ()  # instead, when there is no project to count


LAYOUTS: dict[str, Layout] = {
    Role.LEADER: Layout((RATES, Row("px-board-row", ("week",)), *OF_COUNTY)),
    Role.OFFICE: Layout(
        (
            RATES,
            Row("px-board-row", ("office",)),
            TRENDS,
            Row("px-board-heat", ("heat",), aside=("others", "filing", "permits", "late")),
        )
    ),
    Role.CENTRE: Layout(
        (
            Row("px-board-row", ("filing", "permits", "late")),
            Row("px-board-row", ("centre",)),
            RATES,
            TRENDS,
            Row("px-board-heat", ("heat",), aside=("others",)),
        )
    ),
    TOWNSHIP: Layout(
        (
            RATES,
            Row("px-board-row", ("own",)),
            Row("px-board-heat", ("heat",), aside=("late", "others")),
            TRENDS,
        )
    ),
    BUREAU: Layout(
        (
            DESK,
            RATES,
            Row("px-board-row", ("own",)),
            Row("px-board-heat", ("heat",), aside=("others",)),
            TRENDS,
        ),
        bare=(ONLY_DESK,),
    ),
}


def layout_of(user: User) -> Layout:
    if user.role == Role.REPORTER:
        return LAYOUTS[BUREAU if has_desk(user.unit) else TOWNSHIP]
    return LAYOUTS[user.role]


def bands(board: Board, layout: Layout) -> list[Band]:
    rows = layout.bare if layout.bare and board.is_bare else layout.rows
    filled = (
        Band(row.look, _sections(board, row.parts), _sections(board, row.aside)) for row in rows
    )
    return [band for band in filled if band.sections or band.aside]


def _sections(board: Board, parts: Iterable[str]) -> list[Section]:
    return [section for part in parts for section in PARTS[part](board)]
