"""A table described once: the columns that grid, workbook, check and diff all read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

Value = str | Decimal | int | date | None
Row = Mapping[str, Value]


class Type(StrEnum):
    """What a cell holds; canonical values: str, str, Decimal, int, Decimal, Decimal 0–1, date,
    1st, code."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    COUNT = "count"
    NUMBER = "number"
    RATE = "rate"
    DATE = "date"
    MONTH = "month"
    CHOICE = "choice"


TEXTUAL = frozenset({Type.TEXT, Type.LONG, Type.CHOICE})


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column; what each field means to the check stands in check.py."""

    key: str
    header: str
    group: str = ""
    type: Type = Type.TEXT
    required: bool = False
    max_length: int = 100
    choices: tuple[Choice, ...] = ()
    computed: bool = False
    minimum: Decimal | None = None
    exclusive: bool = False  # the minimum itself is too small
    pattern: str = ""  # matched in full after width and dashes are made plain
    normalise: Callable[[str], str] | None = None  # the one way a text is written
    aliases: tuple[str, ...] = ()  # further full names (group + leaf when qualified)
    width: float = 10  # characters, as in Excel
    frozen: bool = False
    hint: str = ""
    qualified: bool = False  # the header needs its group to be understood: 立项 + 时间
    default: str = ""  # the code a blank choice stands for
    blanks: tuple[str, ...] = ()  # words that mean "nothing" in this column
    done_by: str = ""  # date: key of the choice that says done / still open
    past: bool = False  # date: always of something that has happened
    marked: bool = False  # choice: each word is shown with the mark of its code
    summed: bool = False
    ratio: tuple[str, str] | None = None  # keys of numerator and denominator of a total
    formula: str = ""  # Excel formula, [key] for cells of the row, [cutoff] for the date
    number_format: str = ""  # as Excel writes it, where it is not the type's

    @property
    def label(self) -> str:
        """The name people use: 立项时间, 总投资."""
        return self.group + self.header if self.qualified else self.header

    @property
    def typed_length(self) -> int:
        """What is typed may be longer than what is meant, where it is put into one way first."""
        return self.max_length * (2 if self.normalise else 1)


@dataclass(frozen=True)
class Sheet:
    form: str
    title: str
    columns: tuple[Column, ...]

    @cached_property
    def _by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    def column(self, key: str) -> Column:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    @cached_property
    def writable(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if not column.computed)

    @cached_property
    def groups(self) -> list[tuple[str, list[Column]]]:
        """Neighbouring columns by group, in order."""
        found: list[tuple[str, list[Column]]] = []
        for column in self.columns:
            if not found or found[-1][0] != column.group:
                found.append((column.group, []))
            found[-1][1].append(column)
        return found

    def empty_row(self) -> dict[str, Value]:
        return {c.key: c.default if c.type in TEXTUAL else None for c in self.columns}


@dataclass(frozen=True)
class Finding:
    """Something wrong (error) or odd (warning) at a row or one of its cells."""

    row: str | None
    key: str | None
    code: str
    message: str
    level: str = "error"
    value: str = ""
