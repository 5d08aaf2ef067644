"""Rows of an export from the register, as it stands or stood at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Unit
from procedures.models import Issue, Permit, PermitKind
from procedures.rules import IssueStatus, Status
from projects.models import AnnualPlan, FundingApplication, Progress, Project
from projects.rules import FundingStatus, Nature
from projects.selectors.listed import gone, plan_on, why_left_out
from reporting.exporting.rows import FundCell, PermitCell, ProjectCells
from reporting.formulas import money
from reporting.states import WorkDates, state_of
from workplace import history

from .figures import Books
from .register import work_dates

Project_ = tuple[ProjectCells, dict[str, PermitCell]]


class LiveRows:
    """Projects listed in a year on the day of the books, with their permits and funds."""

    def __init__(self, books: Books, year: int) -> None:
        self.books, self.year, self.day = books, year, books.county.as_of
        self.units = {unit.pk: unit for unit in books.county.units.values()}
        plans = [plan for plan in books.register.plans if plan.year == year]
        self.plans = [plan for plan in plans if not why_left_out(plan, self.day)]
        ids = [plan.project_id for plan in self.plans]
        self.issues = _issues(ids, books)
        self.funds_of: dict[int, list[FundingApplication]] = defaultdict(list)
        for fund in books.register.funds:
            if fund.year == year:
                self.funds_of[fund.project_id].append(fund)
        handlers = {p.handling_unit_id for plan in self.plans for p in _permits(plan.project)}
        self.handlers = Unit.objects.in_bulk([pk for pk in handlers if pk])

    def projects(self) -> list[Project_]:
        return [(self._cells(plan), self._permits(plan)) for plan in self.plans]

    def funds(self) -> list[tuple[ProjectCells, FundCell]]:
        """Applications of the year; a project may have one without being on the year's list."""
        plans = {plan.project_id: plan for plan in self.books.register.plans}
        listed = {plan.project_id: self._cells(plan) for plan in self.plans}
        found = []
        for fund in self.books.register.funds:
            if fund.year != self.year or gone(fund.project, self.day):
                continue
            cells = listed.get(fund.project_id)
            if cells is None:
                plan = plans.get(fund.project_id)
                cells = self._plain(fund.project, plan.nature if plan else fund.project.nature)
            found.append((cells, fund_cell(fund, self.day)))
        return found

    def _permits(self, plan: AnnualPlan) -> dict[str, PermitCell]:
        """Permit work is that of 新建, as in the weekly table."""
        if plan_on(plan, self.day).nature != Nature.NEW:
            return {}
        known = {permit.kind_id: permit for permit in _permits(plan.project)}
        return {
            kind.code: self._permit(kind, known.get(kind.pk)) for kind in self.books.county.kinds
        }

    def _permit(self, kind: PermitKind, permit: Permit | None) -> PermitCell:
        if permit is None:
            return PermitCell(kind.code, kind.name, level=kind.default_level)
        handler = self.handlers.get(permit.handling_unit_id or 0)
        return permit_cell(permit, kind.code, kind.name, handler.name if handler else "", self.day)

    def _cells(self, plan: AnnualPlan) -> ProjectCells:
        project, valid = plan.project, plan_on(plan, self.day)
        known: list[Progress] = [row for row in plan.progress.all() if row.as_of <= self.day]
        last = known[-1] if known else None
        state, since = state_of(_until(work_dates(project, valid.nature), self.day))
        begun = project.started_on if valid.nature == Nature.NEW else project.resumed_on
        return replace(
            self._plain(project, valid.nature),
            level=valid.level,
            planned_investment=valid.planned_investment,
            content=plan.content,
            listed_from=plan.listed_from,
            begun_on=begun if begun and begun <= self.day else None,
            state=str(state),
            state_on=since,
            completed_investment=last.completed_investment if last else None,
            statistical_investment=last.statistical_investment if last else None,
            image_progress=last.image_progress if last else "",
        )

    def _plain(self, project: Project, nature: str) -> ProjectCells:
        unit = self.units.get(project.unit_id)
        town = self.units.get(project.town_id or 0)
        issue = self.issues.get(project.pk)
        finished = project.finished_on
        funds = [fund_cell(f, self.day) for f in self.funds_of[project.pk]]
        return ProjectCells(
            pk=project.pk,
            nature=nature,
            unit_code=unit.code if unit else "",
            unit=unit.short_name if unit else "",
            town=town.short_name if town else "",
            finished_on=finished if finished and finished <= self.day else None,
            applied=_sum(fund.applied for fund in funds),
            approved=_sum(fund.approved for fund in funds),
            **{name: getattr(project, name) for name in PLAIN},
            **issue_cells(issue),
        )


