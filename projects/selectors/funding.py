"""资金争取: the list with its filters, sums per channel. Names in the URL pass fixed maps (S2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from accounts.models import Unit
from projects.models import FundingApplication, FundingApplicationQuerySet, Project
from projects.rules import FUNDING_STEPS, Channel, FundingMove, FundingStatus
from sheets.check import per_cent
from sheets.text import asked_word

CENT = Decimal("0.01")
ALL_YEARS = "all"
SORTS: dict[str, tuple[str, ...]] = {
    "number": ("project__number", "year", "channel", "pk"),
    "name": ("project__name", "pk"),
    "unit": ("project__unit__order", "project__number", "pk"),
    "channel": ("channel", "project__number", "pk"),
    "applied": ("applied", "pk"),
    "approved": ("approved", "pk"),
    "arrived": ("arrived", "pk"),
    "spent": ("spent", "pk"),
}


@dataclass(frozen=True)
class Filters:
    """What the URL asks for; anything unknown is left out."""

    q: str = ""
    year: int | None = None  # None: all years
    channel: str = ""
    status: str = ""
    unit: str = ""
    sort: str = "number"
    falling: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], years: list[int]) -> "Filters":
        sort = query.get("sort", "")
        key = sort.removeprefix("-")
        return cls(
            q=asked_word(query.get("q", "")),
            year=_year(query.get("year", ""), years),
            channel=_known(query.get("channel", ""), Channel.values),
            status=_known(query.get("status", ""), FundingStatus.values),
            unit=asked_word(query.get("unit", "")),
            sort=key if key in SORTS else "number",
            falling=key in SORTS and sort.startswith("-"),
        )

    @property
    def are_set(self) -> bool:
        return bool(self.q or self.channel or self.status or self.unit)


@dataclass(frozen=True)
class Step:
    """One step of one application, as its page shows it."""

    word: str
    amount: Decimal | None
    day: date | None
    share: str  # of the step before, as 47.8%
    taken: bool


@dataclass(frozen=True)
class ChannelFigure:
    """How far the money of one channel has come, of what counts (`_step_sums`)."""

    key: str
    label: str
    count: int
    applied: Decimal
    approved: Decimal
    arrived: Decimal
    spent: Decimal

    @property
    def share(self) -> str:
        return per_cent(self.approved / self.applied) if self.applied else ""

    @property
    def arrived_share(self) -> str:
        return per_cent(self.arrived / self.applied) if self.applied else ""


def years_of(seen: FundingApplicationQuerySet) -> list[int]:
    return list(seen.order_by("-year").values_list("year", flat=True).distinct())


def units_of(seen: FundingApplicationQuerySet) -> QuerySet[Unit]:
    projects = Project.objects.filter(pk__in=seen.values("project"))
    return Unit.objects.filter(pk__in=projects.values("unit")).order_by("order", "code")


def funding_list(
    seen: FundingApplicationQuerySet, filters: Filters
) -> QuerySet[FundingApplication]:
    rows = _narrowed(seen, filters).select_related("project__unit")
    order = [F(name).desc(nulls_last=True) if filters.falling else F(name).asc(nulls_last=True)
             for name in SORTS[filters.sort]]  # fmt: skip
    return rows.order_by(*order)


def sums(rows: QuerySet[FundingApplication], today: date) -> dict[str, Any]:
    """合计 of the whole list: how many, and what counts of each step."""
    found = rows.order_by().aggregate(count=Count("pk"), **_step_sums(today))
    money = {step.amount: _cents(found[f"sum_{step.amount}"]) for step in FUNDING_STEPS}
    return {"count": found["count"], **money}


def channel_figures(
    seen: FundingApplicationQuerySet, filters: Filters, today: date
) -> list[ChannelFigure]:
    """Each channel that has applications, in the order of the order; one query."""
    rows: Any = _narrowed(seen, replace(filters, channel="")).order_by()
    found = {
        row["channel"]: row
        for row in rows.values("channel").annotate(count=Count("pk"), **_step_sums(today))
    }
    return [_figure(channel, found[channel]) for channel in Channel if channel in found]


def status_counts(seen: FundingApplicationQuerySet, filters: Filters) -> list[tuple[str, str, int]]:
    """状态 as chips: key, word and how many the other filters leave."""
    rows: Any = _narrowed(seen, replace(filters, status="")).order_by()
    counts = dict(rows.values_list("status").annotate(Count("pk")))
    named = [(s.value, str(s.label), counts.get(s.value, 0)) for s in FundingStatus]
    return [("", "全部", sum(counts.values())), *(chip for chip in named if chip[2])]


def of_project(project: Project) -> list[FundingApplication]:
    rows = FundingApplication.objects.filter(project=project).select_related("project__unit")
    return list(rows.order_by("-year", "channel", "pk"))


def steps_of(application: FundingApplication) -> list[Step]:
    found: list[Step] = []
    before: Decimal | None = None
    for step in FUNDING_STEPS:
        amount, day = getattr(application, step.amount), getattr(application, step.day)
        share = per_cent(amount / before) if amount is not None and before else ""
        found.append(Step(step.word, amount, day, share, amount is not None and day is not None))
        before = amount
    return found


def next_step(application: FundingApplication) -> FundingMove | None:
    """What comes next for it, None at the end and for a rejected one."""
    return next((step for step in FUNDING_STEPS if application.status in step.since), None)


def _narrowed(seen: FundingApplicationQuerySet, filters: Filters) -> FundingApplicationQuerySet:
    rows = seen
    if filters.year is not None:
        rows = rows.filter(year=filters.year)
    if filters.q:
        found = Q(document_no__icontains=filters.q)
        for word in ("name", "initials", "national_code", "owner", "number"):
            found |= Q(**{f"project__{word}__icontains": filters.q})
        rows = rows.filter(found)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.unit:
        rows = rows.filter(project__unit__code=filters.unit)
    return rows


def _step_sums(today: date) -> dict[str, Sum]:
    """What has been taken of each step: with its day, not rejected, of a project that stands."""
    stays = Q(project__withdrawn_on__isnull=True) | Q(project__withdrawn_on__gt=today)
    counts = stays & ~Q(status=FundingStatus.REJECTED)
    return {
        f"sum_{step.amount}": Sum(step.amount, filter=counts & Q(**{f"{step.day}__isnull": False}))
        for step in FUNDING_STEPS
    }


def _figure(channel: Channel, row: Mapping[str, Any]) -> ChannelFigure:
    money = {step.amount: _cents(row[f"sum_{step.amount}"]) for step in FUNDING_STEPS}
    return ChannelFigure(channel.value, str(channel.label), row["count"], **money)


def _cents(value: Decimal | None) -> Decimal:
    return Decimal(value or 0).quantize(CENT)


def _year(text: str, years: list[int]) -> int | None:
    if text == ALL_YEARS:
        return None
    chosen = next((year for year in years if str(year) == text), None)
    return chosen or (years[0] if years else None)


def _known(text: str, words: Iterable[str]) -> str:
    return text if text in words else ""
