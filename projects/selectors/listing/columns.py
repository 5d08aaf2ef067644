"""The columns that the list offers: how each is read, shown, sorted and summed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from projects.own_fields import value_of
from projects.rules import BuildNature, Level, Nature, Stage
from projects.selectors.ledger import YES_NO
from projects.sheets import YES_NO_CHOICES, choices_of
from sheets.check import show
from sheets.columns import Column, Type, Value

from .filters import STATUSES

OWN_NUMBERS = frozenset({Type.MONEY, Type.NUMBER})
RIGHT = frozenset({Type.MONEY, Type.COUNT, Type.NUMBER, Type.RATE, Type.DATE, Type.MONTH})
ALWAYS = ("number", "name")
DEFAULT = (*ALWAYS, "level", "unit", "owner", "nature", "total", "planned", "completed", "status")
SHORT = 12.0  # characters: names of units, industries and people stay in one line
NOT_ON_PHONES = frozenset({"level", "owner", "nature", "completed"})


@dataclass(frozen=True)
class ListColumn:
    """`read` takes a ListRow; `order` names fields or annotations; `total` what is summed."""

    column: Column
    read: Callable[[Any], Value]
    order: tuple[str, ...]
    total: str = ""
    is_own: bool = False

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def label(self) -> str:
        return self.column.label

    @cached_property
    def is_right(self) -> bool:
        return self.column.type in RIGHT

    @cached_property
    def style(self) -> str:
        """The classes of its cells."""
        words = ["px-num"] if self.is_right else []
        is_short = self.column.type is Type.TEXT and self.column.width <= SHORT
        if is_short or self.column.type in (Type.CHOICE, Type.COUNT):
            words.append("px-nw")
        if self.key in NOT_ON_PHONES:
            words.append("px-only-desk")
        if self.column.type is Type.LONG:
            words.append("px-cell-long")
        return " ".join(words)

    def text(self, row: Any) -> str:
        value = self.read(row)
        # what is offered no more is shown as it was chosen
        return show(self.column, value) or (value if isinstance(value, str) else "")


def _field(
    key: str, header: str, kind: Type = Type.TEXT, *, name: str = "", total: bool = False,
    words: Any = None, order: tuple[str, ...] = (), width: float = 12,
) -> ListColumn:  # fmt: skip
    """A column that is one field or annotation of the project, `name` unless called like it."""
    name = name or key
    choices = choices_of(words, {}) if words else ()
    column = Column(
        key, header, type=kind, choices=choices, width=width, summed=total,
        frozen=key in ALWAYS,
    )  # fmt: skip

    def read(row: Any) -> Value:
        value: Value = getattr(row.project, name)
        return value

    return ListColumn(column, read, order or (name,), name if total else "")


def _yes_no(key: str, header: str) -> ListColumn:
    column = Column(key, header, type=Type.CHOICE, choices=YES_NO_CHOICES, width=8)
    return ListColumn(column, lambda row: YES_NO[getattr(row.project, key)], (key,))


def _plan_or_own(key: str, header: str, words: Any) -> ListColumn:
    """年度类别 and 级别: the plan's in its year, the project's where it has none."""
    column = Column(key, header, type=Type.CHOICE, choices=choices_of(words, {}), width=9)

    def read(row: Any) -> Value:
        return str(getattr(row.project, f"plan_{key}") or getattr(row.project, key))

    return ListColumn(column, read, (f"plan_{key}",))


def _unit(key: str, header: str) -> ListColumn:
    def read(row: Any) -> Value:
        unit = getattr(row.project, key)
        return unit.short_name if unit else ""

    return ListColumn(Column(key, header, width=12), read, (f"{key}__order",))


def _told(column: Column, read: Callable[[Any], Value]) -> ListColumn:
    """A column that no field holds; `rows.ordered` knows how it is sorted."""
    return ListColumn(column, read, (column.key,))


CATALOGUE: tuple[ListColumn, ...] = (
    _field("number", "编号", width=13),
    _field("name", "项目名称", order=("initials", "name"), width=30),
    _field("national_code", "项目代码", width=25),
    _plan_or_own("level", "级别", Level),
    _unit("unit", "责任单位"),
    _field("owner", "建设单位", width=18),
    _field("place", "建设地点", width=14),
    _unit("town", "所在乡镇"),
    _field("industry", "行业"),
    _yes_no("is_industrial", "是否产业项目"),
    _field("strategies", "战略方向", width=18),
    _plan_or_own("nature", "类别", Nature),
    _field("stage", "阶段", Type.CHOICE, words=Stage, width=8),
    _field("build_nature", "建设性质", Type.CHOICE, words=BuildNature, width=8),
    _field("total", "总投资", Type.MONEY, name="total_investment", total=True, width=14),
    _field("planned", "年度计划", Type.MONEY, total=True, width=14),
    _field("completed", "累计完成", Type.MONEY, total=True, width=14),
    _told(
        Column("rate", "投资完成率", type=Type.RATE, ratio=("completed", "planned"), width=9),
        lambda row: row.share,
    ),
    _field("statistical", "统计口径完成", Type.MONEY, total=True, width=14),
    _field("image", "形象进度", Type.LONG, width=24),
    _field("funded", "已批复资金", Type.MONEY, total=True, width=14),
    _field("planned_start", "计划开工", Type.MONTH, width=9),
    _field("first_planned_start", "最初计划开工", Type.MONTH, width=9),
    _told(Column("slip", "推迟天数", type=Type.COUNT, width=8), lambda row: row.slipped_days),
    _field("started_on", "开工时间", Type.DATE, width=11),
    _field("resumed_on", "复工时间", Type.DATE, width=11),
    _field("stopped_on", "停工时间", Type.DATE, width=11),
    _field("stop_reason", "停工原因", width=18),
    _field("expected_restart_on", "预计复工", Type.DATE, width=11),
    _field("finished_on", "竣工时间", Type.DATE, width=11),
    _field("listed_from", "列入时间", Type.DATE, name="plan_from", width=11),
    _field("listed_to", "退出时间", Type.DATE, name="plan_to", width=11),
    _yes_no("in_statistics", "统计入库"),
    _field("leader", "包联领导"),
    _field("scale", "建设规模及内容", Type.LONG, width=32),
    _field("note", "备注", Type.LONG, width=18),
    _told(Column("status", "状态", width=9), lambda row: STATUSES[row.status]),
)


def columns_for(own: Iterable[Column]) -> dict[str, ListColumn]:
    """All columns by key: the catalogue and the county's own fields before 状态."""
    *first, status = CATALOGUE
    found = [*first, *(_own(column) for column in own), status]
    return {column.key: column for column in found}


def chosen(columns: dict[str, ListColumn], keys: Sequence[str]) -> list[ListColumn]:
    """The columns asked for, or the usual ones; number and name are always there."""
    wanted = {*ALWAYS, *(keys or DEFAULT)}
    found = [column for key, column in columns.items() if key in wanted]
    return [_whole(column, wanted) for column in found]


def _whole(column: ListColumn, wanted: set[str]) -> ListColumn:
    """A rate below whose parts are not shown has no total to be made of."""
    if column.column.ratio and not wanted.issuperset(column.column.ratio):
        return replace(column, column=replace(column.column, ratio=None))
    return column


def _own(column: Column) -> ListColumn:
    return ListColumn(
        column,
        lambda row: value_of(row.project, column),
        (column.key,),
        column.key if column.summed else "",
        is_own=True,
    )
