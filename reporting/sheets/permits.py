"""The form permits (前期手续办理情况表): its columns, and what is computed in it."""

from collections.abc import MutableMapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from procedures.rules import IssueLevel, Level, Status
from projects.sheets import NOTHING, SCALE_WORDS, choices_of
from reporting.findings.permits import KindLike, is_backward, needs_reason, row_findings
from sheets.check import show
from sheets.columns import Column, Row, Sheet, Type, Value
from sheets.diff import Change

from .shared import NO_PROBLEM, Words, amounts, identity, note, period

__all__ = [
    "FILTERS",
    "FOLDED",
    "GROUNDS",
    "MAIN_KEYS",
    "WORDS",
    "compute",
    "is_backward",
    "is_open",
    "needs_reason",
    "permits_sheet",
    "row_findings",
    "week_text",
]

BASICS, PLAN, RESULT, PROGRESS = "基本情况", "投资计划", "办结情况", "进展与问题"
FILTERS = {
    "": "全部",
    "open": "未办结",
    "changed": "有变化",
    "errors": "有错误",
    "remarks": "有意见",
}
# What a folded group still shows; a group without one shows its first column.
MAIN_KEYS = frozenset({"seq", "name", "level", "total_investment", "rate", "week"})
FOLDED = frozenset({BASICS, PLAN, "立项"})
WORDS = Words(
    part="已办结", whole="应办", rate="办结率", verb="办结", unit="项", title="手续办结率",
    indicator="permit_rate",
)  # fmt: skip
WEEK_LENGTH = 500
SHARE = Decimal("0.000001")
GROUNDS = (
    "规模以下",
    "名录豁免",
    "区域评估覆盖",
    "非涉产能行业",
    "存量建设用地",
    "其他：",
)

# What clerks write for a status (domain §2.5). △ and 正在办理 may be either of two.
STATUS_WORDS: dict[str, tuple[str, ...]] = {
    Status.NOT_STARTED: (
        *("×", "✕", "✗", "✘", "x", "否", "未办", "未办结", "没办", "未开始"),
        *("尚未办理", "暂未办理", "未启动"),
    ),
    Status.PREPARING: ("组卷", "正在组卷", "准备中", "△", "正在办理", "办理中", "在办"),
    Status.SUBMITTED: (
        *("已受理", "受理", "受理中", "已受理/审批中", "已上报", "已报送", "正在审批", "审批"),
        *("△", "正在办理", "办理中", "在办"),
    ),
    Status.RETURNED: ("▲", "退件", "已退件", "退回", "已退回", "补正", "补正中"),
    Status.DONE: (
        *("√", "✓", "✔", "☑", "是", "有", "已办", "已办理", "办结", "已办完", "办理完毕"),
        *("完成", "已完成", "办理完成", "全部办结", "已取得", "已批复", "已备案"),
    ),
    Status.NOT_REQUIRED: (
        *("—", "——", "–", "-", "/", "无需", "无须办理", "不需要", "不需办理", "不用办"),
        *("不需要办理", "不涉及", "免办", "豁免"),
    ),
}
LEVEL_WORDS: dict[str, tuple[str, ...]] = {
    Level.COUNTY: ("县级", "区县", "本县"),
    Level.CITY: ("市级", "地市"),
    Level.PROVINCE: ("省级",),
    Level.NATION: ("国家级", "国", "部委"),
}
GROUP_WORDS = {
    "approval": ("项目立项", "立项审批", "立项备案"),
    "land": ("用地", "土地手续"),
    "planning": ("规划许可", "规划手续"),
    "eia": ("环境影响评价", "环保"),
    "energy": ("节能审查", "节能评估", "节能"),
    "capacity": ("产能手续", "产能指标"),
}
STATUS_LEAVES = ("办理进展", "办理情况", "办理状态", "状态", "情况", "进度", "是否办结")
LEVEL_LEAVES = ("办理层级", "审批层级", "级别")
DATE_LEAVES = (
    *("日期", "办结时间", "办结日期", "预计办结", "预计办结时间", "预计办结日期"),
    *("完成时间", "办结或预计办结时间", "办结/预计办结时间"),
)
ISSUE_WORDS = (
    *("存在问题", "存在的问题", "需协调问题", "需协调解决问题", "需要协调解决的问题"),
    *("需协调解决的困难和问题", "存在问题及困难"),
)
REF_LEAVES = ("文号", "说明", "批复文号", "文号或说明", "文号说明", "文号及说明")


