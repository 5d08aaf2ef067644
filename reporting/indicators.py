"""The figures of the order: what each is called, counts and rests on (design §6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from projects.rules import Level, Nature

from . import formulas
from .formulas import POOL, WORKS, Facts, FundFact, ItemFact, ProjectFact, Share
from .rules import Convention, Form

LIVE, SEALED = "live", "sealed"
SOURCES = (LIVE, SEALED)
ORDER = "蒲政办发〔2022〕57号"


@dataclass(frozen=True)
class Indicator:
    """One figure. `word` counts its numerator; `rows` says what stands behind it."""

    key: str
    label: str
    title: str  # with {year}
    formula: tuple[str, str]  # numerator and denominator in words; the second empty for a total
    definition: str
    clause: str
    word: str
    rows: str  # works | items | pool | funds
    count: Callable[[Facts, str], Share]
    natures: frozenset[Nature]
    of_campaign: bool = False  # counted over the campaign's plan year, else the year of the day
    form: Form | None = None  # whose seals give it; None = the register alone

    @property
    def money(self) -> bool:
        return self.word == "万元"

    @property
    def is_total(self) -> bool:
        return not self.formula[1]

    def behind(self, facts: Facts) -> Sequence[ItemFact | FundFact | ProjectFact]:
        """The rows that its number is counted over."""
        if self.rows == "items":
            return facts.new_items
        return facts.funds if self.rows == "funds" else facts.of_natures(self.natures)

    def projects(self, facts: Facts) -> list[ProjectFact]:
        """Those the figure speaks of, each once."""
        if self.rows == "funds":
            return list({fund.project.project_id: fund.project for fund in facts.funds}.values())
        return facts.of_natures(self.natures)


def _works(
    key: str, label: str, subject: str, part: str, whole: str, definition: str, natures: frozenset
) -> Indicator:
    return Indicator(
        key=key,
        label=label,
        title=f"{{year}}年{subject}{label}",
        formula=(part, whole),
        definition=definition,
        clause=f"{ORDER} 一、1；四（一）1",
        word="个",
        rows="works",
        count=lambda facts, convention: formulas.started(facts, natures),
        natures=natures,
        form=Form.PROGRESS,
    )


def _pool(
    key: str, label: str, parts: tuple[str, str], word: str, count: Callable[[Facts], Share]
) -> Indicator:
    return Indicator(
        key=key,
        label=label,
        title=f"{{year}}年{label}",
        formula=parts,
        definition="列入当年计划的谋划项目（前期项目同样计入），打包项目按上级项目计一个。",
        clause=f"{ORDER} 一、2",
        word=word,
        rows="pool",
        count=lambda facts, convention: count(facts),
        natures=POOL,
        of_campaign=True,
    )


NEW, CONTINUING = frozenset({Nature.NEW}), frozenset({Nature.CONTINUING})
_STOPPED = "停工的仍计入，另列名。"
_ALL = [
    _works(
        *("start_rate", "开复工率", "项目", "已开工、已复工", "列入计划的新建、续建项目"),
        f"（已开工的新建 ＋ 已复工的续建）÷ 列入计划的新建、续建项目。{_STOPPED}",
        WORKS,
    ),
    _works(
        *("new_start_rate", "开工率", "新建项目", "已开工", "列入计划的新建项目"),
        f"已开工的新建项目 ÷ 列入计划的新建项目。{_STOPPED}",
        NEW,
    ),
    _works(
        *("resume_rate", "复工率", "续建项目", "已复工", "列入计划的续建项目"),
        f"已复工的续建项目 ÷ 列入计划的续建项目。{_STOPPED}",
        CONTINUING,
    ),
    Indicator(
        key="investment_rate",
        label="投资完成率",
        title="{year}年投资完成率",
        formula=("本年累计完成投资", "年度计划投资"),
        definition="Σ 本年累计完成投资（各项目最近一次填报）÷ Σ 年度计划投资。超过 100% 照实显示。",
        clause=f"{ORDER} 四（一）2",
        word="万元",
        rows="works",
        count=lambda facts, convention: formulas.invested(facts),
        natures=WORKS,
        form=Form.PROGRESS,
    ),
    Indicator(
        key="completed_total",
        label="完成投资",
        title="{year}年累计完成投资",
        formula=("本年累计完成投资", ""),
        definition="Σ 本年累计完成投资（各项目最近一次填报）。",
        clause=f"{ORDER} 四（一）2",
        word="万元",
        rows="works",
        count=lambda facts, convention: formulas.completed(facts),
        natures=WORKS,
        form=Form.PROGRESS,
    ),
    Indicator(
        key="permit_rate",
        label="前期手续办结率",
        title="{year}年新建项目手续办结率",
        formula=("已办结", "应办"),
        definition="",  # by convention
        clause=f"{ORDER} 一、3；四（三）",
        word="项",
        rows="items",
        count=formulas.permitted,
        natures=NEW,
        of_campaign=True,
        form=Form.PERMITS,
    ),
    _pool("reserve_count", "谋划项目", ("谋划项目", ""), "个", formulas.pooled),
    _pool("reserve_total", "谋划总投资", ("总投资", ""), "万元", formulas.pooled_total),
    _pool("reserve_plan", "谋划年度计划投资", ("年度计划投资", ""), "万元", formulas.pooled_plan),
    _pool(
        *("reserve_industrial_share", "谋划产业项目占比"),
        ("产业项目年度计划投资", "年度计划投资"),
        "万元",
        formulas.pooled_industrial,
    ),
    Indicator(
        key="funding_total",
        label="争取资金",
        title="{year}年争取资金",
        formula=("批复金额", ""),
        definition="Σ 当年资金申报的批复金额，批复时间不晚于当日；"
        "未获批、没有批复时间的和退出的项目不计。",
        clause=f"{ORDER} 四（四）",
        word="万元",
        rows="funds",
        count=lambda facts, convention: formulas.funded(facts),
        natures=frozenset(Nature),
    ),
]
INDICATORS: dict[str, Indicator] = {indicator.key: indicator for indicator in _ALL}


@dataclass(frozen=True)
class Wording:
    """办结率 in words, by convention: parts, unit of counting, definition."""

    formula: tuple[str, str]
    word: str
    definition: str
    short: str = field(default="")


WORDINGS: dict[str, Wording] = {
    Convention.REQUIRED_ONLY: Wording(
        ("已办结", "应办"),
        "项",
        "已办结项数 ÷ 应办项数。无需办理的不计入分子和分母。",
        "只计应办",
    ),
    Convention.FULL_MATRIX: Wording(
        ("已办结", "全部事项"),
        "项",
        "已办结项数 ÷ 全部事项数。无需办理的只计入分母。",
        "无需办理计入分母",
    ),
    Convention.EXEMPT_AS_DONE: Wording(
        ("已办结和无需办理", "全部事项"),
        "项",
        "（已办结 ＋ 无需办理）÷ 全部事项数。",
        "无需办理视同办结",
    ),
    Convention.WHOLE_PROJECT: Wording(
        ("手续办齐的项目", "有应办手续的项目"),
        "个",
        "应办手续全部办结的项目 ÷ 有应办手续的项目。",
        "整个项目办齐",
    ),
}
GROUPINGS = ("unit", "level", "industry", "kind")
NO_INDUSTRY = "未填行业"
LEVEL_WORDS = {level.value: level.label for level in Level}
