"""The rows behind a figure as a table: sorted and filtered for the page, whole for Excel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from procedures.rules import Level, Status
from projects.rules import Channel, FundingStatus, Nature
from projects.rules import Level as ProjectLevel
from reporting.formulas import FundFact, ItemFact, PlanBasis, ProjectFact, Share
from reporting.indicators import SEALED
from reporting.lights import MARKS, Light, Signal, project_signal
from reporting.states import WorkState
from sheets.check import show
from sheets.columns import Choice, Column, Type, Value
from workplace.chips import Chip

from .figures import Books, Figure
from .moves import unit_word

Fact = TypeVar("Fact", ItemFact, ProjectFact, FundFact)
Read = tuple[Sequence[Column], list["Line"], list["Chip"], str, str]
Chips = Mapping[str, tuple[str, Callable[[Fact], bool]]]


@dataclass(frozen=True)
class Cell:
    header: str  # said again where a phone shows the row as a card
    text: str
    num: bool
    mark: str = ""  # px-st-…
    whole: bool = False  # a short phrase that reads badly over two lines


@dataclass(frozen=True)
class Line:
    """`values` by column key: what Excel gets and sorting compares."""

    project: ProjectFact
    values: dict[str, Value]
    share: Share  # what the row adds to the figure


@dataclass(frozen=True)
class Listing:
    columns: Sequence[Column]
    lines: list[Line]
    chips: list[Chip]
    only: str
    word: str

    @property
    def is_bare(self) -> bool:
        """Nothing stands behind the figure, whatever is filtered."""
        return not any(chip.count for chip in self.chips)

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
BASIS = Column("basis", "计划口径", width=18)
PLANNED = Column("planned", "年度计划投资", type=Type.MONEY, width=16)
STANDING = _choices([("not_started", "未开复工"), ("done", "在建")]) + tuple(
    Choice(state.value, str(state.label)) for state in (WorkState.STOPPED, WorkState.WINTER)
)
WHOLE = frozenset({"basis", "why", "channel"})
SIDES = Column("sides", "两边确认", width=12)
ITEM_COLUMNS = (
    *HEAD,
    Column("kind", "手续", width=8),
    Column("level", "层级", type=Type.CHOICE, choices=_choices(Level.choices), width=8),
    Column("status", "进展", type=Type.CHOICE, choices=_choices(Status.choices)),
    Column("day", "时间", type=Type.DATE, width=12),
    Column("ref", "文号/说明", width=30),
    SIDES,
    Column("counts", "分子", type=Type.COUNT, width=8),
)
WORK_COLUMNS = (
    *HEAD,
    LEVELS,
    NATURES,
    Column("begun", "开复工时间", type=Type.DATE, width=12),
    Column("status", "状态", type=Type.CHOICE, choices=STANDING),
    BASIS,
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
    BASIS,
    PLANNED,
)
LIGHTS = (
    Column("light", "亮灯", type=Type.CHOICE, choices=_choices(Light.choices), width=8),
    Column("why", "比序时进度", width=18),
)
FUND_COLUMNS = (
    *HEAD,
    LEVELS,
    Column("channel", "资金渠道", type=Type.CHOICE, choices=_choices(Channel.choices), width=18),
    Column("state", "状态", type=Type.CHOICE, choices=_choices(FundingStatus.choices)),
    Column("applied", "申报金额", type=Type.MONEY, width=14),
    Column("approved_on", "批复时间", type=Type.DATE, width=12),
    Column("arrived", "到位金额", type=Type.MONEY, width=14),
    Column("spent", "支出金额", type=Type.MONEY, width=14),
    Column("approved", "批复金额", type=Type.MONEY, width=14),
)
# What a chip lets through; the first is shown unless another is asked for.
ITEM_CHIPS: Chips[ItemFact] = {
    "required": ("应办", lambda item: not item.exempt),
    "done": ("已办结", lambda item: item.done),
    # what the table calls done and nothing confirms has its own chip, whoever counts
    "open": ("未办结", lambda item: not item.said and not item.exempt),
    "exempt": ("无需办理", lambda item: item.exempt),
    "unconfirmed": ("填报办结未确认", lambda item: item.unconfirmed),
    "all": ("全部", lambda item: True),
}
WORK_CHIPS: Chips[ProjectFact] = {
    "all": ("全部", lambda project: True),
    "begun": ("已开复工", lambda project: project.started_on is not None),
    "waiting": ("未开复工", lambda project: project.started_on is None),
    "stopped": ("停工", lambda project: project.stop != ""),
}
POOL_CHIPS: Chips[ProjectFact] = {
    "all": ("全部", lambda project: True),
    "industrial": ("产业项目", lambda project: project.is_industrial),
    "other": ("其他", lambda project: not project.is_industrial),
}
FUND_CHIPS: Chips[FundFact] = {
    "all": ("全部", lambda fund: True),
    "approved": ("已批复", lambda fund: fund.counted > 0),
    "waiting": ("未批复", lambda fund: fund.counted == 0),
}


def listing(
    books: Books, figure: Figure, *, only: str = "", search: str = "", sort: str = ""
) -> Listing:
    """`sort` is the key of a column, with a minus for downwards; an unknown one changes nothing."""
    columns, lines, chips, only, word = READERS[figure.indicator.rows](books, figure, only)
    lines = [line for line in lines if _found(line.project, search.strip())]
    return Listing(columns, _sorted(lines, columns, sort), chips, only, word)


def _items(books: Books, figure: Figure, only: str) -> Read:
    kinds = {kind.code: kind.name for kind in books.county.kinds}
    asked = figure.sides is not None
    known = {key: chip for key, chip in ITEM_CHIPS.items() if asked or key != "unconfirmed"}
    items, chips, only = _chosen(figure.facts.new_items, known, only)
    lines = [Line(i.project, _item(books, figure, i, kinds), figure.adds(i)) for i in items]
    columns = [column for column in ITEM_COLUMNS if asked or column is not SIDES]
    return columns, lines, chips, only, "项"


def _works(books: Books, figure: Figure, only: str) -> Read:
    """投资完成率 with the light of each project, and a chip for each light."""
    projects, columns = figure.indicator.projects(figure.facts), _columns(WORK_COLUMNS, figure)
    if figure.key != "investment_rate":
        projects, chips, only = _chosen(projects, WORK_CHIPS, only)
        lines = [Line(p, _work(books, p), figure.adds(p)) for p in projects]
        return columns, lines, chips, only, "个"
    limits = books.limits
    signals = {
        p.project_id: project_signal(p, figure.year, figure.counted_on, limits) for p in projects
    }
    projects, chips, only = _chosen(projects, {**WORK_CHIPS, **_light_chips(signals)}, only)
    lines = [
        Line(p, _work(books, p) | _light(signals[p.project_id]), figure.adds(p)) for p in projects
    ]
    place = columns.index(PLANNED) - (BASIS in columns)
    return (*columns[:place], *LIGHTS, *columns[place:]), lines, chips, only, "个"


def _columns(columns: Sequence[Column], figure: Figure) -> Sequence[Column]:
    """A seal holds the plan as it was: there is no version to name."""
    return [column for column in columns if figure.source != SEALED or column is not BASIS]


def _light_chips(signals: Mapping[int, Signal | None]) -> Chips[ProjectFact]:
    def lit(light: Light) -> Callable[[ProjectFact], bool]:
        def fits(project: ProjectFact) -> bool:
            signal = signals[project.project_id]
            return signal is not None and signal.light == light

        return fits

    return {light.value: (light.label, lit(light)) for light in reversed(Light)}


def _light(signal: Signal | None) -> dict[str, Value]:
    return {"light": signal.light if signal else "", "why": signal.why if signal else ""}


def _pool(books: Books, figure: Figure, only: str) -> Read:
    projects, chips, only = _chosen(figure.indicator.projects(figure.facts), POOL_CHIPS, only)
    return (
        _columns(POOL_COLUMNS, figure),
        [Line(p, _pooled(books, p), figure.adds(p)) for p in projects],
        chips,
        only,
        "个",
    )


def _funds(books: Books, figure: Figure, only: str) -> Read:
    funds, chips, only = _chosen(figure.facts.funds, FUND_CHIPS, only)
    lines = [Line(f.project, _fund(books, f), figure.adds(f)) for f in funds]
    return FUND_COLUMNS, lines, chips, only, "笔"


READERS: dict[str, Callable[[Books, Figure, str], Read]] = {
    "items": _items,
    "works": _works,
    "pool": _pool,
    "funds": _funds,
}


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
        "basis": basis_words(project.basis),
    }


def basis_words(basis: PlanBasis | None) -> str:
    """2022-11-20 批准版: which version of its plan a project counts by."""
    if basis is None:
        return ""
    return f"{basis.valid_from:%Y-%m-%d} {'批准版' if basis.approved else '未批准'}"


def _item(
    books: Books, figure: Figure, item: ItemFact, kinds: Mapping[str, str]
) -> dict[str, Value]:
    """分子 is what this one item adds by the convention; nothing where it is left out."""
    adds = figure.adds(item)
    return {
        **_head(books, item.project),
        "kind": kinds.get(item.kind, item.kind),
        "level": item.level,
        "status": item.status,
        "day": item.day,
        "ref": item.ref,
        "sides": _sides(item),
        "counts": int(adds.numerator) if adds.denominator else None,
    }


def _sides(item: ItemFact) -> str:
    if not item.said:
        return ""
    return {True: "已确认", False: "未确认", None: "封存时未问"}[item.confirmed]


def _work(books: Books, project: ProjectFact) -> dict[str, Value]:
    begun = "done" if project.started_on else "not_started"
    return {
        **_head(books, project),
        "begun": project.started_on,
        "status": project.stop or begun,
        "completed": project.completed,
        "rate": project.completed / project.planned if project.planned else None,
    }


def _pooled(books: Books, project: ProjectFact) -> dict[str, Value]:
    return {
        **_head(books, project),
        "industrial": "是" if project.is_industrial else "否",
        "total": project.total,
    }


def _fund(books: Books, fund: FundFact) -> dict[str, Value]:
    return {
        **_head(books, fund.project),
        "channel": fund.channel,
        "state": fund.status,
        "applied": fund.applied,
        "approved_on": fund.approved_on,
        "arrived": fund.arrived,
        "spent": fund.spent,
        "approved": fund.counted,
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
    if column.key == "light":
        mark = MARKS.get(str(value), "")
    return Cell(
        column.header,
        text or ("—" if column.key == "counts" else ""),
        num,
        mark,
        column.key in WHOLE,
    )
