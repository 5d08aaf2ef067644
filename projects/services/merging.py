"""合并重复项目: two records of one project become one; the other leaves, its history stays.

What hangs on a project in apps above this one is theirs to bring over: they register a function
in MERGERS (AppConfig.ready), which runs in the same transaction under the same locks.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.models import User
from projects.models import AnnualPlan, FundingApplication, Progress, Project
from projects.selectors.deeds import require
from projects.selectors.merging import CHOSEN
from workplace import acts, clock, history
from workplace.models import Attachment

from .locks import bump
from .moment import hold_all
from .projects import update_projects
from .telling import tell_units
from .values import ProjectChange, Values, invalid

PLAN_FIELDS = ("planned_investment", "content", "nature", "level", "listed_from", "listed_to")


@dataclass(frozen=True)
class Merge:
    """What a merger of an app above needs to know; both projects are locked."""

    keep: Project
    gone: Project
    by: User | None
    reason: str


MERGERS: list[Callable[[Merge], None]] = []


@transaction.atomic
def merge_projects(
    *,
    keep_id: int,
    gone_id: int,
    theirs: Collection[str] = (),
    reason: str,
    by: User | None,
) -> Project:
    """`theirs`: the fields of CHOSEN, or plan_<year>, whose value is taken from the other record.

    The kept record's amounts stand unless they are among `theirs`; the other's count no more.
    A year's plan and progress, funding and documents that only the other has come over.
    """
    keep, gone = _held(keep_id, gone_id, reason)
    said = f"{reason}（并入 {keep.number}）"[:200]
    taken = _taken(keep, gone, set(theirs))
    # first it leaves, so that its name and code are free for the one that stays
    update_projects([ProjectChange(gone.pk, _away(keep))], by=by, reason=said)
    update_projects([ProjectChange(keep.pk, taken)], by=by, reason=said)
    _bring_plans(keep, gone, set(theirs), by=by, reason=said)
    _bring_rows(keep, gone, by=by, reason=said)
    for bring in MERGERS:
        bring(Merge(keep, gone, by, said))
    acts.record(
        by=by, verb="project-merge", target=keep.number, reason=reason,
        gone=gone.number, taken=sorted(theirs),
    )  # fmt: skip
    tell_units([gone], f"与 {keep.number} 重复，已并入", by=by)
    keep.refresh_from_db()
    return keep


def _held(keep_id: int, gone_id: int, reason: str) -> list[Project]:
    if keep_id == gone_id:
        raise invalid("gone", "选另一个项目", "choice")
    found = hold_all([keep_id, gone_id])
    for project in found:
        require(project, "merge")
    if not reason:
        raise invalid("reason", "必填。写认定重复的依据", "required")
    return found


def _away(keep: Project) -> dict[str, Any]:
    return {
        "withdrawn_on": clock.today(),
        "withdraw_reason": f"并入 {keep.number}",
        "merged_into": keep,
    }


def _taken(keep: Project, gone: Project, theirs: set[str]) -> dict[str, Any]:
    """The values chosen from the record that leaves."""
    return {
        key: getattr(gone, key)
        for key in CHOSEN
        if key in theirs and getattr(keep, key) != getattr(gone, key)
    }


def _bring_plans(
    keep: Project, gone: Project, theirs: set[str], *, by: User | None, reason: str
) -> None:
    """Copies: the record that leaves keeps its own plans, as it was counted by them."""
    rows = AnnualPlan.objects.ever_listed().filter(project__in=[keep, gone])
    rows = rows.prefetch_related("progress")
    plans = {(plan.project_id, plan.year): plan for plan in rows.order_by("year")}
    for (project_id, year), other in list(plans.items()):
        if project_id != gone.pk:
            continue
        own = plans.get((keep.pk, year))
        if own is None:
            values: Values = {key: getattr(other, key) for key in PLAN_FIELDS}
        elif f"plan_{year}" in theirs:
            values = {"planned_investment": other.planned_investment}
        else:
            values = {}
        if values:
            update_projects([ProjectChange(keep.pk, values, year)], by=by, reason=reason)
        if own is None or not own.progress.all():
            _copy_progress(keep, other, by=by, reason=reason)


def _copy_progress(keep: Project, other: AnnualPlan, *, by: User | None, reason: str) -> None:
    plan = AnnualPlan.objects.get(project=keep, year=other.year)
    fields = ("as_of", "completed_investment", "statistical_investment", "image_progress")
    rows = [
        Progress(plan=plan, **{key: getattr(row, key) for key in fields})
        for row in other.progress.all()
    ]
    history.create_many(Progress, rows, by=by, reason=reason)


def _bring_rows(keep: Project, gone: Project, *, by: User | None, reason: str) -> None:
    """Funding and documents are of the project itself: there is one of each, with the keeper."""
    funding = list(FundingApplication.objects.select_for_update(of=("self",)).filter(project=gone))
    for row in funding:
        row.project = keep
        row.version += 1
    history.update_many(FundingApplication, funding, ["project", "version"], by=by, reason=reason)
    kind = ContentType.objects.get_for_model(Project)
    documents = list(Attachment.objects.filter(content_type=kind, object_id=gone.pk))
    for document in documents:
        document.object_id = keep.pk
    history.update_many(Attachment, documents, ["object_id"], by=by, reason=reason)
    bump([Project.objects.get(pk=keep.pk)], by=by, reason=reason)