def permits_sheet(kinds: Sequence[KindLike], *, year: int, number: int | None = None) -> Sheet:
    """The columns of design §5, four for each kind in turn."""
    return Sheet(
        form="permits",
        title=f"蒲县{year}年新建项目前期手续办理情况表{period(number)}",
        columns=(
            *_basics(),
            *_plan(year),
            *[column for kind in kinds for column in _permit(kind)],
            *_result(kinds),
            *_progress(),
        ),
    )


def compute(row: MutableMapping[str, Value], kinds: Sequence[KindLike], *, cutoff: date) -> None:
    """Fill 应办, 已办结, 办结率: not_required leaves the denominator; done counts by `cutoff`."""
    statuses = [row.get(f"{kind.code}.status") or Status.NOT_STARTED for kind in kinds]
    required = sum(status != Status.NOT_REQUIRED for status in statuses)
    done = sum(
        status == Status.DONE and _by(row.get(f"{kind.code}.date"), cutoff)
        for kind, status in zip(kinds, statuses, strict=True)
    )
    row["required"], row["done"] = required, done
    row["rate"] = (Decimal(done) / required).quantize(SHARE, ROUND_HALF_UP) if required else None


def is_open(row: Row) -> bool:
    """Something required is not done yet."""
    return row.get("done") != row.get("required")


def week_text(changes: Sequence[Change], kinds: Sequence[KindLike]) -> str:
    """本周推进情况 as the diff tells it: 新办结：立项；土地 组卷中→审批中."""
    by_key = {change.key: change for change in changes}
    parts = []
    new_done = [k.name for k in kinds if _is_new_done(by_key.get(f"{k.code}.status"))]
    if new_done:
        parts.append(f"新办结：{'、'.join(new_done)}")
    for kind in kinds:
        status, day = by_key.get(f"{kind.code}.status"), by_key.get(f"{kind.code}.date")
        if status and not _is_new_done(status):
            parts.append(f"{kind.name} {_label(status.old)}→{_label(status.new)}")
        elif day and not status and isinstance(day.old, date) and isinstance(day.new, date):
            parts.append(f"{kind.name}时间 {_day(day.old)}改为{_day(day.new, day.old)}")
    for column in _plan(0):
        change = by_key.get(column.key)
        if change and change.old and change.new:
            old, new = show(column, change.old), show(column, change.new)
            parts.append(f"{column.header} {old}→{new}")
    if issue := by_key.get("issue"):
        parts.append("新提出问题" if not issue.old else "问题有更新" if issue.new else "问题已解决")
    return "；".join(parts)[:WEEK_LENGTH]


def _by(day: Value, cutoff: date) -> bool:
    return isinstance(day, date) and day <= cutoff


def _is_new_done(change: Change | None) -> bool:
    return change is not None and change.new == Status.DONE


def _label(status: Value) -> str:
    return str(Status(str(status or Status.NOT_STARTED)).label)


def _day(day: date, other: date | None = None) -> str:
    year = f"{day.year}年" if other and other.year != day.year else ""
    return f"{year}{day.month}月{day.day}日"


def _basics() -> list[Column]:
    return [
        *identity(BASICS),
        Column(
            "place", "建设地点", BASICS, width=7,
            aliases=("建设地址", "项目地点", "地点", "所在乡镇", "属地"),
        ),
        Column(
            "scale", "建设规模及内容", BASICS, Type.LONG, max_length=500, width=14,
            aliases=SCALE_WORDS,
        ),
    ]  # fmt: skip


def _plan(year: int) -> list[Column]:
    return [
        *amounts(PLAN, year),
        Column(
            "planned_start", "计划开工时间", PLAN, Type.MONTH, width=7.8, hint="年月，如 2023-03",
            aliases=("计划开工", "拟开工时间", "预计开工时间", "计划开工日期", "计划开工月份"),
        ),
    ]  # fmt: skip


