"""What an export profile says on a day: its rows, totals, and what the totals are figures of.

One plan for every profile: the register or the seals are read once, in a fixed number of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Unit
from accounts.rules import UnitKind
from reporting.exporting.fields import UNIT_FIGURES, UNIT_TOTALS, Kinds, fields_of
from reporting.exporting.formats import written
from reporting.exporting.rows import ExportRow, UnitCells
from reporting.exporting.spec import CAMPAIGN, DAY, ExportColumn, Filters, Spec
from reporting.formulas import CENT, Number, Share
from reporting.indicators import INDICATORS, LIVE, SEALED
from reporting.models import Round
from reporting.references import Printed
from reporting.rules import Form, ProfileRows
from sheets.columns import Value

from .county import County, load_county
from .export_live import LiveRows, Project_
from .export_sealed import rounds_of, sealed_projects
from .figures import Books, Figure
from .sealed import RoundSeals


@dataclass(frozen=True)
class Total:
    """合计 of one column; `printed` when it is a figure that has an address of its own."""

    column: ExportColumn
    value: Value
    printed: Printed | None = None


@dataclass(frozen=True)
class ExportTable:
    spec: Spec
    county: County
    year: int
    source: str
    rows: Sequence[ExportRow]
    totals: Mapping[str, Total]  # by column letter
    definition: str  # 口径 of the 办结率, in words
    known: datetime | None = None
    rounds: Sequence[Round] = field(default_factory=list)  # the sealed rounds it was read from
    silent: Sequence[str] = field(default_factory=list)  # units that never sealed, by name
    unsealed: Sequence[str] = field(default_factory=list)  # labels read from the register

    def values(self, row: ExportRow) -> list[Value]:
        return [_cell(column, row) for column in self.spec.columns]


def kinds_of(county: County) -> Kinds:
    return tuple((kind.code, kind.name) for kind in county.kinds)


def county_of_year(
    centre: Unit, as_of: date, filters: Filters, known: datetime | None
) -> tuple[County, int]:
    """The county's frame and the year whose list the profile shows."""
    asked = None if filters.year in (DAY, CAMPAIGN) else int(filters.year)
    county = load_county(centre, as_of, asked, known)
    if asked:
        return county, asked
    return county, county.plan_year if filters.year == CAMPAIGN else as_of.year


def export_table(books: Books, spec: Spec, year: int, source: str) -> ExportTable:
    """The books must be of the county that `county_of_year` gives."""
    source = LIVE if spec.rows == ProfileRows.FUNDING else source
    rows = [row for row in _rows(books, spec, year, source) if _fits(row, spec.filters)]
    rows = _numbered(rows)
    rounds = _rounds(books, spec, year, source)
    definition = books.definition_of(INDICATORS["permit_rate"], source)
    return ExportTable(
        spec=spec,
        county=books.county,
        year=year,
        source=source,
        rows=rows,
        totals=_totals(books, spec, rows, year, source),
        definition=f"{definition.get_convention_display()}，口径第 {definition.version} 版",
        known=books.known,
        rounds=[found.round for found in rounds],
        silent=sorted({_name(books, code) for found in rounds for code in found.silent}),
        unsealed=_unsealed(spec) if source == SEALED else [],
    )


def _rows(books: Books, spec: Spec, year: int, source: str) -> Iterable[ExportRow]:
    if spec.rows == ProfileRows.UNITS:
        yield from _unit_rows(books, spec.filters, year, source)
        return
    if spec.rows == ProfileRows.FUNDING:
        for project, fund in LiveRows(books, year).funds():
            yield ExportRow(0, project=project, fund=fund)
        return
    projects = (
        sealed_projects(books, year) if source == SEALED else LiveRows(books, year).projects()
    )
    order = {code: place for place, code in enumerate(books.county.units)}
    for project, permits in sorted(projects, key=lambda pair: _place(order, pair)):
        if spec.rows == ProfileRows.PROJECTS:
            yield ExportRow(0, project=project, permits=permits)
        else:
            for permit in permits.values():
                yield ExportRow(0, project=project, permits=permits, permit=permit)


def _place(order: Mapping[str, int], pair: Project_) -> tuple[int, str]:
    """By unit in the county's order, then by number."""
    return (order.get(pair[0].unit_code, len(order)), pair[0].number)


