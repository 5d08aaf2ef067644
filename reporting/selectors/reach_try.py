"""试算: what a target's figure would be if chosen permits, projects or applications were done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from procedures.rules import Level, Status
from projects.rules import Channel
from reporting import reach
from reporting.formulas import (
    CENT,
    FundFact,
    ItemFact,
    Number,
    ProjectFact,
    Share,
    pace_of_year,
)
from reporting.reach import Task
from sheets.text import asked_word

from .figures import Books
from .reach_hands import Hands
from .reach_line import Line

BUREAUS = 3  # with a link to their desk
MOST = 150  # rows to tick: more would not fit into an address


@dataclass(frozen=True)
class Wanted:
    """What the address says is to be done: ticks, else all that fits the filters, else the set."""

    level: str = ""
    owner: str = ""  # 责任单位, a code
    holder: str = ""  # whose turn it is, a name
    kind: str = ""
    before: date | None = None
    is_ticked: bool = False
    picked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, query: Mapping[str, str], picked: Iterable[str]) -> "Wanted":
        level = query.get("to_level", "")
        return cls(
            level=level if level in Level.values else "",
            owner=asked_word(query.get("to_unit", "")),
            holder=asked_word(query.get("to_holder", "")),
            kind=asked_word(query.get("to_kind", "")),
            before=_day(query.get("to_day", "")),
            is_ticked=query.get("ticked", "") == "1",
            picked=frozenset(picked),
        )

    @property
    def narrows(self) -> bool:
        return bool(self.level or self.owner or self.holder or self.kind or self.before)


@dataclass(frozen=True)
class Row:
    """One thing that could be done, in words."""

    task: Task
    counted: Number  # of its amount: of the last project of a set only what is missing
    ticked: bool
    holder: str
    owner: str
    what: str  # 土地; 专项债券; empty of a project
    level: str
    status: str
    mark: str  # its mark of look/README
    behind: Decimal | None  # 万元 behind the time schedule; None where it is not
    before: list[str]
    missing: bool = False  # chosen, and what it waits for is not


@dataclass(frozen=True)
class Trial:
    line: Line
    wanted: Wanted
    count: int  # all that fit the filters
    rows: list[Row]  # of them the set's own first, as many as are shown
    chosen: list[Task]
    share: Share  # 测算
    holders: list[str] = field(default_factory=list)
    owners: list[tuple[str, str]] = field(default_factory=list)
    handlers: list[tuple[str, str]] = field(default_factory=list)  # bureaus of the chosen, codes
    may_tick: bool = True  # everything chosen is among the rows
    held_up: int = 0  # chosen ones that wait for what is not chosen

    @property
    def done_by(self) -> date:
        """By when: the day asked for, else the target's; once that has passed, the day itself."""
        target, on = self.line.target.due_on, self.line.figure.as_of
        return max(self.wanted.before or target, on)

    @property
    def reaches(self) -> bool:
        return self.share.reaches(self.line.goal) is True

    @property
    def share_text(self) -> str:
        return self.line.share_text(self.share)

    @property
    def short_text(self) -> str:
        """What is still missing then."""
        lacking = self.share.missing(self.line.goal)
        if lacking is None or lacking <= 0:
            return ""
        money = self.line.figure.indicator.money
        return self.line.amount_text(reach.to_go(lacking, money=money))

    @property
    def is_the_set(self) -> bool:
        need = self.line.need
        mine = {task.key for task in need.choice} if need else set()
        return bool(mine) and mine == {task.key for task in self.chosen}


def trial(
    books: Books,
    hands: Hands,
    line: Line,
    known: Sequence[Task],
    wanted: Wanted,
    most: int | None = MOST,
) -> Trial:
    """With `most` None all rows, for a workbook."""
    fitting = [task for task in known if _fits(hands, task, wanted)]
    chosen = _chosen(line, fitting, wanted)
    late = {task.key for task in reach.without_before(chosen)}
    first = {task.key for task in line.need.choice} if line.need else set()
    ordered = sorted(fitting, key=lambda task: task.key not in first)
    as_chosen = {task.key: task for task in chosen}
    figure, owners = line.figure, {task.project.unit for task in known}
    return Trial(
        line=line,
        wanted=wanted,
        count=len(ordered),
        rows=[
            _row(hands, line, task, as_chosen.get(task.key), task.key in late)
            for task in ordered[:most]
        ],
        chosen=chosen,
        share=reach.then(figure.facts, figure.indicator, figure.convention, chosen),
        holders=sorted({hands.holder(task) for task in known}),
        owners=[(u.code, u.short_name) for u in books.county.units.values() if u.code in owners],
        handlers=hands.bureaus(chosen)[:BUREAUS],
        may_tick=most is None or all(task.key not in as_chosen for task in ordered[most:]),
        held_up=len(late),
    )


def _chosen(line: Line, fitting: Sequence[Task], wanted: Wanted) -> list[Task]:
    if wanted.is_ticked:
        return [task for task in fitting if task.key in wanted.picked]
    if wanted.narrows:
        return list(fitting)
    return list(line.need.choice) if line.need else []


def _fits(hands: Hands, task: Task, wanted: Wanted) -> bool:
    item = task.fact if isinstance(task.fact, ItemFact) else None
    return (
        (not wanted.level or (item is not None and task.level == wanted.level))
        and (not wanted.kind or (item is not None and item.kind == wanted.kind))
        and (not wanted.owner or task.project.unit == wanted.owner)
        and (not wanted.holder or hands.holder(task) == wanted.holder)
        and (wanted.before is None or (task.day is not None and task.day <= wanted.before))
    )


def _row(hands: Hands, line: Line, task: Task, chosen: Task | None, missing: bool) -> Row:
    fact = task.fact
    what = level = status = mark = ""
    if isinstance(fact, ItemFact):
        what = line.kinds.get(fact.kind, fact.kind)
        level = Level(task.level).label if task.level else ""
        status, mark = _status(fact), fact.status
    elif isinstance(fact, FundFact):
        what = Channel(fact.channel).label
    return Row(
        task=task,
        counted=chosen.amount if chosen else 0,
        ticked=chosen is not None,
        holder=hands.holder(task),
        owner=hands.unit_name(task.project.unit),
        what=what,
        level=level,
        status=status,
        mark=mark,
        behind=_behind(line, fact),
        before=hands.before_words(task),
        missing=missing,
    )


def _behind(line: Line, fact: Any) -> Decimal | None:
    """By how much its investment is behind 序时进度."""
    figure = line.figure
    if not isinstance(fact, ProjectFact) or not figure.indicator.money:
        return None
    pace = pace_of_year(figure.year, figure.counted_on)
    behind = (fact.planned * pace - fact.completed).quantize(CENT, ROUND_HALF_UP)
    return behind if behind > 0 else None


def _status(item: ItemFact) -> str:
    """Of what the table calls done: why it does not count."""
    if item.status != Status.DONE:
        return Status(item.status).label
    if item.unconfirmed:
        return "已办结，等确认"
    return "已办结，晚于数据时点" if item.completed_on else "已办结，没有日期"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
