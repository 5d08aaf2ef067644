"""Columns and words that both forms use."""

from dataclasses import dataclass
from decimal import Decimal

from projects import codes
from projects.rules import Level
from projects.sheets import CODE_PATTERN, LEVEL_WORDS, NOTHING, choices_of, planned_words
from sheets.columns import Column, Type

NO_PROBLEM = (*NOTHING, "没有", "无问题", "暂无", "暂无问题")


@dataclass(frozen=True)
class Words:
    """How a form speaks of its rate: part ÷ whole."""

    part: str
    whole: str
    rate: str
    verb: str
    unit: str
    title: str
    indicator: str  # the key of the figure


def period(number: int | None) -> str:
    """What a title says of its round."""
    return {None: "", 0: "（摸底）"}.get(number, f"（第{number}期）")


def identity(group: str) -> list[Column]:
    """Which project it is."""
    return [
        Column("seq", "序号", group, Type.COUNT, computed=True, width=4, frozen=True),
        Column(
            "name", "项目名称", group, required=True, width=17, frozen=True,
            aliases=("工程名称", "项目名", "建设项目名称"), hint="填全称，最多 100 字",
        ),
        Column(
            "national_code", "项目代码", group, max_length=24, pattern=CODE_PATTERN, width=9.5,
            normalise=codes.normalise,
            aliases=("统一项目代码", "项目统一代码", "投资项目代码", "项目编码"),
            hint="24 位，如 2211-141033-89-01-123456；立项前可以不填",
        ),
        Column(
            "level", "项目级别", group, Type.CHOICE, width=5.5,
            choices=choices_of(Level, LEVEL_WORDS), default=Level.COUNTY,
            aliases=("重点级别", "级别", "重点项目级别"),
        ),
        Column(
            "owner", "建设单位", group, width=9,
            aliases=("建设单位名称", "业主单位", "业主", "项目单位", "项目法人", "建设主体"),
        ),
        Column("unit", "责任单位", group, computed=True, width=7, aliases=("责任部门",)),
    ]  # fmt: skip


def amounts(group: str, year: int) -> list[Column]:
    return [
        Column(
            "total_investment", "总投资", group, Type.MONEY, minimum=Decimal(0), exclusive=True,
            summed=True, width=9.8, hint="万元",
            aliases=("项目总投资", "计划总投资", "总投资额", "估算总投资", "投资总额"),
        ),
        Column(
            "planned_investment", "年度计划投资", group, Type.MONEY, minimum=Decimal(0),
            summed=True, width=9.8, aliases=planned_words(year), hint="万元",
        ),
    ]  # fmt: skip


def note(group: str) -> Column:
    return Column("note", "备注", group, Type.LONG, max_length=500, width=8)
