"""The field catalogue: key → label, type, and what reads it from a row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from procedures.rules import IssueLevel
from procedures.rules import Level as PermitLevel
from projects.rules import BuildNature, Channel, FundingStatus, Level, Nature
from reporting.rules import Form, ProfileRows
from reporting.states import WorkState

from .formats import FieldType as T
from .formats import Raw
from .rows import ExportRow

Kinds = tuple[tuple[str, str], ...]  # code and name of the permits that are tabulated
BASIC, PLAN, WORK, PERMITS, TROUBLE, MONEY = (
    "基本情况", "投资计划", "建设进展", "前期手续", "问题", "资金",
)  # fmt: skip
ONE_PERMIT, ONE_FUND, ONE_UNIT = "这一项手续", "这一笔申报", "本单位指标"


@dataclass(frozen=True)
class Field:
    """`sealed`: the form that seals it; none = read from the register whatever the source."""

    key: str
    label: str
    group: str
    type: str
    read: Callable[[ExportRow], Raw]
    names: tuple[str, ...] = ()  # further headers that mean it
    summed: bool = False
    ratio: tuple[str, str] | None = None  # keys whose totals divide to the total
    width: float = 12
    indicator: str = ""  # the figure that its total is
    sealed: str = ""


Words = Mapping[str, str]


def _of(name: str, words: Words | None = None) -> Callable[[ExportRow], Raw]:
    """Reads `project.name`; a choice by its word."""
    get = attrgetter(name)
    if words is None:
        return get
    return lambda row: words.get(get(row) or "", "")


def _words(choices: Sequence[tuple[str, str]]) -> Words:
    return {str(value): str(label) for value, label in choices}


def _seq(row: ExportRow) -> Raw:
    return row.seq


BOTH = "both"
SEQ = Field("seq", "序号", BASIC, T.COUNT, _seq, ("编号",), width=6)


def _basic() -> list[Field]:
    def f(
        key: str, label: str, kind: str = T.TEXT, words: Words | None = None, **more: Any
    ) -> Field:
        return Field(key, label, BASIC, kind, _of(f"project.{key}", words), **more)

    return [
        SEQ,
        f("name", "项目名称", width=30, sealed=BOTH, names=("工程名称", "建设项目名称")),
        f("number", "本县编号", width=14, sealed=BOTH, names=("项目编号",)),
        f("national_code", "项目代码", width=26, sealed=BOTH,
          names=("统一项目代码", "项目统一代码", "投资项目代码", "项目编码")),
        f("level", "项目级别", words=_words(Level.choices), sealed=BOTH,
          names=("级别", "重点级别")),
        f("nature", "年度类别", words=_words(Nature.choices), sealed=BOTH,
          names=("类别", "建设类别", "项目类别")),
        f("build_nature", "建设性质", words=_words(BuildNature.choices)),
        f("unit", "责任单位", width=16, sealed=BOTH, names=("责任部门", "牵头责任单位", "单位")),
        f("owner", "建设单位", width=20, sealed=BOTH,
          names=("建设单位名称", "业主单位", "项目业主", "项目单位", "项目法人单位", "申报单位")),
        f("place", "建设地点", width=16, sealed=BOTH, names=("建设地址", "项目地点", "地点")),
        f("town", "所在乡镇", names=("属地", "乡镇")),
        f("industry", "行业", names=("所属行业", "行业类别", "产业类别")),
        f("is_industrial", "是否产业项目", T.YES_NO, names=("产业项目",)),
        f("scale", "建设规模及内容", T.LONG, width=36, sealed=BOTH,
          names=("建设规模", "建设内容", "主要建设内容", "建设内容及规模", "总建设规模和建设内容",
                 "主要建设内容及规模")),
        f("leader", "包联领导", names=("责任领导", "包联县领导")),
        f("strategies", "战略方向", width=18),
        f("listed_from", "列入时间", T.DATE, sealed=BOTH),
        f("note", "备注", T.LONG, width=16),
    ]  # fmt: skip


def _plan() -> list[Field]:
    def f(key: str, label: str, kind: str, **more: Any) -> Field:
        return Field(key, label, PLAN, kind, _of(f"project.{key}"), **more)

    return [
        f("total_investment", "总投资", T.MONEY, summed=True, sealed=BOTH, width=14,
          names=("项目总投资", "计划总投资", "总投资额", "估算总投资", "投资总额")),
        f("planned_investment", "年度计划投资", T.MONEY, summed=True, sealed=BOTH, width=14,
          names=("年计划投资", "年度投资计划", "本年度投资计划", "当年计划投资", "本年计划投资",
                 "年投资计划")),
        f("planned_start", "计划开工时间", T.MONTH, sealed=BOTH,
          names=("计划开工", "拟开工时间", "预计开工时间")),
        f("content", "年度建设内容", T.LONG, width=30,
          names=("年度计划建设内容", "计划建设内容", "年度建设任务", "工作计划", "年度工作目标")),
    ]  # fmt: skip


def _rate(row: ExportRow) -> Raw:
    project = row.project
    if project is None or not project.planned_investment:
        return None
    return (project.completed_investment or Decimal(0)) / project.planned_investment


def _gap(row: ExportRow) -> Raw:
    """完成投资 − 统计口径: nothing to compare where statistics knows no number."""
    project = row.project
    if project is None or project.statistical_investment is None:
        return None
    return (project.completed_investment or Decimal(0)) - project.statistical_investment


def _has_begun(row: ExportRow) -> Raw:
    return row.project is not None and row.project.begun_on is not None


def _work() -> list[Field]:
    def f(key: str, label: str, kind: str, words: Words | None = None, **more: Any) -> Field:
        more.setdefault("sealed", Form.PROGRESS)
        return Field(key, label, WORK, kind, _of(f"project.{key}", words), **more)

    return [
        Field("has_begun", "是否开复工", WORK, T.YES_NO, _has_begun, sealed=Form.PROGRESS,
              names=("是否开工", "开工情况", "是否已开工")),
        f("begun_on", "开复工时间", T.DATE, names=("开工时间", "复工时间", "实际开工时间")),
        f("state", "建设状态", T.TEXT, _words(WorkState.choices), names=("项目状态", "状态")),
        f("state_on", "状态时间", T.DATE),
        f("finished_on", "竣工时间", T.DATE, sealed=""),
        f("completed_investment", "本年累计完成投资", T.MONEY, summed=True, width=14,
          indicator="completed_total",
          names=("累计完成投资", "本年完成投资", "年度完成投资", "完成投资", "完成投资额",
                 "本年度完成", "本年度累计完成投资额度", "当月至今已完成", "已完成投资")),
        Field("invest_rate", "投资完成率", WORK, T.RATE, _rate, summed=False,
              ratio=("completed_investment", "planned_investment"), indicator="investment_rate",
              sealed=Form.PROGRESS,
              names=("年度投资完成率", "完成率", "投资完成比例", "年计划投资完成率",
                     "完成年度百分比")),
        f("image_progress", "形象进度", T.LONG, width=30,
          names=("实物工程量", "主要形象进度", "工程形象进度", "建设进展", "目前进展")),
        f("in_statistics", "统计入库", T.YES_NO,
          names=("是否纳统", "是否入统", "是否入库", "入统情况")),
        f("statistical_investment", "统计口径完成投资", T.MONEY, summed=True, width=14,
          names=("统计完成投资", "入统投资", "统计数")),
        Field("statistics_gap", "与统计差额", WORK, T.MONEY, _gap, summed=True, width=14,
              sealed=Form.PROGRESS, names=("差额", "相差")),
    ]  # fmt: skip


def _permit_rate(row: ExportRow) -> Raw:
    return Decimal(row.done) / row.required if row.required else None


def _permits(kinds: Kinds) -> list[Field]:
    found = [field for code, name in kinds for field in _kind(code, name)]
    return [
        *found,
        Field("required", "应办项数", PERMITS, T.COUNT, lambda row: row.required, summed=True,
              sealed=Form.PERMITS, names=("应办理事项",)),
        Field("done", "已办结项数", PERMITS, T.COUNT, lambda row: row.done, summed=True,
              sealed=Form.PERMITS, names=("已办结", "已办理事项")),
        Field("permit_rate", "办结率", PERMITS, T.RATE, _permit_rate, ratio=("done", "required"),
              indicator="permit_rate", sealed=Form.PERMITS, names=("手续办结率",)),
    ]  # fmt: skip


# What receivers call the six kinds where one column holds the state (domain.md §3 A).
KIND_NAMES: dict[str, tuple[str, ...]] = {
    "approval": ("立项", "立项批复", "项目立项", "可研批复"),
    "land": ("土地", "用地", "土地批文", "用地批复"),
    "planning": ("规划", "用地规划许可证", "工程规划许可证"),
    "eia": ("环评", "环境影响评价"),
    "energy": ("能评", "节能", "节能审查"),
    "capacity": ("产能", "产能置换"),
}


def _kind(code: str, name: str) -> list[Field]:
    def part(
        key: str, label: str, kind: str, names: tuple[str, ...] = (), width: float = 10
    ) -> Field:
        def read(row: ExportRow) -> Raw:
            permit = row.permits.get(code)
            if permit is None:
                return None
            if key == "status":
                return permit
            if key == "level":
                return _LEVEL.get(permit.level, "")
            return permit.day if key == "date" else permit.ref

        return Field(f"{code}.{key}", f"{name}{label}", PERMITS, kind, read, names, width=width,
                     sealed=Form.PERMITS)  # fmt: skip

    return [
        part("status", "进展", T.STATUS, (name, *KIND_NAMES.get(code, ()))),
        part("level", "层级", T.TEXT, width=6),
        part("date", "时间", T.DATE, width=12),
        part("ref", "文号/说明", T.TEXT, (f"{name}文号", f"{name}批复文号"), width=20),
    ]


_LEVEL = _words(PermitLevel.choices)


def _trouble() -> list[Field]:
    def f(key: str, label: str, kind: str, words: Words | None = None, **more: Any) -> Field:
        return Field(key, label, TROUBLE, kind, _of(f"project.{key}", words), sealed=BOTH, **more)

    return [
        f("issue", "需协调解决的问题", T.LONG, width=30,
          names=("存在问题", "存在的问题", "具体问题", "问题")),
        f("issue_level", "协调层级", T.TEXT, _words(IssueLevel.choices)),
        f("issue_unit", "建议办理部门", T.TEXT, width=16, names=("办理部门", "解决部门")),
        f("issue_by", "要求时限", T.DATE, names=("完成时限", "解决时限")),
    ]  # fmt: skip


def _money() -> list[Field]:
    def f(key: str, label: str, **more: Any) -> Field:
        return Field(
            f"fund_{key}", label, MONEY, T.MONEY, _of(f"project.{key}"), summed=True, **more
        )

    return [f("applied", "已申报资金"), f("approved", "已获批资金", indicator="funding_total")]


def _one_permit() -> list[Field]:
    def f(key: str, label: str, kind: str = T.TEXT, **more: Any) -> Field:
        return Field(f"permit_{key}", label, ONE_PERMIT, kind, _of(f"permit.{key}"),
                     sealed=Form.PERMITS, **more)  # fmt: skip

    return [
        f("kind_name", "事项", width=14, names=("审批环节", "手续", "审批事项", "事项名称")),
        Field("permit_status", "办理状态", ONE_PERMIT, T.STATUS, lambda row: row.permit,
              sealed=Form.PERMITS, names=("状态", "进展", "审批进度", "办理进展")),
        Field("permit_level", "办理层级", ONE_PERMIT, T.TEXT,
              lambda row: _LEVEL.get(row.permit.level, "") if row.permit else "",
              sealed=Form.PERMITS, names=("层级",)),
        f("handler", "承办部门", width=18, names=("审批部门", "办理部门")),
        f("document_no", "文号", width=22, names=("批复文号", "审批文件", "文件号")),
        f("completed_on", "办结日期", T.DATE, names=("批复时间", "批复日期", "日期", "办结时间")),
        f("expected_on", "预计办结", T.DATE, names=("预计办结时间",)),
        f("due_on", "办结时限", T.DATE, names=("办理期限", "时限")),
        f("exempt_reason", "无需办理的理由", width=18, names=("说明材料",)),
    ]  # fmt: skip


def _one_fund() -> list[Field]:
    def f(key: str, label: str, kind: str, words: Words | None = None, **more: Any) -> Field:
        return Field(
            key, label, ONE_FUND, kind, _of(f"fund.{key.removeprefix('one_')}", words), **more
        )

    return [
        f("one_channel", "资金渠道", T.TEXT, _words(Channel.choices), width=18,
          names=("资金类别", "申报渠道")),
        f("one_status", "申报状态", T.TEXT, _words(FundingStatus.choices)),
        f("one_applied", "申报金额", T.MONEY, summed=True, width=14,
          names=("申请金额", "资金需求", "申请资金", "债券需求", "申报资金", "申请中央预算内投资")),
        f("one_applied_on", "申报时间", T.DATE, names=("申报日期",)),
        f("one_approved", "批复金额", T.MONEY, summed=True, width=14, indicator="funding_total",
          names=("获批金额", "下达资金")),
        f("one_approved_on", "批复时间", T.DATE),
        f("one_document_no", "批复文号", T.TEXT, width=20, names=("文号",)),
        f("one_arrived", "到位金额", T.MONEY, summed=True, width=14, names=("到位资金",)),
        f("one_arrived_on", "到位时间", T.DATE),
        f("one_spent", "支出金额", T.MONEY, summed=True, width=14, names=("支出资金",)),
        f("one_note", "申报说明", T.LONG, width=20),
    ]  # fmt: skip


# figure, label of its part, of its whole, of the rate
UNIT_FIGURES = (
    ("start_rate", "开复工项目数", "项目个数", "开复工率"),
    ("investment_rate", "累计完成投资", "年度计划投资", "投资完成率"),
    ("permit_rate", "已办结项数", "应办项数", "手续办结率"),
)
UNIT_TOTALS = (
    ("reserve_count", "谋划项目个数", T.COUNT),
    ("reserve_total", "谋划总投资", T.MONEY),
    ("funding_total", "争取资金", T.MONEY),
)


def _units() -> list[Field]:
    found = [
        Field("seq", "序号", ONE_UNIT, T.COUNT, _seq, width=6),
        Field("name", "单位", ONE_UNIT, T.TEXT, _of("unit.name"), width=20,
              names=("责任单位", "隶属", "地区", "单位名称", "乡镇", "部门")),
    ]  # fmt: skip
    for key, part, whole, rate in UNIT_FIGURES:
        kind = T.MONEY if key == "investment_rate" else T.COUNT
        found += [
            Field(f"{key}.whole", whole, ONE_UNIT, kind, _share(key, "denominator"), summed=True,
                  sealed=BOTH, names=_UNIT_NAMES.get(whole, ())),
            Field(f"{key}.part", part, ONE_UNIT, kind, _share(key, "numerator"), summed=True,
                  sealed=BOTH, names=_UNIT_NAMES.get(part, ()),
                  indicator="completed_total" if key == "investment_rate" else ""),
            Field(f"{key}.rate", rate, ONE_UNIT, T.RATE, _share(key, "value"), indicator=key,
                  ratio=(f"{key}.part", f"{key}.whole"), sealed=BOTH,
                  names=_UNIT_NAMES.get(rate, ())),
        ]  # fmt: skip
    return found + [
        Field(key, label, ONE_UNIT, kind, _share(key, "numerator"), summed=True, indicator=key)
        for key, label, kind in UNIT_TOTALS
    ]


_UNIT_NAMES: dict[str, tuple[str, ...]] = {
    "项目个数": ("重点项目个数", "项目数"),
    "年度计划投资": ("年投资计划", "年计划投资"),
    "累计完成投资": ("完成投资额", "累计投资", "完成投资"),
    "投资完成率": ("年计划投资完成率", "完成年度百分比", "完成率"),
    "手续办结率": ("办结率",),
}


def _share(key: str, part: str) -> Callable[[ExportRow], Raw]:
    def read(row: ExportRow) -> Raw:
        share = row.unit.shares.get(key) if row.unit else None
        found: Raw = getattr(share, part) if share else None
        return found

    return read


@lru_cache(maxsize=64)
def fields_of(rows: str, kinds: Kinds) -> dict[str, Field]:
    """What a row of this sort can show, in the order in which the page offers it."""
    if rows == ProfileRows.UNITS:
        found = _units()
    else:
        own = {ProfileRows.PERMITS: _one_permit, ProfileRows.FUNDING: _one_fund}.get(
            ProfileRows(rows)
        )
        found = [*_basic(), *(own() if own else []), *_plan(), *_work(), *_permits(kinds)]
        found += [*_trouble(), *_money()]
    if rows in (ProfileRows.PERMITS, ProfileRows.FUNDING):  # a project comes several times
        found = [
            field if field.group in (ONE_PERMIT, ONE_FUND) else _unsummed(field) for field in found
        ]
    return {field.key: field for field in found}


def _unsummed(field: Field) -> Field:
    return replace(field, summed=False, ratio=None, indicator="")
