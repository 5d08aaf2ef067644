"""The ledger (form projects, 项目台账) as a Sheet, and words both weekly and ledger use."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import TextChoices

from sheets.columns import Choice, Column, Sheet, Type

from . import codes
from .rules import BuildNature, Level, Nature

CODE_PATTERN = codes.PATTERN
# What a yes-no cell offers, and the words people write for it.
YES_NO_CHOICES = (
    Choice("yes", "是", ("√", "产业", "y", "1")),
    Choice("no", "否", ("×", "非产业", "n", "0")),
)
NOTHING = ("—", "——", "–", "-", "/", "无")  # what people write in a cell that stays empty

LEVEL_WORDS: dict[str, tuple[str, ...]] = {
    Level.PROVINCE: ("省级", "省级重点", "省", "省重点工程"),
    Level.CITY: ("市级", "市级重点", "市", "市重点工程"),
    Level.COUNTY: ("县级", "县级重点", "县", "县重点工程"),
}
NATURE_WORDS: dict[str, tuple[str, ...]] = {
    Nature.NEW: ("新建项目", "计划开工", "新开工"),
    Nature.CONTINUING: ("续建项目", "结转", "结转项目"),
    Nature.PRELIMINARY: ("前期项目",),
    Nature.RESERVE: ("谋划项目", "储备", "储备项目"),
}
BUILD_WORDS: dict[str, tuple[str, ...]] = {
    BuildNature.RENOVATION: ("技术改造",),
    BuildNature.RELOCATION: ("迁建项目", "搬迁"),
}
SCALE_WORDS = (
    *("建设规模", "建设内容", "建设内容及规模", "主要建设内容", "主要建设内容及规模"),
    *("建设规模和内容", "建设规模与内容", "总建设规模和建设内容", "建设规模及主要内容"),
    "建设内容与规模",
)


def choices_of(
    words: type[TextChoices], aliases: Mapping[str, tuple[str, ...]]
) -> tuple[Choice, ...]:
    """The choices of a model field as a column's, with the words people write for them."""
    return tuple(Choice(str(w.value), str(w.label), aliases.get(w, ())) for w in words)


def planned_words(year: int | None) -> tuple[str, ...]:
    """Headers of 年度计划投资; of the named year, if one is named."""
    plain = (
        *("年计划投资", "年度投资计划", "本年度计划投资", "当年计划投资", "本年计划投资"),
        *("年度计划", "本年度投资计划", "年度计划投资额", "本年投资计划"),
    )
    if not year:
        return plain
    dated = (
        *("年计划投资", "年度计划投资", "年投资计划", "年度投资计划"),
        *("年计划完成投资", "年工作计划投资", "年度工作计划投资"),
    )
    return (*plain, *(f"{year}{name}" for name in dated))


def ledger_sheet(own: Sequence[Column] = (), *, year: int | None = None) -> Sheet:
    """The third form of design §5; one header row, no groups; `own`: a county's own fields.

    `year`: the year of a file that names it in its headers alone (2022年计划投资).
    """
    return Sheet("projects", "蒲县重点项目台账", (*_what(), *_plan(year), *_dates(), *own))


def _what() -> list[Column]:
    return [
        Column("seq", "序号", type=Type.COUNT, computed=True, width=5, frozen=True),
        Column(
            "name", "项目名称", required=True, width=30, frozen=True,
            aliases=("工程名称", "项目名", "建设项目名称"), hint="填全称，最多 100 字",
        ),
        Column(
            "national_code", "项目代码", max_length=24, pattern=CODE_PATTERN, width=25,
            normalise=codes.normalise,
            aliases=("统一项目代码", "项目统一代码", "投资项目代码", "项目编码"),
            hint="24 位，如 2211-141033-89-01-123456；立项前可以不填",
        ),
        Column(
            "year", "年度", type=Type.COUNT, minimum=Decimal(2000), width=7,
            aliases=("计划年度", "所属年度", "年份"), hint="如 2023",
        ),
        Column(
            "level", "项目级别", type=Type.CHOICE, choices=choices_of(Level, LEVEL_WORDS),
            width=9, aliases=("重点级别", "级别", "重点项目级别"),
        ),
        Column(
            "owner", "建设单位", width=18,
            aliases=(
                *("建设单位名称", "业主单位", "业主", "项目单位", "项目法人", "建设主体"),
                *("项目业主", "项目法人单位", "申报单位"),
            ),
        ),
        Column("unit", "责任单位", width=12, aliases=("责任部门", "牵头责任单位")),
        Column(
            "place", "建设地点", width=12,
            aliases=("建设地址", "项目地点", "地点", "所在乡镇", "属地"),
        ),
        Column("industry", "行业", max_length=30, width=10, aliases=("所属行业", "行业类别")),
        Column(
            "is_industrial", "是否产业项目", type=Type.CHOICE, choices=YES_NO_CHOICES, width=8,
            aliases=("产业项目", "是否为产业项目"),
        ),
    ]  # fmt: skip


def _plan(year: int | None) -> list[Column]:
    return [
        Column(
            "nature", "年度类别", type=Type.CHOICE, choices=choices_of(Nature, NATURE_WORDS),
            width=9, aliases=("类别", "建设类别", "项目类别"),
        ),
        Column(
            "build_nature", "建设性质", type=Type.CHOICE, width=9,
            choices=choices_of(BuildNature, BUILD_WORDS),
        ),
        Column(
            "total_investment", "总投资", type=Type.MONEY, minimum=Decimal(0), exclusive=True,
            width=13, summed=True, hint="万元",
            aliases=("项目总投资", "计划总投资", "总投资额", "估算总投资", "投资总额"),
        ),
        Column(
            "planned_investment", "年度计划投资", type=Type.MONEY, minimum=Decimal(0), width=13,
            summed=True, aliases=planned_words(year), hint="万元",
        ),
        Column(
            "planned_start", "计划开工时间", type=Type.MONTH, width=10, hint="年月，如 2023-03",
            aliases=("计划开工", "拟开工时间", "预计开工时间", "计划开工日期", "计划开工月份"),
        ),
    ]  # fmt: skip


def _dates() -> list[Column]:
    return [
        Column(
            "started_on", "开工时间", type=Type.DATE, past=True, width=11, blanks=NOTHING,
            aliases=("实际开工时间", "开工日期"),
        ),
        Column(
            "resumed_on", "复工时间", type=Type.DATE, past=True, width=11, blanks=NOTHING,
            aliases=("实际复工时间", "复工日期"),
        ),
        Column("listed_from", "列入时间", type=Type.DATE, past=True, width=11, blanks=NOTHING),
        Column("listed_to", "退出时间", type=Type.DATE, past=True, width=11, blanks=NOTHING),
        Column(
            "scale", "建设规模及内容", type=Type.LONG, max_length=500, width=32,
            aliases=SCALE_WORDS,
        ),
        Column("note", "备注", type=Type.LONG, max_length=500, width=18),
    ]  # fmt: skip
