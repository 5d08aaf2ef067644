"""What moved this week, and what has not moved for three weeks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from procedures.models import PermitEvent
from reporting.formulas import Facts, ItemFact, ProjectFact
from reporting.indicators import SEALED
from reporting.rules import Form
from workplace import clock

from .county import County
from .figures import Books, Figure

WEEK, STILL = timedelta(days=7), timedelta(days=21)


@dataclass(frozen=True)
class Mover:
    """A project with the permits it finished."""

    unit: str
    project: ProjectFact
    kinds: list[str]


@dataclass(frozen=True)
class Still:
    """A project with open permits of which nothing has been recorded for three weeks."""

    unit: str
    project: ProjectFact
    done: int
    required: int


def movers(books: Books, figure: Figure) -> list[Mover]:
    """Live: finished in the seven days to the day. Sealed: done now and not a round before."""
    kinds = {kind.code: kind.name for kind in books.county.kinds}
    by_project: dict[int, list[ItemFact]] = defaultdict(list)
    for item in _newly_done(books, figure):
        by_project[item.project.project_id].append(item)
    found = []
    for items in by_project.values():
        project, words = items[0].project, [kinds.get(item.kind, item.kind) for item in items]
        found.append(Mover(unit_word(books.county, project), project, words))
    return found


def _newly_done(books: Books, figure: Figure) -> Iterable[ItemFact]:
    done = [item for item in figure.facts.new_items if item.done]
    if figure.source != SEALED:
        since = figure.as_of - WEEK
        return [item for item in done if item.completed_on and item.completed_on > since]
    found = books.sealed.at(figure.as_of)
    before = books.sealed.before(found) if found else None
    if before is None:
        return []
    known = {
        (item.project.project_id, item.kind)
        for item in books.round_facts(Form.PERMITS, before).new_items
        if item.done
    }
    return [item for item in done if (item.project.project_id, item.kind) not in known]


def standing_still(county: County, facts: Facts) -> list[Still]:
    """Listed for three weeks, permits open, no event in that time; one query for all."""
    by_project: dict[int, list[ItemFact]] = defaultdict(list)
    for item in facts.new_items:
        by_project[item.project.project_id].append(item)
    waiting = {key: items for key, items in by_project.items() if any(i.open for i in items)}
    since = county.as_of - STILL
    moved = _moved_since(waiting, since, county)
    found = []
    for key, items in waiting.items():
        project = items[0].project
        if key not in moved and project.listed_from and project.listed_from <= since:
            done, required = sum(i.done for i in items), sum(not i.exempt for i in items)
            found.append(Still(unit_word(county, project), project, done, required))
    return sorted(found, key=lambda still: still.done / still.required)


def _moved_since(projects: Iterable[int], since: date, county: County) -> set[int]:
    """Up to the end of the day, as far as it was known."""
    until = clock.end_of(county.as_of)
    events = PermitEvent.objects.filter(
        permit__project__in=list(projects),
        at__gt=clock.end_of(since),
        at__lte=min(until, county.known or until),
    )
    return set(events.order_by().values_list("permit__project", flat=True).distinct())


def unit_word(county: County, project: ProjectFact) -> str:
    unit = county.units.get(project.unit)
    return unit.short_name if unit else project.unit
