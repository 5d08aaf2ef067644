"""Permits that wait on a desk, most urgent first. Names in the URL pass fixed maps (S2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OrderBy, Q

from accounts.models import Unit
from procedures.models import Permit, PermitKind, PermitQuerySet, deadline
from procedures.rules import OPEN, HandlerSays, Level, OwnerSays, Status
from sheets.text import asked_word

from .holding import EXPIRING, SOON

ALL = "all"
NOT_CLOSED = Q(status__in=OPEN)
SENT = Q(status=Status.SUBMITTED)
WITHOUT_RECEIPT = NOT_CLOSED & Q(assigned_at__isnull=False, acknowledged_at__isnull=True)
# whose desk it is: a bureau's, a responsible unit's, or the county as a whole
HANDLER, OWNER, COUNTY = "handler", "owner", "county"
SIDES = (HANDLER, OWNER)

SORTS: dict[str, tuple[str, ...]] = {
    "deadline": ("deadline", "project__number", "kind__order"),
    "held": ("held_since", "project__number", "kind__order"),
    "project": ("project__number", "kind__order"),
    "kind": ("kind__order", "deadline", "project__number"),
}
SORT_WORDS = {
    "deadline": "按时限，最急在前",
    "held": "按在手天数，最久在前",
    "project": "按项目",
    "kind": "按手续",
}
# a closed permit has no days left: what is asked for comes first
CLOSED_SORTS = {
    "done": (F("completed_on").desc(nulls_last=True), "project__number"),
    "expiring": ("valid_until", "project__number"),
}

Test = Callable[[date], Q]


def _past(today: date) -> Q:
    return NOT_CLOSED & Q(deadline__lt=today)


def _soon(today: date) -> Q:
    return NOT_CLOSED & Q(deadline__range=(today, today + timedelta(days=SOON)))


def _expiring(today: date) -> Q:
    return Q(status=Status.DONE, valid_until__lte=today + timedelta(days=EXPIRING))


def _done_this_week(today: date) -> Q:
    monday = today - timedelta(days=today.weekday())
    return Q(status=Status.DONE, completed_on__range=(monday, today))


def _always(test: Q) -> Test:
    return lambda today: test


TESTS: dict[str, Test] = {
    "mine": _always(SENT | WITHOUT_RECEIPT),
    "ours": _always(NOT_CLOSED & ~SENT),  # what waits on the responsible unit
    "open": _always(NOT_CLOSED),
    "receipt": _always(WITHOUT_RECEIPT),
    "accept": _always(SENT & Q(handler_says__in=["", HandlerSays.RETURNED])),
    "submitted": _always(SENT),
    "paused": _always(SENT & Q(handler_says__in=[HandlerSays.REVIEW, HandlerSays.NOTICE])),
    "returned": _always(Q(status=Status.RETURNED)),
    "preparing": _always(Q(status=Status.PREPARING)),
    "not_started": _always(Q(status=Status.NOT_STARTED)),
    "differs": _always(Q(differs_since__isnull=False)),
    "soon": _soon,
    "overdue": _past,
    "confirm": _always(Q(status=Status.DONE, owner_says=OwnerSays.OBTAINED, handler_says="")),
    "expiring": _expiring,
    "done": _always(Q(status=Status.DONE)),
    ALL: _always(Q()),
}
WORDS = {
    "mine": "要我处理",
    "ours": "要我处理",
    "open": "未办结",
    "receipt": "待签收",
    "accept": "待受理",
    "submitted": "审批中",
    "paused": "评审、公示中",
    "returned": "退件补正",
    "preparing": "组卷中",
    "not_started": "未办理",
    "differs": "两边不一致",
    "soon": f"{SOON} 天内到期",
    "overdue": "已超时限",
    "confirm": "待确认办结",
    "expiring": "将到期批复",
    "done": "已办结",
    ALL: "全部",
}
ALWAYS = frozenset({"mine", "ours", "open", "submitted", "returned", "overdue", "done", ALL})
_SHARED = ("differs", "soon", "overdue")
# the chips of a desk in their order; the first is what it opens with
CHIPS: dict[str, tuple[str, ...]] = {
    HANDLER: ("mine", "receipt", "accept", "submitted", "paused", "returned", *_SHARED,
              "confirm", "expiring", "done", "open", ALL),
    OWNER: ("ours", "returned", "preparing", "not_started", "submitted", *_SHARED,
            "expiring", "done", "open", ALL),
    COUNTY: ("open", "receipt", "accept", "submitted", "paused", "returned", *_SHARED,
             "confirm", "expiring", "done", ALL),
}  # fmt: skip


@dataclass(frozen=True)
class Filters:
    side: str = COUNTY
    q: str = ""
    only: str = "open"
    kind: str = ""
    unit: str = ""
    level: str = ""
    sort: str = "deadline"

    @classmethod
    def of(cls, query: Mapping[str, str], side: str = COUNTY) -> "Filters":
        only, sort, level = (query.get(name, "") for name in ("only", "sort", "level"))
        return cls(
            side=side,
            q=asked_word(query.get("q", "")),
            only=only if only in CHIPS[side] else CHIPS[side][0],
            kind=asked_word(query.get("kind", "")),
            unit=asked_word(query.get("unit", "")),
            level=level if level in Level.values else "",
            sort=sort if sort in SORTS else "deadline",
        )

    @property
    def narrows(self) -> bool:
        """Something beside the chip leaves permits out."""
        return bool(self.q or self.kind or self.unit or self.level)

    @property
    def without_words(self) -> "Filters":
        return replace(self, q="", kind="", unit="", level="")


@dataclass(frozen=True)
class Chip:
    key: str
    label: str
    count: int

    @property
    def is_shown(self) -> bool:
        """An empty one only where people look for it."""
        return self.count > 0 or self.key in ALWAYS


def desk(seen: PermitQuerySet, filters: Filters, today: date) -> Any:
    rows = _narrowed(seen, filters).filter(TESTS[filters.only](today))
    rows = rows.select_related("project__unit", "kind", "handling_unit", "officer")
    order = CLOSED_SORTS.get(filters.only) if filters.sort == "deadline" else None
    return rows.order_by(*(order or [_ascending(name) for name in SORTS[filters.sort]]))


def chips(seen: PermitQuerySet, filters: Filters, today: date) -> tuple[list[Chip], int]:
    """Each filter with its count, and what was finished this week; one query."""
    keys = CHIPS[filters.side]
    tests = {f"n_{key}": Count("pk", filter=_never_empty(TESTS[key](today))) for key in keys}
    week = Count("pk", filter=_done_this_week(today))
    counts = _narrowed(seen, filters).aggregate(**tests, week=week)
    return [Chip(key, WORDS[key], counts[f"n_{key}"]) for key in keys], counts["week"]


def handlers(seen: PermitQuerySet) -> Any:
    return Unit.objects.filter(pk__in=seen.values("handling_unit")).order_by("order", "code")


def kinds(seen: PermitQuerySet) -> Any:
    return PermitKind.objects.filter(pk__in=seen.values("kind"))


def in_order(permits: Sequence[Permit]) -> list[Permit]:
    """As they are named to somebody: by project, then kind."""
    return sorted(permits, key=lambda permit: (permit.project.number, permit.kind.order))


def found_by(q: str, prefix: str = "") -> Q:
    """A project by a word of its name, its initials, code, owner or number."""
    found = Q()
    for word in ("name", "initials", "national_code", "owner", "number"):
        found |= Q(**{f"{prefix}{word}__icontains": q})
    return found


def _never_empty(test: Q) -> Q:
    return test or Q(pk__isnull=False)


def _narrowed(seen: PermitQuerySet, filters: Filters) -> Any:
    """Annotated with the deadline; by project words, kind, level and handling unit."""
    rows: Any = seen.annotate(deadline=deadline()).filter(project__withdrawn_on__isnull=True)
    if filters.q:
        rows = rows.filter(found_by(filters.q, "project__"))
    exact = {
        "kind__code": filters.kind,
        "level": filters.level,
        "handling_unit__code": filters.unit,
    }
    return rows.filter(**{name: value for name, value in exact.items() if value})


def _ascending(name: str) -> OrderBy:
    return F(name).asc(nulls_last=True)
