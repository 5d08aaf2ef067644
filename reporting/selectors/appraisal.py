"""考核表: every unit's points by the rule of the day, each with the rows it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.models import Unit
from reporting.appraisal import DEFAULT, Item, Points, Score, Way, by_count, by_rate, read_items
from reporting.models import AppraisalRule
from reporting.references import Printed

from .figures import Books, Figure
from .list_rows import Listed
from .lists_campaign import times_listed
from .times import Once, times_of, units_that_report


@dataclass(frozen=True)
class Line:
    """The points of one item of one unit, with its figure or the times that were counted."""

    points: Points
    figure: Figure | None
    times: Sequence[Once] = ()
    listed: Listed | None = None  # the same times, as /lists/ opens them

    @property
    def printed(self) -> Printed | None:
        """The number that the points were made from; none where there is nothing to judge."""
        if self.listed:
            return self.listed.printed
        return self.figure.printed if self.figure and self.points.got is not None else None

    @property
    def shown(self) -> str:
        if self.listed:
            return f"{self.listed.number} {self.listed.word}"
        return self.figure.shown if self.figure else ""


@dataclass(frozen=True)
class UnitSheet:
    unit: Unit
    lines: list[Line]

    @property
    def score(self) -> Score:
        return Score([line.points for line in self.lines])


@dataclass(frozen=True)
class Appraisal:
    rule: AppraisalRule | None  # None: the one that came with the program
    items: list[Item]
    units: list[UnitSheet]

    @property
    def name(self) -> str:
        return self.rule.name if self.rule else "考核办法（程序自带）"

    def of(self, code: str) -> UnitSheet | None:
        return next((sheet for sheet in self.units if sheet.unit.code == code), None)


def rules_of(centre: Unit, year: int, known: datetime | None = None) -> list[AppraisalRule]:
    """Newest day first; of one day the last one typed holds."""
    found = AppraisalRule.objects.filter(centre=centre, year=year).select_related("by")
    if known is not None:
        found = found.filter(at__lte=known)
    return list(found.order_by("-valid_from", "-pk"))


def rule_on(rules: Sequence[AppraisalRule], on: date) -> AppraisalRule | None:
    return next((rule for rule in rules if rule.valid_from <= on), None)


def appraisal(books: Books, moment: datetime, source: str) -> Appraisal:
    """A fixed number of queries, however many units."""
    county = books.county
    rule = rule_on(rules_of(county.centre, county.plan_year, moment), county.as_of)
    items = read_items(rule.items)[0] if rule else list(DEFAULT)
    figures = {
        item.key: books.figure(item.key, source=books.source_of(item.key, source))
        for item in items
        if item.way == Way.RATE
    }
    times = times_of(county, moment)
    sheets = []
    for unit in units_that_report(county):
        lines = []
        for item in items:
            if item.key in figures:
                figure = of_unit(figures[item.key], unit.code)
                points = by_rate(item, figure.share, figure.floor, figure.stretch)
                lines.append(Line(points, figure))
            else:
                found = times[item.key].get(unit.code, [])
                listed = times_listed(books, item.key, times, source, unit.code)
                lines.append(Line(by_count(item, len(found)), None, found, listed))
        sheets.append(UnitSheet(unit, lines))
    return Appraisal(rule, items, sheets)


def of_unit(figure: Figure, code: str) -> Figure:
    """The same figure over one unit's rows: what /indicators/…?unit= opens."""
    facts = figure.facts.where(unit=code)
    return replace(
        figure,
        facts=facts,
        share=figure.indicator.count(facts, figure.convention),
        groups=[],
        reference=replace(figure.reference, unit=code),
    )
