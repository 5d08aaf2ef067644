"""指标看板: everything a page may say about a day, each part read when it is first asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from accounts.models import Unit
from reporting.indicators import INDICATORS, LIVE, SEALED
from reporting.models import Round
from reporting.references import Printed
from reporting.rules import Form

from .boards_desk import Desk, desk
from .cards import Card, cards, short_day
from .county import load_county
from .figures import Books
from .goals import Goals, OtherTarget, funding, others, reserve
from .heat import Heat, heat
from .lateness import Lateness, lateness
from .lists import Listed, listed
from .numbers import counted
from .sealed import RoundSeals
from .trend import MonthPoint, RoundPoint, months_chart, months_trend, rounds_chart, rounds_trend

FRIDAY, WEEK = 4, timedelta(days=7)
DAYS_SHOWN = 60  # rounds in the picker; any other day is typed


@dataclass(frozen=True)
class Trend:
    """A chart and the table beside it: newest first, each value with its reference and parts."""

    chart: dict[str, Any]
    points: list[tuple[MonthPoint, Printed, str]]


@dataclass
class Board:
    """Over one set of books: however many parts a role's page has, each source is read once."""

    books: Books
    source: str
    now: datetime

    @property
    def as_of(self) -> date:
        return self.books.county.as_of

    @property
    def unit(self) -> Unit | None:
        return self.books.unit

    @property
    def from_seals(self) -> bool:
        return self.source == SEALED

    @cached_property
    def sealed(self) -> RoundSeals | None:
        return self.books.sealed.at(self.as_of)

    @cached_property
    def cards(self) -> list[Card]:
        return cards(self.books, self.source)

    @property
    def is_bare(self) -> bool:
        """Nothing to divide by in any of the rates, and nothing in the reserve."""
        counted = any(card.figure.share.denominator for card in self.cards)
        return not counted and not self.reserve.lines

    @cached_property
    def heat(self) -> Heat:
        return heat(self.books, self.cards[-1].figure)

    @cached_property
    def lateness(self) -> Lateness | None:
        return lateness(self.books, self.source, self.now)

    @cached_property
    def progress_lateness(self) -> Lateness | None:
        return lateness(self.books, self.source, self.now, Form.PROGRESS)

    @cached_property
    def others(self) -> list[OtherTarget]:
        return others(self.books)

    @cached_property
    def reserve(self) -> Goals:
        return reserve(self.books)

    @cached_property
    def funding(self) -> Goals:
        return funding(self.books)

    @cached_property
    def rounds(self) -> list[RoundPoint]:
        return rounds_trend(self.books)

    @cached_property
    def months(self) -> list[MonthPoint]:
        return months_trend(self.books)

    @property
    def rounds_chart(self) -> dict[str, Any]:
        return rounds_chart(self.rounds, self.cards[-1].figure.target)

    @property
    def months_trend(self) -> Trend:
        return Trend(months_chart(self.months), list(self._months_numbered())[::-1])

    @property
    def desk(self) -> Desk:
        assert self.unit is not None  # noqa: S101  of a reporter's board alone
        return desk(self.books, self.unit)

    def listed(self, keys: Iterable[str]) -> list[Listed]:
        return shown_lists(self.books, self.source, keys)

    def _months_numbered(self) -> Iterator[tuple[MonthPoint, Printed, str]]:
        reference = self.books.reference("/indicators/investment_rate/", LIVE)
        label = INDICATORS["investment_rate"].label
        for point in self.months:
            share, on = point.share, replace(reference, as_of=point.on)
            printed = counted(on, label, point.shown, share)
            yield point, printed, f"{share.numerator}/{share.denominator}"


def load_board(
    *,
    centre: Unit,
    as_of: date,
    source: str,
    unit: Unit | None,
    now: datetime,
    year: int | None = None,
    known: datetime | None = None,
) -> Board:
    books = Books(load_county(centre, as_of, year, known), unit=unit, rounds=None, moment=now)
    return Board(books, source, now)


def shown_lists(books: Books, source: str, keys: Iterable[str]) -> list[Listed]:
    return [listed(books, key, source) for key in keys]


def days_to_pick(centre: Unit, today: date, asked: date) -> list[tuple[date, str]]:
    """Today, the rounds' cut-offs up to today, and the day that was asked for; newest first."""
    rounds = Round.objects.of_form(Form.PERMITS).with_table()
    rounds = rounds.filter(campaign__centre=centre, cutoff_on__lte=today)
    newest = rounds.order_by("-cutoff_on")[:DAYS_SHOWN]
    labels = {round_.cutoff_on: f"（{round_.label}）" for round_ in newest}
    days = sorted({today, asked, *labels}, reverse=True)
    return [
        (on, short_day(on, today) + ("　今天" if on == today else "") + labels.get(on, ""))
        for on in days
    ]


@dataclass(frozen=True)
class Fridays:
    """The Friday before a day and the one after it, which is none once it lies ahead."""

    before: date
    after: date | None


def fridays(on: date, today: date) -> Fridays:
    before = on - timedelta(days=(on.weekday() - FRIDAY) % 7 or 7)
    after = on + timedelta(days=(FRIDAY - on.weekday()) % 7 or 7)
    return Fridays(before, after if after <= today else None)
