"""An export profile as plain data: what its JSON means, and what may stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from projects.rules import Channel, Level, Nature
from reporting.rules import ProfileRows
from sheets.structure import column_letter

from .fields import Field, Kinds, fields_of
from .formats import formats_of

DAY, CAMPAIGN = "day", "campaign"  # which year's list: of the day asked for, of the campaign
YEARS = {DAY: "统计日期的年度", CAMPAIGN: "前期手续活动的年度"}
MAX_COLUMNS = 60


@dataclass(frozen=True)
class Filters:
    """Empty = no narrowing."""

    nature: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    year: str = DAY

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Filters":
        lists = {key: tuple(raw.get(key) or ()) for key in ("nature", "level", "unit", "channel")}
        return cls(**lists, year=str(raw.get("year") or DAY))

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {key: list(value) for key, value in self._lists() if value}
        return found | {"year": self.year}

    def _lists(self) -> list[tuple[str, tuple[str, ...]]]:
        names = ("nature", "level", "unit", "channel")
        return [(name, getattr(self, name)) for name in names]

    def words(self, units: Mapping[str, str]) -> str:
        """新建、续建；省重点"""
        labels: list[Mapping[str, str]] = [
            {str(n.value): str(n.label) for n in Nature},
            {str(x.value): str(x.label) for x in Level},
            units,
            {str(c.value): str(c.label) for c in Channel},
        ]
        parts = [
            "、".join(words.get(value, value) for value in values)
            for words, (_, values) in zip(labels, self._lists(), strict=True)
            if values
        ]
        return "；".join(parts)


@dataclass(frozen=True)
class ExportColumn:
    column: str  # letter
    header: str
    field: Field
    format: str = ""
    group: str = ""  # a header above several columns


@dataclass(frozen=True)
class Spec:
    name: str
    rows: str
    columns: Sequence[ExportColumn]
    filters: Filters = field(default_factory=Filters)
    cells: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    first_row: int = 2

    def totals(self) -> list[ExportColumn]:
        return [column for column in self.columns if column.field.summed or column.field.ratio]


def columns_of(raw: Sequence[Mapping[str, Any]], rows: str, kinds: Kinds) -> list[ExportColumn]:
    """The columns that can be read today; a permit kind that has left the table has no column."""
    fields = fields_of(rows, kinds)
    found = []
    for place, item in enumerate(raw, 1):
        known = fields.get(str(item.get("field")))
        if known is None:
            continue
        form = str(item.get("format") or "")
        found.append(
            ExportColumn(
                column=str(item.get("column") or column_letter(place)),
                header=str(item.get("header") or known.label),
                field=known,
                format=form if form in formats_of(known.type) else "",
                group=str(item.get("group") or ""),
            )
        )
    return found


def column_json(column: ExportColumn) -> dict[str, str]:
    return {
        "column": column.column,
        "header": column.header,
        "field": column.field.key,
        "format": column.format,
        "group": column.group,
    }


def spec_of(profile: Any, kinds: Kinds) -> Spec:
    """Of an ExportProfile."""
    return Spec(
        name=profile.name,
        rows=profile.rows,
        columns=columns_of(profile.columns, profile.rows, kinds),
        filters=Filters.of(profile.filters),
        cells=profile.cells,
        sheet=profile.sheet,
        first_row=profile.first_row,
    )


def suits_rows(rows: str) -> tuple[str, ...]:
    """Which filters speak of such rows."""
    if rows == ProfileRows.UNITS:
        return ("level", "unit")
    return ("nature", "level", "unit", *(("channel",) if rows == ProfileRows.FUNDING else ()))
