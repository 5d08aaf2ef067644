"""预测: when open permits will be finished, drawn 2,000 times. Pure, and seeded by a text.

Time is counted in working days after the day of the forecast. Each draw gives every permit a
number of days out of its curve; a permit not yet accepted begins when its papers are ready, what
it waits for is finished and what blocks it is solved. The draws come in blocks, and in each block
a kind is faster or slower as a whole, so that a rate over many permits is as unsure as it should
be. A draw is a byte of a seeded stream that picks one of 256 equally likely numbers of days:
`bytes.translate` does in C what a loop would do slowly.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Protocol

from procedures.order import Chain, critical_path

DRAWS, BLOCKS, STEPS = 2_000, 20, 256
IN_BLOCK = DRAWS // BLOCKS
LONGEST = 255  # working days in one step: more than a year
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9  # an interval of 80 %
Draws = Sequence[int]


class Curve(Protocol):
    """How long a step takes."""

    @property
    def name(self) -> str: ...
    def tables(self, seed: str, gone: int | None) -> list[bytes]:
        """For each block the 256 equally likely numbers of working days still to come, when
        `gone` have passed; None = it has not begun."""
        ...


@dataclass(frozen=True)
class Wait:
    """Something that must be over before the clock runs (on)."""

    curve: Curve
    gone: int | None = None


@dataclass(frozen=True)
class Task:
    """One open permit. Without a curve its day is known: `not_before`."""

    kind: str
    curve: Curve | None = None
    gone: int | None = None  # working days on its clock; None = not accepted yet
    lead: tuple[Wait, ...] = ()  # one after the other: 动手, 组卷
    blocks: tuple[Wait, ...] = ()  # each beside the others: 补正, a problem
    not_before: int = 0  # working days from today
    after: tuple[str, ...] = ()  # kinds of the same project that come before it


@dataclass(frozen=True)
class Span:
    """八成可能 between low and high; in working days from the day of the forecast."""

    low: int
    middle: int
    high: int

    @classmethod
    def of(cls, draws: Draws) -> "Span":
        ordered = sorted(draws)
        low, middle, high = (ordered[int(len(ordered) * q)] for q in (LOW, MIDDLE, HIGH))
        return cls(low, middle, high)


@dataclass
class Tally:
    """How many of the things added are finished within `within` working days, draw by draw."""

    within: int
    counts: list[int] = field(default_factory=lambda: [0] * DRAWS)

    def add(self, draws: Draws) -> None:
        self.counts = list(map(add, self.counts, map(self.within.__ge__, draws)))

    def join(self, other: "Tally") -> None:
        self.counts = list(map(add, self.counts, other.counts))

    def chance(self, needed: int) -> float:
        """Of at least `needed` more."""
        return sum(count >= needed for count in self.counts) / DRAWS


@dataclass
class Drawer:
    """Draws for one seed; the tables of a curve are made once."""

    seed: str
    _tables: dict[tuple[str, int | None], list[bytes]] = field(default_factory=dict)

    def steps(self, curve: Curve, gone: int | None, key: str) -> bytes:
        tables = self._tables.get((curve.name, gone))
        if tables is None:
            tables = self._tables[curve.name, gone] = curve.tables(self.seed, gone)
        stream = chance_of(f"{self.seed}/{key}").randbytes(DRAWS)
        blocks = (stream[n : n + IN_BLOCK] for n in range(0, DRAWS, IN_BLOCK))
        return b"".join(map(bytes.translate, blocks, tables))

    def project(self, key: str, tasks: Mapping[str, Task]) -> dict[str, Draws]:
        """The working day on which each of a project's tasks is finished, in every draw.

        What comes before a task and is no task itself is finished or not needed.
        """
        found: dict[str, Draws] = {}
        for kind in tasks:
            self._finish(key, kind, tasks, found, ())
        return found

    def _finish(
        self,
        key: str,
        kind: str,
        tasks: Mapping[str, Task],
        found: dict[str, Draws],
        trail: tuple[str, ...],
    ) -> Draws:
        """A circle is refused before it is saved; should one stand, nothing waits twice."""
        if kind not in found:
            task, here = tasks[kind], (*trail, kind)
            kinds = [one for one in task.after if one in tasks and one not in here]
            before = [self._finish(key, one, tasks, found, here) for one in kinds]
            found[kind] = self._ends(f"{key}/{kind}", task, before)
        return found[kind]

    def _wait(self, key: str, wait: Wait) -> bytes:
        return self.steps(wait.curve, wait.gone, key)

    def _ends(self, key: str, task: Task, before: list[Draws]) -> Draws:
        if task.curve is None:
            return later([bytes(DRAWS)], task.not_before)
        waits: list[Draws] = [self._wait(f"{key}/b{n}", w) for n, w in enumerate(task.blocks)]
        if task.lead:
            leads = [self._wait(f"{key}/l{n}", wait) for n, wait in enumerate(task.lead)]
            waits.append(reduce(lambda one, other: list(map(add, one, other)), leads))
        begun = task.gone is not None
        starts = later(waits if begun else [*waits, *before], task.not_before)
        ends = list(map(add, starts, self.steps(task.curve, task.gone, key)))
        # order is a hint, never a lock: what was accepted early runs, and ends no earlier
        return later([ends, *before], 0) if begun and before else ends


def later(rows: list[Draws], not_before: int) -> Draws:
    """Draw by draw the latest of them; two by two, which is three times as quick as `max`."""
    if not_before:
        rows = [*rows, [not_before] * DRAWS]
    return reduce(_later, rows) if rows else bytes(DRAWS)


def _later(one: Draws, other: Draws) -> Draws:
    return [a if a > b else b for a, b in zip(one, other, strict=True)]


def chance_of(seed: str) -> random.Random:
    """The same text, the same numbers, on every machine."""
    return random.Random(seed)  # noqa: S311  drawn, not secret


def longest(tasks: Mapping[str, Task], ends: Mapping[str, Span]) -> Chain:
    """关键路径: the chain that the middle of the forecast waits for, by the days of each step."""
    waits = {kind: [one for one in task.after if one in tasks] for kind, task in tasks.items()}
    own = {
        kind: max(ends[kind].middle - max((ends[b].middle for b in waits[kind]), default=0), 0)
        for kind in tasks
    }
    return critical_path(waits, own)


def whole(finished: Iterable[Draws]) -> Draws:
    """办齐: when the last of them is finished."""
    return later(list(finished), 0)
