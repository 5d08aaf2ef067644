"""How the figures moved: 办结率 round by round as it was sealed, 投资完成率 month by month."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from reporting.definition_effect import Effect, split_shares
from reporting.formulas import Share, elapsed, goal_words, percent
from reporting.indicators import INDICATORS, LIVE, SEALED
from reporting.models import Definition, Target
from reporting.references import Printed
from reporting.rules import definition_words

from .figures import Books
from .round_figures import RoundShares, round_shares
from .sealed import RoundSeals

MONTHS = 6
NO_ROWS = ""  # a summary knows no rows; whoever prints the number counts the figure itself


@dataclass(frozen=True)
class Counted:
    """A round's rate by one definition."""

    definition: Definition
    share: Share
    printed: Printed
    is_own: bool  # the one that held on the round's cut-off

    @property
    def shown(self) -> str:
        return percent(self.share.value)


@dataclass(frozen=True)
class RoundPoint:
    """A round by its own definition; `by` also by the others that its neighbours were counted by,
    in the order they came into force. One alone where the definition never changed."""

    found: RoundSeals
    by: list[Counted]

    @property
    def own(self) -> Counted:
        return next(one for one in self.by if one.is_own)

    @property
    def share(self) -> Share:
        return self.own.share

    @property
    def shown(self) -> str:
        return self.own.shown

    @property
    def printed(self) -> Printed:
        return self.own.printed

    @property
    def parts(self) -> str:
        return f"{self.share.numerator}/{self.share.denominator}"

    @property
    def cutoff_on(self) -> date:
        return self.found.round.cutoff_on


@dataclass(frozen=True)
class Break:
    """口径改变 between two rounds: what of the difference the definition made."""

    before: RoundPoint
    after: RoundPoint

    @property
    def definition(self) -> Definition:
        return self.after.own.definition

    @property
    def moved(self) -> Counted:
        """The round after, by the definition of the one before."""
        former = self.before.own.definition
        return next(one for one in self.after.by if _same(one.definition, former))

    @property
    def effect(self) -> Effect | None:
        return split_shares(self.before.share, self.moved.share, self.after.share)

    @property
    def words(self) -> str:
        """With the counts, so that the parts can be added up before they are rounded."""
        since, effect = self.after.cutoff_on, self.effect
        text = (
            f"{since.month}月{since.day}日起{definition_words(self.definition)}。"
            f"上一期 {_with_parts(self.before.own)}，"
            f"这一期按原口径 {_with_parts(self.moved)}、按新口径 {_with_parts(self.after.own)}"
        )
        if effect is None:
            return text
        movement, definition, total = map(
            percentage_points, (effect.movement, effect.definition, effect.total)
        )
        return f"{text}：进展 {movement}，口径 {definition}，共 {total} 个百分点"


@dataclass(frozen=True)
class MonthPoint:
    on: date
    label: str
    share: Share
    pace: Decimal  # 序时进度

    @property
    def shown(self) -> str:
        return percent(self.share.value)

    @property
    def pace_shown(self) -> str:
        return percent(self.pace)


def rounds_trend(books: Books) -> list[RoundPoint]:
    """One point a round that was sealed by the day, oldest first, in a fixed number of queries.

    Each by the definition that held on its cut-off, and by every other one of the rounds shown.
    """
    unit_code = books.unit.code if books.unit else ""
    shares = round_shares(books.sealed, "permit_rate", unit_code)
    own = {
        found.round.pk: books.county.definition_on(found.round.cutoff_on)
        for found in books.sealed.rounds
    }
    used: dict[tuple[str, str], Definition] = {}
    for definition in own.values():
        used.setdefault((definition.convention, definition.counting), definition)
    points = [
        RoundPoint(
            found,
            [_counted(books, shares, found, one, own[found.round.pk]) for one in used.values()],
        )
        for found in books.sealed.rounds
    ]
    return [point for point in points if point.share.denominator]


