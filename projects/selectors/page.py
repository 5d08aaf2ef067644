"""What one project's page shows."""

from dataclasses import dataclass
from datetime import date

from projects.models import AnnualPlan, Progress, Project
from projects.own_fields import columns_of, shown
from projects.rules import Standing, standing
from sheets.check import per_cent

from .changes import ChangeGroup, change_groups
from .listed import plan_on, version_words

SHOWN_CHANGES = 8


@dataclass(frozen=True)
class PlanView:
    """A year's plan with its versions and what has been invested."""

    plan: AnnualPlan
    progress: list[Progress]  # newest first
    share: str  # of the plan, as 47.8%; empty when there is nothing to divide
    basis: str  # which version of the plan that is

    @property
    def latest(self) -> Progress | None:
        return self.progress[0] if self.progress else None


@dataclass(frozen=True)
class ProjectPage:
    project: Project
    stands: Standing
    plans: list[PlanView]  # newest year first
    next_year: int
    changes: list[ChangeGroup]
    more_changes: int
    own: list[tuple[str, str]]  # own fields that say something: label, text

    @property
    def current(self) -> PlanView | None:
        return self.plans[0] if self.plans else None


def project_page(project: Project, today: date) -> ProjectPage:
    """Plans, versions, progress and history in a fixed number of queries."""
    rows = AnnualPlan.objects.ever_listed().filter(project=project).order_by("-year")
    read = rows.prefetch_related("versions__by__unit", "progress")
    plans = [_plan_view(plan, today) for plan in read]
    changes = change_groups(project)
    return ProjectPage(
        project=project,
        stands=standing(vars(project), today),
        plans=plans,
        next_year=plans[0].plan.year + 1 if plans else today.year,
        changes=changes[:SHOWN_CHANGES],
        more_changes=max(len(changes) - SHOWN_CHANGES, 0),
        own=_own(project),
    )


def _own(project: Project) -> list[tuple[str, str]]:
    columns = columns_of(project.unit.centre_id) if project.extra else []
    texts = [(c.label, shown(c, project.extra.get(c.key, ""))) for c in columns]
    return [(label, text) for label, text in texts if text]


def _plan_view(plan: AnnualPlan, today: date) -> PlanView:
    progress = sorted(plan.progress.all(), key=lambda row: row.as_of, reverse=True)
    valid = plan_on(plan, today)
    planned = valid.planned_investment
    share = per_cent(progress[0].completed_investment / planned) if progress and planned else ""
    return PlanView(plan, progress, share, version_words(valid))


def plan_of(project: Project, year: int) -> AnnualPlan | None:
    return AnnualPlan.objects.ever_listed().filter(project=project, year=year).first()
