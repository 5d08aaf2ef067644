"""The rows behind a figure as a table: sorted and filtered for the page, whole for Excel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from procedures.rules import Level, Status
from projects.rules import Level as ProjectLevel
from projects.rules import Nature
from reporting.formulas import Facts, ItemFact, ProjectFact
from sheets.check import show
from sheets.columns import Choice, Column, Type, Value

from .figures import Books, Figure
from .moves import unit_word

Fact = TypeVar("Fact", ItemFact, ProjectFact)
Chips = Mapping[str, tuple[str, Callable[[Fact], bool]]]


@dataclass(frozen=True)
class Cell:
    header: str  # said again where a phone shows the row as a card
    text: str
    num: bool
    mark: str = ""  # px-st-…


@dataclass(frozen=True)
class Chip:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Line:
    """`values` by column key: what Excel gets and sorting compares."""

    project: ProjectFact
    values: dict[str, Value]


@dataclass(frozen=True)
class Listing:
    columns: Sequence[Column]
    lines: list[Line]
    chips: list[Chip]
    only: str
    word: str

    def cells(self, line: Line) -> list[Cell]:
        """Of the columns after 编号 and 项目, which the page draws itself."""
        return [_cell(column, line.values[column.key]) for column in self.columns[2:]]


def _choices(labels: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in labels)


HEAD = (
    Column("number", "编号", width=14),
    Column("name", "项目", width=36, frozen=True),
    Column("unit", "单位", width=12),
)
LEVELS = Column("level", "项目级别", type=Type.CHOICE, choices=_choices(ProjectLevel.choices))
NATURES = Column("nature", "类别", type=Type.CHOICE, choices=_choices(Nature.choices), width=8)
PLANNED = Column("planned", "年度计划投资", type=Type.MONEY, width=16)
STANDING = _choices([("not_started", "未开复工"), ("done", "在建"), ("returned", "停工")])
ITEM_COLUMNS = (
    *HEAD,
    Column("kind", "手续", width=8),
    Column("level", "层级", type=Type.CHOICE, choices=_choices(Level.choices), width=8),
    Column("status", "进展", type=Type.CHOICE, choices=_choices(Status.choices)),
    Column("day", "时间", type=Type.DATE, width=12),
    Column("ref", "文号/说明", width=30),
    Column("counts", "分子", type=Type.COUNT, width=8),
)
WORK_COLUMNS = (
    *HEAD,
    LEVELS,
    NATURES,
    Column("begun", "开复工时间", type=Type.DATE, width=12),
    Column("status", "状态", type=Type.CHOICE, choices=STANDING),
    PLANNED,
    Column("completed", "本年累计完成", type=Type.MONEY, width=16),
    Column("rate", "完成率", type=Type.RATE),
)
POOL_COLUMNS = (
    *HEAD,
    LEVELS,
    NATURES,
    Column("industrial", "产业项目"),
    Column("total", "总投资", type=Type.MONEY, width=16),
    PLANNED,
)
# What a chip lets through; the first is shown unless another is asked for.
ITEM_CHIPS: Chips[ItemFact] = {
    "required": ("应办", lambda item: not item.exempt),
    "done": ("已办结", lambda item: item.done),
    "open": ("未办结", lambda item: item.open),
    "exempt": ("无需办理", lambda item: item.exempt),
    "all": ("全部", lambda item: True),
}
WORK_CHIPS: Chips[ProjectFact] = {
    "all": ("全部", lambda project: True),
    "begun": ("已开复工", lambda project: project.started_on is not None),
    "waiting": ("未开复工", lambda project: project.started_on is None),
    "stopped": ("停工", lambda project: project.stopped),
}
POOL_CHIPS: Chips[ProjectFact] = {
    "all": ("全部", lambda project: True),
    "industrial": ("产业项目", lambda project: project.is_industrial),
    "other": ("其他", lambda project: not project.is_industrial),
}


def listing(
    books: Books, figure: Figure, *, only: str = "", search: str = "", sort: str = ""
) -> Listing:
    """`sort` is the key of a column, with a minus for downwards; an unknown one changes nothing."""
    rows = figure.indicator.rows
    columns: Sequence[Column]
    if rows == "items":
        kinds = {kind.code: kind.name for kind in books.county.kinds}
        items, chips, only = _chosen(figure.facts.new_items, ITEM_CHIPS, only)
        lines = [Line(i.project, _item(books, figure, i, kinds)) for i in items]
        columns, word = ITEM_COLUMNS, "项"
    else:
        projects = figure.facts.of_natures(figure.indicator.natures)
        works = rows == "works"
        projects, chips, only = _chosen(projects, WORK_CHIPS if works else POOL_CHIPS, only)
        lines = [Line(p, _work(books, p) if works else _pooled(books, p)) for p in projects]
        columns, word = (WORK_COLUMNS if works else POOL_COLUMNS), "个"
    lines = [line for line in lines if _found(line.project, search.strip())]
    return Listing(columns, _sorted(lines, columns, sort), chips, only, word)


def _chosen(facts: list[Fact], chips: Chips[Fact], only: str) -> tuple[list[Fact], list[Chip], str]:
    chosen = only if only in chips else next(iter(chips))
    counted = [Chip(key, label, sum(map(fits, facts))) for key, (label, fits) in chips.items()]
    fits = chips[chosen][1]
    return [fact for fact in facts if fits(fact)], counted, chosen


def _head(books: Books, project: ProjectFact) -> dict[str, Value]:
    return {
        "number": project.number,
        "name": project.name,
        "unit": unit_word(books.county, project),
        "level": project.level,
        "nature": project.nature,
        "planned": project.planned,
    }


def _item(
    books: Books, figure: Figure, item: ItemFact, kinds: Mapping[str, str]
) -> dict[str, Value]:
    """分子 is what this one item adds by the convention; nothing where it is left out."""
    alone = figure.indicator.count(Facts(items=[item]), figure.convention)
    return {
        **_head(books, item.project),
        "kind": kinds.get(item.kind, item.kind),
        "level": item.level,
        "status": item.status,
        "day": item.day,
        "ref": item.ref,
        "counts": int(alone.numerator) if alone.denominator else None,
    }


def _work(books: Books, project: ProjectFact) -> dict[str, Value]:
    begun = "done" if project.started_on else "not_started"
    return {
        **_head(books, project),
        "begun": project.started_on,
        "status": "returned" if project.stopped else begun,
        "completed": project.completed,
        "rate": project.completed / project.planned if project.planned else None,
    }


def _pooled(books: Books, project: ProjectFact) -> dict[str, Value]:
    return {
        **_head(books, project),
        "industrial": "是" if project.is_industrial else "否",
        "total": project.total,
    }


def _found(project: ProjectFact, search: str) -> bool:
    return search.casefold() in f"{project.number} {project.name}".casefold()


def _sorted(lines: list[Line], columns: Sequence[Column], sort: str) -> list[Line]:
    """Empty cells last, whichever way; equal ones keep their order."""
    key = sort.removeprefix("-")
    if key not in {column.key for column in columns}:
        return lines
    full = [line for line in lines if line.values[key] not in (None, "")]
    empty = [line for line in lines if line.values[key] in (None, "")]
    full.sort(key=lambda line: line.values[key], reverse=sort.startswith("-"))  # type: ignore[arg-type,return-value]
    return [*full, *empty]


def _cell(column: Column, value: Value) -> Cell:
    text = value.isoformat() if isinstance(value, date) else show(column, value)
    num = column.type in {Type.MONEY, Type.DATE, Type.COUNT, Type.RATE}
    mark = str(value) if column.key == "status" else ""
    return Cell(column.header, text or ("—" if column.key == "counts" else ""), num, mark)
