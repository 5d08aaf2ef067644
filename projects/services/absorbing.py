"""What was about to be added is on the list already: its values fill the blanks there."""

from django.db import transaction

from accounts.models import User
from projects.models import AnnualPlan, Project
from projects.selectors.duplicates import pair_key
from workplace import acts

from .moment import hold
from .projects import update_projects
from .values import ON_BOTH, PLAN_ONLY, ProjectChange, Values

BLANK = ("", None)


@transaction.atomic
def absorb(*, project_id: int, values: Values, year: int, by: User | None) -> Project:
    """Nothing that stands is overwritten; a year that the project lacks gets its plan."""
    project = hold(project_id, "absorb")
    listed = AnnualPlan.objects.ever_listed()
    plan = listed.filter(project=project, year=year).first()
    fills = {
        key: value
        for key, value in values.items()
        if value not in BLANK and _is_blank(project, plan, key)
    }
    [project] = update_projects([ProjectChange(project.pk, fills, year)], by=by)
    fields = sorted(fills)
    acts.record(by=by, verb="project-absorb", target=project.number, fields=fields, year=year)
    return project


def _is_blank(project: Project, plan: AnnualPlan | None, key: str) -> bool:
    if key in PLAN_ONLY | ON_BOTH:
        return plan is None or getattr(plan, key) in BLANK
    return getattr(project, key) in BLANK


@transaction.atomic
def dismiss_double(*, first: Project, second: Project, by: User) -> None:
    """Two records that look alike are two projects; the list of doubles leaves them out."""
    target = pair_key(first.number, second.number)
    acts.record(by=by, verb="duplicates-dismiss", target=target)
