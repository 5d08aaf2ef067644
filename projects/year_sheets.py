"""The tables of one year as Sheets: 目标任务表, 储备项目库, 资金争取表; columns the ledger has too
are the ledger's own."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sheets.columns import Column, Sheet, Type

from .rules import Channel, FundingStatus, Stage
from .sheets import NOTHING, choices_of, ledger_sheet

LEDGER = ledger_sheet()

STAGE_WORDS: dict[str, tuple[str, ...]] = {
    Stage.IDEA: ("谋划项目", "谋划阶段"),
    Stage.RESERVE: ("储备项目", "储备阶段", "入库"),
    Stage.PRELIMINARY: ("前期项目", "前期阶段", "前期工作"),
}
CHANNEL_WORDS: dict[str, tuple[str, ...]] = {
    Channel.SPECIAL_BOND: ("专项债", "地方政府专项债券", "地方专项债", "债券"),
    Channel.CENTRAL_BUDGET: ("中央预算内", "中央预算内资金", "中预资金"),
    Channel.POLICY_TOOL: ("政策性金融工具", "开发性金融工具", "政策性开发性金融", "基金"),
    Channel.SOCIAL_CAPITAL: ("社会资金", "社会投资", "民间资本"),
    Channel.OTHER: ("其它", "其他资金"),
}
STATUS_WORDS: dict[str, tuple[str, ...]] = {
    FundingStatus.PLANNED: ("计划申报", "拟报", "未申报"),
    FundingStatus.APPLIED: ("申报", "已上报", "申报中"),
    FundingStatus.APPROVED: ("批复", "已下达", "下达"),
    FundingStatus.ARRIVED: ("到位", "资金到位"),
    FundingStatus.SPENT: ("支出", "已使用"),
    FundingStatus.REJECTED: ("未通过", "不予支持", "退回"),
}
CONTENT_WORDS = (
    *("年度建设内容", "节点目标", "年度节点目标", "年度目标任务", "本年度建设内容"),
    *("年度主要建设内容", "本年建设内容", "年度工作目标"),
)


def targets_sheet(year: int | None = None) -> Sheet:
    """目标任务表: the county's list of a year (2022年省市县重点项目目标任务表)."""
    dated = () if year is None else _dated(year, "年计划建设内容", "年建设内容", "年度建设内容")
    columns = [
        *_ledger("seq", "name", "national_code"),
        _as("level", "级别", aliases=("项目级别", "重点级别", "重点项目级别")),
        *_ledger("unit", "owner"),
        _as("nature", "类别", aliases=("年度类别", "建设类别", "项目类别")),
        *_ledger("total_investment"),
        _planned(year),
        Column(
            "content", "年度建设内容（节点目标）", type=Type.LONG, max_length=500, width=30,
            aliases=(*CONTENT_WORDS, *dated), hint="本年要做到什么程度",
        ),
        *_ledger("listed_from"),
        Column("listed_reason", "列入原因", max_length=200, width=14, hint="年初确定，或增补"),
        *_ledger("listed_to"),
        Column("delisted_reason", "退出原因", max_length=200, width=14),
        *_ledger("note"),
    ]  # fmt: skip
    return Sheet("targets", "蒲县重点项目目标任务表", tuple(columns))


def reserve_sheet(year: int | None = None) -> Sheet:
    """储备项目库: what the county thinks about and prepares for a year."""
    stages = [word for word in choices_of(Stage, STAGE_WORDS) if word.value in STAGE_WORDS]
    columns = [
        *_ledger("seq", "name", "owner", "unit", "place", "industry", "is_industrial"),
        Column(
            "stage", "阶段", type=Type.CHOICE, choices=tuple(stages), width=8,
            aliases=("项目阶段", "所处阶段", "前期阶段"),
        ),
        *_ledger("total_investment"),
        _planned(year),
        *_ledger("planned_start"),
        Column(
            "strategies", "战略方向", max_length=200, width=16, blanks=NOTHING, normalise=_listed,
            aliases=("对应战略", "支撑战略", "政策方向"), hint="几个用顿号分开",
        ),
        *_ledger("scale", "note"),
    ]  # fmt: skip
    return Sheet("reserve", "蒲县重点项目储备库", tuple(columns))


def funding_sheet(year: int | None = None) -> Sheet:
    """资金争取表: one application of one project to one channel in a year."""
    columns = [
        *_ledger("seq", "name", "national_code"),
        replace(LEDGER.column("unit"), computed=True),
        Column(
            "channel", "资金渠道", type=Type.CHOICE, choices=choices_of(Channel, CHANNEL_WORDS),
            required=True, width=14, aliases=("申报渠道", "渠道", "资金类别", "资金来源"),
            hint="专项债券、中央预算内投资等",
        ),
        Column(
            "status", "状态", type=Type.CHOICE,
            choices=choices_of(FundingStatus, STATUS_WORDS), width=9,
            aliases=("申报状态", "进展状态", "办理状态"), hint="由金额和时间定",
        ),
        *_step("applied", "申报"),
        *_step("approved", "批复"),
        Column("document_no", "批复文号", width=18, aliases=("文号", "下达文号")),
        *_step("arrived", "到位"),
        *_step("spent", "支出"),
        *_ledger("note"),
    ]  # fmt: skip
    return Sheet("funding", "蒲县争取资金情况表", tuple(columns))


def _listed(text: str) -> str:
    """Names parted by any comma, as the register keeps them: 能源革命、乡村振兴."""
    names = (name.strip() for name in re.split(r"[、，,;；\n]", text))
    return "、".join(dict.fromkeys(filter(None, names)))


def _ledger(*keys: str) -> list[Column]:
    return [LEDGER.column(key) for key in keys]


def _as(key: str, header: str, **more: Any) -> Column:
    return replace(LEDGER.column(key), header=header, **more)


def _planned(year: int | None) -> Column:
    return ledger_sheet(year=year).column("planned_investment")


def _dated(year: int, *names: str) -> tuple[str, ...]:
    return tuple(f"{year}{name}" for name in names)


def _step(key: str, word: str) -> list[Column]:
    """An amount of an application and its day."""
    return [
        Column(
            key, f"{word}金额", type=Type.MONEY, minimum=Decimal(0), width=12, summed=True,
            aliases=(f"{word}资金", f"已{word}资金", f"{word}额度", f"{word}额"), hint="万元",
            blanks=NOTHING,
        ),
        Column(
            f"{key}_on", f"{word}时间", type=Type.DATE, past=True, width=11, blanks=NOTHING,
            aliases=(f"{word}日期", f"资金{word}时间"),
        ),
    ]  # fmt: skip
