"""What one project's page shows."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from projects.models import AnnualPlan, Progress, Project
from projects.own_fields import columns_of, shown
from projects.rules import Standing, elapsed, standing
from sheets.check import per_cent

from . import course
from .changes import ChangeGroup, change_groups
from .curve import Curve, curve
from .deeds import Deed, deeds_of, parts_of, split_numbers
from .listed import plan_on, version_words

SHOWN_CHANGES = 8


@dataclass(frozen=True)
class Row:
    """One entry of progress beside the time schedule."""

    entry: Progress
    share: str  # of the plan, as 47.8%; empty when there is nothing to divide
    pace: str


@dataclass(frozen=True)
class PlanView:
    """A year's plan with its versions and what has been invested."""

    plan: AnnualPlan
    progress: list[Row]  # newest first
    basis: str  # which version of the plan the shares are of
    curve: Curve | None


@dataclass(frozen=True)
class ProjectPage:
    project: Project
    stands: Standing
    plans: list[PlanView]  # newest year first
    next_year: int
    changes: list[ChangeGroup]
    more_changes: int
    steps: list[course.Step]
    slip: course.Slip | None
    stop: course.Stop | None
    parts: list[Project]
    co_units: str
    deeds: list[Deed]
    own: list[tuple[str, str]]  # own fields that say something: label, text

    @property
    def current(self) -> PlanView | None:
        return self.plans[0] if self.plans else None


def project_page(project: Project, user: User, today: date) -> ProjectPage:
    """Plans, versions, progress, stages, parts and history in a fixed number of queries."""
    rows = AnnualPlan.objects.ever_listed().filter(project=project).order_by("-year")
    read = rows.prefetch_related("versions__by__unit", "progress")
    plans = [_plan_view(plan, today) for plan in read]
    changes = change_groups(project)
    parts = list(parts_of(project))
    born = split_numbers(project) if parts else set()
    return ProjectPage(
        project=project,
        stands=standing(vars(project), today),
        plans=plans,
        next_year=plans[0].plan.year + 1 if plans else today.year,
        changes=changes[:SHOWN_CHANGES],
        more_changes=max(len(changes) - SHOWN_CHANGES, 0),
        steps=course.steps(project, project.stage_changes.all(), today),
        slip=course.slip(project),
        stop=course.stop(project, today),
        parts=parts,
        co_units="、".join(unit.short_name for unit in project.co_units.all()),
        deeds=deeds_of(project, user, parts, is_split={part.number for part in parts} <= born),
        own=_own(project),
    )


def _own(project: Project) -> list[tuple[str, str]]:
    columns = columns_of(project.unit.centre_id) if project.extra else []
    texts = [(c.label, shown(c, project.extra.get(c.key, ""))) for c in columns]
    return [(label, text) for label, text in texts if text]


def _plan_view(plan: AnnualPlan, today: date) -> PlanView:
    progress = sorted(plan.progress.all(), key=lambda row: row.as_of)
    valid = plan_on(plan, today)
    planned = valid.planned_investment
    rows = [
        Row(
            entry,
            per_cent(entry.completed_investment / planned) if planned else "",
            per_cent(elapsed(entry.as_of)),
        )
        for entry in reversed(progress)
    ]
    basis = version_words(valid) if planned and rows else ""
    return PlanView(plan, rows, basis, curve(plan.year, planned, progress, today))


def plan_of(project: Project, year: int) -> AnnualPlan | None:
    return AnnualPlan.objects.ever_listed().filter(project=project, year=year).first()
