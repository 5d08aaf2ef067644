"""领办代办: who may serve, what each one serves, and how much that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When

from accounts.models import User
from accounts.rules import Role
from procedures.models import PermitQuerySet, deadline
from sheets.text import asked_word

from .desk import TESTS, WORDS, Chip, Filters, desk

SERVICE_UNIT = "XZSP"  # 行政审批局, whose officers serve; the centre may choose others too
CHIPS = ("open", "overdue", "soon", "returned", "done", "all")
ROLES = (Role.REPORTER, Role.CENTRE)


@dataclass(frozen=True)
class AgentFilters:
    only: str = "open"
    q: str = ""
    officer: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "AgentFilters":
        only = query.get("only", "")
        return cls(
            only=only if only in CHIPS else CHIPS[0],
            q=asked_word(query.get("q", "")),
            officer=asked_word(query.get("officer", "")),
        )


@dataclass(frozen=True)
class Load:
    """What one officer has on hand."""

    officer: User
    open: int
    overdue: int
    soon: int
    done: int


def officers_for(user: User) -> Any:
    """Who may be made the officer of a permit: people of the county, 行政审批局 first."""
    people = User.objects.filter(is_active=True, role__in=ROLES)
    centre = user.unit.centre_id
    people = people.filter(Q(unit__parent=centre) | Q(unit=centre)).select_related("unit")
    first = Case(
        When(unit__code=SERVICE_UNIT, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return people.order_by(first, "unit__order", "unit__code", "username")


def served(seen: PermitQuerySet, filters: AgentFilters, today: date) -> Any:
    rows = _of_officer(seen, filters)
    return desk(rows, Filters(q=filters.q, only=filters.only), today)


def chips(seen: PermitQuerySet, filters: AgentFilters, today: date) -> list[Chip]:
    rows: Any = _of_officer(seen, filters).annotate(deadline=deadline())
    rows = rows.filter(project__withdrawn_on__isnull=True)
    tests = {key: TESTS[key](today) or Q(pk__isnull=False) for key in CHIPS}
    counts = rows.aggregate(**{f"n_{key}": Count("pk", filter=tests[key]) for key in CHIPS})
    return [Chip(key, WORDS[key], counts[f"n_{key}"]) for key in CHIPS]


def loads(seen: PermitQuerySet, today: date) -> list[Load]:
    """Per officer, the fullest desk first; in two queries."""
    rows: Any = seen.annotate(deadline=deadline()).filter(project__withdrawn_on__isnull=True)
    keys = ("open", "overdue", "soon", "done")
    counted = list(
        rows.order_by()
        .values("officer")
        .annotate(**{f"n_{key}": Count("pk", filter=TESTS[key](today)) for key in keys})
    )
    ids = [row["officer"] for row in counted]
    people = {p.pk: p for p in User.objects.filter(pk__in=ids).select_related("unit")}
    found = [Load(people[r["officer"]], *(r[f"n_{key}"] for key in keys)) for r in counted]
    return sorted(found, key=lambda load: (-load.open, load.officer.username))


def _of_officer(seen: PermitQuerySet, filters: AgentFilters) -> PermitQuerySet:
    return seen.filter(officer__username=filters.officer) if filters.officer else seen