PLAIN = (
    "number", "name", "level", "national_code", "owner", "place", "scale", "industry",
    "is_industrial", "build_nature", "strategies", "leader", "note", "total_investment",
    "planned_start", "in_statistics",
)  # fmt: skip


def permit_cell(permit: Any, code: str, name: str, handler: str, on: date) -> PermitCell:
    """Of a Permit or a SealedPermit: both name their facts alike."""
    done_on = permit.completed_on
    return PermitCell(
        kind=code,
        kind_name=name,
        status=permit.status,
        level=permit.level,
        handler=handler,
        document_no=permit.document_no,
        exempt_reason=permit.exempt_reason,
        note=permit.note,
        due_on=permit.due_on,
        expected_on=permit.expected_on,
        completed_on=done_on if permit.status == Status.DONE else None,
        done=permit.status == Status.DONE and done_on is not None and done_on <= on,
    )


def fund_cell(fund: FundingApplication, on: date) -> FundCell:
    """Each amount once its day has come. What is approved counts with a day alone, as the figure
    counts it; what is asked for is shown before it is sent too."""
    turned_down = fund.status == FundingStatus.REJECTED

    def by_then(amount: Decimal | None, day: date | None) -> Decimal | None:
        return amount if day is not None and day <= on and not turned_down else None

    asked = fund.applied_on is None or fund.applied_on <= on
    return FundCell(
        channel=fund.channel,
        status=fund.status,
        applied=fund.applied if asked else None,
        applied_on=fund.applied_on if asked else None,
        approved=by_then(fund.approved, fund.approved_on),
        approved_on=fund.approved_on if fund.approved_on and fund.approved_on <= on else None,
        document_no=fund.document_no if fund.approved_on and fund.approved_on <= on else "",
        arrived=by_then(fund.arrived, fund.arrived_on),
        arrived_on=fund.arrived_on if fund.arrived_on and fund.arrived_on <= on else None,
        spent=by_then(fund.spent, fund.spent_on),
        note=fund.note,
    )


def issue_cells(issue: Issue | None) -> dict[str, Any]:
    if issue is None:
        return {}
    return {
        "issue": issue.text,
        "issue_level": issue.level,
        "issue_unit": issue.unit_text,
        "issue_by": issue.wanted_by,
    }


def _issues(projects: Sequence[int], books: Books) -> Mapping[int, Issue]:
    """The one problem of the table of each project, as far as it is not solved."""
    known = books.county.known
    if known is not None:
        # a merge takes an issue to another project: by what it is, not by where it was
        ever = Issue.history.filter(project__in=list(projects), history_date__lte=known)
        rows: Iterable[Issue] = history.known(Issue, known, id__in=ever.order_by().values("id"))
    else:
        rows = Issue.objects.filter(project__in=projects, in_table=True)
    open_ = [row for row in rows if row.in_table and row.status != IssueStatus.CLEARED]
    return {row.project_id: row for row in open_ if row.project_id in set(projects)}


def _permits(project: Project) -> list[Permit]:
    return list(project.permits.all())


def _until(dates: WorkDates, on: date) -> WorkDates:
    """What came after the day has not happened yet."""
    names = ("started_on", "resumed_on", "stopped_on", "finished_on")
    later = {name: None for name in names if (getattr(dates, name) or on) > on}
    return replace(dates, **later)  # type: ignore[arg-type]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return money(known) if known else None
