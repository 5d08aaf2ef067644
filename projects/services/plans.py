"""The plan of a year, and how far its investment has come."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from projects.models import AnnualPlan, Progress
from projects.rules import is_backward
from sheets.text import CellError, clean
from workplace import acts, clock, history

from .locks import bump, lock_projects
from .projects import update_projects
from .values import ON_BOTH, PLAN_ONLY, ProjectChange, Values, invalid


@transaction.atomic
def set_plan(
    *,
    project_id: int,
    year: int,
    values: Values,
    by: User | None,
    reason: str = "",
    valid_from: date | None = None,
    enforce: bool = False,
) -> AnnualPlan:
    """Make or change the plan of `year`, valid from a day on (None: today by the clock)."""
    unknown = values.keys() - PLAN_ONLY - ON_BOTH
    if unknown:
        raise TypeError(f"not a field of a plan: {', '.join(sorted(unknown))}")
    change = ProjectChange(project_id, values, year)
    [project] = update_projects(
        [change], by=by, reason=reason, valid_from=valid_from, enforce=enforce
    )
    fields = sorted(values)
    acts.record(
        by=by, verb="plan-set", target=project.number, reason=reason, year=year, fields=fields
    )
    return AnnualPlan.objects.get(project=project_id, year=year)


@transaction.atomic
def record_progress(
    *,
    plan_id: int,
    as_of: date,
    completed_investment: Decimal,
    statistical_investment: Decimal | None = None,
    image_progress: str = "",
    by: User | None,
    reason: str = "",
    enforce: bool = False,
) -> Progress:
    """本年累计完成投资 as of a day; a second entry for the same day replaces the first."""
    plan = AnnualPlan.objects.get(pk=plan_id)
    projects = lock_projects([plan.project_id])
    row = Progress.objects.filter(plan=plan, as_of=as_of).first() or Progress(
        plan=plan, as_of=as_of
    )
    _check(plan, as_of, completed_investment, statistical_investment)
    if (
        enforce
        and not reason
        and is_backward("completed_investment", _before(plan, as_of, row), completed_investment)
    ):
        raise invalid("reason", "累计完成投资比上次少，要写原因", "required")
    row.completed_investment = completed_investment
    row.statistical_investment = statistical_investment
    row.image_progress = _words(image_progress)
    history.save(row, by=by, reason=reason)
    bump(projects.values(), by=by, reason=reason)
    project = projects[plan.project_id]
    acts.record(
        by=by, verb="progress-add", target=project.number, reason=reason, as_of=as_of.isoformat()
    )
    return row


def _check(
    plan: AnnualPlan, as_of: date, completed: Decimal | None, statistical: Decimal | None
) -> None:
    if as_of.year != plan.year:
        raise invalid("as_of", f"累计数从当年 1 月 1 日起算。填 {plan.year} 年的日期", "date")
    if as_of > clock.today():
        raise invalid("as_of", f"不能晚于今天 {clock.today():%Y-%m-%d}", "date")
    if completed is None:
        raise invalid("completed_investment", "必填。没有完成填 0", "required")
    if completed < 0 or (statistical is not None and statistical < 0):
        raise invalid("completed_investment", "不能小于 0", "number")


def _before(plan: AnnualPlan, as_of: date, row: Progress) -> Decimal | None:
    """What stood for that day, or the figure before it."""
    if row.pk:
        return row.completed_investment
    earlier = Progress.objects.filter(plan=plan, as_of__lt=as_of).order_by("as_of")
    return earlier.values_list("completed_investment", flat=True).last()


def _words(text: str) -> str:
    try:
        return clean(text, max_length=300, multiline=True)
    except CellError as error:
        raise invalid("image_progress", error.message, error.code) from None
