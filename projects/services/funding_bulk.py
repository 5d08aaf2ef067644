"""Applications for funds in bulk: amounts within the one before, dates in order, with history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from projects.models import FundingApplication
from projects.rules import FundingStatus
from workplace import clock, history

from .locks import bump, lock_projects
from .values import Values, invalid

STEPS = ("applied", "approved", "arrived", "spent")
WORDS = {"applied": "申报", "approved": "批复", "arrived": "到位", "spent": "支出"}
REACHED = {  # how far an application has come, by its last step
    "": FundingStatus.PLANNED,
    "applied": FundingStatus.APPLIED,
    "approved": FundingStatus.APPROVED,
    "arrived": FundingStatus.ARRIVED,
    "spent": FundingStatus.SPENT,
}
FIELDS = frozenset(
    {"channel", "status", "document_no", "note", *STEPS, *(f"{step}_on" for step in STEPS)}
)


@dataclass(frozen=True)
class NewApplication:
    project_id: int
    year: int
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class ApplicationChange:
    application_id: int
    values: Values


def status_of(values: Values) -> FundingStatus:
    """The status that the amounts and dates tell."""
    reached = [step for step in STEPS if values.get(step) or values.get(f"{step}_on")]
    return REACHED[reached[-1] if reached else ""]


def steps_back(key: str, old: Any, new: Any) -> bool:
    """Does a change of an application need a reason: an amount less, a day taken back or later?"""
    if old in (None, "") or old == new:
        return False
    if key in STEPS:
        return new is None or new < old
    return key.endswith("_on") and (new is None or new > old)


def check_steps(values: Values) -> dict[str, ValidationError]:
    """What is wrong between the steps of one application, by field."""
    errors: dict[str, ValidationError] = {}
    amount: tuple[str, Decimal] | None = None
    day: tuple[str, date] | None = None
    for step in STEPS:
        given, on = values.get(step), values.get(f"{step}_on")
        if given is not None:
            if given < 0:
                errors[step] = ValidationError("不能小于 0", code="number")
            elif amount and given > amount[1]:
                text = f"不能大于{WORDS[amount[0]]}金额 {amount[1]:,.2f}"
                errors[step] = ValidationError(text, code="number")
            amount = (step, given)
        if on is not None:
            if on > clock.today():
                text = f"不能晚于今天 {clock.today():%Y-%m-%d}"
                errors[f"{step}_on"] = ValidationError(text, code="date")
            elif day and on < day[1]:
                text = f"不能早于{WORDS[day[0]]}时间 {day[1]:%Y-%m-%d}"
                errors[f"{step}_on"] = ValidationError(text, code="date")
            day = (step, on)
    return errors


@transaction.atomic
def save_applications(
    news: Sequence[NewApplication],
    changes: Sequence[ApplicationChange],
    *,
    by: User | None,
    reason: str = "",
) -> list[FundingApplication]:
    """Make and change applications at once; the new ones in the order given. Records no act."""
    ids = {change.application_id for change in changes}
    old = FundingApplication.objects.filter(pk__in=ids).values_list("project_id", flat=True)
    projects = lock_projects({new.project_id for new in news} | set(old))
    held = _locked(ids)
    moved, touched = [], {"version"}
    for change in changes:
        row = held[change.application_id]
        if keys := _set(row, change.values):
            touched |= keys
            moved.append(row)
    made = [_made(new) for new in news]
    for row in [*moved, *made]:
        if errors := check_steps(vars(row)):
            raise ValidationError(errors)
    moved = list({row.pk: row for row in moved}.values())
    for row in moved:
        row.version += 1
    bump({row.project_id: projects[row.project_id] for row in [*moved, *made]}.values(), by=by)
    history.update_many(FundingApplication, moved, sorted(touched), by=by, reason=reason)
    return history.create_many(FundingApplication, made, by=by, reason=reason)


def _locked(ids: Collection[int]) -> Mapping[int, FundingApplication]:
    rows = FundingApplication.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) != len(ids):
        raise FundingApplication.DoesNotExist
    return found


def _set(row: FundingApplication, values: Values) -> set[str]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of an application: {', '.join(sorted(unknown))}")
    if "channel" in values and not values["channel"]:
        raise invalid("channel", "必填。选资金渠道", "required")
    keys = {key for key, value in values.items() if getattr(row, key) != value}
    for key in keys:
        setattr(row, key, values[key])
    return keys


def _made(new: NewApplication) -> FundingApplication:
    row = FundingApplication(
        project_id=new.project_id,
        year=new.year,
        created_at=clock.now(),
        status=status_of(new.values),
    )
    _set(row, {"channel": "", **new.values})
    return row
