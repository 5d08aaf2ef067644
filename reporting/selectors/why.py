"""为什么是这个数: the value before, and the rows that moved since."""

from dataclasses import dataclass
from datetime import date

from reporting.indicators import SEALED
from reporting.references import Reference

from .cards import short_day
from .compare import Pair, last_friday, pair
from .compare_rows import Move, Moves, moves
from .figures import Books, Figure

TOLD = 5


@dataclass(frozen=True)
class Why:
    label: str  # 上期（第8期） or 上周五（1月27日）
    day: date
    pair: Pair
    moves: Moves

    @property
    def told(self) -> list[Move]:
        """Those that move the number first."""
        rows = self.moves.all
        return sorted(rows, key=lambda move: move.old_share == move.new_share)[:TOLD]

    @property
    def more(self) -> int:
        return max(0, len(self.moves.all) - TOLD)


def why(books: Books, figure: Figure, asked: Reference) -> Why | None:
    """None where there is nothing before: the first round."""
    found = _before(books, figure)
    if found is None:
        return None
    day, label = found
    earlier = books.on(day)
    both = pair(earlier, books, figure.key, asked)
    return Why(label, day, both, moves(earlier, books, both))


def _before(books: Books, figure: Figure) -> tuple[date, str] | None:
    """Sealed: the round before. Live: the Friday before."""
    if figure.source != SEALED:
        day = last_friday(figure.as_of)
        return day, f"上周五（{short_day(day, figure.as_of)}）"
    form = figure.indicator.form
    book = books.sealed_by(form) if form else None
    current = book.at(figure.as_of) if book else None
    before = book.before(current) if book and current else None
    if before is None:
        return None
    return before.round.cutoff_on, f"上期（{before.round.label}）"
