"""Lists that speak of a whole campaign: what a unit did in it, counted one row at a time."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from procedures.models import Issue
from projects.models import Project
from reporting.formulas import ItemFact, ProjectFact
from reporting.references import Reference
from workplace import clock, history

from .figures import Books, Figure
from .list_rows import Listed, Narrow, Row, project_page
from .moves import unit_word
from .times import Times, times_of

ITEM_HEAD = ("项目", "单位", "手续", "办结日期")
ISSUE_HEAD = ("问题", "项目", "提出", "销号")


def _listed(books: Books, key: str, only: Narrow, rows: list[Row], **about: Any) -> Listed:
    reference: Reference = books.reference(f"/lists/{key}/", only.source)
    return Listed(key=key, reference=reference, rows=rows, **about)


def _permits(books: Books, only: Narrow) -> Figure:
    return books.figure("permit_rate", source=only.source)


def new_projects(books: Books, only: Narrow) -> Listed:
    figure = _permits(books, only)
    rows = [_of_project(books, p) for p in figure.indicator.projects(figure.facts)]
    return _listed(
        books, "new-projects", only, rows,
        title="列入的新建项目", word="个", head=("项目", "单位"),
        definition="列入当年计划的新建项目，打包项目按上级项目计一个。",
    )  # fmt: skip


def complete(books: Books, only: Narrow) -> Listed:
    """Projects whose required permits are all done."""
    of_project: dict[int, list[ItemFact]] = defaultdict(list)
    for item in _permits(books, only).facts.new_items:
        if not item.exempt:
            of_project[item.project.project_id].append(item)
    rows = [
        _of_project(books, items[0].project, f"{len(items)} 项")
        for items in of_project.values()
        if all(item.done for item in items)
    ]
    return _listed(
        books, "complete", only, rows,
        title="手续办齐的项目", word="个", head=("项目", "单位", "应办"),
        definition="应办手续全部办结的新建项目；没有应办手续的不计。",
    )  # fmt: skip


def done_since(books: Books, only: Narrow) -> Listed:
    """What was finished within the campaign."""
    campaign = books.county.campaign
    since = campaign.starts_on if campaign else books.county.as_of
    kinds = {kind.code: kind.name for kind in books.county.kinds}
    rows = [
        _of_project(books, item.project, kinds.get(item.kind, item.kind), f"{item.completed_on}")
        for item in _permits(books, only).facts.new_items
        if item.done and item.completed_on and item.completed_on >= since
    ]
    return _listed(
        books, "done-since", only, rows,
        title="活动以来办结的手续", word="项", head=ITEM_HEAD,
        definition=f"办结日期不早于活动开始（{since}）的手续。",
    )  # fmt: skip


# by key of appraisal.COUNTS: the list's address, its title, what is counted
TIMES = {
    "late": ("late-rounds", "迟报", "截止时间以后才首次上报的期。"),
    "missed": ("missed-rounds", "未报", "到数据时点已经截止、还没有上报的期。"),
    "returned": ("returned-rounds", "退回", "审核退回的次数；汇总后的更正不算。"),
    "cleared": (
        "credited-issues",
        "问题销号",
        "活动开始以来销号的问题，记给负责解决的单位；没有写负责单位的，记给项目的责任单位。",
    ),
}


def times_listed(books: Books, key: str, found: Times, source: str, unit: str = "") -> Listed:
    """The times as a list: of one unit, by its code, or of the whole county."""
    name, title, definition = TIMES[key]
    units = books.county.units
    rows = [
        Row(
            (time.what, units[code].short_name, f"{time.on}"),
            time.href,
            key=(time.what, code, time.on, time.href),
        )
        for code in ([unit] if unit else units)
        for time in found[key].get(code, [])
    ]
    whole = _listed(
        books, name, Narrow(source), rows,
        title=title, word="次", head=("哪一次", "单位", "统计截止或日期"), definition=definition,
    )  # fmt: skip
    return replace(whole, reference=replace(whole.reference, unit=unit))


def _times(key: str) -> Callable[[Books, Narrow], Listed]:
    def read(books: Books, only: Narrow) -> Listed:
        found = times_of(books.county, _moment(books))
        code = books.unit.code if books.unit else ""
        return times_listed(books, key, found, only.source, code)

    return read


def raised(books: Books, only: Narrow) -> Listed:
    """需协调解决的问题 raised in the campaign on the unit's projects."""
    rows = [_issue(*pair) for pair in _issues(books) if not _cleared(*pair, books)]
    return _listed(
        books, "open-issues", only, rows,
        title="还没有解决的问题", word="个", head=ISSUE_HEAD,
        definition="活动期间提出、到数据时点还没有销号的问题。",
    )  # fmt: skip


def cleared(books: Books, only: Narrow) -> Listed:
    rows = [_issue(*pair) for pair in _issues(books) if _cleared(*pair, books)]
    return _listed(
        books, "cleared-issues", only, rows,
        title="已经解决的问题", word="个", head=ISSUE_HEAD,
        definition="活动期间提出、到数据时点已经销号的问题。",
    )  # fmt: skip


def _issues(books: Books) -> list[tuple[Issue, Project]]:
    """Raised in the campaign by the day, on the projects of the county or of the one unit."""
    county, moment = books.county, _moment(books)
    since = county.campaign.starts_on if county.campaign else county.as_of
    ours = Project.objects.of_county(county.centre.pk)
    found = history.known(Issue, moment, project__in=ours.values("pk"))
    then = history.known(Project, moment, id__in={issue.project_id for issue in found})
    projects = {project.pk: project for project in then}
    return [
        (issue, projects[issue.project_id])
        for issue in sorted(found, key=lambda issue: (issue.raised_at, issue.pk))
        if since <= timezone.localdate(issue.raised_at) <= county.as_of
        and issue.project_id in projects
        and (books.unit is None or projects[issue.project_id].unit_id == books.unit.pk)
    ]


def _cleared(issue: Issue, project: Project, books: Books) -> bool:
    return bool(issue.cleared_at) and timezone.localdate(issue.cleared_at) <= books.county.as_of


def _issue(issue: Issue, project: Project) -> Row:
    solved = timezone.localdate(issue.cleared_at).isoformat() if issue.cleared_at else "—"
    on = timezone.localdate(issue.raised_at).isoformat()
    cells = (issue.text, project.name, on, solved)
    return Row(cells, f"/issues/{issue.pk}/", key=(issue.pk, project.number, *cells))


def _of_project(books: Books, project: ProjectFact, *cells: str) -> Row:
    return Row(
        (project.name, unit_word(books.county, project), *cells),
        project_page(project.number),
        key=(project.number, project.name, project.unit, *cells),
        project=project.number,
    )


def _moment(books: Books) -> datetime:
    return books.known or clock.now()


CAMPAIGN_LISTS: dict[str, Callable[[Books, Narrow], Listed]] = {
    "new-projects": new_projects,
    "complete": complete,
    "done-since": done_since,
    **{name: _times(key) for key, (name, _, _) in TIMES.items()},
    "open-issues": raised,
    "cleared-issues": cleared,
}
