"""谋划 → 储备 → 前期 → 新建: what each stage asks for, how long projects stay, how many move on.

No database here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from .rules import Stage

WAY = (Stage.IDEA, Stage.RESERVE, Stage.PRELIMINARY, Stage.NEW)
POOL_STAGES = WAY[:-1]
NEXT_STAGE = dict(zip(POOL_STAGES, WAY[1:], strict=True))
YEAR = timedelta(days=365)

# What must be known before a project comes to a stage: a fact's name and its word.
FACTS_NEEDED: dict[Stage, dict[str, str]] = {
    Stage.RESERVE: {
        "owner": "建设单位",
        "place": "建设地点",
        "scale": "建设规模及内容",
        "total_investment": "总投资",
        "industry": "行业",
        "is_industrial": "是否产业项目",
    },
    Stage.PRELIMINARY: {
        "planned_investment": "年度计划投资",
        "planned_start": "计划开工时间",
        "strategies": "战略方向",
    },
    Stage.NEW: {"national_code": "项目代码"},
}
# Permits that must be finished, or not required, before it: code and word (domain §2.4).
PERMITS_NEEDED: dict[Stage, dict[str, str]] = {Stage.NEW: {"approval": "立项"}}


def missing_for(stage: str, facts: Mapping[str, object], settled: Collection[str]) -> list[str]:
    """What a project at `stage` lacks for the next one, what earlier stages asked for included.

    `settled`: codes of the permits that are done or not required.
    """
    coming = NEXT_STAGE.get(Stage(stage))
    if coming is None:
        return []
    asked = WAY[1 : WAY.index(coming) + 1]
    lacking = [
        word
        for step in asked
        for key, word in FACTS_NEEDED[step].items()
        if facts.get(key) in (None, "")
    ]
    permits = [item for step in asked for item in PERMITS_NEEDED.get(step, {}).items()]
    return lacking + [word for code, word in permits if code not in settled]


@dataclass(frozen=True)
class Spell:
    """A project's stay in one stage; `until` is None while it lasts."""

    stage: str
    since: date
    until: date | None = None

    def days(self, on: date) -> int:
        return ((self.until or on) - self.since).days


def spells(changes: Sequence[tuple[str, date]], on: date) -> list[Spell]:
    """Stays up to a day, from changes in their order.

    A stage left on the day it came was a slip: the stay before it goes on.
    """
    kept: list[tuple[str, date]] = []
    for stage, since in changes:
        if since > on:
            continue
        while kept and kept[-1][1] >= since:
            kept.pop()
        if not kept or kept[-1][0] != stage:
            kept.append((stage, since))
    ends = [since for _, since in kept[1:]]
    ended = [Spell(*stay, until) for stay, until in zip(kept[:-1], ends, strict=True)]
    return ended + [Spell(*stay) for stay in kept[-1:]]


def middle(days: Iterable[int]) -> int | None:
    """The median in whole days; None of nothing."""
    found = sorted(days)
    return round(median(found)) if found else None


@dataclass(frozen=True)
class Conversion:
    """转化: of the projects that came to a stage in the last year, those that went further."""

    moved: int
    came: int


def conversion(stage: str, stays: Iterable[Sequence[Spell]], on: date) -> Conversion:
    """A project counts once, by its first coming in the year; going back is no conversion."""
    came = moved = 0
    for stay in stays:
        entered = [n for n, spell in enumerate(stay) if _came(spell, stage, on)]
        if entered:
            came += 1
            later = stay[entered[0] + 1 :]
            moved += any(_is_further(spell.stage, stage) for spell in later)
    return Conversion(moved, came)


def _came(spell: Spell, stage: str, on: date) -> bool:
    return spell.stage == stage and on - YEAR < spell.since <= on


def _is_further(stage: str, than: str) -> bool:
    order = list(Stage)
    return order.index(Stage(stage)) > order.index(Stage(than))
