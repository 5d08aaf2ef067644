"""The three rates as cards: figure, bar against its targets, what is left to do in words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from reporting.formulas import CENT, Number, goal_words, pace_of_year, percent, to_go
from reporting.indicators import SEALED
from reporting.lights import Light, Limits, Signal, investment_signal, project_signal
from reporting.models import Target
from reporting.references import Printed

from .figures import Books, Figure
from .numbers import number_of

FULL = Decimal(100)
FORTNIGHT = timedelta(days=14)
NAMED = 3
MANY_WAN = 100_000  # from here on 万元 are told as 亿元


@dataclass(frozen=True)
class Tick:
    """A line across the bar at `at` per cent, its words on row 1 or 2 below."""

    at: Decimal
    label: str
    dashed: bool = False
    row: int = 1
    leans: str = "end"  # text-anchor

    @property
    def y(self) -> int:
        return 40 if self.row == 1 else 57

    @property
    def dx(self) -> int:
        return -4 if self.leans == "end" else 4


@dataclass(frozen=True)
class Card:
    figure: Figure
    small: str
    state: str  # met | short | missed | "" without a target
    status: str
    rest: str
    number: Printed = field(kw_only=True)
    ticks: list[Tick] = field(default_factory=list)
    part: Printed | None = None  # a number of one level that the order names beside the whole
    part_words: tuple[str, str] = ("", "")  # 省重点, 4 / 5
    waiting: list[tuple[str, str]] = field(default_factory=list)  # number, name of the first
    waiting_count: int = 0
    from_register: bool = False  # 取自台账, though the page shows what was sealed
    signal: Signal | None = None  # the light of the whole
    lights: list[tuple[str, str, int]] = field(default_factory=list)  # light, its word, projects
    basis: str = ""  # 计划口径

    @property
    def width(self) -> Decimal:
        """Of the bar; it ends at 100 though the figure may not."""
        return min(_hundred(self.figure.value or Decimal(0)), FULL)

    @property
    def brief(self) -> str:
        """What is divided by what."""
        return self.small.partition("，")[0]

    @property
    def rows(self) -> int:
        """Lines of words below the bar."""
        return max((tick.row for tick in self.ticks), default=1)

    @property
    def spoken(self) -> str:
        marks = "，".join(tick.label for tick in self.ticks)
        return f"{self.figure.label} {self.figure.shown}" + (f"，{marks}" if marks else "")


def cards(books: Books, source: str) -> list[Card]:
    def figure(key: str) -> Figure:
        return books.figure(key, source=books.source_of(key, source))

    start, invest = figure("start_rate"), figure("investment_rate")
    return [
        _start_card(books, start, aside=start.source != source),
        _investment_card(books, invest, aside=invest.source != source),
        _permit_card(books, figure("permit_rate")),
    ]


def _start_card(books: Books, figure: Figure, *, aside: bool) -> Card:
    """省重点 are to begin without exception (第一条1), so those waiting are named."""
    state, status = judged(figure)
    province = books.figure("start_rate", source=figure.source, scope="province")
    waiting = [p for p in province.facts.of_natures(figure.indicator.natures) if not p.started_on]
    named = province.share.denominator
    return Card(
        figure,
        f"{figure.share.numerator} / {figure.share.denominator} 个",
        state,
        status,
        "",
        number=number_of(figure),
        ticks=_target_ticks(figure),
        part=number_of(province) if named else None,
        part_words=("省重点", f"{province.share.numerator} / {named}"),
        waiting=[(project.number, project.name) for project in waiting[:NAMED]],
        waiting_count=len(waiting),
        from_register=aside,
    )


def _investment_card(books: Books, figure: Figure, *, aside: bool) -> Card:
    state, status = judged(figure)
    share, ticks, rest = figure.share, _target_ticks(figure), ""
    if figure.year == figure.as_of.year and share.value is not None:
        pace = pace_of_year(figure.year, figure.counted_on)
        gap = ((share.value - pace) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        rest = f"比序时进度{'快' if gap >= 0 else '慢'} {abs(gap)} 个百分点"
        row = 2 if ticks else 1
        at = _hundred(pace)
        ticks.append(Tick(at, f"序时 {percent(pace)}", dashed=True, row=row, leans=_lean(at)))
    whole = share.denominator or 0
    small = f"{in_yi(share.numerator)} / {in_yi(whole)} 亿元"
    limits = books.limits
    return Card(
        figure,
        small,
        state,
        status,
        rest,
        number=number_of(figure),
        ticks=ticks,
        from_register=aside,
        signal=investment_signal(share, figure.year, figure.counted_on, limits),
        lights=_lights(figure, limits),
        basis=basis_words(figure),
    )


def _lights(figure: Figure, limits: Limits) -> list[tuple[str, str, int]]:
    """How many projects stand red and yellow; those that do not need to be looked at are left."""
    signals = [
        project_signal(project, figure.year, figure.counted_on, limits)
        for project in figure.indicator.projects(figure.facts)
    ]
    shown = [signal.light for signal in signals if signal]
    return [
        (light.value, light.label, shown.count(light))
        for light in (Light.RED, Light.YELLOW)
        if light in shown
    ]


def basis_words(figure: Figure) -> str:
    """Which versions of the year plan the figure rests on, in numbers of projects."""
    if figure.indicator.rows == "funds":
        return ""
    if figure.source == SEALED:
        return "封存时的年度计划"
    bases = [project.basis for project in figure.indicator.projects(figure.facts)]
    approved = sum(basis is not None and basis.approved for basis in bases)
    none = sum(basis is None for basis in bases)
    counted = [
        ("已批准的计划版本", approved),
        ("未批准的版本", len(bases) - approved - none),
        ("没有版本、按现在的计划", none),
    ]
    return "，".join(f"{words} {number} 个" for words, number in counted if number)


def limits_words(limits: Limits) -> str:
    """落后不超过 10 个百分点绿灯，10—30 黄灯，超过 30 红灯；…"""
    green, yellow = f"{limits.green_within.normalize():f}", f"{limits.yellow_within.normalize():f}"
    months = limits.months_without_start
    return (
        f"比序时进度落后不超过 {green} 个百分点绿灯，{green}—{yellow} 黄灯，超过 {yellow} 红灯；"
        f"新建项目从计划开工月起满 {months} 个月未开工红灯"
    )


def _permit_card(books: Books, figure: Figure) -> Card:
    share, word = figure.share, figure.word
    projects = len({item.project.project_id for item in figure.facts.new_items})
    small = f"{share.numerator} / {share.denominator} {word}，{projects} 个项目"
    state, status = judged(figure)
    rest = ""
    if figure.missing and figure.target and state == "short" and word == "项":
        days = (figure.target.due_on - figure.as_of).days
        needed, pace = figure.missing / max(Decimal(days) / 7, Decimal(1)), pace_of(figure)
        rest = f"每周约 {math.ceil(needed)} 项；近两周每周 {pace} 项"
        if pace >= needed:
            state, status = "met", "快于所需"
            due = short_day(figure.target.due_on, figure.as_of)
            rest = f"到 {due}还需办结 {figure.missing} 项，{rest}"
    ticks = [*_target_ticks(figure), *_even_pace(books, figure)]
    return Card(figure, small, state, status, rest, number=number_of(figure), ticks=ticks)


def _even_pace(books: Books, figure: Figure) -> Iterator[Tick]:
    """序时: where an even pace from the campaign's first day to the floor's would stand now."""
    campaign, target = books.county.campaign, figure.target
    if campaign is None or target is None or target.floor is None or figure.year != campaign.year:
        return
    whole = (target.due_on - campaign.starts_on).days
    gone = (figure.counted_on - campaign.starts_on).days
    if 0 <= gone < whole:
        even = target.floor * Decimal(gone) / Decimal(whole)
        at = _hundred(even)
        yield Tick(at, f"序时 {percent(even)}", dashed=True, row=2, leans=_lean(at))


def pace_of(figure: Figure) -> Decimal:
    """Items finished a week over the last fortnight."""
    since = figure.as_of - FORTNIGHT
    days = [item.completed_on for item in figure.facts.new_items if item.done]
    recent = sum(day is not None and day > since for day in days)
    return Decimal(recent) / 2 if recent % 2 else Decimal(recent // 2)


def judged(figure: Figure) -> tuple[str, str]:
    """The mark of look/README and its words. A target whose date has passed is met or missed."""
    if figure.met is None or figure.target is None:
        return "", ""
    if figure.met:
        return "met", "已达标"
    if figure.target.due_on < figure.as_of:
        return "missed", f"到期未达标（{short_day(figure.target.due_on, figure.as_of)}）"
    return "short", f"差 {_missing(figure)}达标，剩 {(figure.target.due_on - figure.as_of).days} 天"


def _missing(figure: Figure) -> str:
    lacking = figure.missing or Decimal(0)
    if figure.indicator.money:
        if lacking >= MANY_WAN:
            return f"{in_yi(lacking)} 亿元"
        return f"{to_go(lacking, money=False):,} 万元"
    return f"{lacking} {figure.word}"


def _target_ticks(figure: Figure) -> list[Tick]:
    target, ticks = figure.target, list[Tick]()
    if target is None:
        return ticks
    day = short_day(target.due_on, figure.as_of)
    if target.floor is not None:
        word = floor_word(target)
        tail = "" if target.stretch is not None else f"（{day}）"
        at = _hundred(target.floor)
        ticks.append(Tick(at, f"{word} {goal_words(target.floor)}{tail}", leans=_lean(at)))
    if target.stretch is not None:
        at = _hundred(target.stretch)
        leans = "start" if target.floor is not None and at <= 90 else "end"
        ticks.append(Tick(at, f"力争 {goal_words(target.stretch)}", dashed=True, leans=leans))
    return ticks


def floor_word(target: Target) -> str:
    return "目标" if target.stretch is None else "底线"


def _lean(at: Decimal) -> str:
    return "end" if at > 40 else "start"


def _hundred(value: Decimal) -> Decimal:
    """Per cent for an SVG attribute, inside the bar."""
    return min((value * 100).quantize(Decimal("0.1"), ROUND_HALF_UP), FULL)


def in_yi(amount: Number) -> str:
    """万元 as 亿元, for headlines."""
    return f"{(Decimal(amount) / 10_000).quantize(CENT, ROUND_HALF_UP):,}"


def short_day(day: date, today: date) -> str:
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
