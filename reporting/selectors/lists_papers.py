"""Lists that the documents count: of sealed rows alone, at the moment their reference names."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from procedures.rules import IssueLevel
from procedures.rules import Level as PermitLevel
from reporting.formulas import ItemFact
from reporting.indicators import SEALED
from reporting.models import Seal, SealedPermit, SealedProject, Submission
from reporting.rules import Form
from workplace import history

from .figures import Books
from .list_rows import Listed, Narrow, Row, project_page
from .sealed import RoundSeals

SOON = timedelta(days=14)
STILL_ROUNDS = 3  # 连续三期没有变化


@dataclass(frozen=True)
class Standing:
    """A round's seals with the row that counts for each of its projects."""

    found: RoundSeals
    rows: dict[int, SealedProject]  # by project
    permits: dict[tuple[int, str], SealedPermit]  # by project and kind


def standing(books: Books) -> Standing | None:
    """Two queries beside the books' own."""
    found = books.sealed.at(books.county.as_of)
    if found is None:
        return None
    listed = {fact.project_id for fact in books.round_facts(Form.PERMITS, found).projects}
    newest = {s.pk: place for place, s in enumerate(sorted(found.seals.values(), key=_age))}
    rows: dict[int, SealedProject] = {}
    sealed = SealedProject.objects.filter(seal__in=newest, project__in=listed)
    for row in sorted(sealed, key=lambda row: newest[row.seal_id]):
        rows[row.project_id] = row  # the newest seal comes last
    permits = SealedPermit.objects.filter(sealed_project__in=[row.pk for row in rows.values()])
    return Standing(found, rows, {(p.project_id, p.kind_code): p for p in permits})


def _age(seal: Seal) -> tuple[date, object]:
    return seal.cutoff_on, seal.sealed_at


def _problems(books: Books, only: Narrow) -> Listed:
    now = standing(books)
    rows = sorted(now.rows.values(), key=_gravity) if now else []
    return Listed(
        key="problems",
        title="需协调解决的问题",
        word="个",
        definition="各单位上报封存的表里“需协调解决的问题”一栏，一个项目一个。",
        head=("项目", "单位", "问题", "协调层级", "建议办理部门", "要求时限"),
        reference=books.reference("/lists/problems/", SEALED),
        rows=[
            _row(
                books,
                (row.number, row.name, row.unit_code),
                row.issue,
                IssueLevel(row.issue_level).label if row.issue_level else "未定级",
                row.issue_unit,
                row.issue_by.isoformat() if row.issue_by else "",
            )
            for row in rows
            if row.issue
        ],
    )


def _gravity(row: SealedProject) -> tuple[int, str]:
    """Province first."""
    ranked = [*reversed(IssueLevel.values), ""]
    return ranked.index(row.issue_level), row.number


DUE_HEAD = ("项目", "单位", "手续", "层级", "办理部门", "时限", "天数")


def _passed(books: Books, only: Narrow) -> Listed:
    return _due(
        books,
        "passed",
        "超过时限没有办结的手续",
        "上报封存的表里没有办结、办结时限（没有的按预计办结时间）早于统计截止日的手续。",
        lambda left: left < 0,
    )


def _coming(books: Books, only: Narrow) -> Listed:
    return _due(
        books,
        "coming",
        "两周内到时限的手续",
        "上报封存的表里没有办结、办结时限（没有的按预计办结时间）在统计截止日起十四天内的手续。",
        lambda left: 0 <= left <= SOON.days,
    )


def _due(books: Books, key: str, title: str, definition: str, fits) -> Listed:  # type: ignore[no-untyped-def]
    """Open permits by their deadline, the longest overdue first."""
    found: list[tuple[int, ItemFact, SealedPermit, date]] = []
    now = standing(books)
    if now:
        cutoff = now.found.round.cutoff_on
        for item in books.round_facts(Form.PERMITS, now.found).new_items:
            permit = now.permits.get((item.project.project_id, item.kind))
            day = permit and (permit.due_on or permit.expected_on)
            if item.open and permit and day and fits((day - cutoff).days):
                found.append(((day - cutoff).days, item, permit, day))
    found.sort(key=lambda one: (one[0], one[1].project.number))
    return Listed(
        key=key,
        title=title,
        word="项",
        definition=definition,
        head=DUE_HEAD,
        reference=books.reference(f"/lists/{key}/", SEALED),
        rows=[
            _row(
                books,
                (item.project.number, item.project.name, item.project.unit),
                permit.kind_name,
                PermitLevel(permit.level).label if permit.level else "",
                permit.handling_unit_name or _unit(books, item.project.unit),
                day.isoformat(),
                str(abs(left)),
            )
            for left, item, permit, day in found
        ],
    )


