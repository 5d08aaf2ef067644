"""The likely reason of a difference, in words: tried from the surest to the vaguest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.likeness import name_likeness
from sheets.text import fold

from .match import Match
from .rows import FIELDS, LABELS, MONEY, Cell, Group, Line, Ours, Past, Theirs

YI = Decimal(10_000)
SMALL = Decimal(1_000)  # 万元: no amount of a key project, but a usual one in 亿元
HALF = Decimal(50)  # 0.005 亿元: what two decimals of 亿元 may hide
UNKNOWN = "没有找到原因，请两边核对"


def compared(
    matches: Sequence[Match], ours: Sequence[Ours], past: Mapping[str, Sequence[Past]]
) -> list[Line]:
    """Every row of theirs and every listed project of ours in exactly one group."""
    used = {match.ours.number for match in matches if match.ours}
    asked = {one.number: m.theirs for m in matches for one in m.candidates}
    lines = [_line(match, past) for match in matches]
    kept = _Kept.of(matches)
    for one in ours:
        if one.number not in used and not one.why_not:
            lines.append(_only_here(one, asked.get(one.number), kept))
    return lines


def _line(match: Match, past: Mapping[str, Sequence[Past]]) -> Line:
    row, one = match.theirs, match.ours
    if match.again:
        why = f"与市里第 {match.again} 行是同一个项目，市里列了两次"
        return Line(Group.THERE, row, None, why, remark=row.remark)
    if one is None and match.candidates:
        names = "、".join(f"“{candidate.name}”" for candidate in match.candidates)
        return Line(Group.ASK, row, None, f"名称近似：{names}", candidates=match.candidates,
                    remark=row.remark)  # fmt: skip
    if one is None:
        said = "已确认县里没有这个项目" if match.how == "answer" else "县里的台账没有相近的名称"
        return Line(Group.THERE, row, None, said, remark=row.remark)
    if one.why_not:
        return Line(Group.THERE, row, one, one.why_not, remark=row.remark)
    cells = [cell for key in FIELDS if (cell := _cell(key, row, one, past.get(one.number, ())))]
    group = Group.DIFFERS if cells else Group.SAME
    return Line(group, row, one, cells=cells, remark=row.remark)


def differing(match: Match) -> list[str]:
    """The money that differs, before anybody asks why."""
    one = match.ours
    if one is None or one.why_not:
        return []
    return [key for key in MONEY if _cell(key, match.theirs, one, ()) is not None]


def _cell(key: str, row: Theirs, one: Ours, past: Sequence[Past]) -> Cell | None:
    """A column their list has not, or leaves blank, says nothing."""
    theirs, ours = row.values.get(key), one.values.get(key)
    if theirs in (None, ""):
        return None
    if key in MONEY:
        if theirs == ours:
            return None
        return Cell(key, theirs, ours, money_reason(key, theirs, ours, past))
    if fold(str(theirs)) == fold(str(ours or "")):
        return None
    return Cell(key, theirs, ours, _text_reason(key, str(theirs), str(ours or ""), one))


def money_reason(key: str, theirs: Decimal, ours: Decimal | None, past: Sequence[Past]) -> str:
    if ours is None:
        return f"县里没有填{LABELS[key]}"
    if ours and abs(theirs * YI - ours) <= HALF:
        return "万元、亿元混用：市里按亿元填"
    if theirs and abs(ours * YI - theirs) <= HALF:
        if ours < SMALL:
            return "万元、亿元混用：县里像是按亿元填"
        return "万元、元混用：市里按元填"
    for one in past:
        if one.field == key and one.value == theirs:
            return one.words
    if theirs % 100 == 0 and abs(theirs - ours) <= HALF:
        return "市里按亿元取两位小数，四舍五入"
    return UNKNOWN


def _text_reason(key: str, theirs: str, ours: str, one: Ours) -> str:
    if key == "name":
        if fold(theirs) in {fold(name) for name in one.former}:
            return "市里用的是曾用名"
        return f"名称近似（相似 {name_likeness(theirs, ours) * 100:.0f}%），项目代码或确认结果相同"
    if not ours:
        return f"县里没有填{LABELS[key]}"
    if key == "national_code":
        return "项目代码不同：核对在线审批监管平台上的代码"
    return f"{LABELS[key]}口径不同"


@dataclass(frozen=True)
class _Kept:
    """Which sorts of projects their list keeps at all, told from what is on both."""

    natures: frozenset[str]
    levels: frozenset[str]

    @classmethod
    def of(cls, matches: Sequence[Match]) -> "_Kept":
        both = [match.ours.values for match in matches if match.ours and not match.ours.why_not]
        said = {str(match.theirs.values.get("level") or "") for match in matches}
        return cls(
            frozenset(str(values["nature"]) for values in both),
            frozenset((said | {str(values["level"]) for values in both}) - {""}),
        )


def _only_here(one: Ours, near: Theirs | None, kept: _Kept) -> Line:
    nature, level = str(one.values["nature"]), str(one.values["level"])
    if near is not None:
        why = f"可能是市里第 {near.row} 行“{near.name}”，名称近似，待确认"
        return Line(Group.HERE, None, one, why)
    if kept.natures and nature not in kept.natures:
        return Line(Group.BEYOND, None, one, f"县里是{nature}项目，市里的名单没有这一类")
    if kept.levels and level not in kept.levels:
        names = "、".join(sorted(kept.levels))
        return Line(Group.BEYOND, None, one, f"县里是{level}项目，市里的名单只有{names}")
    if one.listed_words:
        return Line(Group.HERE, None, one, f"{one.listed_words}，市里的名单可能还没有加上")
    return Line(Group.HERE, None, one, "市里的名单没有相近的名称")


def changes(before: Sequence[Theirs], now: Sequence[Theirs]) -> list[tuple[str, str]]:
    """What they changed since their last list: (project, what)."""
    old, new = _named(before), _named(now)
    found = [(row.name, "新列入") for key, row in new.items() if key not in old]
    found += [(row.name, "不再列") for key, row in old.items() if key not in new]
    for key in new.keys() & old.keys():
        for name in FIELDS:
            was, is_ = old[key].values.get(name), new[key].values.get(name)
            if was != is_ and not (was in (None, "") and is_ in (None, "")):
                found.append((new[key].name, f"{LABELS[name]} {_said(was)} → {_said(is_)}"))
    return sorted(found)


def _named(rows: Sequence[Theirs]) -> dict[str, Theirs]:
    return {row.code or fold(row.name): row for row in rows}


def _said(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value) if value not in (None, "") else "（空）"
