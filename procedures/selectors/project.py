"""One project's permits, what happened to them, and its problems."""

from dataclasses import dataclass
from datetime import date

from django.shortcuts import get_object_or_404

from procedures import steps
from procedures.models import Issue, Permit, PermitEvent, PermitKind
from procedures.rules import OPEN, Status
from procedures.steps import Difference
from projects.models import Project

from .events import Happening, happenings
from .timeline import Timeline, timeline
from .validity import Validity, validity

SHOWN = 4


@dataclass(frozen=True)
class PermitRow:
    """A kind and the project's permit of it; a missing one is 未办理."""

    kind: PermitKind
    permit: Permit
    validity: Validity | None = None

    @property
    def difference(self) -> Difference | None:
        return steps.difference(self.permit) if self.permit.pk else None

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
class ProjectPermits:
    project: Project
    rows: list[PermitRow]
    required: int
    done: int
    returned: list[PermitRow]
    late: list[PermitRow]
    differing: list[PermitRow]
    expiring: list[PermitRow]
    issues: list[Issue]
    cleared: int
    happenings: list[Happening]  # newest first
    more: int
    timeline: Timeline


def project_permits(project: Project, today: date, *, all_events: bool = False) -> ProjectPermits:
    """In a fixed number of queries; the six and whatever else the project has."""
    rows = _rows(project, today)
    six = [row for row in rows if row.kind.headline]
    needed = [row for row in six if row.permit.status != Status.NOT_REQUIRED]
    issues = list(Issue.objects.filter(project=project).select_related("unit", "permit__kind"))
    history = PermitEvent.objects.filter(permit__project=project).order_by("-at", "-pk")
    events = list(history.select_related("permit__kind", "by__unit"))
    did = happenings(events, kinds=True, stranger=False)
    shown = did if all_events else did[:SHOWN]
    return ProjectPermits(
        project=project,
        rows=rows,
        required=len(needed),
        done=sum(row.permit.status == Status.DONE for row in needed),
        returned=[row for row in rows if row.permit.status == Status.RETURNED],
        differing=[row for row in rows if row.difference],
        expiring=[row for row in rows if row.validity and row.validity.soon],
        late=[row for row in rows if _is_late(row.permit, today)],
        issues=[issue for issue in issues if issue.cleared_at is None],
        cleared=sum(issue.cleared_at is not None for issue in issues),
        happenings=shown,
        more=len(did) - len(shown),
        timeline=timeline([(row.kind, row.permit) for row in six], events, today),
    )


def kind_named(code: str) -> PermitKind:
    return get_object_or_404(PermitKind, code=code, is_active=True)


def _rows(project: Project, today: date) -> list[PermitRow]:
    own = Permit.objects.filter(project=project).select_related("kind", "handling_unit")
    permits = {permit.kind_id: permit for permit in own}
    kinds = PermitKind.objects.filter(is_active=True).select_related("default_unit")
    rows = []
    for kind in kinds:
        permit = permits.pop(kind.pk, None)
        if permit is None and not kind.headline:
            continue
        rows.append(_row(kind, permit or _missing(kind), today))
    return rows + [_row(permit.kind, permit, today) for permit in permits.values()]


def _row(kind: PermitKind, permit: Permit, today: date) -> PermitRow:
    return PermitRow(kind, permit, validity(permit, today))


def _missing(kind: PermitKind) -> Permit:
    return Permit(kind=kind, level=kind.default_level, handling_unit=kind.default_unit)


def _is_late(permit: Permit, today: date) -> bool:
    day = permit.deadline_on
    return permit.status in OPEN and day is not None and day < today
