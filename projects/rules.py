"""Words and formulas of the register. No database here."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django.db.models import TextChoices


class Level(TextChoices):
    PROVINCE = "province", "省重点"
    CITY = "city", "市重点"
    COUNTY = "county", "县重点"


class Nature(TextChoices):
    NEW = "new", "新建"
    CONTINUING = "continuing", "续建"
    PRELIMINARY = "preliminary", "前期"
    RESERVE = "reserve", "谋划"


class Stage(TextChoices):
    """六位一体 in our words: where a project stands on its way to the list (domain §1)."""

    IDEA = "idea", "谋划"
    RESERVE = "reserve", "储备"
    PRELIMINARY = "preliminary", "前期"
    NEW = "new", "新建"
    CONTINUING = "continuing", "续建"


# The 年度类别 that a stage has in the year's list; 谋划 and 储备 are one there.
NATURE_OF = {
    Stage.IDEA: Nature.RESERVE,
    Stage.RESERVE: Nature.RESERVE,
    Stage.PRELIMINARY: Nature.PRELIMINARY,
    Stage.NEW: Nature.NEW,
    Stage.CONTINUING: Nature.CONTINUING,
}
STAGE_OF = {nature: stage for stage, nature in NATURE_OF.items() if stage != Stage.IDEA}
# Where a project may go from a stage: one step on, 储备 may skip 前期; a step back needs a reason.
STAGE_MOVES: dict[str, tuple[Stage, ...]] = {
    Stage.IDEA: (Stage.RESERVE, Stage.PRELIMINARY),
    Stage.RESERVE: (Stage.IDEA, Stage.PRELIMINARY, Stage.NEW),
    Stage.PRELIMINARY: (Stage.RESERVE, Stage.NEW),
    Stage.NEW: (Stage.PRELIMINARY, Stage.CONTINUING),
    Stage.CONTINUING: (Stage.NEW,),
}
STAGE_ORDER = {stage: place for place, stage in enumerate(Stage.values)}


def is_stage_back(old: str, new: str) -> bool:
    return STAGE_ORDER[new] < STAGE_ORDER[old]


def stage_obstacle(old: str, new: str, *, begun: bool) -> str:
    """Why a project may not go from one stage to another; empty when it may."""
    if old == new:
        return f"已经是{Stage(new).label}"
    if new not in STAGE_MOVES[old]:
        allowed = "、".join(str(stage.label) for stage in STAGE_MOVES[old])
        return f"{Stage(old).label}不能直接转为{Stage(new).label}，可以转为{allowed}"
    if new == Stage.CONTINUING and not begun:
        return "还没有开工时间，不能转为续建。先登记开工"
    if begun and NATURE_OF[Stage(new)] in (Nature.RESERVE, Nature.PRELIMINARY):
        return f"已经开工，不能退回{Stage(new).label}。开工时间填错的，先改开工时间"
    return ""


class StopKind(TextChoices):
    STOP = "stop", "停工"
    WINTER = "winter", "冬季停工"


class Channel(TextChoices):
    """资金渠道 (第四条（四）)."""

    SPECIAL_BOND = "special_bond", "专项债券"
    CENTRAL_BUDGET = "central_budget", "中央预算内投资"
    POLICY_TOOL = "policy_tool", "政策性开发性金融工具"
    SOCIAL_CAPITAL = "social_capital", "社会资本"
    OTHER = "other", "其他"


class FundingStatus(TextChoices):
    PLANNED = "planned", "拟申报"
    APPLIED = "applied", "已申报"
    APPROVED = "approved", "已批复"
    ARRIVED = "arrived", "已到位"
    SPENT = "spent", "已支出"
    REJECTED = "rejected", "未获批"


class FieldType(TextChoices):
    TEXT = "text", "文字"
    NUMBER = "number", "数字"
    MONEY = "money", "金额（万元）"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"
    YES_NO = "yes_no", "是否"


class TermKind(TextChoices):
    STRATEGY = "strategy", "战略方向"
    INDUSTRY = "industry", "行业"


BETWEEN = "、"  # the names of several strategies in one text


class BuildNature(TextChoices):
    NEW = "new", "新建"
    EXTENSION = "extension", "扩建"
    REBUILD = "rebuild", "改建"
    RENOVATION = "renovation", "技改"
    RELOCATION = "relocation", "迁建"


class Standing(TextChoices):
    """Where a project stands, told from its dates (domain §4, status set)."""

    WAITING = "waiting", "未开工"
    RUNNING = "running", "在建"
    STOPPED = "stopped", "停工"
    FINISHED = "finished", "已竣工"
    WITHDRAWN = "withdrawn", "已退出"


FUNDING_AMOUNTS = ("applied", "approved", "arrived", "spent")
FUNDING_DATES = ("applied_on", "approved_on", "arrived_on", "spent_on")

AMOUNTS = frozenset({"total_investment", "completed_investment", *FUNDING_AMOUNTS})
PLANS = frozenset({"planned_investment", "nature"})
LATER = frozenset({"planned_start"})
DONE_DATES = frozenset({"started_on", "resumed_on", "finished_on", *FUNDING_DATES})


def is_started(nature: str, started_on: date | None, resumed_on: date | None, on: date) -> bool:
    """开复工: new counts by 开工, continuing by 复工 (第一条1, 第四条（一）1)."""
    day = started_on if nature == Nature.NEW else resumed_on
    return day is not None and day <= on


def standing(project: Mapping[str, date | None], on: date) -> Standing:
    """By the dates started_on, resumed_on, stopped_on, finished_on, withdrawn_on."""

    def past(key: str) -> bool:
        day = project.get(key)
        return day is not None and day <= on

    if past("withdrawn_on"):
        return Standing.WITHDRAWN
    if past("finished_on"):
        return Standing.FINISHED
    stopped, resumed = project.get("stopped_on"), project.get("resumed_on")
    if past("stopped_on") and not (
        past("resumed_on") and stopped and resumed and resumed > stopped
    ):
        return Standing.STOPPED
    begun = past("started_on") or past("resumed_on")
    return Standing.RUNNING if begun else Standing.WAITING


def is_backward(field: str, old: object, new: object) -> bool:
    """Does this change of a project or plan need a reason (design §5, backward moves)?

    Amounts down, a plan changed, a planned date or a start put later or taken away.
    """
    if old is None or old == "" or old == new:
        return False
    if field in AMOUNTS:
        return new is None or (isinstance(new, Decimal) and isinstance(old, Decimal) and new < old)
    if field in PLANS:
        return True
    later = new is None or (isinstance(new, date) and isinstance(old, date) and new > old)
    return later and field in LATER | DONE_DATES


def elapsed(on: date) -> Decimal:
    """序时进度: full months and the part of the running one, of twelve (domain §4)."""
    days = monthrange(on.year, on.month)[1]
    return (on.month - 1 + Decimal(on.day) / days) / 12


class Dated(Protocol):
    valid_from: date


Version = TypeVar("Version", bound=Dated)


def version_on(versions: Sequence[Version], on: date) -> Version | None:
    """Of versions in their order the one valid on a day: the last begun, else the very first."""
    begun = [version for version in versions if version.valid_from <= on]
    return begun[-1] if begun else versions[0] if versions else None


@dataclass(frozen=True)
class Carry:
    """What a year's roll-over does with one plan: as which 年度类别, or why not."""

    nature: Nature | None
    why: str


