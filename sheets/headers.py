"""Find the header of a table in a sheet's first rows and say which column is which."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from .book import KEY_HEADER
from .columns import Column, Sheet
from .text import fold

SEARCHED_ROWS = 30
MAX_DEPTH = 3
MAX_HEADER = 60
ALIKE = 0.75
ROW_KEY = "_row"
CONTINUED = "\x1f"  # ends the text of a cell that a merged one covers from the left

_BRACKET = re.compile(r"\(([^()]{0,20})\)|\[([^\[\]]{0,20})\]")
_LISTED = re.compile("[/、,;|]")
_DECORATION = "*:、,。"
_TAILS = ("时间", "日期", "金额", "单位", "情况")
_UNITS = ("亿元", "万元", "元")
_TABLE_UNIT = re.compile(r"单位:(?:人民币)?(亿元|万元|元)")


@dataclass(frozen=True)
class Wanted:
    """A column of ours as the finder sees it; plain, for it crosses into the child as JSON."""

    key: str
    label: str
    names: Sequence[str]  # plain forms of every accepted full name
    groups: Sequence[str]  # plain group names, when the header needs its group
    type: str
    computed: bool
    words: Sequence[str] = ()  # folded words of a choice


@dataclass(frozen=True)
class Found:
    header: str
    key: str
    col: int  # from 0
    unit: str = ""


@dataclass
class Header:
    """Rows from 0; `asks` and `unknown` are (header, col); `repeats` counts doubled keys."""

    first: int
    last: int
    columns: list[Found] = field(default_factory=list)
    asks: list[tuple[str, int]] = field(default_factory=list)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    repeats: int = 0
    answered: list[tuple[str, int, str]] = field(default_factory=list)  # (header, col, key or "")

    def score(self) -> tuple[int, int]:
        """More of our columns; then fewer doubles, as a row of groups alone would have."""
        return len({column.key for column in self.columns}), -self.repeats


def wanted(sheet: Sheet) -> list[Wanted]:
    found = []
    for column in sheet.columns:
        group = plain(column.group)[0]
        names = {plain(name)[0] for name in (column.label, *column.aliases)}
        if column.group:
            names.add(group + plain(column.header)[0])
        # 用地 + 时间: an alias of a group ends in a header that stands under it.
        groups = {group} if column.qualified else set()
        found.append(
            Wanted(
                column.key, column.label, sorted(names), sorted(groups), column.type,
                column.computed, sorted(choice_words(column)),
            )
        )  # fmt: skip
    return found


def choice_words(column: Column) -> set[str]:
    return {
        fold(word)
        for choice in column.choices
        for word in (choice.value, choice.label, *choice.aliases)
    }


def listed_words(header: str) -> set[str]:
    """The words a header itself offers: 类别（完工/在建/未开工）."""
    inside = [first or second for first, second in _BRACKET.findall(fold(header[:MAX_HEADER]))]
    words = {word for text in inside for word in _LISTED.split(text) if word}
    return words if len(words) > 1 else set()


def plain(text: str) -> tuple[str, str]:
    """A header without width, white space, brackets and its unit; and that unit."""
    text = fold(text[:MAX_HEADER])
    inside = "".join(first or second for first, second in _BRACKET.findall(text))
    text = _BRACKET.sub("", text).strip(_DECORATION)
    for unit in _UNITS:
        if unit in inside or (text.endswith(unit) and text != unit):
            return text.removesuffix(unit), unit
    return text, ""


def table_unit(rows: Iterable[Sequence[str]]) -> str:
    """The unit stated once above a table: 单位：亿元."""
    for row in rows:
        for text in row:
            if match := _TABLE_UNIT.search(fold(text[:200])):
                return match[1]
    return ""


def find_header(
    rows: Sequence[Sequence[str]], want: Sequence[Wanted], answers: Mapping[str, str]
) -> Header | None:
    """The best header among the rows (merged cells filled in), or None without 项目名称."""
    matcher = _Matcher(want, answers)
    best: Header | None = None
    for last in range(min(len(rows), SEARCHED_ROWS)):
        for depth in range(1, min(MAX_DEPTH, last + 1) + 1):
            header = matcher.read(rows, last - depth + 1, last)
            keys = {column.key for column in header.columns}
            better = best is None or header.score() > best.score()
            if "name" in keys and len(keys) > 1 and (better or _goes_on(best, header, rows)):
                best = header
    if best is not None:
        matcher.settle(best)
    return best


def _goes_on(best: Header | None, header: Header, rows: Sequence[Sequence[str]]) -> bool:
    """The same columns one row further down: the lower row names only what we do not know."""
    if best is None or header.score() != best.score():
        return False
    col = next(column.col for column in header.columns if column.key == "name")
    names = [row[col] if col < len(row) else "" for row in rows[best.last : header.last + 1]]
    return header.first == best.first and len(names) == 2 and names[0] == names[1]


class _Matcher:
    def __init__(self, want: Sequence[Wanted], answers: Mapping[str, str]) -> None:
        self.want = {item.key: item for item in want}
        self.names = {name: item.key for item in want for name in item.names}
        self.names |= {plain(item.label)[0]: item.key for item in want}
        self.names[plain(KEY_HEADER)[0]] = ROW_KEY
        self.groups = {group for item in want for group in item.groups}
        self.answers = {fold(header): key for header, key in answers.items()}

    def read(self, rows: Sequence[Sequence[str]], first: int, last: int) -> Header:
        header = Header(first, last)
        self.labels: Counter[str] = Counter()
        group = [""] * (last - first + 1)
        for col in range(max(len(row) for row in rows[first : last + 1])):
            texts = [row[col] if col < len(row) else "" for row in rows[first : last + 1]]
            # A group name written once, its neighbours left blank instead of merged.
            group = [text or old for text, old in zip(texts, group, strict=True)]
            if texts[-1].strip():
                self._place(header, col, texts, [*group[:-1], texts[-1]])
            else:
                self._place_above(header, col, texts)
        return header

    def _place(self, header: Header, col: int, texts: list[str], filled: list[str]) -> None:
        label = self._label(texts)
        key, unit = self._key(texts)
        if key is None and filled != texts:
            label, (key, unit) = self._label(filled), self._key(filled)
        if key in self.want and self._is_another(texts[-1], self.want[key]):
            key = None
        if not texts[-1].endswith(CONTINUED):
            label = self._numbered(label)
            answer = self.answers.get(fold(label))
            if answer is not None:
                key = answer
                header.answered.append((label, col, key))
        if key and any(column.key == key for column in header.columns):
            header.repeats += 1
            if texts[-1].endswith(CONTINUED):
                return
        if key:
            header.columns.append(Found(label, key, col, unit))
        elif key is None:
            header.unknown.append((label, col))

    def _numbered(self, label: str) -> str:
        """A second 备注 has a name of its own, for it may be answered apart from the first."""
        self.labels[label] += 1
        times = self.labels[label]
        return label if times == 1 else f"{label}（第 {times} 处）"

    def _place_above(self, header: Header, col: int, texts: list[str]) -> None:
        """A name in the upper row, the cell below left blank instead of merged."""
        parts = _distinct(texts)
        key, unit = self._key(parts[-1:]) if parts else (None, "")
        if key in self.want and not self.want[key].groups:
            header.columns.append(Found(self._label(parts[-1:]), key, col, unit))

    def _key(self, texts: list[str]) -> tuple[str | None, str]:
        units = [plain(text) for text in _distinct(texts)]
        parts = [name for name, _ in units if name]
        if not parts:
            return None, ""
        unit = next((unit for _, unit in reversed(units) if unit), "")
        tries = ["".join(parts), "".join(parts[-2:]), parts[0] + parts[-1]]
        if not self.groups.intersection(parts[:-1]):
            tries.append(parts[-1])  # under 立项, a 备注 is not the table's 备注
            either = {self.names.get(name) for name in parts[-1].split("/")}
            if len(either) == 1:  # 项目法人单位/申报单位: two words for one column
                tries.append(parts[-1].split("/")[0])
        return next((self.names[name] for name in tries if name in self.names), None), unit

    def _label(self, texts: list[str]) -> str:
        parts = ["".join(text.split())[:MAX_HEADER] for text in _distinct(texts)]
        grouped = len(parts) > 1 and plain(parts[-2])[0] in self.groups
        return "".join(parts[-2:]) if grouped else parts[-1]

    def settle(self, header: Header) -> None:
        """A key taken twice, or a header that nearly is one of ours, becomes a question."""
        taken: dict[str, Found] = {}
        for column in header.columns:
            first = taken.setdefault(column.key, column)
            if first is not column and column.key != ROW_KEY:
                header.asks.append((column.header, column.col))
        header.columns = list(taken.values())
        missing = [
            item for item in self.want.values() if item.key not in taken and not item.computed
        ]
        for label, col in list(header.unknown):
            if self._is_alike(label, missing):
                header.unknown.remove((label, col))
                header.asks.append((label, col))

    def _is_another(self, header: str, item: Wanted) -> bool:
        """A choice of quite other words, as the header itself says, is not our column."""
        listed = listed_words(header)
        return item.type == "choice" and bool(listed) and not listed & set(item.words)

    def _is_alike(self, header: str, missing: Sequence[Wanted]) -> bool:
        label = plain(header)[0]
        for item in missing:
            if self._is_another(header, item):
                continue
            if any(label.startswith(group) and label != group for group in item.groups):
                return True
            if any(_likeness(label, name) >= ALIKE for name in (plain(item.label)[0], *item.names)):
                return True
        return False


def _likeness(one: str, other: str) -> float:
    """Of two names; that both are a 时间 or a 金额 does not make them alike."""
    for tail in _TAILS:
        if one.endswith(tail) and other.endswith(tail) and tail not in (one, other):
            one, other = one.removesuffix(tail), other.removesuffix(tail)
            break
    return SequenceMatcher(None, one, other).ratio()


def _distinct(texts: Sequence[str]) -> list[str]:
    """Non-blank texts from top to bottom, a vertically merged one once."""
    found: list[str] = []
    for text in texts:
        if text.strip() and (not found or found[-1] != text):
            found.append(text)
    return found


def as_wanted(items: Iterable[Mapping[str, Any]]) -> list[Wanted]:
    return [Wanted(**item) for item in items]
