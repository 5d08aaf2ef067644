"""Are two records one project? By code, by name, by owner and place. No database here."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sheets.text import fold

NEAR = 0.6  # of the name's pairs of characters, both ways
COMMON = 25  # a pair of characters in more names than this tells nothing
FILLERS = re.compile("蒲县|项目|工程|建设|新建|改造|[()\\[\\]、,，。·\\-—_《》“”\"']")
# 一期 and 二期, 1号 and 2号 are two projects, however alike they are called
MARKS = re.compile("[0-9]+|[一二三四五六七八九十]+(?=[期标段号批])")
CROWD = 5  # an owner with more projects at one place: those are told apart by their names

SAME_CODE, SAME_NAME = "项目代码相同", "名称相同"
NEAR_NAME, SAME_PLACE = "名称相近", "建设单位和建设地点相同"
WEIGHTS = {SAME_CODE: 5.0, SAME_NAME: 3.0, SAME_PLACE: 1.0}


@dataclass(frozen=True)
class Entry:
    """What of a project is compared; `key` is the caller's."""

    key: int | None
    name: str
    code: str = ""
    owner: str = ""
    place: str = ""


@dataclass(frozen=True)
class Likeness:
    first: Entry
    second: Entry
    why: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class _Core:
    entry: Entry
    name: str
    pairs: frozenset[str]
    marks: tuple[str, ...]
    site: tuple[str, str] | None


def name_likeness(one: str, other: str) -> float:
    """0 to 1: how many pairs of neighbouring characters both names share."""
    return _alike(_core(Entry(None, one)), _core(Entry(None, other)))


def compare(one: Entry, other: Entry) -> Likeness | None:
    return _compare(_core(one), _core(other))


def likely_doubles(entries: Sequence[Entry]) -> list[Likeness]:
    """The pairs that look like one project, surest first; only neighbours are compared."""
    cores = [_core(entry) for entry in entries]
    found = [_compare(cores[i], cores[j]) for i, j in sorted(_neighbours(cores))]
    return sorted(filter(None, found), key=lambda pair: -pair.weight)


def alike(new: Entry, entries: Iterable[Entry], most: int) -> list[Likeness]:
    """What a new record may be already, surest first."""
    core = _core(new)
    found = filter(None, (_compare(core, _core(entry)) for entry in entries))
    return sorted(found, key=lambda pair: -pair.weight)[:most]


def _core(entry: Entry) -> _Core:
    whole = fold(entry.name)
    name = FILLERS.sub("", whole) or whole
    pairs = frozenset(name[i : i + 2] for i in range(len(name) - 1)) or frozenset([name])
    owner, place = fold(entry.owner), fold(entry.place)
    site = (owner, place) if owner and place else None
    return _Core(entry, name, pairs, tuple(MARKS.findall(name)), site)


def _alike(one: _Core, other: _Core) -> float:
    if one.marks and other.marks and one.marks != other.marks:
        return 0.0
    return 2 * len(one.pairs & other.pairs) / (len(one.pairs) + len(other.pairs))


def _compare(one: _Core, other: _Core) -> Likeness | None:
    why = []
    if one.entry.code and one.entry.code == other.entry.code:
        why.append(SAME_CODE)
    near = _alike(one, other)
    if one.name == other.name:
        why.append(SAME_NAME)
    elif near >= NEAR:
        why.append(NEAR_NAME)
    if one.site and one.site == other.site:
        why.append(SAME_PLACE)
    if not why:
        return None
    weight = near + sum(WEIGHTS.get(word, 0) for word in why)
    return Likeness(one.entry, other.entry, tuple(why), weight)


def _neighbours(cores: Sequence[_Core]) -> set[tuple[int, int]]:
    """Positions of what shares a code, a name, a rare pair of characters or a site."""
    groups: dict[object, list[int]] = defaultdict(list)
    seen = Counter(pair for core in cores for pair in core.pairs)
    for place, core in enumerate(cores):
        groups["name", core.name].append(place)
        if core.entry.code:
            groups["code", core.entry.code].append(place)
        if core.site:
            groups["site", core.site].append(place)
        for pair in core.pairs:
            if 1 < seen[pair] <= COMMON:
                groups["pair", pair].append(place)
    found: set[tuple[int, int]] = set()
    for key, places in groups.items():
        if isinstance(key, tuple) and key[0] == "site" and len(places) > CROWD:
            continue
        found.update(combinations(places, 2))
    return found
