"""The targets with what the page of each says: words, history; and the rules of the lights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.models import Unit
from reporting.formulas import SCOPE_WORDS, goal_words
from reporting.indicators import INDICATORS
from reporting.models import LightRule, Target

ALL = list(SCOPE_WORDS)


@dataclass(frozen=True)
class TargetLine:
    """One target in words. An indicator no longer counted still shows what was set."""

    target: Target
    label: str
    scope: str
    floor: str
    stretch: str
    past: bool


@dataclass(frozen=True)
class Change:
    """A row of a target's history."""

    label: str
    at: datetime
    by: str
    floor: str
    stretch: str
    due_on: date
    reason: str


@dataclass(frozen=True)
class RuleLine:
    rule: LightRule
    in_force: bool
    future: bool


def years(targets: Iterable[Target]) -> list[int]:
    return sorted({target.year for target in targets}, reverse=True)


def target_lines(targets: Iterable[Target], today: date) -> list[TargetLine]:
    """In the order of the indicators, the county before its parts, the earliest day first."""
    order = {key: place for place, key in enumerate(INDICATORS)}
    ordered = sorted(
        targets,
        key=lambda t: (order.get(t.indicator, len(order)), ALL.index(t.scope), t.due_on),
    )
    return [_line(target, today) for target in ordered]


def title(target: Any) -> str:
    indicator = INDICATORS.get(target.indicator)
    return indicator.title.format(year=target.year) if indicator else target.indicator


def _line(target: Target, today: date) -> TargetLine:
    return TargetLine(
        target=target,
        label=title(target),
        scope=SCOPE_WORDS[target.scope],
        floor=goal_text(target.indicator, target.floor),
        stretch=goal_text(target.indicator, target.stretch),
        past=target.due_on < today,
    )


def goal_text(key: str, goal: Decimal | None) -> str:
    """65%, 270,000 万元, 50 个."""
    indicator = INDICATORS.get(key)
    if goal is None:
        return ""
    if indicator is None:
        return f"{goal.normalize():f}"
    if not indicator.is_total:
        return goal_words(goal)
    return f"{Decimal(f'{goal.normalize():f}'):,} {indicator.word}"


def changes(target: Target) -> list[Change]:
    """Newest first; a target that came with the order and was never touched has none."""
    rows = target.history.select_related("history_user").order_by("-history_date", "-history_id")
    return [_change(row) for row in rows]


def _change(row: Any) -> Change:
    """Of a row of the history table, which has the target's own fields."""
    return Change(
        label=f"{title(row)}，{SCOPE_WORDS[row.scope]}",
        at=row.history_date,
        by=row.history_user.name if row.history_user else "",
        floor=goal_text(row.indicator, row.floor),
        stretch=goal_text(row.indicator, row.stretch),
        due_on=row.due_on,
        reason=row.history_change_reason or "",
    )


def removed(year: int) -> list[Change]:
    """Targets of the year that were taken away, newest first; the row that says so of each."""
    gone = Q(withdrawn_at__isnull=False) | Q(history_type="-")  # "-": as it was done at first
    rows = Target.history.filter(gone, year=year).select_related("history_user")
    return [_change(row) for row in rows.order_by("-history_date", "-history_id")]


def rule_lines(centre: Unit, today: date) -> list[RuleLine]:
    """The county's rules, the newest day first; of one day the last one typed holds."""
    found = LightRule.objects.filter(centre=centre).select_related("by")
    rules = list(found.order_by("-valid_from", "-pk"))
    current = next((rule for rule in rules if rule.valid_from <= today), None)
    return [RuleLine(rule, rule is current, rule.valid_from > today) for rule in rules]
