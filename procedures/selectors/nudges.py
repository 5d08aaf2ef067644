"""What may have to be told, what waits to be told, and the centre's view of all of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Unit, User
from accounts.rules import Role
from procedures import nudging
from procedures.models import AgendaItem, Issue, Nudge, Permit, PermitKind
from procedures.nudging import CHASE, EXPIRING, HORIZON, Nudged
from procedures.rules import OPEN, HandlerSays, IssueStatus, MeetingStatus, Outcome, Status
from procedures.selectors.issues import with_promise
from projects.models import Project
from sheets.text import asked_word
from workplace.chips import Chip
from workplace.models import DigestLine, ReminderSettings

SOURCE = "nudge-"
TOLD_OF = (  # what the rules of steps read of a permit
    "project", "kind", "status", "handling_unit", "due_on", "limit_on", "valid_until",
    "completed_on", "document_no", "assigned_at", "acknowledged_at", "differs_since",
    "owner_says", "owner_on", "handler_says", "handler_at", "handler_done_on",
    "handler_document_no",
)  # fmt: skip
LONG_EXPIRED = timedelta(days=365)  # an approval that ran out before is nobody's news


# --- what the sweep looks at ------------------------------------------------------------------


def permits_to_tell(today: date, soon: date) -> list[Permit]:
    """Those that can have a step due; the rules say which. `soon`: the last day near enough."""
    is_open = Q(status__in=OPEN)
    expiring = Q(valid_until__range=(today - LONG_EXPIRED, today + timedelta(days=max(EXPIRING))))
    some = (
        is_open & Q(due_on__lte=soon)
        | Q(status=Status.SUBMITTED, limit_on__lte=soon)
        | Q(differs_since__isnull=False)
        | Q(status=Status.RETURNED, handler_says=HandlerSays.RETURNED)
        | Q(status=Status.SUBMITTED, owner_on__lt=today - timedelta(days=nudging.ACCEPT_WITHIN))
        | is_open & Q(assigned_at__isnull=False, acknowledged_at__isnull=True)
        | Q(status=Status.DONE) & expiring
    )
    rows = Permit.objects.filter(some, project__withdrawn_on=None, kind__is_active=True)
    return _with_projects(rows)


def _with_projects(rows: Any) -> list[Permit]:
    """Each project, unit and kind is made once: the sweep goes through thousands each minute."""
    units, kinds = Unit.objects.in_bulk(), PermitKind.objects.in_bulk()
    mine = Project.objects.filter(pk__in=rows.order_by().values("project"))
    projects = mine.only("number", "name", "unit", "finished_on").in_bulk()
    for project in projects.values():
        project.unit = units[project.unit_id]
    permits = list(rows.only(*TOLD_OF).order_by("pk"))
    for permit in permits:
        permit.project, permit.kind = projects[permit.project_id], kinds[permit.kind_id]
    return permits


def issues_to_tell(today: date) -> Any:
    soon = today + HORIZON
    some = (
        Q(reply_due_on__lte=soon, replied_at=None)
        | Q(decision_due_on__lte=soon, status=IssueStatus.DECIDED)
        | Q(clear_asked_at__isnull=False)
        | Q(promised__lte=f"{soon}", clear_asked_at=None)
    )
    rows = with_promise(Issue.objects.standing()).filter(some, project__withdrawn_on=None)
    return rows.select_related("project__unit").order_by("pk")


def decisions_to_tell(today: date) -> Any:
    """Decisions on subjects of their own; those on problems come with the problem."""
    rows = AgendaItem.objects.filter(
        issue=None,
        outcome=Outcome.DECIDED,
        meeting__status=MeetingStatus.CLOSED,
        due_on__range=(today - LONG_EXPIRED, today + HORIZON),
    )
    return rows.select_related("meeting", "unit").order_by("pk")


# --- lines and whose they are -----------------------------------------------------------------


def source_of(pk: int) -> str:
    return f"{SOURCE}{pk}"


def pk_of(source: str) -> int | None:
    return int(source[len(SOURCE) :]) if source.startswith(SOURCE) else None


def waiting_lines() -> QuerySet[DigestLine]:
    """Of steps, not yet told; what somebody chased by hand is told in any case."""
    lines = DigestLine.objects.filter(told_at=None, source__startswith=SOURCE)
    return lines.exclude(kind=CHASE)


def waiting_sources() -> list[int]:
    """Nudges with somebody who has not been told, or that nobody has been told of."""
    sources = waiting_lines().values_list("source", flat=True).distinct()
    pks = {pk for source in sources if (pk := pk_of(source)) is not None}
    return [*pks | set(Nudge.objects.filter(told_at=None).values_list("pk", flat=True))]


def named(pks: Collection[int]) -> list[tuple[int, int, str]]:
    return list(Nudge.objects.filter(pk__in=pks).values_list("pk", "unit_id", "key"))


def _lines_of_it() -> QuerySet[DigestLine]:
    """Inside a query of nudges: the lines of each."""
    source = Concat(Value(SOURCE), Cast(OuterRef("pk"), CharField()))
    return DigestLine.objects.filter(source=source)


def unaddressed() -> list[Nudge]:
    """Nobody has a line of it yet; a unit that gets its first account hears of it then."""
    rows = Nudge.objects.filter(~Exists(_lines_of_it()), told_at=None)
    return list(rows.select_related("unit", "permit__project", "permit__officer"))


def people_of(units: Collection[int]) -> dict[int, list[User]]:
    """By unit: the accounts that do its work, and its heads."""
    may = Q(role__in=[Role.REPORTER, Role.CENTRE]) | Q(is_head=True)
    found: dict[int, list[User]] = {}
    for user in User.objects.filter(may, unit__in=units, is_active=True).order_by("pk"):
        found.setdefault(user.unit_id, []).append(user)
    return found


# --- the centre's page ------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    q: str = ""
    only: str = ""
    step: str = ""
    unit: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        only, step = query.get("only", ""), query.get("step", "")
        return cls(
            q=asked_word(query.get("q", "")),
            only=only if only in ONLY else "",
            step=step if step in Nudged.values else "",
            unit=asked_word(query.get("unit", "")),
        )

    @property
    def any(self) -> bool:
        return bool(self.q or self.only or self.step or self.unit)


@dataclass(frozen=True)
class Receiver:
    name: str
    told_at: datetime | None
    read_at: datetime | None
    acknowledged_at: datetime | None
    chased: int  # times by hand


@dataclass(frozen=True)
class Row:
    nudge: Nudge
    receivers: list[Receiver]
    is_settled: bool

    @property
    def label(self) -> str:
        return Nudged(self.nudge.step).label

    @property
    def read_at(self) -> datetime | None:
        return min((one.read_at for one in self.receivers if one.read_at), default=None)

    @property
    def acknowledged(self) -> Receiver | None:
        noted = [one for one in self.receivers if one.acknowledged_at]
        return min(noted, key=lambda one: str(one.acknowledged_at), default=None)

    @property
    def chased(self) -> int:
        return max((one.chased for one in self.receivers), default=0)

    @property
    def names(self) -> str:
        return "、".join(one.name for one in self.receivers)


def with_state(nudges: QuerySet[Nudge]) -> QuerySet[Nudge]:
    """Annotated: has anybody read it, has anybody acknowledged it."""
    lines = _lines_of_it().filter(user__isnull=False)
    return nudges.annotate(
        is_read=Exists(lines.filter(digest__read_at__isnull=False)),
        is_acknowledged=Exists(lines.filter(acknowledged_at__isnull=False)),
    )


# Filter in the URL → (label, condition). A map, never a name taken from the URL (S2).
ONLY: dict[str, tuple[str, Q]] = {
    "": ("全部", Q(pk__isnull=False)),
    "unread": ("提醒了没看", Q(told_at__isnull=False, is_read=False, is_acknowledged=False)),
    "silent": ("没有签收", Q(told_at__isnull=False, is_acknowledged=False)),
    "noted": ("已签收", Q(is_acknowledged=True)),
    "head": ("报负责人", Q(to_head=True)),
    "waiting": ("还没提醒", Q(told_at=None)),
}


def listed(seen: QuerySet[Nudge], filters: Filters) -> QuerySet[Nudge]:
    rows = _narrowed(with_state(seen), filters).filter(ONLY[filters.only][1])
    related = ("unit", "permit__project", "permit__kind", "issue__project")
    return rows.select_related(*related).order_by(F("at").desc(), F("pk").desc())


def chips(seen: QuerySet[Nudge], filters: Filters) -> list[Chip]:
    tests = {f"n{n}": Count("pk", filter=test) for n, (_, test) in enumerate(ONLY.values())}
    counts = _narrowed(with_state(seen), filters).aggregate(**tests)
    labels = enumerate((key, label) for key, (label, _) in ONLY.items())
    return [Chip(key, label, counts[f"n{n}"]) for n, (key, label) in labels]


def units(seen: QuerySet[Nudge]) -> Any:
    return Unit.objects.filter(pk__in=seen.values("unit")).order_by("order", "code")


def _narrowed(rows: QuerySet[Nudge], filters: Filters) -> QuerySet[Nudge]:
    if filters.q:
        rows = rows.filter(text__icontains=filters.q)
    if filters.step:
        rows = rows.filter(step=filters.step)
    if filters.unit:
        rows = rows.filter(unit__code=filters.unit)
    return rows


def rows_of(nudges: Iterable[Nudge]) -> list[Row]:
    """With the people of each and what became of it there; one query more."""
    nudges = list(nudges)
    sources = [source_of(nudge.pk) for nudge in nudges]
    lines = DigestLine.objects.filter(source__in=sources, user__isnull=False)
    by_source: dict[str, dict[int, list[DigestLine]]] = {}
    for line in lines.select_related("user", "digest").order_by("at", "pk"):
        whose = by_source.setdefault(line.source, {})
        whose.setdefault(line.user_id or 0, []).append(line)
    return [
        Row(
            nudge,
            [_receiver(mine) for mine in by_source.get(source_of(nudge.pk), {}).values()],
            nudging.is_settled(nudge),
        )
        for nudge in nudges
    ]


def _receiver(lines: list[DigestLine]) -> Receiver:
    def first(times: Iterable[datetime | None]) -> datetime | None:
        return min((at for at in times if at), default=None)

    return Receiver(
        name=lines[0].user.name if lines[0].user else "",
        told_at=first(line.told_at for line in lines),
        read_at=first(line.digest.read_at for line in lines if line.digest),
        acknowledged_at=first(line.acknowledged_at for line in lines),
        chased=sum(line.kind == CHASE for line in lines),
    )


def rules_of(centre_id: int) -> ReminderSettings:
    row = ReminderSettings.objects.filter(centre=centre_id).first()
    return row or ReminderSettings(centre_id=centre_id)
