"""A figure in parts: by unit, level, industry or permit kind, each Σ/Σ of its own rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.formulas import Facts, Share, percent
from reporting.indicators import LEVEL_WORDS, NO_INDUSTRY, Indicator

from .county import County

NOTHING = Facts()


@dataclass(frozen=True)
class Group:
    """A part of a figure, Σ/Σ of its own rows; `share` is None for a unit that never sealed."""

    key: str
    label: str
    share: Share | None

    @property
    def shown(self) -> str:
        return percent(self.share.value) if self.share else "—"


def groups_of(
    county: County, indicator: Indicator, facts: Facts, by: str, convention: str
) -> Iterable[Group]:
    if by == "unit":
        yield from _by_unit(county, indicator, facts, convention)
    elif by == "level":
        parts = facts.by(lambda project: project.level)
        for level, label in LEVEL_WORDS.items():
            part = parts.get(level, NOTHING)
            yield Group(level, label, indicator.count(part, convention))
    elif by == "industry":
        parts = facts.by(lambda project: project.industry)
        for industry in industries_of(indicator, facts):
            share = indicator.count(parts[industry], convention)
            yield Group(industry, industry or NO_INDUSTRY, share)
    elif indicator.rows == "items":
        for kind in county.kinds:
            part = facts.where(kind=kind.code)
            yield Group(kind.code, kind.name, indicator.count(part, convention))


def industries_of(indicator: Indicator, facts: Facts) -> list[str]:
    named = {project.industry for project in indicator.projects(facts)}
    return sorted(named, key=lambda name: (not name, name))


def _by_unit(
    county: County, indicator: Indicator, facts: Facts, convention: str
) -> Iterable[Group]:
    """Units with a row, in the county's order; those that never sealed are named, not counted."""
    parts = facts.by(lambda project: project.unit)
    having = {project.unit for project in indicator.projects(facts)}
    order = {code: place for place, code in enumerate(county.units)}
    for code in sorted(having | set(facts.silent), key=lambda code: order.get(code, len(order))):
        unit = county.units.get(code)
        share = indicator.count(parts[code], convention) if code in having else None
        yield Group(code, unit.short_name if unit else code, share)
