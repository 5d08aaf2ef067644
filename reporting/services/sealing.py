"""Sealing: typed copies of a table's facts, digested and chained (封存)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from procedures.models import Permit, PermitKind
from procedures.rules import Status
from procedures.selectors.evidence import with_proof
from procedures.steps import is_confirmed
from projects.models import AnnualPlan, Project
from reporting import digest
from reporting.models import Seal, SealedPermit, SealedProject, Submission
from reporting.selectors.facts import date_field, ref_field
from reporting.selectors.rows import READERS, TableRows
from sheets.columns import Row

from .verifying import Fault, Pair, verify_seals

__all__ = ["Fault", "seal_submission", "verify_seals"]


@transaction.atomic
def seal_submission(
    submission: Submission, table: TableRows, *, by: User, at: datetime, no_change: bool = False
) -> Seal:
    """Seal `table` as the submission's next one. The caller holds the lock on the unit's row."""
    last = Seal.objects.filter(
        unit_code=submission.unit.code, form=submission.round.campaign.form
    ).order_by("-pk").first()  # fmt: skip
    seal = Seal(
        submission=submission,
        number=submission.seal_count,
        format=digest.FORMAT_OF[submission.round.campaign.form],
        sealed_at=max(at, last.sealed_at) if last else at,
        by=by,
        by_name=by.name,
        unit_code=submission.unit.code,
        unit_name=submission.unit.short_name,
        cutoff_on=submission.round.cutoff_on,
        form=submission.round.campaign.form,
        no_change=no_change,
        row_count=len(table.rows),
        previous=last.digest if last else "",
    )
    pairs = _pairs(seal, submission, table)
    for row, permits in pairs:
        row.digest = digest.row_digest(seal.format, row, permits)
    seal.digest = digest.seal_digest(seal, pairs)
    _insert(seal, pairs)
    return seal


def _insert(seal: Seal, pairs: list[Pair]) -> None:
    seal.save(force_insert=True)
    for row, permits in pairs:
        row.seal = seal
        for permit in permits:
            permit.seal = seal
    SealedProject.objects.bulk_create([row for row, _ in pairs], batch_size=500)
    for row, permits in pairs:
        for permit in permits:
            permit.sealed_project = row
    SealedPermit.objects.bulk_create([p for _, permits in pairs for p in permits], batch_size=500)


def _pairs(seal: Seal, submission: Submission, table: TableRows) -> list[Pair]:
    projects = list(table.projects.values())
    plans = _plans(submission, projects)
    frames = _frames(projects, table.kinds)
    reader = READERS[table.sheet.form]
    pairs = []
    for number, cells in table.rows.items():
        project = table.projects[number]
        row = SealedProject(
            project=project,
            number=number,
            unit_code=seal.unit_code,
            unit_name=seal.unit_name,
            **(plans[project.pk] | reader.facts_of(cells)),
        )
        permits = [
            _permit(submission, project, kind, cells, frames.get((project.pk, kind.pk), {}))
            for kind in table.kinds
        ]
        pairs.append((row, permits))
    return pairs


def _permit(
    submission: Submission, project: Project, kind: PermitKind, cells: Row, frame: Mapping[str, Any]
) -> SealedPermit:
    """Exactly what the four cells show, in the column where that status keeps it."""
    status = str(cells[f"{kind.code}.status"])
    confirmed = status == Status.DONE and bool(frame.get("confirmed"))
    shown = {
        date_field(status): cells[f"{kind.code}.date"],
        ref_field(status): cells[f"{kind.code}.ref"] or "",
    }
    return SealedPermit(
        round=submission.round,
        unit=submission.unit,
        project=project,
        kind=kind,
        project_number=project.number,
        kind_code=kind.code,
        kind_name=kind.name,
        status=status,
        level=str(cells[f"{kind.code}.level"] or ""),
        **(dict(frame) | shown | {"confirmed": confirmed}),
    )


def _plans(submission: Submission, projects: list[Project]) -> dict[int, dict[str, Any]]:
    """Nature and listing of the campaign's year, per project."""
    names = ("nature", "listed_from", "listed_to")
    year = submission.round.campaign.year
    plans = AnnualPlan.objects.filter(project__in=projects, year=year)
    found = {plan.project_id: {n: getattr(plan, n) for n in names} for plan in plans}
    # a correction may hold a project whose plan was taken away since: its last sealed frame counts
    gone = [project.pk for project in projects if project.pk not in found]
    for row in SealedProject.objects.filter(project__in=gone).order_by("seal_id"):
        found[row.project_id] = {name: getattr(row, name) for name in names}
    return found


def _frames(
    projects: list[Project], kinds: list[PermitKind]
) -> dict[tuple[int, int], dict[str, Any]]:
    """What a permit has beside its four cells: who handles it, by when, and is it confirmed."""
    permits = with_proof(Permit.objects.filter(project__in=projects, kind__in=kinds))
    return {
        (permit.project_id, permit.kind_id): {
            "handling_unit_name": permit.handling_unit.short_name if permit.handling_unit else "",
            "due_on": permit.due_on,
            "confirmed": is_confirmed(permit, permit.has_proof),  # type: ignore[attr-defined]
        }
        for permit in permits.select_related("handling_unit")
    }
