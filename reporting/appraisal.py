"""考核: points of a unit by an editable rule, each with the sum it came from. No database here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices

from .formulas import CENT, Share, goal_words, percent

RATES = ("permit_rate", "start_rate", "investment_rate")
MOST = Decimal(1000)


class Way(TextChoices):
    """How an item gives its points."""

    RATE = "rate", "按完成率得分"
    DEDUCT = "deduct", "每次扣分"
    ADD = "add", "每次加分"


# What is counted by DEDUCT and ADD: times within the campaign up to the day.
COUNTS = {
    "late": "迟报",
    "missed": "未报",
    "returned": "退回",
    "cleared": "问题销号",
}


@dataclass(frozen=True)
class Item:
    """One line of the rule. `points` is what it gives at most; `per` what one time is worth."""

    key: str
    way: str
    label: str
    points: Decimal
    per: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)  # of a rate that reaches 力争

    @property
    def in_words(self) -> str:
        if self.way == Way.RATE:
            words = f"满分 {plain(self.points)} 分 × 完成率 ÷ 目标，最多满分"
            return f"{words}；达到力争另加 {plain(self.bonus)} 分" if self.bonus else words
        counted = COUNTS[self.key]
        if self.way == Way.DEDUCT:
            return f"满分 {plain(self.points)} 分，{counted}一次扣 {plain(self.per)} 分，扣完为止"
        return f"{counted}一次加 {plain(self.per)} 分，最多 {plain(self.points)} 分"

    def stored(self) -> dict[str, str]:
        return {
            "key": self.key,
            "way": self.way,
            "label": self.label,
            "points": plain(self.points),
            "per": plain(self.per),
            "bonus": plain(self.bonus),
        }


DEFAULT = (
    Item("permit_rate", Way.RATE, "前期手续办结率", Decimal(40), bonus=Decimal(5)),
    Item("start_rate", Way.RATE, "开复工率", Decimal(20)),
    Item("investment_rate", Way.RATE, "投资完成率", Decimal(20)),
    Item("late", Way.DEDUCT, "按时报送", Decimal(8), Decimal(2)),
    Item("missed", Way.DEDUCT, "按期报送", Decimal(8), Decimal(4)),
    Item("returned", Way.DEDUCT, "填报质量", Decimal(4), Decimal(1)),
    Item("cleared", Way.ADD, "问题销号", Decimal(5), Decimal(1)),
)


@dataclass(frozen=True)
class Points:
    """What one item gave; `got` is None where there is nothing to be judged by."""

    item: Item
    got: Decimal | None
    sum_in_words: str


@dataclass(frozen=True)
class Score:
    """All items of one unit: those that do not apply leave their weight to the others."""

    lines: Sequence[Points]

    @property
    def total(self) -> Decimal | None:
        judged = [line for line in self.lines if line.got is not None]
        whole = _full(line.item for line in self.lines)
        counted = _full(line.item for line in judged)
        if not counted:
            return None
        extra = sum((_beyond(line) for line in judged), Decimal(0))
        got = sum((line.got or Decimal(0) for line in judged), Decimal(0)) - extra
        return (got * whole / counted + extra).quantize(CENT, ROUND_HALF_UP)

    @property
    def left_out(self) -> list[str]:
        return [line.item.label for line in self.lines if line.got is None]

    @property
    def sum_in_words(self) -> str:
        """35.88 ＋ 20 ＋ 8 …, and how it was scaled."""
        judged = [line for line in self.lines if line.got is not None]
        words = " ＋ ".join(plain(line.got or Decimal(0)) for line in judged)
        if not self.left_out:
            return words
        whole, counted = _full(x.item for x in self.lines), _full(x.item for x in judged)
        scaled = f"基本分按 {plain(whole)} ÷ {plain(counted)} 折算"
        return f"{words}；{'、'.join(self.left_out)}不适用，{scaled}"


def _full(items: Iterable[Item]) -> Decimal:
    """Points that a unit can have without any 加分."""
    return sum((item.points for item in items if item.way != Way.ADD), Decimal(0))


def _beyond(line: Points) -> Decimal:
    """What stands above the full points: 加分 and the bonus of a rate. It is never scaled."""
    got = line.got or Decimal(0)
    return got if line.item.way == Way.ADD else max(Decimal(0), got - line.item.points)


def by_rate(item: Item, share: Share, floor: Decimal | None, stretch: Decimal | None) -> Points:
    """Where nothing is to be done, or the year has no target, there is nothing to be judged by."""
    goal = floor if floor is not None else stretch
    if share.value is None:
        return Points(item, None, "没有应完成的，不适用")
    if not goal:
        return Points(item, None, "这一年还没有目标，不适用")
    part = min(Decimal(1), share.value / goal)
    got = (item.points * part).quantize(CENT, ROUND_HALF_UP)
    words = f"{plain(item.points)} × {percent(share.value, goal)} ÷ {goal_words(goal)}"
    words += f" ＝ {plain(got)}" if part < 1 else f"，达到目标，得满分 {plain(got)}"
    if item.bonus and stretch is not None and share.reaches(stretch):
        got += item.bonus
        words += f"；达到力争 {goal_words(stretch)}，加 {plain(item.bonus)}"
    return Points(item, got, words)


def by_count(item: Item, times: int) -> Points:
    counted = COUNTS[item.key]
    moved = min(item.points, item.per * times)
    if item.way == Way.ADD:
        return Points(item, moved, f"{counted} {times} 次，加 {plain(moved)}")
    got = item.points - moved
    if not times:
        return Points(item, got, f"没有{counted}，得满分 {plain(got)}")
    return Points(
        item, got, f"{counted} {times} 次，{plain(item.points)} － {plain(moved)} ＝ {plain(got)}"
    )


def read_items(rows: Iterable[Mapping[str, Any]]) -> tuple[list[Item], list[str]]:
    """Items out of stored or typed rows, and what is wrong with them, in words."""
    items, faults = [], []
    for place, row in enumerate(rows, 1):
        item, fault = _item(row)
        if item:
            items.append(item)
        else:
            faults.append(f"第 {place} 项：{fault}")
    if not items and not faults:
        faults.append("至少要有一个考核项目。")
    keys = [item.key for item in items]
    faults += [f"“{label_of(key)}”写了两次。" for key in sorted(set(keys)) if keys.count(key) > 1]
    return items, faults


def label_of(key: str) -> str:
    named = {item.key: item.label for item in DEFAULT}
    return COUNTS.get(key) or named.get(key, key)


def _item(row: Mapping[str, Any]) -> tuple[Item | None, str]:
    key, way = str(row.get("key", "")), str(row.get("way", ""))
    if way not in Way.values or key not in (RATES if way == Way.RATE else COUNTS):
        return None, "考核什么、怎样得分没有选对。"
    label = str(row.get("label", "")).strip()
    if not label or len(label) > 30:
        return None, "名称要填，最多 30 字。"
    numbers = {}
    for name, words in (("points", "分值"), ("per", "每次"), ("bonus", "力争加分")):
        number = _number(row.get(name) or "0")
        if number is None:
            typed = row.get(name)
            return None, f"{words}“{typed}”不对。填 0 到 {MOST} 之间、最多两位小数的数。"
        numbers[name] = number
    if not numbers["points"]:
        return None, "分值要大于 0。"
    if way != Way.RATE and not numbers["per"]:
        return None, "每次扣（加）多少分要大于 0。"
    return Item(key, way, label, **numbers), ""


def _number(text: Any) -> Decimal | None:
    try:
        number = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    sound = number.is_finite() and 0 <= number <= MOST and number == round(number, 2)
    return number if sound else None


def plain(number: Decimal) -> str:
    """35.88, 40: as a rule is written."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
