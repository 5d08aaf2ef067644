"""办理时长 of a county: what had been finished, and was known, at the end of a day.

Nothing that was said after the day is read, so that a past day asked again says what could be
said on it. A fixed number of queries however many permits there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from accounts.models import Unit
from procedures.models import Issue, Permit, PermitEvent, PermitKind
from procedures.rules import OPEN, STEP, IssueStatus, Status
from procedures.rules import Level as PermitLevel
from procedures.selectors.order import Orders, orders
from projects.models import Project
from reporting.durations import STATUS, Finished, Learned, Said, Trace, finished, learn, trace
from workplace import clock, history
from workplace.workdays import Calendar, calendar

from .register_then import RegisterThen

WINDOW = timedelta(days=3 * 365)  # what was finished longer ago speaks of other days


def known_by(on: date, known: datetime | None = None) -> datetime | None:
    """The end of the day, or the moment asked for when it is earlier; None = as it stands now."""
    if known is None and on >= clock.today():
        return None
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return min(end - timedelta(microseconds=1), known) if known else min(end, clock.now())


@dataclass(frozen=True)
class Papers:
    """All permits of a county at the end of a day, with what was said of each."""

    on: date
    projects: dict[int, Project]
    permits: Sequence[Permit]
    events: dict[int, list[Said]]  # by permit
    issues: dict[int, list[Issue]]  # by permit: those not solved
    orders: Orders
    calendar: Calendar

    def level(self, permit: Permit | None, kind: PermitKind) -> str:
        return (permit.level if permit else "") or kind.default_level

    def trace(self, permit: Permit | None) -> Trace:
        said = self.events.get(permit.pk, []) if permit else []
        return trace(said, self.on, self.calendar)

    @cached_property
    def finished(self) -> list[Finished]:
        found = []
        for permit in self.permits:
            kind, project = self.orders.kinds[permit.kind_id], self.projects[permit.project_id]
            ended = permit.completed_on
            if permit.status == Status.DONE and ended and self.on - WINDOW <= ended <= self.on:
                named = {
                    "number": project.number,
                    "project": project.name,
                    "unit": project.unit.short_name,
                    "kind": kind.code,
                    "level": self.level(permit, kind),
                }
                said = self.events.get(permit.pk, [])
                found.append(finished(said, ended, self.calendar, **named))
        return found

    @cached_property
    def learned(self) -> dict[tuple[str, str], Learned]:
        """By kind and level, in the order of the catalogue."""
        found = learn(self.finished)
        keys = [(k.code, lv) for k in self.orders.kinds.values() for lv in PermitLevel.values]
        return {key: found[key] for key in keys if key in found}


def load_papers(centre: Unit, on: date, known: datetime | None = None) -> Papers:
    """Twelve queries, a few more for a past day. `known` as `known_by` gives it."""
    known_orders = orders()
    if known is None:
        rows = Project.objects.of_county(centre.pk).select_related("unit")
        projects = {project.pk: project for project in rows}
        recent = Q(status__in=OPEN) | Q(completed_on__isnull=True)
        recent |= Q(completed_on__gte=on - WINDOW)
        permits = list(Permit.objects.filter(recent, project__in=rows.values("pk")))
        issues: Iterable[Issue] = Issue.objects.standing().filter(project__in=rows.values("pk"))
    else:
        projects = RegisterThen(centre, known).projects
        permits = history.known(Permit, known, project__in=list(projects))
        issues = history.known(Issue, known, project__in=list(projects))
    return Papers(
        on=on,
        projects=projects,
        permits=permits,
        events=_events(permits, known),
        issues=_issues(issues),
        orders=known_orders,
        calendar=calendar(date.min, date.max),
    )


def _events(permits: Iterable[Permit], known: datetime | None) -> dict[int, list[Said]]:
    """In the order they were said."""
    rows = PermitEvent.objects.filter(
        permit__in=[permit.pk for permit in permits], action__in=[STEP, STATUS]
    )
    if known is not None:
        rows = rows.filter(at__lte=known)
    found: dict[int, list[Said]] = defaultdict(list)
    columns = ("permit_id", "action", "after", "on", "at")
    for permit_id, action, after, on, at in rows.order_by("pk").values_list(*columns):
        found[permit_id].append(Said(action, after, on or timezone.localdate(at)))
    return found


def _issues(rows: Iterable[Issue]) -> dict[int, list[Issue]]:
    found: dict[int, list[Issue]] = defaultdict(list)
    for issue in rows:
        if issue.permit_id is not None and issue.status != IssueStatus.CLEARED:
            found[issue.permit_id].append(issue)
    return found
