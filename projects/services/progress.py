"""How far many plans have come on one day, written in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from projects.models import AnnualPlan, Progress
from workplace import history

from .locks import Held, holding
from .values import invalid

AMOUNTS = ("completed_investment", "statistical_investment")
FIELDS = (*AMOUNTS, "image_progress")


@dataclass(frozen=True)
class ProgressChange:
    """New values of one project's progress; what is not named is carried on from before."""

    project_id: int
    values: Mapping[str, Any]


@transaction.atomic
def record_progress_of(
    changes: Sequence[ProgressChange],
    *,
    year: int,
    as_of: date,
    by: User | None,
    reason: str = "",
    held: Held | None = None,
) -> list[Progress]:
    """At most one change a project, of its plan of `year`. Records no act.

    `as_of` may lie ahead: a round is filled in the days before it is cut off.
    """
    if not changes:
        return []
    if as_of.year != year:
        raise invalid("as_of", f"累计数从当年 1 月 1 日起算。填 {year} 年的日期", "date")
    ids = [change.project_id for change in changes]
    with holding(ids, held, by=by, reason=reason) as ours:
        plans = AnnualPlan.objects.filter(project__in=ids, year=year)
        by_project = {plan.project_id: plan for plan in plans}
        known = Progress.objects.filter(plan__in=plans, as_of__lte=as_of).order_by("as_of")
        latest = {row.plan_id: row for row in known}
        new: list[Progress] = []
        old: list[Progress] = []
        for change in changes:
            plan = by_project[change.project_id]
            last = latest.get(plan.pk)
            row = last if last and last.as_of == as_of else _next(plan, as_of, last)
            (old if row is last else new).append(row)
            _set(row, change.values)
        history.create_many(Progress, new, by=by, reason=reason)
        history.update_many(Progress, old, FIELDS, by=by, reason=reason)
        ours.touched.update(ids)
    return [*new, *old]


def _next(plan: AnnualPlan, as_of: date, last: Progress | None) -> Progress:
    carried = {name: getattr(last, name) for name in FIELDS} if last else {}
    return Progress(plan=plan, as_of=as_of, **carried)


def _set(row: Progress, values: Mapping[str, Any]) -> None:
    unknown = values.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"not a field of progress: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        if name in AMOUNTS and value is not None and value < 0:
            raise invalid(name, "不能小于 0", "number")
        setattr(row, name, value)
    if row.completed_investment is None:
        raise invalid("completed_investment", "必填。没有完成填 0", "required")
