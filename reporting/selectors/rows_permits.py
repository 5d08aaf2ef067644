"""Rows of the form permits: a project, its permits, its problem."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from procedures.models import Issue, Permit, PermitKind
from projects.models import AnnualPlan, Project
from reporting.findings import Beside
from reporting.models import ReportRow, Round, Seal, SealedPermit, SealedProject
from sheets.columns import Value

from .facts import Cells, issue_cells, permit_cells, project_cells

SEALED = (
    "seq", "name", "national_code", "level", "owner", "place", "scale", "total_investment",
    "planned_investment", "planned_start", "week", "issue", "issue_level", "issue_unit",
    "issue_by", "note",
)  # fmt: skip


def load(
    projects: QuerySet[Project], year: int, cutoff: date, kinds: Sequence[PermitKind]
) -> list[Project]:
    """Projects with their plan, permits and issues loaded: four queries for any number."""
    return list(
        projects.select_related("unit").prefetch_related(
            Prefetch("plans", AnnualPlan.objects.filter(year=year), "year_plans"),
            Prefetch("permits", Permit.objects.filter(kind__in=kinds), "table_permits"),
            Prefetch("issues", Issue.objects.standing(), "standing_issues"),
        )
    )


def live_cells(project: Project, seq: int, unit: str, kinds: Sequence[PermitKind]) -> Cells:
    plan = project.year_plans[0]  # type: ignore[attr-defined]
    cells = project_cells(
        project,
        seq=seq,
        unit=unit,
        level=plan.level,
        planned_investment=plan.planned_investment,
    )
    permits = {permit.kind_id: permit for permit in project.table_permits}  # type: ignore[attr-defined]
    for kind in kinds:
        cells |= permit_cells(kind, permits.get(kind.pk))
    issues = project.standing_issues  # type: ignore[attr-defined]
    issue = next((issue for issue in issues if issue.in_table), None)
    if issue is None:
        return cells | issue_cells()
    return cells | issue_cells(issue.text, issue.level, issue.unit_text, issue.wanted_by)


def half_typed(cells: Cells, row: ReportRow) -> None:
    """A permit keeps every cell by itself: nothing waits in the row."""


def blank_cells(made: Iterable[Project], kinds: Sequence[PermitKind]) -> Cells:
    """Of projects made just now: no permit, no problem."""
    for project in made:
        project.table_permits = []  # type: ignore[attr-defined]
    blank = issue_cells()
    for kind in kinds:
        blank |= permit_cells(kind, None)
    return blank


def sealed_cells(
    row: SealedProject, permits: Mapping[int, SealedPermit], kinds: Sequence[PermitKind]
) -> Cells:
    cells = project_cells(
        row,
        seq=row.seq,
        unit=row.unit_name,
        level=row.level,
        planned_investment=row.planned_investment,
    )
    for kind in kinds:
        cells |= permit_cells(kind, permits.get(kind.pk))
    cells |= issue_cells(row.issue, row.issue_level, row.issue_unit, row.issue_by)
    return cells | {"week": row.week, "note": row.note}


def facts_of(cells: Mapping[str, Value]) -> dict[str, Any]:
    """What is sealed of a row beside its permits: the inverse of `sealed_cells`."""
    return {key: cells[key] for key in SEALED}


def beside(projects: Sequence[Project], round_: Round, seal: Seal | None) -> dict[str, Beside]:
    return {}
