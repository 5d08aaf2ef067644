"""Which row of theirs is which project of ours: by code, then by name; unsure means ask."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from projects.likeness import Entry, alike
from sheets.text import fold

from .rows import Ours, Theirs

MOST = 3  # candidates that a person is asked about


@dataclass(frozen=True)
class Match:
    theirs: Theirs
    ours: Ours | None = None
    how: str = ""  # code | answer | name | former
    candidates: Sequence[Ours] = ()
    again: int = 0  # their row that is the same project already


def matched(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> list[Match]:
    """Sure ones first, so that a likeness never takes what a code has claimed."""
    finder = _Finder(ours)
    found: dict[int, Match] = {}
    taken: dict[str, int] = {}
    for step in (finder.by_answer, finder.by_code, finder.by_name, finder.by_former):
        for row in theirs:
            if row.row in found:
                continue
            one, how = step(row)
            if one is None and how != "answer":
                continue
            if one is not None and one.number in taken:
                found[row.row] = Match(row, None, how, again=taken[one.number])
                continue
            found[row.row] = Match(row, one, how)
            if one is not None:
                taken[one.number] = row.row
    free = [one for one in ours if one.number not in taken]
    for row in theirs:
        if row.row not in found:
            found[row.row] = Match(row, candidates=_candidates(row, free))
    return [found[row.row] for row in theirs]


class _Finder:
    def __init__(self, ours: Sequence[Ours]) -> None:
        self.numbers = {one.number: one for one in ours}
        self.codes = _by((one.code, one) for one in ours if one.code)
        self.names = _by((fold(one.name), one) for one in ours)
        self.former = _by((fold(name), one) for one in ours for name in one.former)

    def by_answer(self, row: Theirs) -> tuple[Ours | None, str]:
        if row.answer is None:
            return None, ""
        return self.numbers.get(row.answer), "answer"

    def by_code(self, row: Theirs) -> tuple[Ours | None, str]:
        return (_one(self.codes[row.code]), "code") if row.code else (None, "")

    def by_name(self, row: Theirs) -> tuple[Ours | None, str]:
        """One on the list goes before one that has left it under the same name."""
        return _one(self.names[fold(row.name)]), "name"

    def by_former(self, row: Theirs) -> tuple[Ours | None, str]:
        return _one(self.former[fold(row.name)]), "former"


def _by(pairs: object) -> dict[str, list[Ours]]:
    found: dict[str, list[Ours]] = defaultdict(list)
    for key, one in pairs:  # type: ignore[attr-defined]
        found[key].append(one)
    return found


def _one(found: Sequence[Ours]) -> Ours | None:
    listed = [one for one in found if not one.why_not]
    if len(listed) == 1:
        return listed[0]
    return found[0] if len(found) == 1 else None


def _candidates(row: Theirs, free: Sequence[Ours]) -> list[Ours]:
    entries = [
        Entry(place, one.name, one.code, str(one.values.get("owner") or ""))
        for place, one in enumerate(free)
    ]
    new = Entry(None, row.name, row.code, str(row.values.get("owner") or ""))
    return [free[pair.second.key or 0] for pair in alike(new, entries, MOST)]
