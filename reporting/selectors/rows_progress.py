"""Rows of the form progress: how far a project has come, in dates and in money."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet

from procedures.models import Issue, Permit, PermitKind
from procedures.rules import Status
from projects.models import AnnualPlan, Progress, Project
from projects.rules import StopKind
from reporting.findings import Beside
from reporting.findings.progress import jump_share
from reporting.models import ReportRow, Round, Seal, SealedPermit, SealedProject
from reporting.states import WorkDates, WorkState, held, moved, state_of
from sheets.columns import Value
from workplace.models import Attachment

from .facts import Cells

# Facts behind 状态 and 时间: no columns, but they turn with them and are sealed beside them.
BEHIND = ("started_on", "resumed_on", "stopped_on", "stop_kind", "finished_on")

WORK_KEYS = ("progress_state", "progress_on")
AMOUNT_KEYS = ("completed_investment", "statistical_investment", "image_progress")
SEALED = (
    "seq", "name", "national_code", "level", "nature", "owner", "total_investment",
    "planned_investment", "issue", "note", *WORK_KEYS, "started_on", "resumed_on", "stopped_on",
    *AMOUNT_KEYS,
)  # fmt: skip
YES_NO = {"yes": True, "no": False}


class Identity(Protocol):
    """What Project and SealedProject have in common."""

    name: str
    national_code: str
    owner: str
    total_investment: Decimal | None
    in_statistics: bool | None
    started_on: date | None
    resumed_on: date | None
    stopped_on: date | None


def as_of(year: int, cutoff: date) -> date:
    """The day that the amounts of a round stand for: a year's last one may be asked for later."""
    return min(cutoff, date(year, 12, 31))


def load(
    projects: QuerySet[Project], year: int, cutoff: date, kinds: Sequence[PermitKind]
) -> list[Project]:
    """Projects with plan, progress and issues: four queries for any number."""
    until = Progress.objects.filter(as_of__lte=as_of(year, cutoff)).order_by("as_of")
    plans = AnnualPlan.objects.filter(year=year).prefetch_related(
        Prefetch("progress", until, "until_now")
    )
    return list(
        projects.select_related("unit").prefetch_related(
            Prefetch("plans", plans, "year_plans"),
            Prefetch("issues", Issue.objects.standing(), "standing_issues"),
        )
    )


def live_cells(project: Project, seq: int, unit: str, kinds: Sequence[PermitKind]) -> Cells:
    plan = project.year_plans[0]  # type: ignore[attr-defined]
    last = plan.until_now[-1] if plan.until_now else None
    issues = project.standing_issues  # type: ignore[attr-defined]
    issue = next((issue for issue in issues if issue.in_table), None)
    return (
        _identity(project, seq=seq, unit=unit, plan=plan)
        | _work(project, *work_of(project, plan.nature))
        | _amounts(last)
        | {"issue": issue.text if issue else ""}
    )


def half_typed(cells: Cells, row: ReportRow) -> None:
    """A state whose day is still missing stands in the row until the day is typed."""
    if row.progress_state and row.progress_state != cells["progress_state"]:
        cells |= {"progress_state": row.progress_state, "progress_on": None}


def blank_cells(made: Iterable[Project], kinds: Sequence[PermitKind]) -> Cells:
    return {"stop_kind": ""} | dict.fromkeys(BEHIND)


def sealed_cells(
    row: SealedProject, permits: Mapping[int, SealedPermit], kinds: Sequence[PermitKind]
) -> Cells:
    state = WorkState(row.progress_state)
    return (
        _identity(row, seq=row.seq, unit=row.unit_name, plan=row)
        | _work(row, state, row.progress_on)
        | _amounts(row)
        | {"issue": row.issue, "note": row.note}
    )


def facts_of(cells: Mapping[str, Value]) -> dict[str, Any]:
    """What is sealed of a row: the inverse of `sealed_cells`."""
    facts: dict[str, Any] = {key: cells[key] for key in SEALED}
    return facts | {"in_statistics": YES_NO.get(str(cells["in_statistics"]))}


def beside(projects: Sequence[Project], round_: Round, seal: Seal | None) -> dict[str, Beside]:
    """What the findings weigh against the row: two queries for any number of projects."""
    permits = Permit.objects.filter(project__in=projects, status=Status.DONE)
    done = Counter(permits.values_list("project", flat=True))
    files = Attachment.objects.standing().filter(
        content_type=ContentType.objects.get_for_model(Project),
        object_id__in=[project.pk for project in projects],
    )
    proven = set(files.values_list("object_id", flat=True))
    jump = jump_share((round_.cutoff_on - seal.cutoff_on).days) if seal else None
    return {
        project.number: Beside(
            permits_done=done[project.pk],
            has_evidence=project.pk in proven,
            stop_reason=project.stop_reason,
            jump=jump,
            year=round_.campaign.year,
        )
        for project in projects
    }


def dates_of(row: Mapping[str, Value]) -> WorkDates:
    """The dates behind the state of a row."""
    known: dict[str, Any] = {name: row.get(name) for name in BEHIND}
    known["stop_kind"] = known["stop_kind"] or ""
    return WorkDates(nature=str(row["nature"]), **known)


def work_of(project: Any, nature: str = "") -> tuple[WorkState, date | None]:
    """状态 and 时间 of a project, or of a row of its history."""
    facts = {name: getattr(project, name) for name in BEHIND}
    return state_of(WorkDates(nature=nature or project.nature, **facts))


def turned(row: Mapping[str, Value], key: str, value: Value) -> Cells:
    """What a new 状态 or 时间 makes of the row: the other cell, and the dates behind both.

    A state whose day is missing changes the word alone.
    """
    dates = dates_of(row)
    state = str(value) if key == "progress_state" else str(row["progress_state"])
    day = value if key == "progress_on" else held(dates, state)
    cells: Cells = {"progress_state": state, "progress_on": day}
    if isinstance(day, date) or state == WorkState.WAITING:
        behind = moved(dates, state, day if isinstance(day, date) else None)
        cells |= {name: value for name, value in behind.items() if name in BEHIND}
    return cells


def _identity(project: Identity, *, seq: int, unit: str, plan: AnnualPlan | SealedProject) -> Cells:
    counted = project.in_statistics
    return {
        "seq": seq,
        "name": project.name,
        "national_code": project.national_code,
        "level": plan.level,
        "owner": project.owner,
        "unit": unit,
        "nature": plan.nature,
        "total_investment": project.total_investment,
        "planned_investment": plan.planned_investment,
        "in_statistics": "" if counted is None else "yes" if counted else "no",
    }


def _work(facts: Identity, state: WorkState, day: date | None) -> Cells:
    stop = {WorkState.STOPPED: StopKind.STOP, WorkState.WINTER: StopKind.WINTER}.get(state)
    return {
        "progress_state": str(state),
        "progress_on": day,
        "started_on": facts.started_on,
        "resumed_on": facts.resumed_on,
        "stopped_on": facts.stopped_on,
        "stop_kind": str(stop or ""),
        "finished_on": day if state == WorkState.FINISHED else None,
    }


def _amounts(facts: Progress | SealedProject | None) -> Cells:
    return {
        "completed_investment": facts.completed_investment if facts else None,
        "statistical_investment": facts.statistical_investment if facts else None,
        "image_progress": facts.image_progress if facts else "",
    }
