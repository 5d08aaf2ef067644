"""What a list is made of: rows that open what they speak of, and the number that they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from accounts.models import Unit
from reporting.models import Round
from reporting.references import Printed, Reference, rows_digest

from .figures import Books

Cell = str | int | date | Decimal | None


@dataclass(frozen=True)
class Narrow:
    """What a list is asked for beside its books: `kind` a form or a permit kind, as it fits."""

    source: str
    kind: str = ""
    level: str = ""


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    href: str = ""  # of the first cell
    count: int = 1  # what the row adds to the number
    key: tuple[Any, ...] = ()  # what the row is, by codes: names of units may change
    project: str = ""  # number; whoever may not see the project gets no link

    @property
    def texts(self) -> list[str]:
        """The cells as they are read."""
        return [shown(cell) for cell in self.cells]


@dataclass(frozen=True)
class Listed:
    key: str
    title: str
    word: str  # 项, 个, 家
    definition: str  # in words
    head: tuple[str, ...]
    reference: Reference
    rows: list[Row] = field(default_factory=list)
    empty: str = "这一天没有"  # what an empty list means, or what to do
    units: list[Unit] = field(default_factory=list, compare=False)  # it can be narrowed to

    @property
    def number(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def printed(self) -> Printed:
        digest = rows_digest((*(row.key or row.cells), row.count) for row in self.rows)
        return Printed(self.reference, self.title, str(self.number), str(self.number), "", digest)

    def found(self, search: str, sort: str) -> list[Row]:
        """`sort` is the place of a column from 1, with a minus for downwards; empty cells last."""
        words = search.strip().casefold()
        rows = [row for row in self.rows if words in " ".join(map(shown, row.cells)).casefold()]
        place = sort.removeprefix("-")
        if not place.isdecimal() or not 1 <= int(place) <= len(self.head):
            return rows
        at = int(place) - 1
        full = [row for row in rows if row.cells[at] not in (None, "")]
        full.sort(key=lambda row: row.cells[at], reverse=sort.startswith("-"))  # type: ignore[arg-type,return-value]
        return [*full, *(row for row in rows if row.cells[at] in (None, ""))]

    def linked(self, visible: set[str]) -> "Listed":
        """Without links to projects that the reader may not open."""
        rows = [
            r if not r.project or r.project in visible else replace(r, href="") for r in self.rows
        ]
        return replace(self, rows=rows)


def shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def reference(books: Books, key: str, only: Narrow) -> Reference:
    found = books.reference(f"/lists/{key}/", only.source)
    return found.narrowed(kind=only.kind, level=only.level, year=books.county.asked_year)


def project_page(number: str) -> str:
    return f"/projects/{number}/"


def table_page(round_: Round, unit: str, seal: int = 0) -> str:
    """The receipt of a seal, or while there is none the table itself."""
    name, args = ("receipt", [round_.cutoff_on, seal]) if seal else ("report", [round_.cutoff_on])
    return f"{reverse(f'reporting:{name}', args=args)}?{round_.also}unit={unit}"


def numbers_in(rows: Sequence[Row]) -> set[str]:
    return {row.project for row in rows if row.project}