def _permit(kind: KindLike) -> list[Column]:
    code, name = kind.code, kind.name
    alone = tuple(
        group + end for group in _groups(kind) for end in ("", "手续", "手续办理情况", "办理进度")
    )
    return [
        Column(
            f"{code}.status", "进展", name, Type.CHOICE, qualified=True, width=6.3, marked=True,
            choices=choices_of(Status, STATUS_WORDS), default=Status.NOT_STARTED,
            aliases=(*_under(kind, "进展", *STATUS_LEAVES), *alone),
        ),
        Column(
            f"{code}.level", "层级", name, Type.CHOICE, qualified=True, width=3.7,
            choices=choices_of(Level, LEVEL_WORDS), blanks=NOTHING,
            aliases=_under(kind, "层级", *LEVEL_LEAVES),
        ),
        Column(
            f"{code}.date", "时间", name, Type.DATE, qualified=True, width=9.8, blanks=NOTHING,
            done_by=f"{code}.status", aliases=_under(kind, "时间", *DATE_LEAVES),
            hint="已办结填办结日期，其他填预计办结日期",
        ),
        Column(
            f"{code}.ref", "文号/说明", name, qualified=True, width=8,
            aliases=_under(kind, "文号/说明", *REF_LEAVES),
            hint="已办结填文号，无需办理填理由，其他填说明",
        ),
    ]  # fmt: skip


def _groups(kind: KindLike) -> tuple[str, ...]:
    return (kind.name, *GROUP_WORDS.get(kind.code, ()))


def _under(kind: KindLike, *leaves: str) -> tuple[str, ...]:
    return tuple(group + leaf for group in _groups(kind) for leaf in leaves)


def _result(kinds: Sequence[KindLike]) -> list[Column]:
    needed = "".join(f'+([{k.code}.status]<>"{Status.NOT_REQUIRED.label}")' for k in kinds)
    finished = "".join(
        f'+AND([{k.code}.status]="{Status.DONE.label}",'
        f'[{k.code}.date]<>"",[{k.code}.date]<=[cutoff])'
        for k in kinds
    )
    return [
        Column(
            "required", "应办项数", RESULT, Type.COUNT, computed=True, summed=True, width=4.6,
            formula=f'=IF([name]="","",0{needed})',
        ),
        Column(
            "done", "已办结项数", RESULT, Type.COUNT, computed=True, summed=True, width=4.6,
            formula=f'=IF([name]="","",0{finished})',
        ),
        Column(
            "rate", "办结率", RESULT, Type.RATE, computed=True, ratio=("done", "required"),
            width=6.6, formula='=IF([name]="","",IF(N([required])=0,"—",[done]/[required]))',
        ),
    ]  # fmt: skip


def _progress() -> list[Column]:
    return [
        Column(
            "week", "本周推进情况", PROGRESS, Type.LONG, max_length=WEEK_LENGTH, width=12,
            aliases=("本周进展", "本周办结/推进情况", "本周工作进展", "本周进展情况"),
        ),
        Column(
            "issue", "需协调解决的问题", PROGRESS, Type.LONG, max_length=500, width=12,
            aliases=ISSUE_WORDS, blanks=NO_PROBLEM,
        ),
        Column(
            "issue_level", "协调层级", PROGRESS, Type.CHOICE, width=4.6, blanks=NOTHING,
            choices=choices_of(IssueLevel, LEVEL_WORDS), aliases=("协调级别", "需协调层级"),
            hint="有问题时必选",
        ),
        Column(
            "issue_unit", "建议办理部门", PROGRESS, max_length=50, width=7, blanks=NOTHING,
            aliases=("办理部门", "建议协调部门", "协调部门"),
        ),
        Column(
            "issue_by", "要求时限", PROGRESS, Type.DATE, width=9.8, blanks=NOTHING,
            aliases=("完成时限", "解决时限", "要求完成时限", "要求解决时限"),
        ),
        note(PROGRESS),
    ]  # fmt: skip