def carry_over(nature: str, started: bool, stands: Standing, *, keep_waiting: bool) -> Carry:
    """年度结转: `started` by the end of the year; 新建 that waits goes on, or is dropped."""
    if stands in (Standing.WITHDRAWN, Standing.FINISHED):
        return Carry(None, str(stands.label))
    if nature == Nature.CONTINUING:
        return Carry(Nature.CONTINUING, "续建未竣工")
    if nature != Nature.NEW:
        return Carry(Nature(nature), f"{Nature(nature).label}项目结转")
    if started:
        return Carry(Nature.CONTINUING, "已开工未竣工，转续建")
    return Carry(Nature.NEW, "未开工，仍作新建") if keep_waiting else Carry(None, "未开工，不结转")


@dataclass(frozen=True)
class FundingMove:
    """What may happen to an application. A step is taken by its amount and its day."""

    label: str
    word: str
    since: frozenset[FundingStatus]
    to: FundingStatus | None  # None: where its amounts say it stands
    amount: str = ""
    day: str = ""


def _step(word: str, since: FundingStatus, to: FundingStatus, amount: str) -> FundingMove:
    return FundingMove(f"登记{word}", word, frozenset({since}), to, amount, f"{amount}_on")


FUNDING_MOVES = {
    "apply": _step("申报", FundingStatus.PLANNED, FundingStatus.APPLIED, "applied"),
    "approve": _step("批复", FundingStatus.APPLIED, FundingStatus.APPROVED, "approved"),
    "arrive": _step("到位", FundingStatus.APPROVED, FundingStatus.ARRIVED, "arrived"),
    "spend": _step("支出", FundingStatus.ARRIVED, FundingStatus.SPENT, "spent"),
    "reject": FundingMove(
        "记为未获批",
        "未获批",
        frozenset(FundingStatus) - {FundingStatus.REJECTED},
        FundingStatus.REJECTED,
    ),
    "reopen": FundingMove("恢复申报", "恢复", frozenset({FundingStatus.REJECTED}), None),
}
FUNDING_STEPS = tuple(move for move in FUNDING_MOVES.values() if move.amount)


def funding_status(values: Mapping[str, Any]) -> FundingStatus:
    """The furthest step whose amount and day are known; an amount alone is still a plan."""
    found = FundingStatus.PLANNED
    for step in FUNDING_STEPS:
        if values.get(step.amount) is not None and values.get(step.day) is not None and step.to:
            found = step.to
    return found


def funding_faults(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str, str]]:
    """Field, sentence and code of what is wrong (第四条（四）: 争取、批复、到位、支出 in turn)."""
    before: FundingMove | None = None
    for step in FUNDING_STEPS:
        amount, day = values.get(step.amount), values.get(step.day)
        if amount is None and day is not None:
            yield step.amount, f"填了{step.word}时间，还没有填金额", "required"
        if amount is not None and day is None and before:
            yield step.day, f"填了{step.word}金额，还没有填时间", "required"
        if amount is not None and amount < 0:
            yield step.amount, "不能小于 0", "number"
        if day is not None and day > today:
            yield step.day, f"不能晚于今天 {today:%Y-%m-%d}", "date"
        if before and (amount is not None or day is not None):
            yield from _not_after(before, step, values)
        before = step


def _not_after(
    before: FundingMove, step: FundingMove, values: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    most, since = values.get(before.amount), values.get(before.day)
    amount, day = values.get(step.amount), values.get(step.day)
    if most is None or since is None:
        missing = before.amount if most is None else before.day
        yield missing, f"有了{step.word}，先填{before.word}金额和时间", "required"
    if amount is not None and most is not None and amount > most:
        yield step.amount, f"不能多于{before.word}金额 {most:,.2f}", "number"
    if day is not None and since is not None and day < since:
        yield step.day, f"不能早于{before.word}时间 {since:%Y-%m-%d}", "date"
