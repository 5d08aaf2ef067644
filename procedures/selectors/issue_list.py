"""The list of problems, overdue first. Names in the URL pass fixed maps (S2)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, OrderBy, Q, When
from django.utils import timezone

from accounts.models import Unit, User
from procedures.issue_access import sees_project
from procedures.issue_rules import promised_on
from procedures.models import Issue, IssueQuerySet
from procedures.rules import IssueLevel, IssueStatus
from sheets.text import asked_word
from workplace.chips import Chip

from .issues import SOON, dates_of, with_promise

ALL = "all"
STANDING = ~Q(status=IssueStatus.CLEARED)
AWAITS = STANDING & Q(reply_due_on__isnull=False, replied_at__isnull=True)


@dataclass(frozen=True)
class Asker:
    """Who asks, and on which day: what a filter may depend on."""

    unit_id: int
    today: date


Test = Callable[[Asker], Q]
ONLY: dict[str, tuple[str, Test]] = {
    "": ("未销号", lambda asker: STANDING),
    "open": ("待协调", lambda asker: Q(status=IssueStatus.OPEN)),
    "overdue": ("已超时限", lambda asker: STANDING & Q(next_on__lt=asker.today)),
    "reply": ("待答复", lambda asker: AWAITS),
    "reply-late": ("答复超期", lambda asker: AWAITS & Q(reply_due_on__lt=asker.today)),
    "escalated": ("已上报", lambda asker: Q(status=IssueStatus.ESCALATED)),
    "decided": ("已议定", lambda asker: Q(status=IssueStatus.DECIDED)),
    "asked": ("申请销号待确认", lambda asker: STANDING & Q(clear_asked_at__isnull=False)),
    "cleared": ("已销号", lambda asker: Q(status=IssueStatus.CLEARED)),
    "ours": ("我提出的", lambda asker: Q(raised_unit=asker.unit_id)),
    "to-us": ("交我办的", lambda asker: STANDING & Q(unit=asker.unit_id)),
    "reopened": ("重新打开过", lambda asker: Q(reopened__gt=0)),
    ALL: ("全部", lambda asker: Q(pk__isnull=False)),
}
SORTS: dict[str, tuple[OrderBy, ...]] = {
    "urgent": (F("next_on").asc(nulls_last=True), F("raised_at").asc(), F("pk").asc()),
    "age": (F("raised_at").asc(), F("pk").asc()),
    "new": (F("raised_at").desc(), F("pk").desc()),
    "project": (F("project__number").asc(), F("raised_at").asc(), F("pk").asc()),
}
SORT_WORDS = {
    "urgent": "按时限，超期在前",
    "age": "按历时，最久在前",
    "new": "按提出时间，最新在前",
    "project": "按项目",
}
NO_UNIT = "none"  # 办理部门未定


@dataclass(frozen=True)
class Filters:
    q: str = ""
    only: str = ""
    level: str = ""
    unit: str = ""  # 办理部门
    raiser: str = ""  # 提出单位
    sort: str = "urgent"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        only, sort, level = (query.get(name, "") for name in ("only", "sort", "level"))
        return cls(
            q=asked_word(query.get("q", "")),
            only=only if only in ONLY else "",
            level=level if level in IssueLevel.values else "",
            unit=asked_word(query.get("unit", "")),
            raiser=asked_word(query.get("raiser", "")),
            sort=sort if sort in SORTS else "urgent",
        )

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.level or self.unit or self.raiser)


@dataclass(frozen=True)
class IssueRow:
    issue: Issue
    age: int  # days since it was raised, to today or to 销号
    day: date | None  # the next date
    left: int | None  # days to it; negative when past
    is_reply: bool  # that date is the reply's
    links_project: bool
    promised: date | None = None  # the finish date of the standing reply
    broken_by: int = 0  # days past that date

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= SOON

    @property
    def late_by(self) -> int:
        return -(self.left or 0)


def issue_list(seen: IssueQuerySet, filters: Filters, asker: Asker) -> Any:
    rows = with_promise(_narrowed(seen, filters).filter(ONLY[filters.only][1](asker)))
    rows = rows.select_related("project__unit", "permit__kind", "unit", "raised_unit")
    return rows.order_by(*SORTS[filters.sort])


def issues_with(seen: IssueQuerySet, keys: Collection[int]) -> Any:
    """The problems behind a number, oldest first."""
    rows = with_promise(seen.filter(pk__in=keys)).order_by("raised_at", "pk")
    return rows.select_related("project__unit", "permit__kind", "unit", "raised_unit")


def chips(seen: IssueQuerySet, filters: Filters, asker: Asker) -> list[Chip]:
    """Each filter with its count; one query."""
    tests = {f"n{i}": Count("pk", filter=t(asker)) for i, (_, t) in enumerate(ONLY.values())}
    counts = _narrowed(seen, filters).aggregate(**tests)
    return [Chip(key, label, counts[f"n{i}"]) for i, (key, (label, _)) in enumerate(ONLY.items())]


def rows_of(issues: list[Issue], user: User, today: date) -> list[IssueRow]:
    return [row_of(issue, user, today) for issue in issues]


def row_of(issue: Issue, user: User, today: date) -> IssueRow:
    dates = dates_of(issue)
    day = dates.next_date
    promised = None if issue.status == IssueStatus.CLEARED else promised_on(issue)
    return IssueRow(
        issue=issue,
        age=age_of(issue, today),
        day=day,
        left=None if day is None else (day - today).days,
        is_reply=dates.awaits_reply and day == issue.reply_due_on,
        links_project=sees_project(user, issue),
        promised=promised,
        broken_by=max((today - promised).days, 0) if promised else 0,
    )


def age_of(issue: Issue, today: date) -> int:
    """Days from 提出; a re-opened problem keeps the age of its first day."""
    end = timezone.localdate(issue.cleared_at) if issue.cleared_at else today
    return (end - timezone.localdate(issue.raised_at)).days


def handlers(seen: IssueQuerySet) -> Any:
    return Unit.objects.filter(pk__in=seen.order_by().values("unit")).order_by("order", "code")


def raisers(seen: IssueQuerySet) -> Any:
    rows = seen.order_by().values("raised_unit")
    return Unit.objects.filter(pk__in=rows).order_by("order", "code")


def with_next_date(seen: IssueQuerySet) -> Any:
    """`issue_rules.Dates.next_date` as a column: the earlier of the reply and the solution."""
    solve = Case(
        When(status=IssueStatus.DECIDED, decision_due_on__isnull=False, then="decision_due_on"),
        default="wanted_by",
        output_field=DateField(),
    )
    waiting = Case(When(AWAITS, then="reply_due_on"), output_field=DateField())
    rows = seen.annotate(solve_by=solve, waits_for=waiting)
    next_on = Case(
        When(status=IssueStatus.CLEARED, then=None),
        When(solve_by__isnull=True, then="waits_for"),
        When(waits_for__lt=F("solve_by"), then="waits_for"),
        default="solve_by",
        output_field=DateField(),
    )
    return rows.annotate(next_on=next_on)


def _narrowed(seen: IssueQuerySet, filters: Filters) -> Any:
    rows = with_next_date(seen)
    if filters.q:
        found = Q(text__icontains=filters.q)
        for word in ("name", "initials", "national_code", "number"):
            found |= Q(**{f"project__{word}__icontains": filters.q})
        rows = rows.filter(found)
    if filters.level:
        rows = rows.filter(level=filters.level)
    if filters.unit == NO_UNIT:
        rows = rows.filter(unit__isnull=True)
    elif filters.unit:
        rows = rows.filter(unit__code=filters.unit)
    if filters.raiser:
        own = Q(raised_unit__isnull=True, project__unit__code=filters.raiser)
        rows = rows.filter(Q(raised_unit__code=filters.raiser) | own)
    return rows
