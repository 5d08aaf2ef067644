"""The origin of a figure: formula, conventions, groups, and what is left out."""

import math
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.models import Unit
from reporting.formulas import SCOPE_WORDS, Facts, Share, goal_words, percent
from reporting.indicators import INDICATORS, LIVE, SEALED, WORDINGS
from reporting.lights import Signal, investment_signal
from reporting.references import Printed
from reporting.rules import Convention

from .basis import Basis, basis
from .cards import basis_words, floor_word, in_yi, judged, limits_words, short_day
from .figures import Books, Figure, amount
from .groups import Group
from .moves import WEEK
from .register import LeftOut
from .sealed import RoundSeals

NATURE_WORDS = {"items": "新建项目", "works": "新建、续建项目", "pool": "谋划、前期项目"}
GROUP_HEADS = {"unit": "责任单位", "level": "项目级别", "industry": "行业"}
ROUNDS_READ = 2  # the round asked for and the one before it


@dataclass(frozen=True)
class Alternative:
    """The same rows counted by another convention."""

    words: str
    share: Share
    used: bool

    @property
    def shown(self) -> str:
        return percent(self.share.value)


@dataclass(frozen=True)
class Part:
    """A group of the breakdown; `exempt` only of permits, `signal` only of 投资完成率."""

    group: Group
    exempt: int | None
    signal: Signal | None = None
    printed: Printed | None = None  # None: no page counts just these rows

    @property
    def numerator(self) -> str:
        return amount(self.group.share.numerator) if self.group.share else "未上报"

    @property
    def denominator(self) -> str:
        share = self.group.share
        return "" if share is None or share.denominator is None else amount(share.denominator)


@dataclass(frozen=True)
class Drill:
    figure: Figure
    numerator: str
    denominator: str
    by: str
    groupings: list[tuple[str, str]]
    parts: list[Part]
    total: Part
    alternatives: list[Alternative]
    sealed: RoundSeals | None
    silent: list[Unit]
    carried: list[Unit]
    left_out: list[LeftOut]
    facts: list[tuple[str, str]]
    state: str
    gap: str
    to_do: str
    basis: Basis

    @property
    def by_kind(self) -> bool:
        return self.by == "kind"

    @property
    def head(self) -> str:
        """Of the first column of the breakdown."""
        return GROUP_HEADS.get(self.by, "")

    @property
    def has_lights(self) -> bool:
        return self.figure.key == "investment_rate"

    @property
    def has_aside(self) -> bool:
        return bool(self.alternatives or self.silent or self.carried or self.left_out)


def drill(books: Books, figure: Figure, by: str | None) -> Drill:
    items = figure.indicator.rows == "items"
    chosen = by if by and (items or by != "kind") else "kind" if items else "unit"
    sealed = _round_of(books, figure)
    units = books.county.units
    groups = books.groups(figure.indicator, figure.facts, chosen, figure.convention)
    state, gap, to_do = _gap(figure)
    share, left_out = figure.share, _left_out(books, figure)
    return Drill(
        figure=figure,
        numerator=amount(share.numerator),
        denominator="" if share.denominator is None else amount(share.denominator),
        by=chosen,
        groupings=[("kind", "按手续")] * items
        + [("unit", "按单位"), ("level", "按项目级别"), ("industry", "按行业")],
        parts=[_part(books, figure, group, chosen) for group in groups],
        total=_part(books, figure, Group("", "合计", share), ""),
        alternatives=_alternatives(figure) if items else [],
        sealed=sealed,
        silent=[units[code] for code in figure.facts.silent if code in units],
        carried=[units[code] for code in (sealed.carried if sealed else []) if code in units],
        left_out=left_out,
        facts=[fact for fact in _facts(books, figure, sealed) if fact[1]],
        state=state,
        gap=gap,
        to_do=to_do,
        basis=basis(books, figure, sealed, left_out),
    )


def _round_of(books: Books, figure: Figure) -> RoundSeals | None:
    form = figure.indicator.form
    if figure.source != SEALED or form is None:
        return None
    return books.sealed_by(form).at(figure.as_of)


def _left_out(books: Books, figure: Figure) -> list[LeftOut]:
    if figure.source == SEALED:
        return []
    if figure.indicator.rows == "funds":
        return books.register.funds_left_out(figure.year, figure.as_of)
    return books.register.left_out(figure.year, figure.as_of)


def _part(books: Books, figure: Figure, group: Group, by: str) -> Part:
    """With the items of the group that need no permit, as the order asks to see them."""
    part = _counted(books, figure, group, by)
    return replace(part, printed=_printed(figure, group, by))


def _printed(figure: Figure, group: Group, by: str) -> Printed | None:
    if group.share is None:
        return None
    if not by:
        return replace(figure.printed, shown=group.shown)
    narrow: dict[str, Any] = {by: group.key}
    rows = figure.indicator.behind(figure.facts.where(**narrow))
    reference = replace(figure.reference, **narrow)
    return Printed.of(reference, figure.title, group.shown, group.share, rows)


def _counted(books: Books, figure: Figure, group: Group, by: str) -> Part:
    if figure.key == "investment_rate" and group.share:
        limits = books.limits
        return Part(
            group, None, investment_signal(group.share, figure.year, figure.counted_on, limits)
        )
    if figure.indicator.rows != "items":
        return Part(group, None)
    items = figure.facts.new_items
    if by == "kind":
        items = [item for item in items if item.kind == group.key]
    elif by == "unit":
        items = [item for item in items if item.project.unit == group.key]
    elif by == "level":
        items = [item for item in items if item.project.level == group.key]
    elif by == "industry":
        items = [item for item in items if item.project.industry == group.key]
    return Part(group, sum(item.exempt for item in items))


