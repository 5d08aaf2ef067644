"""分解清单: what the centre gave to the bureaus, signed or not, and how long signing took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.models import Unit
from procedures import timing
from procedures.models import Permit, PermitKind, PermitQuerySet
from procedures.rules import Status
from procedures.selectors.order import waits_for
from sheets.text import asked_word
from workplace.chips import Chip
from workplace.workdays import Calendar, calendar, is_working_day

OFFICE_HOURS = ((time(8), time(12)), (time(14), time(18)))
HOURS_A_DAY = 8
WAITING = Q(acknowledged_at__isnull=True) & ~Q(status=Status.DONE)
SIGNED = Q(acknowledged_at__isnull=False)
ONLY: dict[str, tuple[str, Q]] = {
    "": ("全部", Q(pk__isnull=False)),
    "waiting": ("待签收", WAITING),
    "signed": ("已签收", SIGNED),
    "done": ("已办结", Q(status=Status.DONE)),
}
SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "project__number", "kind__order"),
    "given": ("-assigned_at", "project__number", "kind__order"),
    "project": ("project__number", "kind__order"),
}
SORT_WORDS = {"due": "按办结时限", "given": "按下达时间，新的在前", "project": "按项目"}


@dataclass(frozen=True)
class Filters:
    q: str = ""
    only: str = ""
    unit: str = ""
    kind: str = ""
    sort: str = "due"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        only, sort = query.get("only", ""), query.get("sort", "")
        return cls(
            q=asked_word(query.get("q", "")),
            only=only if only in ONLY else "",
            unit=asked_word(query.get("unit", "")),
            kind=asked_word(query.get("kind", "")),
            sort=sort if sort in SORTS else "due",
        )


@dataclass(frozen=True)
class OrderRow:
    permit: Permit
    waits: Sequence[PermitKind]  # 等待：what is open before it
    hours: float | None  # from 下达 to 签收, in working hours

    @property
    def is_waiting(self) -> bool:
        return self.permit.acknowledged_at is None and self.permit.status != Status.DONE

    @property
    def moved(self) -> bool:
        """The date is not the first one any more."""
        first = self.permit.first_due_on
        return first is not None and first != self.permit.due_on

    @property
    def took(self) -> str:
        return "" if self.hours is None else hours_words(self.hours)


@dataclass(frozen=True)
class Signing:
    """How a bureau signs: given, signed, and the median time between."""

    unit: Unit
    given: int
    signed: int
    waiting: int
    median: str


@dataclass(frozen=True)
class Group:
    """What one bureau signs for on paper."""

    unit: Unit | None
    rows: list[OrderRow]


def order_list(seen: PermitQuerySet, filters: Filters) -> Any:
    rows: Any = _narrowed(seen, filters).filter(ONLY[filters.only][1])
    rows = rows.select_related("project__unit", "kind", "handling_unit")
    return rows.order_by(*SORTS[filters.sort])


def chips(seen: PermitQuerySet, filters: Filters) -> list[Chip]:
    """Each filter with its count; one query."""
    tests = {f"n{n}": Count("pk", filter=test) for n, (_, test) in enumerate(ONLY.values())}
    counts = _narrowed(seen, filters).aggregate(**tests)
    return [Chip(key, label, counts[f"n{n}"]) for n, (key, (label, _)) in enumerate(ONLY.items())]


def order_rows(permits: Iterable[Permit], today: date) -> list[OrderRow]:
    """With what each waits for and how long signing took; a fixed number of queries."""
    rows = list(permits)
    waits = waits_for(rows)
    known = calendar(today - timing.HORIZON, today)
    return [OrderRow(permit, waits[permit.pk], _signing_hours(permit, known)) for permit in rows]


def by_unit(rows: Sequence[OrderRow]) -> list[Group]:
    """For paper: one sheet a bureau."""

    def place(row: OrderRow) -> tuple[int, str]:
        unit = row.permit.handling_unit
        return (unit.order, unit.code) if unit else (99_999, "")

    groups = groupby(sorted(rows, key=place), key=place)
    lists = (list(found) for _, found in groups)
    return [Group(found[0].permit.handling_unit, found) for found in lists]


def signings(seen: PermitQuerySet, today: date) -> list[Signing]:
    """By bureau, the slowest first: who has signed, who not, and the median of the time."""
    rows = seen.filter(handling_unit__isnull=False)
    columns = ("handling_unit", "assigned_at", "acknowledged_at", "status")
    known = calendar(today - timing.HORIZON, today)
    given: dict[int, list[tuple[Any, ...]]] = {}
    for unit_id, *times in rows.values_list(*columns):
        given.setdefault(unit_id, []).append(tuple(times))
    units = Unit.objects.in_bulk(given)
    found = [_signing(units[pk], times, known) for pk, times in given.items()]
    return sorted(found, key=lambda one: (-one.waiting, one.unit.order))


def units_of(seen: PermitQuerySet) -> Any:
    return Unit.objects.filter(pk__in=seen.values("handling_unit")).order_by("order", "code")


def kinds_of(seen: PermitQuerySet) -> Any:
    return PermitKind.objects.filter(pk__in=seen.values("kind"))


def working_hours(start: datetime, end: datetime, known: Calendar) -> float:
    """Office hours on working days between two moments."""
    start, end = timezone.localtime(start), timezone.localtime(end)
    total, day = timedelta(), start.date()
    while day <= end.date():
        if is_working_day(day, known):
            for opens, closes in OFFICE_HOURS:
                since = max(start, datetime.combine(day, opens, start.tzinfo))
                until = min(end, datetime.combine(day, closes, start.tzinfo))
                total += max(until - since, timedelta())
        day += timedelta(days=1)
    return total.total_seconds() / 3600


def hours_words(hours: float) -> str:
    """不到 1 小时, 3.5 小时, 2.1 个工作日."""
    if hours < 1:
        return "不到 1 小时"
    if hours < HOURS_A_DAY:
        return f"{hours:.1f} 小时"
    return f"{hours / HOURS_A_DAY:.1f} 个工作日"


def _signing(unit: Unit, times: Sequence[tuple[Any, ...]], known: Calendar) -> Signing:
    took = [working_hours(given, taken, known) for given, taken, _ in times if taken]
    waiting = sum(taken is None and status != Status.DONE for _, taken, status in times)
    words = hours_words(median(took)) if took else ""
    return Signing(unit, len(times), len(took), waiting, words)


def _signing_hours(permit: Permit, known: Calendar) -> float | None:
    if permit.assigned_at is None or permit.acknowledged_at is None:
        return None
    return working_hours(permit.assigned_at, permit.acknowledged_at, known)


def _narrowed(seen: PermitQuerySet, filters: Filters) -> Any:
    rows: Any = seen
    if filters.q:
        found = Q()
        for word in ("name", "initials", "national_code", "owner", "number"):
            found |= Q(**{f"project__{word}__icontains": filters.q})
        rows = rows.filter(found)
    if filters.kind:
        rows = rows.filter(kind__code=filters.kind)
    return rows.filter(handling_unit__code=filters.unit) if filters.unit else rows
