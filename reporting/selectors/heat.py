"""单位 × 手续: one table of the permit figure, each cell a link to its rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Unit
from procedures.models import PermitKind
from reporting.formulas import Facts, ItemFact, Share, percent
from reporting.references import Printed

from .figures import Books, Figure
from .numbers import counted, part_of


@dataclass(frozen=True)
class Cell:
    """`step` is the tint of look/tokens.css, told by share: none, some, half, most, all."""

    number: Printed
    share: Share
    kind_name: str = ""

    @property
    def empty(self) -> bool:
        return not self.share.denominator

    @property
    def step(self) -> str:
        value = self.share.value
        if not value:
            return "q0"
        if value >= 1:
            return "q4"
        return "q1" if value < Decimal("0.4") else "q2" if value < Decimal("0.6") else "q3"

    @property
    def words(self) -> str:
        """45.0%　9/20."""
        return f"{percent(self.share.value)}　{self.shown}"

    @property
    def shown(self) -> str:
        return "—" if self.empty else f"{self.share.numerator}/{self.share.denominator}"


@dataclass(frozen=True)
class HeatRow:
    unit: Unit | None
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Heat:
    kinds: list[str]
    rows: list[HeatRow]
    total: HeatRow
    silent: list[Unit]


def heat(books: Books, figure: Figure) -> Heat:
    """The figure's items by unit and kind; most done first, then the county's order."""
    by_cell: dict[tuple[str, str], list[ItemFact]] = defaultdict(list)
    for item in figure.facts.new_items:
        by_cell[item.project.unit, item.kind].append(item)
    having = {unit for unit, _ in by_cell}
    units = books.county.units
    rows = [_row(books, figure, units[code], by_cell) for code in units if code in having]
    rows.sort(key=lambda row: row.total.share.value or Decimal(-1), reverse=True)
    return Heat(
        kinds=[kind.name for kind in books.county.kinds],
        rows=rows,
        total=_row(books, figure, None, by_cell),
        silent=[units[code] for code in figure.facts.silent if code in units],
    )


def _row(
    books: Books,
    figure: Figure,
    unit: Unit | None,
    by_cell: Mapping[tuple[str, str], list[ItemFact]],
) -> HeatRow:
    """One unit's row, or the county's without a unit."""
    codes = [unit.code] if unit else list(dict.fromkeys(code for code, _ in by_cell))
    cells: list[Cell] = []
    all_items: list[ItemFact] = []
    for kind in books.county.kinds:
        items = [item for code in codes for item in by_cell.get((code, kind.code), ())]
        all_items.extend(items)
        cells.append(_cell(figure, items, unit, kind))
    total = _cell(figure, all_items, unit)
    return HeatRow(unit, cells, total)


def _cell(
    figure: Figure, items: list[ItemFact], unit: Unit | None, kind: PermitKind | None = None
) -> Cell:
    """What the figure's own page says when it is narrowed to this unit and kind."""
    share = figure.indicator.count(Facts(items=items), figure.convention)
    reference = part_of(
        figure.reference, unit=unit.code if unit else "", kind=kind.code if kind else ""
    )
    shown = percent(share.value)
    return Cell(counted(reference, figure.title, shown, share), share, kind.name if kind else "")
