"""What a figure rests on: its 口径, the seals it was counted from, and what is left out of it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reporting.indicators import SEALED
from reporting.models import Round, Seal

from .figures import Books, Figure
from .list_rows import table_page
from .register import LeftOut
from .sealed import RoundSeals

DATED = re.compile(r"^\d{4}-\d{2}-\d{2} ")  # 2022-10-01 退出年度计划
NAMED = 6


@dataclass(frozen=True)
class SealLine:
    unit: str
    number: int
    round: str
    cutoff_on: date
    carried: bool
    digest: str
    href: str


@dataclass(frozen=True)
class Basis:
    definition: str  # 口径第 2 版，2023-01-20 起
    exclusions: list[tuple[str, str]]
    seals: list[SealLine]

    @property
    def fresh(self) -> int:
        return sum(not seal.carried for seal in self.seals)


def basis(
    books: Books, figure: Figure, sealed: RoundSeals | None, left_out: Sequence[LeftOut]
) -> Basis:
    seals = _seals(books, sealed) if sealed else []
    return Basis(
        _definition(books, figure), list(_exclusions(books, figure, seals, left_out)), seals
    )


def _definition(books: Books, figure: Figure) -> str:
    if figure.indicator.rows != "items":
        return ""
    version = figure.definition_version
    if version == 1:
        return "口径第 1 版，活动开始时设定"
    found = books.county.definition(version)
    return f"口径第 {version} 版" + (f"，{found.valid_from:%Y-%m-%d} 起生效" if found else "")


def _exclusions(
    books: Books, figure: Figure, seals: list[SealLine], left_out: Sequence[LeftOut]
) -> list[tuple[str, str]]:
    found = []
    if figure.indicator.rows == "items":
        exempt = sum(item.exempt for item in figure.facts.new_items)
        found.append(("无需办理", f"{exempt} 项" if exempt else "没有"))
    if left_out:
        why = Counter(DATED.sub("", left.why) for left in left_out)
        words = "；".join(f"{label} {count} 个" for label, count in why.items())
        found.append(("不计入的项目", words))
    if carried := _carried(seals):
        found.append(("沿用上期", f"{carried}。统计截止日已退出的项目不沿用"))
    silent = [
        unit.short_name for code, unit in books.county.units.items() if code in figure.facts.silent
    ]
    if figure.source == SEALED and silent:
        found.append(("没有报过", f"{'、'.join(silent)}。不计入，不当作 0"))
    return found


def _carried(seals: Sequence[SealLine]) -> str:
    """第7期 薛关镇、古县乡；of many only how many, for the seals are listed beside."""
    rounds: dict[str, list[str]] = {}
    for line in seals:
        if line.carried:
            rounds.setdefault(line.round, []).append(line.unit)
    return "；".join(
        f"{label} {'、'.join(units)}" if len(units) <= NAMED else f"{label} {len(units)} 个单位"
        for label, units in rounds.items()
    )


def _seals(books: Books, sealed: RoundSeals) -> list[SealLine]:
    """In the county's order; the rounds of carried ones in one query."""
    rounds = Round.objects.select_related("campaign").in_bulk(
        {seal.submission.round_id for seal in sealed.seals.values()}
    )
    order = {code: place for place, code in enumerate(books.county.units)}
    codes = sorted(sealed.seals, key=lambda code: order.get(code, len(order)))
    return [_line(sealed.seals[code], rounds, sealed.round) for code in codes]


def _line(seal: Seal, rounds: dict[int, Round], current: Round) -> SealLine:
    of = rounds[seal.submission.round_id]
    return SealLine(
        seal.unit_name,
        seal.number,
        of.label,
        seal.cutoff_on,
        of.pk != current.pk,
        seal.digest[:8],
        table_page(of, seal.unit_code, seal.number),
    )
