"""A workbook described: what write.py turns into a file. Totals are computed here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .columns import Row, Sheet, Value

SPARE_ROWS = 20
LISTS_SHEET = "选项"
PX_SHEET = "_px"
KEY_HEADER = "行标识"
TOTAL = "合计"
SUBTOTAL = "小计"


@dataclass(frozen=True)
class TableRow:
    """`mark` is written before the 备注 and tints the row: 沿用上期（第7期）."""

    values: Row
    key: str = ""
    version: str = ""
    mark: str = ""


@dataclass(frozen=True)
class TableGroup:
    """Rows with a 小计 below them; a group without a label has none."""

    label: str
    rows: Sequence[TableRow]


@dataclass(frozen=True)
class TableSheet:
    """One table in its official frame.

    An editable one is what a unit fills: protected but for its cells, with drop-downs, spare
    rows, the hidden row keys, and the exported values on a very hidden sheet.
    """

    name: str
    sheet: Sheet
    groups: Sequence[TableGroup]
    title: str = ""
    subtitle: str = ""
    footer: str = ""
    editable: bool = False
    total: bool = True
    cutoff: date | None = None
    mark_key: str = "note"
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[TableRow]:
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True)
class PlainSheet:
    """A list that is only read: 分解清单, 上报协调清单, 已退出未列入."""

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[float] = ()
    subtitle: str = ""


@dataclass(frozen=True)
class TableBook:
    sheets: Sequence[TableSheet | PlainSheet]
    created: datetime | None = None


def totals(sheet: Sheet, rows: Iterable[Row]) -> dict[str, Value]:
    """合计: sums, and rates as Σ/Σ, never the mean of rates."""
    rows = list(rows)
    found: dict[str, Value] = {}
    for column in sheet.columns:
        if column.summed:
            found[column.key] = sum((_number(row.get(column.key)) for row in rows), Decimal(0))
    for column in sheet.columns:
        if column.ratio:
            part, whole = (_number(found.get(key)) for key in column.ratio)
            found[column.key] = part / whole if whole else None
    return found


def _number(value: Value) -> Decimal:
    return Decimal(value) if isinstance(value, (int, Decimal)) else Decimal(0)
