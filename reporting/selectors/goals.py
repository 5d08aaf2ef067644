"""Figures with their targets in one line each: levels, the reserve, the funds."""

from dataclasses import dataclass, replace

from reporting.formulas import SCOPE_WORDS, goal_words, pace_of_year, percent
from reporting.indicators import INDICATORS, LIVE
from reporting.references import Printed

from .cards import in_yi, judged
from .figures import Books, Figure
from .numbers import number_of

# 谋划, with what each is called under that heading
RESERVE = {
    "reserve_count": "项目数",
    "reserve_total": "总投资",
    "reserve_plan": "年度计划投资",
    "reserve_industrial_share": "产业项目占比",
}
# The levels that the order speaks of, whether they have targets or not.
OTHERS = [
    ("completed_total", "all"),
    ("start_rate", "province"),
    ("start_rate", "province_city"),
    ("investment_rate", "province"),
    ("investment_rate", "province_city"),
]


@dataclass(frozen=True)
class OtherTarget:
    key: str
    scope: str
    label: str
    text: str
    state: str
    status: str
    year: int | None  # when another is meant than its page shows of itself
    number: Printed

    @property
    def short(self) -> str:
        """差 4 个达标, without the days that are left."""
        return self.status.partition("，")[0]


@dataclass(frozen=True)
class Goals:
    """Further figures of one subject that has a page of its own."""

    name: str
    year: int
    lines: list[OtherTarget]
    pace: str = ""  # 序时 of the year


def others(books: Books) -> list[OtherTarget]:
    return [line for key, scope in _scoped(books) for line in _line(books, key, scope)]


def reserve(books: Books) -> Goals:
    year = books.county.plan_year
    lines = [
        replace(line, label=name)
        for key, name in RESERVE.items()
        for line in _line(books, key, "all")
    ]
    return Goals("谋划", year, lines, pace=_pace(books, year))


def funding(books: Books) -> Goals:
    """Of the day's year; while it has neither a target nor money, of the year before."""
    year = books.county.year_of(INDICATORS["funding_total"])
    for of_year in (year, year - 1):
        if lines := _line(books, "funding_total", "all", of_year):
            named = [replace(line, label="批复金额") for line in lines]
            return Goals("资金", of_year, named, _pace(books, of_year))
    return Goals("资金", year, [])


def _pace(books: Books, year: int) -> str:
    """序时进度 while the year runs; before and after there is none to speak of."""
    on = books.county.as_of
    return percent(pace_of_year(year, on)) if on.year == year else ""


def _scoped(books: Books) -> list[tuple[str, str]]:
    """What the order names, and whatever the office has set a target for since."""
    county, found = books.county, list(OTHERS)
    for target in county.targets:
        indicator, scoped = INDICATORS.get(target.indicator), (target.indicator, target.scope)
        if indicator and target.scope != "all" and target.year == county.year_of(indicator):
            found.append(scoped)
    return list(dict.fromkeys(found))


def _line(books: Books, key: str, scope: str, year: int | None = None) -> list[OtherTarget]:
    """One; none where there is nothing to divide by, or neither a target nor a number."""
    figure = books.figure(key, source=LIVE, scope=scope, year=year)
    uncounted = figure.target is None and not figure.share.numerator
    if uncounted or figure.share.denominator == 0:
        return []
    state, status = judged(figure)
    county = books.county
    asked = county.asked_year or figure.year != county.year_of(figure.indicator)
    return [
        OtherTarget(
            key,
            scope,
            _label(figure),
            _text(figure),
            state,
            status,
            year=figure.year if asked else None,
            number=number_of(figure),
        )
    ]


def _label(figure: Figure) -> str:
    prefix = "" if figure.scope == "all" else SCOPE_WORDS[figure.scope].removesuffix("重点项目")
    return f"{prefix}重点{figure.label}" if prefix else figure.title


def _text(figure: Figure) -> str:
    """46 / 50 个 · 382.40 / 400.00 亿元 · 52.3%，目标 50%."""
    goal = figure.floor if figure.floor is not None else figure.stretch
    word = "目标" if figure.floor is not None else "力争"
    if not INDICATORS[figure.key].is_total:
        tail = f"，{word} {goal_words(goal)}" if goal is not None else ""
        return f"{figure.shown}{tail}"
    money = figure.indicator.money
    number = in_yi(figure.share.numerator) if money else str(figure.share.numerator)
    if goal is not None:
        number += f" / {in_yi(goal) if money else goal.to_integral_value()}"
    return f"{number} {'亿元' if money else figure.word}"
