"""What a table of the register tells the one engine that imports, exports and undoes it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from projects.models import ProjectQuerySet
from projects.resources import Line, Order, TableResource
from projects.selectors.ledger import Cells
from projects.sheets import ledger_sheet
from sheets.book import TableRow
from sheets.check import wire
from sheets.columns import Column, Sheet

YEAR = ledger_sheet().column("year")  # a year's table says its year above the rows

Place = tuple[str, int | None]  # a row's hidden key, and its year
# What a saved import changed in one cell: key, year, column, old and new wire value.
Cell = Sequence[Any]


@dataclass(frozen=True)
class Put:
    """What undoing an import came to: cells that somebody changed since, rows that left."""

    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


class Table(ABC):
    form: str  # the word of the commands and addresses
    name: str  # what people call it
    new_noun: str = "个新项目"
    makes_projects: bool = True  # a row that the register does not know is a new project
    is_of_year: bool = True  # its year stands above the table, not in the rows
    about: str = (
        "按编号、项目代码、名称和年度找到项目；找不到的新增。"
        "从这里下载的表里，空格子表示清空；别处来的表，空格子不改。"
    )
    summary: tuple[str, ...] = ()  # what the preview says of a new row
    defaults: dict[str, str] = {}  # key → the warning where the register filled it in
    verbs: tuple[str, str, str] = ("table-import", "table-import-undo", "table-export")

    @abstractmethod
    def sheet(self, centre_id: int | None, year: int | None) -> Sheet:
        """The columns; the year gives the headers that name it."""

    def column(self, sheet: Sheet, key: str) -> Column:
        return sheet.column(key) if key in sheet else YEAR

    @abstractmethod
    def resource(self, sheet: Sheet, order: Order) -> TableResource:
        """The engine over a register read once, in a fixed number of queries."""

    @abstractmethod
    def check(self, lines: Sequence[Line], order: Order) -> None:
        """What is wrong between the lines, or with a name or code that is taken."""

    def asks(self, lines: Sequence[Line], resource: TableResource) -> list[tuple[str, str, Line]]:
        """Doubts that a person should hear of: column, sentence, line."""
        return []

    @abstractmethod
    def save(
        self, lines: Sequence[Line], sheet: Sheet, *, by: User | None, reason: str
    ) -> list[str]:
        """Write the sound lines at once; the keys of the new rows."""

    @abstractmethod
    def undo(self, cells: Sequence[Cell], created: Sequence[str], order: Order, *, by: User) -> Put:
        """Put back what still stands, and let the new rows leave."""

    @abstractmethod
    def rows(self, projects: ProjectQuerySet, sheet: Sheet, year: int) -> list[TableRow]:
        """The rows of an export in their order, with hidden keys and versions."""


def back(
    cells: Sequence[Cell], now: dict[Place, Cells], table: Table, sheet: Sheet
) -> tuple[list[Cell], list[Cell]]:
    """The cells that still hold what the import wrote, and those changed or gone since."""
    mine: list[Cell] = []
    other: list[Cell] = []
    for cell in cells:
        number, year, key, _, new = cell
        row = now.get((number, year))
        holds = row is not None and wire(table.column(sheet, key), row.get(key)) == new
        (mine if holds else other).append(cell)
    return mine, other
