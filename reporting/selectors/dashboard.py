"""指标看板: everything one page says about a day, in a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Unit
from projects.rules import Channel
from reporting.formulas import SCOPE_WORDS, Facts, goal_words
from reporting.indicators import INDICATORS, LIVE, SEALED
from reporting.models import Round
from reporting.rules import Form

from .cards import Card, cards, in_yi, judged, short_day
from .county import load_county
from .figures import Books, Figure
from .heat import Heat, heat
from .lateness import Lateness, lateness
from .moves import Blocked, Mover, Still, blocked, movers, standing_still
from .sealed import RoundSeals
from .trend import MonthPoint, RoundPoint, months_chart, months_trend, rounds_chart, rounds_trend

SHOWN = 3  # lines of a card before 全部
RESERVE = ("reserve_count", "reserve_total", "reserve_plan", "reserve_industrial_share")
# Beside the three cards: the levels that the order speaks of, whether they have targets or not.
OTHERS = [
    ("completed_total", "all"),
    ("start_rate", "province"),
    ("start_rate", "province_city"),
    ("investment_rate", "province"),
    ("investment_rate", "province_city"),
]


@dataclass(frozen=True)
class OtherTarget:
    key: str
    scope: str
    label: str
    text: str
    state: str
    status: str
    year: int | None  # when another is meant than its page shows of itself


@dataclass(frozen=True)
class Goals:
    """Further figures of one subject that has a page of its own, and what they are made of."""

    year: int
    lines: list[OtherTarget]
    parts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Dashboard:
    as_of: date
    source: str
    unit: Unit | None
    sealed: RoundSeals | None
    cards: list[Card]
    movers: list[Mover]
    moved: int
    still: list[Still]
    blocked: list[Blocked]
    blocked_count: int
    rounds: list[RoundPoint]
    rounds_chart: dict[str, Any]
    months: list[MonthPoint]
    months_chart: dict[str, Any]
    heat: Heat
    lateness: Lateness | None
    progress_lateness: Lateness | None
    others: list[OtherTarget]
    reserve: Goals
    funding: Goals

    @property
    def from_seals(self) -> bool:
        return self.source == SEALED


def dashboard(
    *,
    centre: Unit,
    as_of: date,
    source: str,
    unit: Unit | None,
    now: datetime,
    year: int | None = None,
    known: datetime | None = None,
) -> Dashboard:
    books = Books(load_county(centre, as_of, year, known), unit=unit, rounds=None, moment=now)
    shown = cards(books, source)
    permits = shown[-1].figure
    moved, problems = movers(books, permits), blocked(books.county, unit)
    rounds, months = rounds_trend(books), months_trend(books)
    return Dashboard(
        as_of=as_of,
        source=source,
        unit=unit,
        sealed=books.sealed.at(as_of),
        cards=shown,
        movers=moved,
        moved=sum(len(mover.kinds) for mover in moved),
        still=standing_still(books.county, permits.facts),
        blocked=problems,
        blocked_count=sum(level.count for level in problems),
        rounds=rounds,
        rounds_chart=rounds_chart(rounds, permits.target),
        months=months,
        months_chart=months_chart(months),
        heat=heat(books, permits),
        lateness=lateness(books, source, now),
        progress_lateness=lateness(books, source, now, Form.PROGRESS),
        others=[other for key, scope in _scoped(books) for other in _other(books, key, scope)],
        reserve=Goals(
            books.county.plan_year,
            [other for key in RESERVE for other in _other(books, key, "all")],
        ),
        funding=_funding(books),
    )


def days_to_pick(centre: Unit, today: date, asked: date) -> list[tuple[date, str]]:
    """Today, every round's cut-off up to today, and the day that was asked for; newest first."""
    rounds = Round.objects.of_form(Form.PERMITS).with_table()
    rounds = rounds.filter(campaign__centre=centre, cutoff_on__lte=today)
    labels = {round_.cutoff_on: f"（{round_.label}）" for round_ in rounds}
    days = sorted({today, asked, *labels}, reverse=True)
    return [
        (on, short_day(on, today) + ("　今天" if on == today else "") + labels.get(on, ""))
        for on in days
    ]


def _scoped(books: Books) -> list[tuple[str, str]]:
    """What the order names, and whatever the office has set a target for since."""
    county, found = books.county, list(OTHERS)
    for target in county.targets:
        indicator, scoped = INDICATORS.get(target.indicator), (target.indicator, target.scope)
        if indicator and target.scope != "all" and target.year == county.year_of(indicator):
            found.append(scoped)
    return list(dict.fromkeys(found))


def _funding(books: Books) -> Goals:
    """Of the day's year; while it has neither a target nor money, of the year before."""
    year = books.county.year_of(INDICATORS["funding_total"])
    for of_year in (year, year - 1):
        if lines := _other(books, "funding_total", "all", of_year):
            figure = books.figure("funding_total", year=of_year)
            return Goals(of_year, lines, list(_channels(figure.facts)))
    return Goals(year, [])


def _channels(facts: Facts) -> Iterator[tuple[str, str]]:
    """专项债券: 3 笔，批复 1.20 亿元."""
    for channel in Channel:
        funds = [fund for fund in facts.funds if fund.channel == channel]
        if funds:
            won = in_yi(sum((fund.counted for fund in funds), Decimal(0)))
            yield channel.label, f"{len(funds)} 笔，批复 {won} 亿元"


def _other(books: Books, key: str, scope: str, year: int | None = None) -> list[OtherTarget]:
    """One line; none where there is nothing to divide by, or neither a target nor a number."""
    figure = books.figure(key, source=LIVE, scope=scope, year=year)
    uncounted = figure.target is None and not figure.share.numerator
    if uncounted or figure.share.denominator == 0:
        return []
    state, status = judged(figure)
    county = books.county
    asked = county.asked_year or figure.year != county.year_of(figure.indicator)
    of_year = figure.year if asked else None
    return [OtherTarget(key, scope, _label(figure), _text(figure), state, status, of_year)]


def _label(figure: Figure) -> str:
    prefix = "" if figure.scope == "all" else SCOPE_WORDS[figure.scope].removesuffix("重点项目")
    return f"{prefix}重点{figure.label}" if prefix else figure.title


def _text(figure: Figure) -> str:
    """46 / 50 个 · 382.40 / 400.00 亿元 · 52.3%，目标 50%."""
    goal = figure.floor if figure.floor is not None else figure.stretch
    word = "目标" if figure.floor is not None else "力争"
    if not INDICATORS[figure.key].is_total:
        tail = f"，{word} {goal_words(goal)}" if goal is not None else ""
        return f"{figure.shown}{tail}"
    money = figure.indicator.money
    number = in_yi(figure.share.numerator) if money else str(figure.share.numerator)
    if goal is not None:
        number += f" / {in_yi(goal) if money else goal.to_integral_value()}"
    return f"{number} {'亿元' if money else figure.word}"
