"""A chance and a range in the words of the office. Pure."""

from datetime import date

TENTHS = "一二三四五六七八九"
ALMOST = 0.95


def grasp(chance: float) -> str:
    """约六成把握; at the ends what it comes to."""
    if chance >= ALMOST:
        return "把握很大"
    if chance <= 1 - ALMOST:
        return "把握很小"
    tenth = min(max(int(chance * 10 + 0.5), 1), 9)
    return f"约{TENTHS[tenth - 1]}成把握"


def chance_words(chance: float) -> str:
    """58%; what 2,000 draws never saw is not impossible, and what they always saw not certain."""
    if chance > 0.99:
        return "99% 以上"
    if chance < 0.01:
        return "不到 1%"
    return f"{int(chance * 100 + 0.5)}%"


def day_words(day: date | None, today: date) -> str:
    """2月10日, with the year when it is another one; None is beyond what is looked ahead."""
    if day is None:
        return "三年以后"
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def range_words(low: date | None, high: date | None, today: date) -> str:
    first, last = day_words(low, today), day_words(high, today)
    return first if first == last else f"{first} 至 {last}"