def _fits(row: ExportRow, filters: Filters) -> bool:
    if row.unit is not None:
        return not filters.unit or row.unit.code in filters.unit
    project = row.project
    if project is None:
        return False
    return (
        (not filters.nature or project.nature in filters.nature)
        and (not filters.level or project.level in filters.level)
        and (not filters.unit or project.unit_code in filters.unit)
        and (row.fund is None or not filters.channel or row.fund.channel in filters.channel)
    )


def _numbered(rows: Sequence[ExportRow]) -> list[ExportRow]:
    return [replace(row, seq=place) for place, row in enumerate(rows, 1)]


def _unit_rows(books: Books, filters: Filters, year: int, source: str) -> Iterable[ExportRow]:
    shares: dict[str, dict[str, Share | None]] = {}
    keys = [key for key, *_ in UNIT_FIGURES] + [key for key, *_ in UNIT_TOTALS]
    for key in keys:
        for group in _figure(books, key, filters, year, source, by="unit").groups:
            shares.setdefault(group.key, {})[key] = group.share
    order = {code: place for place, code in enumerate(books.county.units)}
    for code in sorted(shares, key=lambda code: order.get(code, len(order))):
        unit = books.county.units.get(code)
        kind = str(UnitKind(unit.kind).label) if unit else ""
        name = unit.short_name if unit else code
        yield ExportRow(0, unit=UnitCells(code, name, kind, shares[code]))


def _figure(
    books: Books, key: str, filters: Filters, year: int, source: str, by: str | None = None
) -> Figure:
    """Of one level where the profile asks for one; the year where the address says it."""
    level = filters.level[0] if len(filters.level) == 1 else None
    asked = year if year != books.county.year_of(INDICATORS[key]) else None
    return books.figure(key, source=books.source_of(key, source), by=by, level=level, year=asked)


def _totals(
    books: Books, spec: Spec, rows: Sequence[ExportRow], year: int, source: str
) -> dict[str, Total]:
    """Σ, and rates as Σ/Σ, never the mean of rates."""
    every = fields_of(spec.rows, kinds_of(books.county))
    wanted = {column.field.key for column in spec.totals() if column.field.summed}
    wanted |= {key for column in spec.totals() for key in column.field.ratio or ()}
    sums = {key: _sum(every[key].read(row) for row in rows) for key in wanted}
    found = {}
    for column in spec.totals():
        of = column.field
        if of.ratio:
            share = Share(*(sums[key] for key in of.ratio))
            value: Value = share.value
        else:
            share = Share(sums[of.key])
            value = share.numerator
        printed = _printed(books, of.indicator, share, spec.filters, year, source)
        found[column.column] = Total(column, written(of.type, column.format, value), printed)
    return found


def _sum(values: Iterable[object]) -> Number:
    """Counts stay counts; money to the cent, so that every database gives the same total."""
    known = [value for value in values if isinstance(value, int | Decimal)]
    if all(isinstance(value, int) for value in known) and known:
        return sum(known)
    total = sum((Decimal(value) for value in known), Decimal(0))
    return total.quantize(CENT)


def _printed(
    books: Books, key: str, share: Share, filters: Filters, year: int, source: str
) -> Printed | None:
    """The figure that this total is. A table that shows fewer rows than the figure counts has
    another total, and then it is no figure: equal, or no code."""
    if not key or filters.unit or filters.channel or len(filters.level) > 1:
        return None
    if source == SEALED and not books.county.seals(INDICATORS[key]):
        return None
    figure = _figure(books, key, filters, year, source)
    same = figure.share.numerator == share.numerator
    if figure.share.denominator is not None and share.denominator is not None:
        same = same and figure.share.denominator == share.denominator
    return figure.printed if same else None


def _rounds(books: Books, spec: Spec, year: int, source: str) -> list[RoundSeals]:
    if source != SEALED:
        return []
    if spec.rows != ProfileRows.UNITS:
        return list(rounds_of(books, year).values())
    found = [books.sealed_by(form).at(books.county.as_of) for form in Form]
    return [round_ for round_ in found if round_ is not None]


def _name(books: Books, code: str) -> str:
    unit = books.county.units.get(code)
    return unit.short_name if unit else code


def _unsealed(spec: Spec) -> list[str]:
    return [column.field.label for column in spec.columns if not column.field.sealed]


def _cell(column: ExportColumn, row: ExportRow) -> Value:
    return written(column.field.type, column.format, column.field.read(row))
