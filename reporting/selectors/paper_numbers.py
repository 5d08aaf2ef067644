"""The numbers of documents: counted for a draft, and again from their references alone.

Both ways go through the same functions, so what is printed is what a stranger counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.models import Unit
from procedures.rules import Level as PermitLevel
from reporting.formulas import (
    Facts,
    ItemFact,
    Share,
    goal_words,
    money,
    pace_of_year,
    percent,
    to_go,
)
from reporting.indicators import SEALED
from reporting.models import FigureReference
from reporting.papers.blocks import Number
from reporting.references import Printed, Reference, parsed

from .cards import in_yi
from .county import load_county
from .figures import Books, Figure, amount
from .lists import Listed, listed

TENTH, CENT, HUNDRED = Decimal("0.1"), Decimal("0.01"), Decimal(100)


@dataclass
class Ledger:
    """All numbers of one document: each with the address it is counted again from."""

    centre: Unit
    as_of: date
    known: datetime
    printed: dict[str, Printed] = field(default_factory=dict)  # by address
    definitions: dict[str, str] = field(default_factory=dict)
    _books: dict[tuple[str, int | None], Books] = field(default_factory=dict)
    _figures: dict[Any, Figure] = field(default_factory=dict)
    _lists: dict[str, Listed] = field(default_factory=dict)

    def books(self, unit: Unit | None = None, year: int | None = None) -> Books:
        """`year`: of another year's plans than the day's."""
        place = (unit.code if unit else "", year)
        if place not in self._books:
            county = load_county(self.centre, self.as_of, year, self.known)
            self._books[place] = Books(county, unit=unit, rounds=None)
        return self._books[place]

    def figure(
        self, key: str, unit: Unit | None = None, year: int | None = None, **narrow: str
    ) -> Figure:
        place = (key, unit.code if unit else "", year, *sorted(narrow.items()))
        if place not in self._figures:
            books = self.books(unit, year)
            self._figures[place] = books.figure(key, source=SEALED, **narrow)  # type: ignore[arg-type]
        return self._figures[place]

    def list(self, key: str) -> Listed:
        if key not in self._lists:
            self._lists[key] = listed(self.books(), key, SEALED)
        return self._lists[key]

    def number(self, found: Figure | Listed, part: str = "shown", of: str = "") -> Number:
        address = found.reference.href
        if address not in self.printed:
            self.printed[address] = found.printed
            self.definitions[address] = found.definition
        books = self._books[found.reference.unit, found.reference.year]
        return Number(address, told(books, found, part, of), part, of)

    def quote(self, found: Listed, row: int, column: int) -> "str | Number":
        """What a unit wrote; locked with its reference where it holds a number."""
        text = found.rows[row].texts[column]
        if not any(sign.isdigit() for sign in text):
            return text
        return self.number(found, "cell", f"{row}:{column}")


class Recount:
    """Numbers counted again, from nothing but what their references say; sources read once."""

    def __init__(self, centre: Unit) -> None:
        self._centre = centre
        self._books: dict[tuple[Any, ...], Books] = {}
        self._found: dict[str, tuple[Books, Figure | Listed]] = {}

    def shown(self, row: FigureReference, number: Number) -> str:
        books, found = self.found(row)
        return told(books, found, number.part, number.of)

    def found(self, row: FigureReference) -> tuple[Books, Figure | Listed]:
        if row.code not in self._found:
            reference = parsed(row.path, row.query)
            books = self._books_of(reference)
            kind, key = row.path.strip("/").split("/")
            one = (
                listed(books, key, reference.source)
                if kind == "lists"
                else _figure(books, key, reference)
            )
            self._found[row.code] = (books, one)
        return self._found[row.code]

    def _books_of(self, one: Reference) -> Books:
        place = (one.as_of, one.year, one.known, one.unit)
        if place not in self._books:
            county = load_county(self._centre, one.as_of, one.year, one.known)
            unit = county.units[one.unit] if one.unit else None
            self._books[place] = Books(county, unit=unit, rounds=None)
        return self._books[place]


def _figure(books: Books, key: str, reference: Reference) -> Figure:
    version = reference.definition
    return books.figure(
        key,
        source=reference.source,
        scope=reference.scope,
        kind=reference.kind or None,
        level=reference.level or None,
        industry=reference.industry,
        year=reference.year,
        definition=books.county.definition(version) if version else None,
    )


def told(books: Books, found: Figure | Listed, part: str, of: str = "") -> str:
    """One number of a figure or a list. KeyError for a part that it does not have."""
    if isinstance(found, Listed):
        return LIST_PARTS[part](found, of)
    return FIGURE_PARTS[part](books, found, of)


# ── of a list ────────────────────────────────────────────────────────────────


def _cell(found: Listed, of: str) -> str:
    row, column = map(int, of.split(":"))
    return found.rows[row].texts[column]


def _sum(found: Listed, of: str) -> str:
    """`1=薛关镇`: what the rows with this word in their second cell add to the number."""
    column, _, word = of.partition("=")
    return str(sum(row.count for row in found.rows if row.texts[int(column)] == word))


def _projects_of_list(found: Listed, of: str) -> str:
    return str(len({row.texts[0] for row in found.rows}))


LIST_PARTS: dict[str, Callable[[Listed, str], str]] = {
    "shown": lambda found, of: str(found.number),
    "rows": lambda found, of: str(len(found.rows)),
    "cell": _cell,
    "sum": _sum,
    "projects": _projects_of_list,
}


# ── of a figure ──────────────────────────────────────────────────────────────


def points(value: Decimal) -> str:
    """Percentage points, without a sign: the words say which way."""
    return f"{(abs(value) * HUNDRED).quantize(TENTH, ROUND_HALF_UP)}"


def before(books: Books, figure: Figure) -> Share | None:
    """The same figure in the round before, by what the moment knows of it; of whole figures."""
    form = figure.indicator.form
    if form is None or figure.reference.kind or figure.reference.level:
        return None
    book = books.sealed_by(form)
    now = book.at(books.county.as_of)
    then = book.before(now) if now else None
    if then is None or then.round.campaign_id != figure.round.campaign_id:  # type: ignore[union-attr]
        return None
    convention = books.county.definition_on(then.round.cutoff_on).convention
    return figure.indicator.count(books.round_facts(form, then), convention)


def change(books: Books, figure: Figure) -> Decimal | None:
    then = before(books, figure)
    if then is None or then.value is None or figure.value is None:
        return None
    return figure.value - then.value


def behind_pace(figure: Figure) -> Decimal | None:
    """Of 投资: how far it is ahead of the year's time schedule; negative behind it."""
    if figure.value is None:
        return None
    return figure.value - pace_of_year(figure.year, figure.counted_on)


