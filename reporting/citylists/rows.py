"""A row of theirs, a project of ours, and what a line of the comparison says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

MONEY = ("total_investment", "planned_investment", "completed_investment")
TEXTS = ("name", "national_code", "level", "nature", "owner", "unit")
FIELDS = (*TEXTS, *MONEY)
LABELS = {
    "name": "项目名称",
    "national_code": "项目代码",
    "level": "项目级别",
    "nature": "年度类别",
    "owner": "建设单位",
    "unit": "责任单位",
    "total_investment": "总投资",
    "planned_investment": "年度计划投资",
    "completed_investment": "本年完成投资",
}
REMARKS = {
    "checked": "已核对",
    "ours": "采用县里的",
    "theirs": "采用市里的",
    "told": "已告市里",
}


class Group(StrEnum):
    THERE = "there"
    HERE = "here"
    DIFFERS = "differs"
    ASK = "ask"
    BEYOND = "beyond"
    SAME = "same"


GROUPS = {
    Group.ASK: "待确认",
    Group.THERE: "只在市里",
    Group.HERE: "只在县里",
    Group.DIFFERS: "两边都有但不同",
    Group.BEYOND: "市里不列的类别",
    Group.SAME: "一致",
}


@dataclass(frozen=True)
class Theirs:
    """`values`: by key, money as Decimal; only the columns their list has."""

    row: int
    values: Mapping[str, Any]
    answer: str | None = None  # our number as a person said; "" = none of ours
    remark: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")

    @property
    def code(self) -> str:
        return str(self.values.get("national_code") or "")


@dataclass(frozen=True)
class Past:
    """A value that was ours once, and how that is said."""

    field: str
    value: Decimal
    words: str


@dataclass(frozen=True)
class Ours:
    number: str
    values: Mapping[str, Any]
    why_not: str = ""  # why it is not on the year's list of the day; "" = it is
    former: Sequence[str] = ()  # names it had
    listed_words: str = ""  # 2023-01-10 列入（增补）

    @property
    def name(self) -> str:
        return str(self.values["name"])

    @property
    def code(self) -> str:
        return str(self.values["national_code"] or "")


@dataclass(frozen=True)
class Cell:
    key: str
    theirs: Any
    ours: Any
    reason: str

    @property
    def label(self) -> str:
        return LABELS[self.key]

    @property
    def difference(self) -> Decimal | None:
        """市里 − 县里."""
        if isinstance(self.theirs, Decimal) and isinstance(self.ours, Decimal):
            return self.theirs - self.ours
        return None


@dataclass(frozen=True)
class Line:
    group: Group
    theirs: Theirs | None
    ours: Ours | None
    reason: str = ""
    cells: Sequence[Cell] = ()
    candidates: Sequence[Ours] = ()
    remark: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the pages name it by: their row, else our number."""
        return str(self.theirs.row) if self.theirs else self.ours.number if self.ours else ""

    @property
    def name(self) -> str:
        return self.theirs.name if self.theirs else self.ours.name if self.ours else ""
