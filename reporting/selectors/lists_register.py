"""What blocks, what is overdue, what expires: of the register as it stood at the moment."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import timezone

from procedures.models import Issue, Permit, PermitKind
from procedures.rules import DEADLINE, IssueLevel, Status
from projects.models import Project
from projects.selectors.listed import gone
from workplace import clock, history

from .figures import Books
from .list_rows import Cell, Listed, Narrow, Row, project_page, reference
from .register_then import RegisterThen

SOON = timedelta(days=60)
RANKS = {level: place for place, level in enumerate([*reversed(IssueLevel.values), ""])}


def blocked(books: Books, only: Narrow) -> Listed:
    """`level` = whose decision it waits for."""
    projects = _standing(books)
    issues = [issue for issue in _issues(books, projects) if only.level in ("", issue.level)]
    issues.sort(key=lambda issue: (RANKS.get(issue.level, 9), issue.raised_at, issue.pk))
    return Listed(
        key="blocked",
        title="需协调解决的问题",
        word="个",
        definition="当日已经提出、还没有销号的问题，项目还在库里。先列需上级协调的，同级的先列提出早的。",
        head=("项目", "单位", "问题", "协调层级", "提出时间", "要求时限"),
        reference=reference(books, "blocked", only),
        rows=[_issue_row(books, projects[issue.project_id], issue) for issue in issues],
        empty="当日没有未销号的问题",
    )


def overdue(books: Books, only: Narrow) -> Listed:
    on = books.county.as_of
    late = reduce(or_, (Q(**{f"{name}__lt": on}) for name in DEADLINE))

    def due(permit: Permit) -> Any:
        return next(filter(None, (getattr(permit, name) for name in DEADLINE)), None)

    def fits(permit: Permit) -> bool:
        day = due(permit)
        return _is_open(permit, on) and day is not None and day < on

    return Listed(
        key="overdue",
        title="超过时限的手续",
        word="项",
        definition="当日还没有办结、时限已经过去的手续。时限依次取承诺办结日、分解时限、预计办结。",
        head=("项目", "单位", "手续", "承办部门", "时限", "超过（天）"),
        reference=reference(books, "overdue", only),
        rows=_permit_rows(books, only, fits, lambda p: (due(p), (on - due(p)).days), late),
        empty="当日没有超过时限的手续",
    )


def expiring(books: Books, only: Narrow) -> Listed:
    on = books.county.as_of
    ending = Q(status=Status.DONE, valid_until__lte=on + SOON)

    def fits(permit: Permit) -> bool:
        until = permit.valid_until
        is_done = permit.status == Status.DONE and not _is_open(permit, on)
        return is_done and until is not None and until <= on + SOON

    def cells(permit: Permit) -> tuple[Cell, ...]:
        assert permit.valid_until  # noqa: S101  by `fits`
        left = (permit.valid_until - on).days
        return permit.valid_until, f"已到期 {-left} 天" if left < 0 else f"剩 {left} 天"

    return Listed(
        key="expiring",
        title="批复将到期的手续",
        word="项",
        definition="当日已经办结、批复在 60 天内到期或者已经到期的手续。",
        head=("项目", "单位", "手续", "承办部门", "有效期至", "还有"),
        reference=reference(books, "expiring", only),
        rows=_permit_rows(books, only, fits, cells, ending),
        empty="60 天内没有到期的批复",
    )


def _standing(books: Books) -> dict[int, Project]:
    """Neither gone by the day nor part of a package, by key."""
    county, unit = books.county, books.unit
    if county.known is not None:
        found: Iterable[Project] = RegisterThen(county.centre, county.known, unit).projects.values()
    else:
        rows = Project.objects.of_county(county.centre.pk).select_related("unit")
        found = rows if unit is None else rows.filter(unit=unit)
    return {p.pk: p for p in found if not p.package_id and not gone(p, county.as_of)}


def _issues(books: Books, projects: dict[int, Project]) -> list[Issue]:
    """Raised by the day and not cleared by it; a merge takes an issue to another project."""
    county = books.county
    end = clock.end_of(county.as_of)
    if county.known is None:
        rows = list(Issue.objects.filter(project__in=list(projects)))
    else:
        ever = Issue.history.filter(project__in=list(projects), history_date__lte=county.known)
        rows = history.known(Issue, county.known, id__in=ever.order_by().values("id"))
    return [
        issue
        for issue in rows
        if issue.project_id in projects
        and issue.raised_at <= end
        and (issue.cleared_at is None or issue.cleared_at > end)
    ]


def _issue_row(books: Books, project: Project, issue: Issue) -> Row:
    level = IssueLevel(issue.level).label if issue.level else "未定级"
    raised = timezone.localdate(issue.raised_at)
    cells = (issue.text, str(level), raised, issue.wanted_by)
    return _row(project, *cells, tail=(issue.pk, *cells))


def _permit_rows(
    books: Books,
    only: Narrow,
    fits: Any,
    cells: Any,
    worth: Q,
) -> list[Row]:
    """`worth` spares reading of today's register what cannot fit."""
    projects, kinds = _standing(books), PermitKind.objects.in_bulk()
    units = {unit.pk: unit for unit in books.county.units.values()}
    rows = []
    for permit in _permits(books, projects, worth):
        kind = kinds[permit.kind_id]
        if only.kind in ("", kind.code) and fits(permit):
            handler = units.get(permit.handling_unit_id or 0)
            found = cells(permit)
            row = _row(
                projects[permit.project_id],
                kind.name,
                handler.short_name if handler else "",
                *found,
                tail=(kind.code, handler.code if handler else "", *found),
            )
            rows.append((found[0], row))
    rows.sort(key=lambda pair: (pair[0], pair[1].key))
    return [row for _, row in rows]


def _permits(books: Books, projects: dict[int, Project], worth: Q) -> list[Permit]:
    known = books.county.known
    if known is None:
        return list(Permit.objects.filter(worth, project__in=list(projects)))
    return history.known(Permit, known, project__in=list(projects))


def _is_open(permit: Permit, on: Any) -> bool:
    """What was finished after the day was open on it; exemptions count as they stand."""
    if permit.status == Status.NOT_REQUIRED:
        return False
    done = permit.status == Status.DONE and permit.completed_on and permit.completed_on <= on
    return not done


def _row(project: Project, *cells: Cell, tail: tuple[Any, ...]) -> Row:
    return Row(
        (project.name, project.unit.short_name, *cells),
        project_page(project.number),
        key=(project.number, project.name, project.unit.code, *tail),
        project=project.number,
    )
