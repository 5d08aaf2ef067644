"""Which permit waits for which: circles, what is still open before one, the longest chain. Pure.

`waits` maps a kind to those that come before it. A kind that is not a key of it is not part of
the project: nothing waits for it. Order is a hint everywhere, never a lock (domain §2.4).
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
ARROW = "→"


@dataclass(frozen=True)
class Chain:
    """The longest chain: its kinds that still need days, and the sum of their working days."""

    steps: tuple[tuple[Hashable, int], ...] = ()
    days: int = 0


def circle(waits: Mapping[Key, Collection[Key]]) -> list[Key]:
    """Kinds that wait for each other, first = last, in working order; empty when there is none."""
    done: set[Key] = set()
    for start in waits:
        found = _walk(start, waits, done)
        if found:
            return found
    return []


def _walk(start: Key, waits: Mapping[Key, Collection[Key]], done: set[Key]) -> list[Key]:
    trail: list[Key] = [start]
    left = [list(waits.get(start, ()))]
    while trail:
        if not left[-1]:
            done.add(trail.pop())
            left.pop()
            continue
        before = left[-1].pop()
        if before in trail:
            # the trail runs from what waits to what it waits for; people read it the other way
            return [*trail[trail.index(before) :], before][::-1]
        if before not in done and before in waits:
            trail.append(before)
            left.append(list(waits[before]))
    return []


def circle_words(waits: Mapping[Key, Collection[Key]], names: Mapping[Key, str]) -> str:
    """规划→土地→规划; empty when nothing waits for itself."""
    return ARROW.join(names[key] for key in circle(waits))


def open_before(
    kind: Key, waits: Mapping[Key, Collection[Key]], still_open: Collection[Key]
) -> list[Key]:
    """What directly comes before `kind` and is not finished or exempt, in the order given."""
    return [before for before in waits.get(kind, ()) if before in still_open]


def finish_days(waits: Mapping[Key, Collection[Key]], days: Mapping[Key, int]) -> dict[Key, int]:
    """Working days from today until each kind can be finished: the longest chain that ends in it.

    `days` are those still needed; finished and exempt kinds need 0 but keep their place in the
    order. A circle is refused before it is saved; should one stand, no kind is counted twice.
    """
    found: dict[Key, int] = {}
    for kind in waits:
        _finish(kind, waits, days, found, ())
    return found


def _finish(
    kind: Key,
    waits: Mapping[Key, Collection[Key]],
    days: Mapping[Key, int],
    found: dict[Key, int],
    trail: tuple[Key, ...],
) -> int:
    if kind in found:
        return found[kind]
    before = [one for one in waits[kind] if one in waits and one not in trail and one != kind]
    chains = (_finish(one, waits, days, found, (*trail, kind)) for one in before)
    found[kind] = days.get(kind, 0) + max(chains, default=0)
    return found[kind]


def critical_path(waits: Mapping[Key, Sequence[Key]], days: Mapping[Key, int]) -> Chain:
    """The longest chain of working days still needed; of two equal ones the first in order."""
    ends = finish_days(waits, days)
    if not ends:
        return Chain()
    kind: Key | None = max(ends, key=lambda key: ends[key])
    total = ends[kind] if kind is not None else 0
    trail: list[Key] = []
    while kind is not None:
        trail.append(kind)
        before = [one for one in waits[kind] if one in ends and one not in trail]
        kind = max(before, key=lambda key: ends[key], default=None)
    steps = tuple((key, days[key]) for key in reversed(trail) if days.get(key))
    return Chain(steps, total)
