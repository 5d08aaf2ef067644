"""达标测算: of each dated target the gap, the smallest set that closes it, and who holds it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from procedures.timing import working_days
from reporting import reach
from reporting.formulas import SCOPES, Facts
from reporting.indicators import INDICATORS, LIVE
from reporting.models import Target
from reporting.reach import Task
from workplace.workdays import Calendar, calendar

from .cards import pace_of
from .county import County, load_county
from .figures import Books, Figure
from .reach_hands import Hands
from .reach_line import Line, grouped
from .targets import ALL

FORTNIGHT = timedelta(days=14)
GOALS = ("floor", "stretch")


def outlook(books: Books, source: str) -> list[Line]:
    """Every goal of the year's targets, in the order of the indicators."""
    days_off, hands, found = _days_off(books.county), Hands(books), list[Line]()
    counted: dict[tuple[str, str, int], tuple[Figure, list[Task]]] = {}
    for target in _targets(books):
        key = (target.indicator, target.scope, target.year)
        if key not in counted:
            figure = figure_of(books, target, source)
            counted[key] = figure, tasks_of(hands, figure)
        figure, known = counted[key]
        for goal_key in GOALS:
            if getattr(target, goal_key) is not None:
                found.append(line_of(books, hands, target, goal_key, figure, known, days_off))
    return found


def one_line(
    books: Books, hands: Hands, target: Target, goal_key: str, source: str
) -> tuple[Line, list[Task]]:
    """One goal with everything that could be done for it."""
    figure = figure_of(books, target, source)
    known = tasks_of(hands, figure)
    days_off = _days_off(books.county)
    return line_of(books, hands, target, goal_key, figure, known, days_off), known


def target_of(county: County, pk: int) -> Target | None:
    """None also for one of a figure that is no longer counted."""
    known = (target for target in county.targets if target.indicator in INDICATORS)
    return next((target for target in known if target.pk == pk), None)


def county_of(county: County, target: Target) -> County:
    """The frame of the year that the target is of."""
    if target.year in (
        _year(county, target.indicator),
        county.year_of(INDICATORS[target.indicator]),
    ):
        return county
    return load_county(county.centre, county.as_of, target.year, county.known)


def speaks_of(books: Books, target: Target) -> bool:
    """A county's total says nothing about one unit of it."""
    return books.unit is None or not INDICATORS[target.indicator].is_total


def figure_of(books: Books, target: Target, source: str) -> Figure:
    key, county = target.indicator, books.county
    of_year = None if target.year == county.year_of(INDICATORS[key]) else target.year
    wanted = LIVE if of_year else books.source_of(key, source)
    return books.figure(key, source=wanted, scope=target.scope, year=of_year)


def tasks_of(hands: Hands, figure: Figure) -> list[Task]:
    hints = hands.hints(figure.facts) if figure.indicator.rows == "items" else {}
    return reach.tasks(figure.facts, figure.indicator, hints)


def line_of(
    books: Books,
    hands: Hands,
    target: Target,
    goal_key: str,
    figure: Figure,
    known: Sequence[Task],
    days_off: Calendar,
) -> Line:
    goal, on = getattr(target, goal_key), books.county.as_of
    need = reach.need(figure.facts, figure.indicator, figure.convention, goal, known)
    chosen = need.choice if need else ()
    return Line(
        target=target,
        goal_key=goal_key,
        figure=figure,
        need=need,
        left=(target.due_on - on).days,
        working=working_days(on, target.due_on, days_off),
        pace=pace(books, figure),
        holders=grouped((hands.holder(task), task) for task in chosen),
        units=grouped((hands.unit_name(task.project.unit), task) for task in chosen),
        kinds={kind.code: kind.name for kind in books.county.kinds},
        followed=target.due_on < on and _has_later(books.county, target, goal_key),
    )


def pace(books: Books, figure: Figure) -> Decimal | None:
    """What the last fortnight brought, a week. Of a seal only permits tell their day."""
    if figure.indicator.rows == "items":
        return pace_of(figure) if figure.share.denominator else None
    # of the industrial share both sides move: the pace of one of them tells nothing
    if figure.source != LIVE or figure.key == "reserve_industrial_share":
        return None
    before = books.facts(figure.indicator, LIVE, on=figure.as_of - FORTNIGHT, year=figure.year)
    then = figure.indicator.count(_scoped(before, figure), figure.convention)
    gained = Decimal(figure.share.numerator) - Decimal(then.numerator)
    return max(gained, Decimal(0)) / 2


def years(county: County) -> list[int]:
    return sorted({target.year for target in county.targets}, reverse=True)


def _targets(books: Books) -> Iterator[Target]:
    """Of the years that the figures speak of on the day; a total says nothing about one unit."""
    county, order = books.county, list(INDICATORS)
    known = [target for target in county.targets if target.indicator in INDICATORS]
    known.sort(key=lambda t: (order.index(t.indicator), ALL.index(t.scope), t.due_on))
    for target in known:
        if speaks_of(books, target) and target.year == _year(county, target.indicator):
            yield target


def _year(county: County, key: str) -> int:
    """Funds of the year before are spoken of until the new year has a target of its own."""
    year = county.year_of(INDICATORS[key])
    mine = {target.year for target in county.targets if target.indicator == key}
    before = key == "funding_total" and not county.asked_year and year not in mine
    return year - 1 if before else year


def _has_later(county: County, target: Target, goal_key: str) -> bool:
    return any(
        (other.indicator, other.year, other.scope) == (target.indicator, target.year, target.scope)
        and other.due_on > target.due_on
        and getattr(other, goal_key) is not None
        for other in county.targets
    )


def _scoped(facts: Facts, figure: Figure) -> Facts:
    levels = SCOPES[figure.scope] if figure.scope != "all" else None
    return facts.where(levels=levels)


def _days_off(county: County) -> Calendar:
    last = max((target.due_on for target in county.targets), default=county.as_of)
    return calendar(county.as_of, max(last, county.as_of))
