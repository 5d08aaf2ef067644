"""How long a step takes: by its limit, or by what this county has finished. Pure.

From 20 finished permits of a kind and level on, their own curve counts and the limit no more: with
the n + 1 gaps between n values taken as equally likely, an interval of 80 % holds the next value
80 times in 100 whatever the distribution is. Mixing the limit in (shrinkage) would spoil just
that. Permits still under way are not forgotten, they have lasted so long at least: without them
a young county looks quick (Kaplan and Meier's estimate, with n + 1 for n).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from statistics import NormalDist

from .forecasting import BLOCKS, LONGEST, STEPS, chance_of

ENOUGH = 20  # finished ones of a kind and level
# 中位数为时限的八成；八成落在中位数的一半到两倍之间
OF_LIMIT = 0.8
NORMAL = NormalDist()
SPREAD = log(2) / NORMAL.inv_cdf(0.9)
SHARED = SPREAD / 2**0.5  # half of the variance is the kind's, half each permit's own
HALF = 0.5  # a number of days stands for the half days around it
TAIL = 1 / 3  # beyond the quickest two thirds the end of the curve is fitted
LEAST = 1e-300
Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Assumed:
    """Half take at most `middle` working days, eight in ten between its half and its double."""

    name: str
    middle: float

    @classmethod
    def by_limit(cls, name: str, limit: int) -> "Assumed":
        return cls(name, max(limit * OF_LIMIT, HALF))

    def tables(self, seed: str, gone: int | None) -> list[bytes]:
        """Each block has a pace of its own; the paces lie evenly along their curve."""
        paces = [SHARED * NORMAL.inv_cdf((n + HALF) / BLOCKS) for n in range(BLOCKS)]
        chance_of(f"{seed}/{self.name}").shuffle(paces)
        return [self._table(log(self.middle) + pace, gone) for pace in paces]

    def _table(self, centre: float, gone: int | None) -> bytes:
        own = (SPREAD**2 - SHARED**2) ** 0.5
        left = 1.0 if gone is None else NORMAL.cdf((centre - log(gone + HALF)) / own)
        left = max(left, LEAST)
        return _table(
            (exp(centre - own * NORMAL.inv_cdf(max(left * share, LEAST))) for share in _shares()),
            gone,
        )


@dataclass(frozen=True)
class Own:
    """本县的: working days of finished permits, and how long those under way have lasted."""

    name: str
    finished: tuple[int, ...]
    lasting: tuple[int, ...] = ()

    @cached_property
    def _ends(self) -> list[tuple[float, int]]:
        """When each finished one ended, with how many had lasted until then (itself included)."""
        times = [(time, False) for time in _spread(self.finished)]
        times += [(days + HALF, True) for days in self.lasting]
        times.sort()
        return [(time, len(times) - n) for n, (time, lasts) in enumerate(times) if not lasts]

    @cached_property
    def _tail(self) -> float:
        """Mean days that it takes on from the slowest third."""
        cut = self._ends[int(len(self._ends) * (1 - TAIL))][0]
        beyond = [time - cut for time, _ in self._ends if time >= cut]
        lasting = [days + HALF - cut for days in self.lasting if days + HALF > cut]
        return max((sum(beyond) + sum(lasting)) / len(beyond), 1.0)

    def tables(self, seed: str, gone: int | None) -> list[bytes]:
        """In each block the curve is drawn anew from all that this sample allows."""
        chance = chance_of(f"{seed}/{self.name}").random
        return [self._table(self._drawn(chance), gone) for _ in range(BLOCKS)]

    def _drawn(self, chance: Callable[[], float]) -> Points:
        """(days, share that lasts longer); it falls by Beta(1, at risk), of mean 1/(n + 1)."""
        points, lasts = [(0.0, 1.0)], 1.0
        for time, at_risk in self._ends:
            lasts *= (1 - chance()) ** (1 / at_risk)
            points.append((max(time, 0.0), lasts))
        return points

    def _table(self, points: Points, gone: int | None) -> bytes:
        left = 1.0 if gone is None else self._lasting(points, gone + HALF)
        days, at = [], 1
        for share in _shares():
            while at < len(points) and points[at][1] > left * share:
                at += 1
            days.append(self._when(points, at, left * share))
        return _table(days, gone)

    def _when(self, points: Points, at: int, share: float) -> float:
        """Between two points in proportion; beyond the last an end that fades."""
        before, more = points[at - 1]
        if at == len(points):
            return before + self._tail * log(more / max(share, LEAST))
        time, less = points[at]
        return before + (time - before) * (more - share) / (more - less)

    def _lasting(self, points: Points, days: float) -> float:
        """The share that lasts longer than so many days."""
        (before, more), *_ = points
        for time, less in points[1:]:
            if time >= days:
                return more - (more - less) * (days - before) / (time - before)
            before, more = time, less
        return max(more * exp(-(days - before) / self._tail), LEAST)


def _shares() -> Iterable[float]:
    """What of those left lasts longer, falling in 256 even steps."""
    return (1 - (n + HALF) / STEPS for n in range(STEPS))


def _table(days: Iterable[float], gone: int | None) -> bytes:
    """Whole days still to come; what has begun does not end before tomorrow."""
    passed, least = (0, 0) if gone is None else (gone, 1)
    return bytes(min(max(round(total) - passed, least), LONGEST) for total in days)


def _spread(values: Sequence[int]) -> list[float]:
    """Equal whole days evenly over the day around them."""
    found: list[float] = []
    for value in sorted(set(values)):
        count = values.count(value)
        found += [value - HALF + (n + HALF) / count for n in range(count)]
    return found
