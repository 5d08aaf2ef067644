"""Who last wrote a cell, when, and what it held before: read from the history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procedures.models import Issue, Permit
from procedures.rules import IssueStatus
from projects.models import AnnualPlan, Progress, Project
from reporting.models import ReportRow
from sheets.check import show
from sheets.columns import Value

from .facts import ISSUE_KEYS, date_field, permit_of, ref_field
from .rows import TableRows
from .rows_progress import AMOUNT_KEYS, WORK_KEYS, work_of

Cell = tuple[str, str]
ISSUE_FIELDS = dict(zip(ISSUE_KEYS, ("text", "level", "unit_text", "wanted_by"), strict=True))
ON_PLAN = frozenset({"level", "planned_investment", "nature"})
ON_ROW = frozenset({"week", "note"})


@dataclass(frozen=True)
class Written:
    """One writing of a cell, newest first in lists."""

    value: Value
    text: str
    name: str
    at: datetime
    reason: str


def last_authors(table: TableRows, cells: Sequence[Cell]) -> dict[Cell, Written]:
    """The newest writing of each cell; no query for no cells, else a fixed number."""
    found = cell_histories(table, cells) if cells else {}
    return {cell: steps[0] for cell, steps in found.items() if steps}


def cell_histories(table: TableRows, cells: Sequence[Cell]) -> dict[Cell, list[Written]]:
    """Every value the cells have held, newest first, by the histories of what holds them."""
    ids = {table.projects[number].pk: number for number, _ in cells if number in table.projects}
    histories = {
        "project": _rows(Project, "id", ids),
        "plan": _rows(AnnualPlan, "project_id", ids),
        "permit": _rows(Permit, "project_id", ids),
        "issue": _shown_in_cell(_rows(Issue, "project_id", ids)),
        "row": _rows(ReportRow, "project_id", ids),
        "progress": _progress_rows(table),
    }
    kinds = {kind.code: kind.pk for kind in table.kinds}
    year = next((p.year for pr in table.projects.values() for p in pr.year_plans), None)  # type: ignore[attr-defined]
    found = {}
    for number, key in cells:
        if number not in table.projects or key not in table.sheet:
            continue
        rows = histories[_holder(key)].get(table.projects[number].pk, [])
        about = permit_of(key)
        if about:
            rows = [row for row in rows if row.kind_id == kinds.get(about[0])]
        if key in ON_PLAN:
            rows = [row for row in rows if row.year == year]
        found[number, key] = _steps(table, key, rows)
    return found


def _rows(model: Any, owner: str, ids: Iterable[int]) -> dict[int, list[Any]]:
    """History rows by project, oldest first."""
    manager = model.history
    by_project: dict[int, list[Any]] = {}
    rows = manager.filter(**{f"{owner}__in": list(ids)}).select_related("history_user")
    for row in rows.order_by("history_date", "history_id"):
        by_project.setdefault(getattr(row, owner), []).append(row)
    return by_project


def _shown_in_cell(by_project: dict[int, list[Any]]) -> dict[int, list[Any]]:
    """Without what happened to problems while they stood beside the table, or were cleared."""
    shown: dict[int, bool] = {}
    kept: dict[int, list[Any]] = {}
    for project_id, rows in by_project.items():
        for row in rows:
            before, shown[row.id] = shown.get(row.id, False), _is_in_cell(row)
            if before or shown[row.id]:
                kept.setdefault(project_id, []).append(row)
    return kept


def _is_in_cell(row: Any) -> bool:
    return bool(row.in_table and row.status != IssueStatus.CLEARED)


def _progress_rows(table: TableRows) -> dict[int, list[Any]]:
    """Of the year's plans, by project; no query in a form without amounts."""
    if AMOUNT_KEYS[0] not in table.sheet:
        return {}
    plans = {plan.pk: plan.project_id for p in table.projects.values() for plan in p.year_plans}  # type: ignore[attr-defined]
    return {plans[key]: rows for key, rows in _rows(Progress, "plan_id", plans).items()}


def _holder(key: str) -> str:
    if permit_of(key):
        return "permit"
    if key in ISSUE_FIELDS:
        return "issue"
    if key in ON_ROW:
        return "row"
    if key in AMOUNT_KEYS:
        return "progress"
    return "plan" if key in ON_PLAN else "project"


def _steps(table: TableRows, key: str, rows: Iterable[Any]) -> list[Written]:
    """The writings that changed the cell's value, newest first."""
    column = table.sheet.column(key)
    steps: list[Written] = []
    before: Value = None
    for row in rows:
        value = _value(key, row)
        if value == before or (not value and not steps):
            continue
        before = value
        user = row.history_user
        steps.append(
            Written(
                value=value,
                text=show(column, value),
                name=user.name if user else "",
                at=row.history_date,
                reason=row.history_change_reason or "",
            )
        )
    return steps[::-1]


def _value(key: str, row: Any) -> Value:
    about = permit_of(key)
    if about:
        field = about[1]
        if field == "date":
            field = date_field(row.status)
        elif field == "ref":
            field = ref_field(row.status)
        return getattr(row, field)
    if key in ISSUE_FIELDS:
        return getattr(row, ISSUE_FIELDS[key]) if _is_in_cell(row) else ""
    if key in WORK_KEYS:
        return work_of(row)[WORK_KEYS.index(key)]
    value = getattr(row, key)
    return {True: "yes", False: "no"}.get(value, value) if key == "in_statistics" else value
