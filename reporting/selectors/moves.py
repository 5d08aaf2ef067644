"""What moved this week, what has not moved for three weeks, what blocks."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Unit
from procedures.models import Issue, PermitEvent
from procedures.rules import IssueLevel
from projects.models import Project
from reporting.formulas import Facts, ItemFact, ProjectFact
from reporting.indicators import SEALED
from reporting.rules import Form

from .county import County
from .figures import Books, Figure

WEEK, STILL = timedelta(days=7), timedelta(days=21)
LEVEL_MARKS: dict[str, str] = {IssueLevel.PROVINCE: "is-bad", IssueLevel.CITY: "is-warn"}


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


@dataclass(frozen=True)
class Blocked:
    """The standing problems of one level."""

    label: str
    mark: str
    count: int
    texts: list[str]
    oldest_days: int


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
    until = _end_of(county.as_of)
    events = PermitEvent.objects.filter(
        permit__project__in=list(projects),
        at__gt=_end_of(since),
        at__lte=min(until, county.known or until),
    )
    return set(events.order_by().values_list("permit__project", flat=True).distinct())


def blocked(county: County, unit: Unit | None) -> list[Blocked]:
    """Problems raised by the day and not cleared by it, highest level first; one query."""
    end = _end_of(county.as_of)
    issues = Issue.objects.filter(
        Q(cleared_at__isnull=True) | Q(cleared_at__gt=end),
        raised_at__lte=end,
        project__in=_projects(county, unit),
    ).order_by("raised_at")
    by_level: dict[str, list[Issue]] = defaultdict(list)
    for issue in issues:
        by_level[issue.level].append(issue)
    ranked = [*reversed(IssueLevel.values), ""]
    return [_blocked(level, by_level[level], county.as_of) for level in ranked if by_level[level]]


def _projects(county: County, unit: Unit | None) -> QuerySet[Project]:
    found = Project.objects.of_county(county.centre.pk).standing(county.as_of)
    return found if unit is None else found.filter(unit=unit)


def _blocked(level: str, issues: list[Issue], on: date) -> Blocked:
    words = Counter(issue.text for issue in issues)
    oldest = min(timezone.localdate(issue.raised_at) for issue in issues)
    return Blocked(
        label=IssueLevel(level).label if level else "未定级",
        mark=LEVEL_MARKS.get(level, ""),
        count=len(issues),
        texts=list(words),
        oldest_days=(on - oldest).days,
    )


def unit_word(county: County, project: ProjectFact) -> str:
    unit = county.units.get(project.unit)
    return unit.short_name if unit else project.unit


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