def _tables(books: Books, only: Narrow) -> Listed:
    return _filing(
        books, "tables", "应报单位", "本期应当报表的单位。", {"按时", "迟报", "未报", "退回"}
    )


def _tables_late(books: Books, only: Narrow) -> Listed:
    return _filing(books, "tables-late", "迟报单位", "首次上报晚于截止时刻的单位。", {"迟报"})


def _tables_missing(books: Books, only: Narrow) -> Listed:
    definition = "汇总时没有有效报表的单位：没有上报，或退回以后没有重报。"
    return _filing(books, "tables-missing", "未报单位", definition, {"未报", "退回"})


def _filing(books: Books, key: str, title: str, definition: str, words: set[str]) -> Listed:
    """Who filed when, as it stood at the moment of the reference."""
    found, rows = books.sealed.at(books.county.as_of), []
    if found:
        for code, sub in _submissions(books, found).items():
            word = _filed(sub, found.seals.get(code))
            if word in words:
                late = sub.late_minutes if sub.submitted_at else 0
                carried = "沿用上期" if word in ("未报", "退回") and code in found.seals else ""
                cells = (word, str(late) if late else "", carried)
                rows.append(Row((_unit(books, code), *cells), key=(code, *cells)))
    return Listed(
        key=key,
        title=title,
        word="个",
        definition=definition,
        head=("单位", "上报情况", "迟报分钟", "汇总时"),
        reference=books.reference(f"/lists/{key}/", SEALED),
        rows=rows,
    )


def _submissions(books: Books, found: RoundSeals) -> dict[str, Submission]:
    known, round_ = books.county.known, found.round
    if known is None:
        subs: list[Submission] = list(Submission.objects.filter(round=round_))
    else:
        subs = history.known(Submission, known, round=round_.pk)
    codes = {unit.pk: code for code, unit in books.county.units.items()}
    mine = {codes[s.unit_id]: s for s in subs if s.unit_id in codes}
    wanted = mine if books.unit is None else {books.unit.code}
    return {code: mine[code] for code in books.county.units if code in mine and code in wanted}


def _filed(submission: Submission, seal: Seal | None) -> str:
    if seal is not None and seal.submission_id == submission.pk:
        return "迟报" if submission.late_minutes else "按时"
    return "退回" if submission.submitted_at else "未报"


def _unmoved(books: Books, only: Narrow) -> Listed:
    """Projects whose permits stand in this round as they stood three rounds before."""
    found = books.sealed.at(books.county.as_of)
    before = _rounds_back(books, found) if found else None
    rows = []
    if found and before:
        then = _by_project(books, before)
        for key, items in _by_project(books, found).items():
            stood = {i.kind: (i.status, i.done) for i in then.get(key, [])}
            same = stood == {i.kind: (i.status, i.done) for i in items}
            if same and any(i.open for i in items):
                done, needed = sum(i.done for i in items), sum(not i.exempt for i in items)
                project = items[0].project
                about = (project.number, project.name, project.unit)
                rows.append(_row(books, about, str(done), str(needed)))
    return Listed(
        key="unmoved",
        title="连续三期没有变化的项目",
        word="个",
        definition="手续没有办齐、各项手续的进展和三期以前上报的一样的新建项目。",
        head=("项目", "单位", "已办结", "应办"),
        reference=books.reference("/lists/unmoved/", SEALED),
        rows=rows,
    )


def _rounds_back(books: Books, found: RoundSeals) -> RoundSeals | None:
    before: RoundSeals | None = found
    for _ in range(STILL_ROUNDS):
        before = books.sealed.before(before) if before else None
    return before


def _by_project(books: Books, found: RoundSeals) -> dict[int, list[ItemFact]]:
    by_project: dict[int, list[ItemFact]] = defaultdict(list)
    for item in books.round_facts(Form.PERMITS, found).new_items:
        by_project[item.project.project_id].append(item)
    return by_project


def _row(books: Books, project: tuple[str, str, str], *cells: str) -> Row:
    """`project`: number, name and code of its unit."""
    number, name, unit = project
    return Row(
        (name, _unit(books, unit), *cells),
        project_page(number),
        key=(*project, *cells),
        project=number,
    )


def _unit(books: Books, code: str) -> str:
    unit = books.county.units.get(code)
    return unit.short_name if unit else code


PAPER_LISTS = {
    "problems": _problems,
    "passed": _passed,
    "coming": _coming,
    "tables": _tables,
    "tables-late": _tables_late,
    "tables-missing": _tables_missing,
    "unmoved": _unmoved,
}
