"""Words and formulas of the register. No database here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

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

    Amounts down, a plan changed, a planned date later, a start taken back or put later.
    """
    if old is None or old == "" or old == new:
        return False
    if field in AMOUNTS:
        return new is None or (isinstance(new, Decimal) and isinstance(old, Decimal) and new < old)
    if field in PLANS:
        return True
    later = isinstance(new, date) and isinstance(old, date) and new > old
    return later if field in LATER else field in DONE_DATES and (new is None or later)


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