def _counted(
    books: Books, shares: RoundShares, found: RoundSeals, one: Definition, own: Definition
) -> Counted:
    is_own = _same(one, own)
    definition = own if is_own else one
    share = shares.of(found, definition)
    reference = books.reference("/indicators/permit_rate/", SEALED)
    reference = replace(
        reference,
        as_of=found.round.cutoff_on,
        year=books.county.asked_year,
        definition=None if is_own else definition.version,
    )
    printed = Printed(
        reference,
        f"{found.round.label}{INDICATORS['permit_rate'].label}",
        percent(share.value),
        str(share.numerator),
        str(share.denominator),
        NO_ROWS,
    )
    return Counted(definition, share, printed, is_own)


def _same(one: Definition, other: Definition) -> bool:
    return (one.convention, one.counting) == (other.convention, other.counting)


def breaks(points: Sequence[RoundPoint]) -> list[Break]:
    """Where the definition of a round is another one than that of the round before."""
    return [
        Break(before, after)
        for before, after in pairwise(points)
        if not _same(before.own.definition, after.own.definition)
    ]


def _with_parts(one: Counted) -> str:
    return f"{one.shown}（{one.share.numerator}/{one.share.denominator}）"


def months_trend(books: Books) -> list[MonthPoint]:
    """The month ends of the figure's year up to the day, at most six, and the day itself."""
    indicator, as_of = INDICATORS["investment_rate"], books.county.as_of
    if books.county.year_of(indicator) != as_of.year:
        return []
    ends = [_month_end(as_of.year, month) for month in range(1, as_of.month)]
    days = [day for day in [*ends, as_of] if day <= as_of][-MONTHS:]
    counted = [
        (on, indicator.count(books.facts(indicator, LIVE, on), books.county.convention))
        for on in days
    ]
    return [MonthPoint(on, _month_label(on), s, elapsed(on)) for on, s in counted if s.denominator]


def rounds_chart(points: list[RoundPoint], target: Target | None) -> dict[str, Any]:
    """What charts.js draws: per cents by day, target lines, the pace that leads to the floor."""
    data: dict[str, Any] = {
        "points": [
            [point.found.round.cutoff_on.isoformat(), _hundred(point.share.value)]
            for point in points
        ],
        "goals": [],
        "pace": [],
    }
    changed = breaks(points)
    if changed:
        data["others"] = _others(points)
        data["breaks"] = [
            {"on": one.after.cutoff_on.isoformat(), "words": one.words} for one in changed
        ]
    if target is None or not points:
        return data
    for words, goal in (("底线", target.floor), ("力争", target.stretch)):
        if goal is not None:
            data["goals"].append({"name": f"{words} {goal_words(goal)}", "value": _hundred(goal)})
    if target.floor is not None and target.due_on > points[0].found.round.cutoff_on:
        data["pace"] = [data["points"][0], [target.due_on.isoformat(), _hundred(target.floor)]]
    return data


def _others(points: list[RoundPoint]) -> list[dict[str, Any]]:
    """A dotted line for each definition: the rounds not counted by it, and those it joins."""
    lines = []
    for place, one in enumerate(points[0].by):
        own = [point.by[place].is_own for point in points]
        values = [
            [
                point.cutoff_on.isoformat(),
                None if all(own[max(0, n - 1) : n + 2]) else _hundred(point.by[place].share.value),
            ]
            for n, point in enumerate(points)
        ]
        lines.append({"name": f"按第{one.definition.version}版口径", "values": values})
    return lines


def months_chart(points: list[MonthPoint]) -> dict[str, Any]:
    return {
        "labels": [point.label for point in points],
        "values": [_hundred(point.share.value) for point in points],
        "pace": [_hundred(point.pace) for point in points],
    }


def _hundred(value: Decimal | None) -> float | None:
    """Per cent with one decimal: what stands beside the point."""
    if value is None:
        return None
    return float((value * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))


def percentage_points(part: Fraction) -> str:
    """＋5.6: percentage points with one decimal."""
    tenths = Decimal(part.numerator * 1000) / Decimal(part.denominator)
    shown = (tenths / 10).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{'＋' if shown > 0 else '－' if shown < 0 else ''}{abs(shown)}"


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _month_label(on: date) -> str:
    """7月 for a month's end, 12/23 within one."""
    whole = (on + timedelta(days=1)).month != on.month
    return f"{on.month}月" if whole else f"{on.month}/{on.day}"
