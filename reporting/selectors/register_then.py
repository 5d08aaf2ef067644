"""The register as it stood at a moment, out of its history: what a reference counts again.

History rows are only ever added, each with the moment of our clock, so the same moment gives the
same rows for ever (docs/decisions.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Unit
from procedures.models import Permit, PermitKind
from procedures.selectors.evidence import proven_then
from projects.models import (
    AnnualPlan,
    AnnualPlanVersion,
    FundingApplication,
    Progress,
    Project,
)
from workplace import history


class RegisterThen:
    """One county (or one unit of it) at one moment. Units themselves are as they are today."""

    def __init__(self, centre: Unit, known: datetime, unit: Unit | None = None) -> None:
        self.known = known
        units = {u.pk: u for u in Unit.objects.of_county(centre.pk)}
        mine = units if unit is None else {unit.pk: unit}
        # a project handed on since still has a history row of that county's unit
        ever = Project.history.filter(unit__in=list(units), history_date__lte=known)
        rows = history.known(Project, known, id__in=ever.order_by().values("id"))
        self.projects: dict[int, Project] = {}
        for project in rows:
            if project.unit_id in mine:
                project.unit = units[project.unit_id]
                self.projects[project.pk] = project

    def plans(self, years: Iterable[int], kinds: Sequence[PermitKind]) -> list[AnnualPlan]:
        """With versions, progress, and the projects' permits of these kinds."""
        found = history.known(AnnualPlan, self.known, year__in=set(years))
        plans = [p for p in found if p.project_id in self.projects and p.was_listed]
        plans.sort(key=lambda plan: (self.projects[plan.project_id].number, plan.year))
        keys = [plan.pk for plan in plans]
        versions = _by(
            sorted(
                history.known(AnnualPlanVersion, self.known, plan__in=keys),
                key=lambda row: (row.valid_from, row.pk),
            ),
            "plan_id",
        )
        progress = _by(
            sorted(history.known(Progress, self.known, plan__in=keys), key=lambda row: row.as_of),
            "plan_id",
        )
        permits = _by(self._permits([plan.project_id for plan in plans], kinds), "project_id")
        for plan in plans:
            plan.project = self.projects[plan.project_id]
            history.join(plan, "versions", versions[plan.pk])
            history.join(plan, "progress", progress[plan.pk])
            history.join(plan.project, "permits", permits[plan.project_id])
        return plans

    def funds(self, years: Iterable[int]) -> list[FundingApplication]:
        found = history.known(FundingApplication, self.known, project__in=list(self.projects))
        wanted = set(years)
        funds = [fund for fund in found if fund.year in wanted]
        for fund in funds:
            fund.project = self.projects[fund.project_id]
        return sorted(funds, key=lambda fund: (fund.project.number, fund.pk))

    def _permits(self, projects: Sequence[int], kinds: Sequence[PermitKind]) -> list[Permit]:
        rows = history.known(
            Permit, self.known, project__in=projects, kind__in=[kind.pk for kind in kinds]
        )
        proven = proven_then([permit.pk for permit in rows], self.known)
        for permit in rows:
            permit.has_proof = permit.pk in proven
        return rows


def _by(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found