def open_at(figure: Figure, levels: tuple[str, ...]) -> list[ItemFact]:
    return [item for item in figure.facts.new_items if item.open and item.level in levels]


LEVELS = {
    "county": (PermitLevel.COUNTY.value, ""),
    "city": (PermitLevel.CITY.value,),
    "higher": (PermitLevel.PROVINCE.value, PermitLevel.NATION.value),
    "above": (PermitLevel.CITY.value, PermitLevel.PROVINCE.value, PermitLevel.NATION.value),
}


def _if_done(books: Books, figure: Figure, of: str) -> str:
    share = figure.share
    done = Share(share.numerator + len(open_at(figure, LEVELS[of])), share.denominator)
    return percent(done.value, figure.floor)


def lacking(figure: Figure, goal: Decimal | None) -> int | None:
    """How many more must be done; None without a goal, 0 when it is reached."""
    missing = figure.share.missing(goal)
    return None if missing is None else max(0, int(to_go(missing, money=False)))


def _project(figure: Figure, of: str) -> Facts:
    """`of`: the project's number."""
    facts = figure.facts
    return Facts(
        [project for project in facts.projects if project.number == of],
        [item for item in facts.items if item.project.number == of],
    )


def _of_project(count: Callable[[Facts], Any]) -> "Callable[[Books, Figure, str], str]":
    return lambda books, figure, of: str(count(_project(figure, of)))


def _planned(figure: Figure) -> Decimal:
    return money(project.planned for project in figure.indicator.projects(figure.facts))


def _goal(goal: Decimal | None) -> str:
    return goal_words(goal) if goal is not None else "—"


def _points(value: Decimal | None) -> str:
    return "—" if value is None else points(value)


def _before(books: Books, figure: Figure, of: str) -> str:
    then = before(books, figure)
    return "—" if then is None else percent(then.value, figure.floor)


def _many(count: int | None) -> str:
    return "—" if count is None else str(count)


FIGURE_PARTS: dict[str, Callable[[Books, Figure, str], str]] = {
    "shown": lambda books, figure, of: figure.shown,
    "part": lambda books, figure, of: amount(figure.share.numerator),
    "whole": lambda books, figure, of: amount(figure.share.denominator or 0),
    "part.yi": lambda books, figure, of: in_yi(figure.share.numerator),
    "whole.yi": lambda books, figure, of: in_yi(figure.share.denominator or 0),
    "open": lambda books, figure, of: str(sum(item.open for item in figure.facts.new_items)),
    "open.at": lambda books, figure, of: str(len(open_at(figure, LEVELS[of]))),
    "if.done": _if_done,
    "floor": lambda books, figure, of: _goal(figure.floor),
    "stretch": lambda books, figure, of: _goal(figure.stretch),
    "to.floor": lambda books, figure, of: _many(lacking(figure, figure.floor)),
    "to.stretch": lambda books, figure, of: _many(lacking(figure, figure.stretch)),
    "before": _before,
    "change": lambda books, figure, of: _points(change(books, figure)),
    "pace": lambda books, figure, of: percent(pace_of_year(figure.year, figure.counted_on)),
    "pace.gap": lambda books, figure, of: _points(behind_pace(figure)),
    "projects": lambda books, figure, of: str(len(figure.indicator.projects(figure.facts))),
    "planned.yi": lambda books, figure, of: in_yi(_planned(figure)),
    "p.name": lambda books, figure, of: _project(figure, of).projects[0].name,
    "p.required": _of_project(lambda f: sum(not item.exempt for item in f.new_items)),
    "p.done": _of_project(lambda f: sum(item.done for item in f.new_items)),
    "p.planned": _of_project(lambda f: amount(money(p.planned for p in f.projects))),
}
