"""How the figures moved: 办结率 round by round as it was sealed, 投资完成率 month by month."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reporting.formulas import Share, elapsed, goal_words, percent
from reporting.indicators import INDICATORS, LIVE
from reporting.models import Target
from reporting.rules import Form

from .figures import Books
from .sealed import RoundSeals

MONTHS = 6


@dataclass(frozen=True)
class RoundPoint:
    found: RoundSeals
    share: Share

    @property
    def shown(self) -> str:
        return percent(self.share.value)


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
    """One point a round that was sealed by the day, oldest first; no further query.

    Each by the definition that held on its cut-off.
    """
    count, definition_on = INDICATORS["permit_rate"].count, books.county.definition_on
    points = [
        RoundPoint(
            found,
            count(
                books.round_facts(Form.PERMITS, found),
                definition_on(found.round.cutoff_on).convention,
            ),
        )
        for found in books.sealed.rounds
    ]
    return [point for point in points if point.share.denominator]


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
    if target is None or not points:
        return data
    for words, goal in (("底线", target.floor), ("力争", target.stretch)):
        if goal is not None:
            data["goals"].append({"name": f"{words} {goal_words(goal)}", "value": _hundred(goal)})
    if target.floor is not None and target.due_on > points[0].found.round.cutoff_on:
        data["pace"] = [data["points"][0], [target.due_on.isoformat(), _hundred(target.floor)]]
    return data


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


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _month_label(on: date) -> str:
    """7月 for a month's end, 12/23 within one."""
    whole = (on + timedelta(days=1)).month != on.month
    return f"{on.month}月" if whole else f"{on.month}/{on.day}"
