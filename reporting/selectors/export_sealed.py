"""Rows of an export from the seals: what was officially reported.

The two weekly forms seal different facts of a project: permits and problems the one, work and
money the other. What neither seals is the register's (its name stands in the 出处 of the table).
"""

from datetime import date
from typing import Any

from procedures.models import PermitKind
from projects.rules import Nature
from reporting.exporting.rows import PermitCell, ProjectCells
from reporting.models import SealedPermit, SealedProject
from reporting.rules import Form

from .export_live import Project_, permit_cell
from .figures import Books
from .sealed import RoundSeals

OF_REGISTER = ("industry", "is_industrial", "build_nature", "strategies", "leader")
OF_BOTH = (
    "number", "name", "level", "national_code", "owner", "place", "scale", "note",
    "total_investment", "planned_start", "planned_investment", "listed_from", "nature",
    "issue", "issue_level", "issue_unit", "issue_by",
)  # fmt: skip
OF_PROGRESS = ("completed_investment", "statistical_investment", "in_statistics", "image_progress")


def sealed_projects(books: Books, year: int) -> list[Project_]:
    """From the newest round of each form of the year that has come to its cut-off by the day."""
    found: dict[int, Project_] = {}
    units = {unit.code: unit.short_name for unit in books.county.units.values()}
    towns = {unit.pk: unit.short_name for unit in books.county.units.values()}
    for form, round_ in rounds_of(books, year).items():
        on = round_.round.cutoff_on
        for row, permits in books.sealed_by(form).rows_of(round_):
            cells, _ = found.get(row.project_id, (None, {}))
            merged = _cells(row, form, cells, units, towns, on)
            cells_of = _permits(row, permits, books.county.kinds, on, form)
            found[row.project_id] = (merged, cells_of)
    return sorted(found.values(), key=lambda pair: pair[0].number)


def rounds_of(books: Books, year: int) -> dict[Form, RoundSeals]:
    """In December the table of works still speaks of this year, the permits' of the next: what is
    sealed of another year's list is no row of this one."""
    found = {}
    for form in (Form.PROGRESS, Form.PERMITS):
        campaign = books.county.sealing_campaign(form)
        if campaign is not None and campaign.year == year:
            round_ = books.sealed_by(form).at(books.county.as_of)
            if round_ is not None:
                found[form] = round_
    return found


def _cells(
    row: SealedProject,
    form: Form,
    known: ProjectCells | None,
    units: dict[str, str],
    towns: dict[int, str],
    on: date,
) -> ProjectCells:
    values: dict[str, Any] = {name: getattr(row, name) for name in OF_BOTH}
    values |= {name: getattr(row.project, name) for name in OF_REGISTER}
    if form == Form.PROGRESS:
        begun = row.started_on if row.nature == Nature.NEW else row.resumed_on
        values |= {name: getattr(row, name) for name in OF_PROGRESS}
        values |= {
            "begun_on": begun if begun and begun <= on else None,
            "state": row.progress_state,
            "state_on": row.progress_on,
        }
    elif known is not None:
        names = (*OF_PROGRESS, "begun_on", "state", "state_on")
        values |= {name: getattr(known, name) for name in names}
        if not values["issue"]:
            issue = ("issue", "issue_level", "issue_unit", "issue_by")
            values |= {name: getattr(known, name) for name in issue}
    return ProjectCells(
        pk=row.project_id,
        unit_code=row.unit_code,
        unit=units.get(row.unit_code, row.unit_name),
        town=towns.get(row.project.town_id or 0, ""),
        **values,
    )


def _permits(
    row: SealedProject, permits: list[SealedPermit], kinds: list[PermitKind], on: date, form: Form
) -> dict[str, PermitCell]:
    if form != Form.PERMITS or row.nature != Nature.NEW:
        return {}
    return {
        permit.kind_code: permit_cell(
            permit, permit.kind_code, permit.kind_name, permit.handling_unit_name, on
        )
        for permit in permits
    }
