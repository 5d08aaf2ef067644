"""Permits that wait on a desk, most urgent first. Names in the URL pass fixed maps (S2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OrderBy, Q
from django.db.models.functions import Coalesce

from accounts.models import Unit
from procedures.models import Permit, PermitKind, PermitQuerySet
from procedures.rules import OPEN, Status, days_left
from sheets.text import CellError, clean

SOON = 7  # days
ALL = "all"
NOT_CLOSED = Q(status__in=OPEN)
SORTS: dict[str, tuple[str, ...]] = {
    "deadline": ("deadline", "project__number", "kind__order"),
    "project": ("project__number", "kind__order"),
    "kind": ("kind__order", "deadline", "project__number"),
}
SORT_WORDS = {"deadline": "按办结时限，最急在前", "project": "按项目", "kind": "按手续"}

Test = Callable[[date], Q]


def _past(today: date) -> Q:
    return NOT_CLOSED & Q(deadline__lt=today)


def _soon(today: date) -> Q:
    return NOT_CLOSED & Q(deadline__range=(today, today + timedelta(days=SOON)))


def _done_this_week(today: date) -> Q:
    monday = today - timedelta(days=today.weekday())
    return Q(status=Status.DONE, completed_on__range=(monday, today))


ONLY: dict[str, tuple[str, Test]] = {
    "": ("未办结", lambda today: NOT_CLOSED),
    "overdue": ("已超时限", _past),
    "soon": (f"{SOON} 天内到期", _soon),
    "submitted": ("审批中", lambda today: Q(status=Status.SUBMITTED)),
    "returned": ("退件补正", lambda today: Q(status=Status.RETURNED)),
    "done": ("已办结", lambda today: Q(status=Status.DONE)),
    ALL: ("全部", lambda today: Q()),
}


@dataclass(frozen=True)
class Filters:
    q: str = ""
    only: str = ""
    kind: str = ""
    unit: str = ""
    sort: str = "deadline"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        only, sort = query.get("only", ""), query.get("sort", "")
        return cls(
            q=_text(query.get("q", "")),
            only=only if only in ONLY else "",
            kind=_text(query.get("kind", "")),
            unit=_text(query.get("unit", "")),
            sort=sort if sort in SORTS else "deadline",
        )


@dataclass(frozen=True)
class Chip:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class DeskRow:
    permit: Permit
    left: int | None  # days; negative when past
    is_promise: bool  # the date is the owner's own 预计办结, no 办结时限 was set

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= SOON

    @property
    def late_by(self) -> int:
        return -(self.left or 0)

    @property
    def day(self) -> date | None:
        return self.permit.due_on or self.permit.expected_on


def desk(seen: PermitQuerySet, filters: Filters, today: date) -> Any:
    rows = _narrowed(seen, filters).filter(ONLY[filters.only][1](today))
    rows = rows.select_related("project__unit", "kind", "handling_unit")
    return rows.order_by(*[_ascending(name) for name in SORTS[filters.sort]])


def chips(seen: PermitQuerySet, filters: Filters, today: date) -> tuple[list[Chip], int]:
    """Each filter with its count, and what was finished this week; one query."""
    tests = {f"n{i}": Count("pk", filter=_never_empty(t(today))) for i, (_, t) in _numbered()}
    week = Count("pk", filter=_done_this_week(today))
    counts = _narrowed(seen, filters).aggregate(**tests, week=week)
    found = [Chip(key, label, counts[f"n{i}"]) for i, (key, label) in _words()]
    return found, counts["week"]


def desk_rows(permits: list[Permit], today: date) -> list[DeskRow]:
    return [_row(permit, today) for permit in permits]


def handlers(seen: PermitQuerySet) -> Any:
    return Unit.objects.filter(pk__in=seen.values("handling_unit")).order_by("order", "code")


def kinds(seen: PermitQuerySet) -> Any:
    return PermitKind.objects.filter(pk__in=seen.values("kind"))


def _numbered() -> Any:
    return enumerate(ONLY.values())


def _words() -> Any:
    return enumerate((key, label) for key, (label, _) in ONLY.items())


def _never_empty(test: Q) -> Q:
    return test or Q(pk__isnull=False)


def _narrowed(seen: PermitQuerySet, filters: Filters) -> Any:
    """Annotated with the deadline; by project words, kind and handling unit."""
    rows: Any = seen.annotate(deadline=Coalesce("due_on", "expected_on"))
    if filters.q:
        found = Q()
        for word in ("name", "national_code", "owner", "number"):
            found |= Q(**{f"project__{word}__icontains": filters.q})
        rows = rows.filter(found)
    if filters.kind:
        rows = rows.filter(kind__code=filters.kind)
    if filters.unit:
        rows = rows.filter(handling_unit__code=filters.unit)
    return rows.filter(project__withdrawn_on__isnull=True)


def _ascending(name: str) -> OrderBy:
    return F(name).asc(nulls_last=True)


def _row(permit: Permit, today: date) -> DeskRow:
    is_open = permit.status in OPEN
    left = days_left(permit.due_on, permit.expected_on, today) if is_open else None
    return DeskRow(permit, left, is_promise=permit.due_on is None)


def _text(raw: str) -> str:
    try:
        return clean(raw, max_length=50)
    except CellError:
        return ""
