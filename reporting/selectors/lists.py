"""Numbers that are the length of a list: who is late, what moved, what stands still, what blocks.

Each opens its rows like a figure does, under /lists/<key>/, at the moment its reference names.
"""

from collections.abc import Callable
from dataclasses import replace

from procedures.rules import Level
from reporting.formulas import WORKS, ProjectFact
from reporting.states import WorkState

from . import lists_campaign, lists_cases, lists_filing, lists_papers, lists_register
from .figures import Books
from .list_rows import Cell, Narrow, project_page, reference
from .list_rows import Listed as Listed
from .list_rows import Row as Row
from .moves import movers, standing_still, unit_word

# whose `kind` is a form
FORM_LISTS = frozenset({"late", "unfiled", "filed", "carried", "silent"})


def listed(books: Books, key: str, source: str, kind: str = "", level: str = "") -> Listed:
    """KeyError for an unknown list. `kind`: a form for who files, else a kind of permit."""
    found = LISTS[key](books, Narrow(source, kind, level))
    return replace(found, units=list(books.county.units.values()))


def _moved(books: Books, only: Narrow) -> Listed:
    figure = books.figure("permit_rate", source=only.source)
    return Listed(
        key="moved",
        title="新办结手续",
        word="项",
        definition="封存：本期已办结、上期还没有办结的手续。实时：七天内办结的手续。",
        head=("项目", "单位", "手续"),
        reference=reference(books, "moved", only),
        rows=[
            Row(
                (m.project.name, m.unit, "、".join(m.kinds)),
                project_page(m.project.number),
                len(m.kinds),
                (m.project.number, m.project.name, m.project.unit, *m.kinds),
                m.project.number,
            )
            for m in movers(books, figure)
        ],
        empty="本期没有新办结的手续",
    )


def _still(books: Books, only: Narrow) -> Listed:
    figure = books.figure("permit_rate", source=only.source)
    return Listed(
        key="still",
        title="三周没有进展的项目",
        word="个",
        definition="列入满三周、手续没有办齐、三周内没有任何办理记录的新建项目。",
        head=("项目", "单位", "已办", "应办"),
        reference=reference(books, "still", only),
        rows=[
            _row(books, still.project, still.done, still.required)
            for still in standing_still(books.county, figure.facts)
        ],
        empty="列入满三周的项目三周内都有办理记录",
    )


def _stopped(books: Books, only: Narrow) -> Listed:
    source = books.source_of("start_rate", only.source)
    works = books.figure("start_rate", source=source).facts.of_natures(WORKS)
    return Listed(
        key="stopped",
        title="停工项目",
        word="个",
        definition="列入当年计划的新建、续建项目里，当日处于停工或冬季停工的。停工的仍计入开复工率的分子。",
        head=("项目", "单位", "类别", "开复工时间", "年度计划投资（万元）"),
        reference=reference(books, "stopped", only),
        rows=[
            _row(books, p, str(WorkState(p.stop).label), p.started_on, p.planned)
            for p in works
            if p.stop
        ],
        empty="当日没有停工的项目",
    )


def _waiting(books: Books, only: Narrow) -> Listed:
    source = books.source_of("start_rate", only.source)
    works = books.figure("start_rate", source=source).facts.of_natures(WORKS)
    return Listed(
        key="waiting",
        title="未开复工的省重点项目",
        word="个",
        definition="列入当年计划的新建、续建省重点项目里，当日还没有开工、复工的。文件要求全部开复工（一、1）。",
        head=("项目", "单位", "计划开工", "年度计划投资（万元）"),
        reference=reference(books, "waiting", only),
        rows=[
            _row(books, p, p.planned_start, p.planned)
            for p in works
            if p.level == Level.PROVINCE and p.started_on is None
        ],
        empty="省重点项目已全部开复工",
    )


def _row(books: Books, project: ProjectFact, *cells: Cell) -> Row:
    return Row(
        (project.name, unit_word(books.county, project), *cells),
        project_page(project.number),
        key=(project.number, project.name, project.unit, *cells),
        project=project.number,
    )


LISTS: dict[str, Callable[[Books, Narrow], Listed]] = {
    "moved": _moved,
    "still": _still,
    "late": lists_filing.late,
    "unfiled": lists_filing.unfiled,
    "filed": lists_filing.filed,
    "carried": lists_filing.carried,
    "silent": lists_filing.silent,
    "blocked": lists_register.blocked,
    "overdue": lists_register.overdue,
    "expiring": lists_register.expiring,
    "stopped": _stopped,
    "waiting": _waiting,
    "cases": lists_cases.case_list,
    **lists_campaign.CAMPAIGN_LISTS,
    **lists_papers.PAPER_LISTS,
}
