"""One project's permits, what happened to them, and its problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from accounts.models import Unit, User
from procedures.models import Issue, Permit, PermitEvent, PermitKind
from procedures.rules import ACTION_WORDS, OPEN, Level, Status, days_left, is_backward
from projects.models import Project

from .timeline import Timeline, timeline

SHOWN = 4
UNIT_ACTIONS = frozenset({"handler", "liaison"})
WORDS = {"status": dict(Status.choices), "level": dict(Level.choices)}
FIELD_OF = {"status": "status", "expected": "expected_on", "due": "due_on"}


@dataclass(frozen=True)
class PermitRow:
    """A kind and the project's permit of it; a missing one is 未办理."""

    kind: PermitKind
    permit: Permit

    @property
    def day(self) -> date | None:
        done = self.permit.status == Status.DONE
        return self.permit.completed_on if done else self.permit.expected_on

    @property
    def lacks_day(self) -> bool:
        begun = {Status.PREPARING, Status.SUBMITTED, Status.RETURNED, Status.DONE}
        return self.permit.status in begun and self.day is None

    @property
    def words(self) -> str:
        if self.permit.status == Status.DONE:
            return self.permit.document_no
        if self.permit.status == Status.NOT_REQUIRED:
            return self.permit.exempt_reason
        return self.permit.note


@dataclass(frozen=True)
class EventRow:
    event: PermitEvent
    what: str
    before: str
    after: str
    backward: bool


@dataclass(frozen=True)
class Happening:
    """What one person did at one moment, for one reason."""

    at: datetime
    by: User | None
    reason: str
    rows: list[EventRow]

    @property
    def backward(self) -> bool:
        return any(row.backward for row in self.rows)


@dataclass(frozen=True)
class ProjectPermits:
    project: Project
    rows: list[PermitRow]
    required: int
    done: int
    returned: list[PermitRow]
    late: list[PermitRow]
    issues: list[Issue]
    cleared: int
    happenings: list[Happening]  # newest first
    more: int
    timeline: Timeline


def project_permits(project: Project, today: date, *, all_events: bool = False) -> ProjectPermits:
    """In a fixed number of queries; the six and whatever else the project has."""
    rows = _rows(project)
    six = [row for row in rows if row.kind.headline]
    needed = [row for row in six if row.permit.status != Status.NOT_REQUIRED]
    issues = list(Issue.objects.filter(project=project).select_related("unit", "permit__kind"))
    history = PermitEvent.objects.filter(permit__project=project).order_by("-at", "-pk")
    events = list(history.select_related("permit__kind", "by__unit"))
    happenings = _happenings(_event_rows(events))
    shown = happenings if all_events else happenings[:SHOWN]
    return ProjectPermits(
        project=project,
        rows=rows,
        required=len(needed),
        done=sum(row.permit.status == Status.DONE for row in needed),
        returned=[row for row in rows if row.permit.status == Status.RETURNED],
        late=[row for row in rows if _is_late(row.permit, today)],
        issues=[issue for issue in issues if issue.cleared_at is None],
        cleared=sum(issue.cleared_at is not None for issue in issues),
        happenings=shown,
        more=len(happenings) - len(shown),
        timeline=timeline([(row.kind, row.permit) for row in six], events, today),
    )


def _rows(project: Project) -> list[PermitRow]:
    own = Permit.objects.filter(project=project).select_related("kind", "handling_unit")
    permits = {permit.kind_id: permit for permit in own}
    kinds = PermitKind.objects.filter(is_active=True).select_related("default_unit")
    rows = []
    for kind in kinds:
        permit = permits.pop(kind.pk, None)
        if permit is None and not kind.headline:
            continue
        rows.append(PermitRow(kind, permit or _missing(kind)))
    return rows + [PermitRow(permit.kind, permit) for permit in permits.values()]


def _missing(kind: PermitKind) -> Permit:
    return Permit(kind=kind, level=kind.default_level, handling_unit=kind.default_unit)


def _is_late(permit: Permit, today: date) -> bool:
    left = days_left(permit.due_on, permit.expected_on, today)
    return permit.status in OPEN and left is not None and left < 0


def _event_rows(events: Sequence[PermitEvent]) -> list[EventRow]:
    codes = {code for e in events if e.action in UNIT_ACTIONS for code in (e.before, e.after)}
    names = _names(codes - {""})
    return [_event_row(event, names) for event in events]


def _happenings(rows: Sequence[EventRow]) -> list[Happening]:
    """Rows of one moment together; within it in the order they were written."""
    together = groupby(rows, key=lambda row: (row.event.at, row.event.by, row.event.reason))
    return [
        Happening(at, by, reason, sorted(group, key=lambda row: row.event.pk))
        for (at, by, reason), group in together
    ]


def _names(codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "short_name"))


def _event_row(event: PermitEvent, names: dict[str, str]) -> EventRow:
    words = names if event.action in UNIT_ACTIONS else WORDS.get(event.action, {})
    before, after = (words.get(text, text) for text in (event.before, event.after))
    field = FIELD_OF.get(event.action, "")
    old, new = (_day(text) or text for text in (event.before, event.after))
    return EventRow(
        event=event,
        what=f"{event.permit.kind.name}{ACTION_WORDS.get(event.action, event.action)}",
        before=before,
        after=after,
        backward=event.after == Status.RETURNED or is_backward(field, old, new, ""),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
