"""The form progress (重点项目建设进展情况表): its columns, and what is computed in it."""

from collections.abc import MutableMapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from projects.rules import Nature
from projects.sheets import NATURE_WORDS, NOTHING
from reporting.findings.permits import KindLike
from reporting.findings.progress import is_backward, needs_reason, row_findings
from reporting.states import WorkState
from sheets.columns import Choice, Column, Row, Sheet, Type, Value
from sheets.diff import Change

from .shared import NO_PROBLEM, Words, amounts, identity, note, period

__all__ = [
    "FILTERS",
    "FOLDED",
    "MAIN_KEYS",
    "WORDS",
    "compute",
    "is_backward",
    "is_open",
    "needs_reason",
    "progress_sheet",
    "row_findings",
    "week_text",
]

BASICS, PLAN, WORK, MONEY, REST = "基本情况", "投资计划", "开复工", "投资", "进展与问题"
YES, NO = "yes", "no"
SHARE = Decimal("0.000001")
FILTERS = {
    "": "全部",
    "open": "未开复工",
    "changed": "有变化",
    "errors": "有错误",
    "remarks": "有意见",
}
MAIN_KEYS = frozenset({"seq", "name", "level"})
FOLDED = frozenset({BASICS})
WORDS = Words(
    part="已完成", whole="年度计划投资", rate="投资完成率", verb="完成", unit="万元",
    title="投资完成率", indicator="investment_rate",
)  # fmt: skip
STATE_WORDS: dict[str, tuple[str, ...]] = {
    WorkState.WAITING: ("×", "✕", "否", "未开", "未动工", "尚未开工", "未复工", "未开复工"),
    WorkState.STARTED: ("√", "✓", "是", "开工", "已动工", "新开工", "在建", "正常施工"),
    WorkState.RESUMED: ("复工", "已复产", "续建复工"),
    WorkState.STOPPED: ("已停工", "停建", "暂停", "停工中"),
    WorkState.WINTER: ("冬停", "冬歇", "冬季停工中", "冬季施工停工"),
    WorkState.FINISHED: ("已竣工", "完工", "已完工", "建成", "已建成", "竣工验收"),
}


def progress_sheet(year: int, number: int | None = None) -> Sheet:
    """The second form of design §5."""
    return Sheet(
        form="progress",
        title=f"蒲县{year}年重点项目建设进展情况表{period(number)}",
        columns=(*_basics(), *amounts(PLAN, year), *_work(), *_money(), *_rest()),
    )


def compute(row: MutableMapping[str, Value], kinds: Sequence[KindLike], *, cutoff: date) -> None:
    """完成率 = 完成 ÷ 年度计划, never capped; 差额 = reported − statistical."""
    done, plan = row.get("completed_investment"), row.get("planned_investment")
    known = done if isinstance(done, Decimal) else Decimal(0)
    planned = plan if isinstance(plan, Decimal) else Decimal(0)
    row["rate"] = (known / planned).quantize(SHARE, ROUND_HALF_UP) if planned else None
    counted = row.get("statistical_investment")
    row["difference"] = known - counted if isinstance(counted, Decimal) else None


def is_open(row: Row) -> bool:
    """Not begun yet this year."""
    return row.get("progress_state") == WorkState.WAITING


def week_text(changes: Sequence[Change], kinds: Sequence[KindLike]) -> str:
    """The form has no text of the week: 形象进度 says it."""
    return ""


def _basics() -> list[Column]:
    natures = tuple(
        Choice(str(nature.value), str(nature.label), NATURE_WORDS[nature])
        for nature in (Nature.NEW, Nature.CONTINUING)
    )
    return [
        *identity(BASICS),
        Column(
            "nature", "年度类别", BASICS, Type.CHOICE, choices=natures, default=Nature.NEW, width=5,
            aliases=("类别", "建设类别", "项目类别"),
        ),
    ]  # fmt: skip


def _work() -> list[Column]:
    states = tuple(
        Choice(str(state.value), str(state.label), STATE_WORDS[state]) for state in WorkState
    )
    return [
        Column(
            "progress_state", "状态", WORK, Type.CHOICE, qualified=True, choices=states, width=6.3,
            default=WorkState.WAITING, marked=True,
            aliases=("状态", "开复工情况", "开工情况", "是否开工", "项目状态", "建设状态"),
        ),
        Column(
            "progress_on", "时间", WORK, Type.DATE, qualified=True, past=True, width=9.8,
            blanks=NOTHING, hint="开工、复工、停工或竣工那一天",
            aliases=("时间", "开工时间", "复工时间", "开工日期", "开工（复工）时间", "开复工日期"),
        ),
    ]  # fmt: skip


def _money() -> list[Column]:
    yes_no = (
        Choice(YES, "是", ("√", "已入库", "y", "1")),
        Choice(NO, "否", ("×", "未入库", "n", "0")),
    )
    return [
        Column(
            "completed_investment", "本年累计完成投资", MONEY, Type.MONEY, minimum=Decimal(0),
            summed=True, width=9.8, hint="万元，从 1 月 1 日起累计",
            aliases=("累计完成投资", "本年完成投资", "年度完成投资", "完成投资", "已完成投资"),
        ),
        Column(
            "rate", "投资完成率", MONEY, Type.RATE, computed=True, width=6.6,
            ratio=("completed_investment", "planned_investment"),
            formula='=IF([name]="","",IF(N([planned_investment])=0,"—",'
            "N([completed_investment])/[planned_investment]))",
        ),
        Column(
            "in_statistics", "统计入库", MONEY, Type.CHOICE, choices=yes_no, width=5,
            blanks=NOTHING, aliases=("是否统计入库", "是否入库", "入库"),
        ),
        Column(
            "statistical_investment", "统计口径完成投资", MONEY, Type.MONEY, minimum=Decimal(0),
            summed=True, width=9.8, blanks=NOTHING, hint="万元，统计部门的数",
            aliases=("统计完成投资", "统计数", "入统投资"),
        ),
        Column(
            "difference", "与统计差额", MONEY, Type.MONEY, computed=True, summed=True, width=9.8,
            formula='=IF([name]="","",IF([statistical_investment]="","—",'
            "N([completed_investment])-[statistical_investment]))",
        ),
    ]  # fmt: skip


def _rest() -> list[Column]:
    return [
        Column(
            "image_progress", "形象进度", REST, Type.LONG, max_length=300, width=16,
            aliases=("工程形象进度", "建设进展", "进展情况", "工程进度", "目前进展"),
        ),
        Column(
            "issue", "存在问题", REST, Type.LONG, max_length=500, width=12, blanks=NO_PROBLEM,
            aliases=("存在的问题", "需协调解决的问题", "存在问题及困难", "问题"),
        ),
        note(REST),
    ]  # fmt: skip
