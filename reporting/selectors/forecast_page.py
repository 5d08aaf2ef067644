"""The pages of the forecast: what is searched, filtered and sorted in them, and their bars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Generic, TypeVar

from accounts.models import Unit
from procedures.models import PermitKind
from reporting.formulas import goal_words
from sheets.text import asked_word
from workplace.chips import Chip

from .cards import floor_word
from .forecast import Forecast, Outlook, PermitForecast, ProjectForecast

SORTS = {"late": "最晚的在前", "soon": "最早的在前", "project": "按项目"}
ONLY = {"": "全部", "stuck": "停着的", "moving": "在走的"}
Row = TypeVar("Row", PermitForecast, ProjectForecast)


@dataclass(frozen=True)
class Filters:
    q: str = ""
    only: str = ""
    kind: str = ""
    sort: str = "late"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        only, sort = query.get("only", ""), query.get("sort", "")
        return cls(
            q=asked_word(query.get("q", "")),
            only=only if only in ONLY else "",
            kind=asked_word(query.get("kind", "")),
            sort=sort if sort in SORTS else "late",
        )


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """Rows of a page with the chips above them."""

    rows: Sequence[Row]
    chips: list[Chip]


@dataclass(frozen=True)
class Mark:
    """Of the bar: a line at `at` per cent with its words."""

    at: Decimal
    label: str
    dashed: bool

    @property
    def leans(self) -> str:
        return "end" if self.at > 40 else "start"

    @property
    def dx(self) -> int:
        return -4 if self.leans == "end" else 4


@dataclass(frozen=True)
class Bar:
    """Now as a full bar, the forecast as a dashed box on it."""

    now: Decimal
    low: Decimal
    width: Decimal
    middle: Decimal
    marks: list[Mark]
    spoken: str


def projects(found: Forecast, filters: Filters, unit: Unit | None) -> Listed[ProjectForecast]:
    rows = [row for row in found.projects if _fits(row, filters.q, unit)]
    return Listed(_sorted(_only(rows, filters.only), filters.sort), _chips(rows))


def permits(found: Forecast, filters: Filters, unit: Unit | None) -> Listed[PermitForecast]:
    rows = [
        row
        for row in found.permits
        if _fits(row, filters.q, unit) and filters.kind in ("", row.permit.kind.code)
    ]
    return Listed(_sorted(_only(rows, filters.only), filters.sort), _chips(rows))


def outlooks(found: Forecast, unit: Unit | None) -> list[Outlook]:
    """Of the county at each coming target, or of one unit at the next."""
    if unit is None:
        return found.outlooks
    return [outlook for outlook in found.by_unit if outlook.key == unit.code]


def kinds(found: Forecast) -> list[PermitKind]:
    return list({row.permit.kind.pk: row.permit.kind for row in found.permits}.values())


def bar(outlook: Outlook) -> Bar | None:
    """None when there is nothing to divide by."""
    if outlook.share.value is None or outlook.low is None:
        return None
    now, low, middle, high = map(
        _hundred, (outlook.share.value, outlook.low, outlook.middle, outlook.high)
    )
    target = outlook.target
    marks = [
        Mark(_hundred(goal), f"{word} {goal_words(goal)}", dashed)
        for goal, word, dashed in (
            (target.floor, floor_word(target), False),
            (target.stretch, "力争", True),
        )
        if goal is not None
    ]
    spoken = f"现在 {now}%，预测 {outlook.words}，" + "，".join(mark.label for mark in marks)
    return Bar(now, low, max(high - low, Decimal("0.6")), middle, marks, spoken)


def _fits(row: Row, word: str, unit: Unit | None) -> bool:
    if unit is not None and row.project.unit != unit.code:
        return False
    return not word or any(
        word in text for text in (row.project.name, row.project.number, row.unit)
    )


def _is_stuck(row: PermitForecast | ProjectForecast) -> bool:
    return bool(row.stuck) if isinstance(row, ProjectForecast) else row.is_stuck


def _only(rows: Iterable[Row], only: str) -> list[Row]:
    return [row for row in rows if not only or _is_stuck(row) == (only == "stuck")]


def _chips(rows: Sequence[Row]) -> list[Chip]:
    stuck = sum(map(_is_stuck, rows))
    counts = {"": len(rows), "stuck": stuck, "moving": len(rows) - stuck}
    return [Chip(key, label, counts[key]) for key, label in ONLY.items()]


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """Equal ones by project, in the order of the catalogue."""
    if sort == "project":
        return rows
    return sorted(rows, key=lambda row: row.span.middle, reverse=sort == "late")


def _hundred(value: Decimal | None) -> Decimal:
    """Per cent for an SVG attribute, inside the bar."""
    found = ((value or Decimal(0)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(found, Decimal(100))