def _alternatives(figure: Figure) -> list[Alternative]:
    return [
        Alternative(
            wording.short,
            figure.indicator.count(figure.facts, convention),
            convention == figure.convention,
        )
        for convention, wording in WORDINGS.items()
    ]


def _facts(books: Books, figure: Figure, sealed: RoundSeals | None) -> list[tuple[str, str]]:
    done = ""
    if figure.indicator.rows == "items":
        day = short_day(sealed.round.cutoff_on if sealed else figure.as_of, figure.as_of)
        done = f"有办结日期且不晚于 {day}；没有文号的提醒补填，不扣减"
        if figure.by_both_sides:
            done += "；两边是否确认，实时台账按今天，封存按上报时"
    return [
        ("口径", figure.definition + _matrix(books, figure)),
        ("范围", _range(books, figure, sealed)),
        ("办结认定", done),
        ("计划口径", basis_words(figure)),
        ("批复时间", _undated(figure)),
        ("亮灯", limits_words(books.limits) if figure.key == "investment_rate" else ""),
        ("目标", _target(figure)),
        ("依据", figure.indicator.clause),
    ]


def _undated(figure: Figure) -> str:
    """Money without a day of approval does not count, and is said not to."""
    undated = sum(fund.is_undated for fund in figure.facts.funds)
    return f"{undated} 笔有批复金额、没有批复时间，不计入" if undated else ""


def _matrix(books: Books, figure: Figure) -> str:
    """应办 ＝ 项目数 32 × 手续 6 － 无需办理 46 ＝ 146, when the rows are such a matrix."""
    if figure.indicator.rows != "items" or figure.convention != Convention.REQUIRED_ONLY:
        return ""
    items = figure.facts.new_items
    projects = len({item.project.project_id for item in items})
    kinds = len({item.kind for item in items})
    exempt = sum(item.exempt for item in items)
    if not items or projects * kinds != len(items):
        return ""
    return (
        f"应办 ＝ 项目数 {projects} × 手续 {kinds} － 无需办理 {exempt} ＝ {len(items) - exempt}。"
    )


def _range(books: Books, figure: Figure, sealed: RoundSeals | None) -> str:
    now = _listed(figure.facts, figure)
    if figure.indicator.rows == "funds":
        only = "" if figure.scope == "all" else f"（只计{SCOPE_WORDS[figure.scope]}）"
        return f"{figure.year}年申报资金的项目 {len(now)} 个{only}，打包的子项目各自申报的也计"
    before, than = _listed_before(books, figure, sealed)
    words = f"列入 {figure.year}年计划的{NATURE_WORDS[figure.indicator.rows]} {len(now)} 个"
    if figure.scope != "all":
        words += f"（只计{SCOPE_WORDS[figure.scope]}）"
    if than:
        words += f"（较{than} ＋{len(now - before)} －{len(before - now)}）"
    return f"{words}，打包项目按上级项目计一个"


def _listed(facts: Facts, figure: Figure) -> set[int]:
    return {project.project_id for project in figure.indicator.projects(facts)}


def _listed_before(books: Books, figure: Figure, sealed: RoundSeals | None) -> tuple[set[int], str]:
    """The list a round earlier, or seven days earlier in the register."""
    if figure.scope != "all" or figure.in_part:
        return set(), ""
    if figure.source == LIVE:
        facts = books.facts(INDICATORS[figure.key], LIVE, figure.as_of - WEEK, figure.year)
        return _listed(facts, figure), "七天前"
    form = figure.indicator.form
    book = books.sealed_by(form) if form else None
    before = book.before(sealed) if book and sealed else None
    if book is None or before is None:
        return set(), ""
    return _listed(book.facts_of(before), figure), before.round.label


def _target(figure: Figure) -> str:
    target = figure.target
    if target is None:
        return ""
    goals = [
        f"{word} {_goal(figure, goal)}"
        for word, goal in ((floor_word(target), target.floor), ("力争", target.stretch))
        if goal is not None
    ]
    source = f"（{target.source}）" if target.source else ""
    return f"{short_day(target.due_on, figure.as_of)}前{'，'.join(goals)}{source}"


def _goal(figure: Figure, goal: Decimal) -> str:
    if not figure.indicator.is_total:
        return goal_words(goal)
    if figure.indicator.money:
        return f"{in_yi(goal)} 亿元"
    return f"{goal.to_integral_value()} {figure.word}"


def _gap(figure: Figure) -> tuple[str, str, str]:
    """Mark, 距底线差 34.2 个百分点, and ，还需 50 项，每周约 6 项."""
    state, status = judged(figure)
    if not state or state == "met" or figure.floor is None or figure.target is None:
        return state, status, ""
    lacking = figure.missing or Decimal(0)
    if figure.value is None:
        return state, status, ""
    points = ((figure.floor - figure.value) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    words = f"距{floor_word(figure.target)}差 {points} 个百分点"
    to_do = f"，还需 {lacking:,} {figure.word}"
    weeks = Decimal((figure.target.due_on - figure.as_of).days) / 7
    if weeks > 1 and not figure.indicator.money:
        to_do += f"，每周约 {math.ceil(lacking / weeks)} {figure.word}"
    return state, words, to_do
