"""Counties made up from a known truth: what a forecast says of them can be judged.

Each has permits of three kinds. Some of them began in the past: those over by the day of the
forecast are what the county has finished, the others are under way, and what they will still take
is known to the truth alone. Projects that have not begun need all three kinds, one after another.
"""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from reporting.curves import ENOUGH, Assumed, Own
from reporting.forecasting import DRAWS, Drawer, Span, Tally, Task, Wait, chance_of, whole

KINDS = ("a", "b", "c")
AFTER = {"a": (), "b": ("a",), "c": ("a", "b")}
LIMITS = {"a": 10, "b": 25, "c": 40}
SIGMA = math.log(2) / 1.2815515655446004  # eight in ten between half and double of the middle


def by_limits(rng):
    """The model's own assumption below 20: a pace of each kind, and each permit's own."""
    paces = {kind: rng.gauss(0, SIGMA / 2**0.5) for kind in KINDS}

    def days(kind):
        own = rng.gauss(0, SIGMA / 2**0.5)
        return round(0.8 * LIMITS[kind] * math.exp(paces[kind] + own))

    return days


def lognormal(rng):
    """Three times as slow as the limits say."""
    return lambda kind: round(2.4 * LIMITS[kind] * math.exp(rng.gauss(0, 0.5)))


def heavy(rng):
    """A tail that no limit and no logarithm knows: one in thirty takes ten times as long."""
    return lambda kind: min(round(LIMITS[kind] * rng.paretovariate(1.5)), 255)


def two_ways(rng):
    """Quick by commitment, or slow by the province."""

    def days(kind):
        middle = LIMITS[kind] * (0.5 if rng.random() < 0.6 else 3)
        return round(middle * math.exp(rng.gauss(0, 0.2)))

    return days


@dataclass
class Outcome:
    """One forecast beside what happened."""

    span: Span
    actual: int
    place: float  # of what happened among the draws: uniform when the forecast is right

    @property
    def held(self) -> bool:
        return self.span.low <= self.actual <= self.span.high


@dataclass
class Judged:
    outcomes: list[Outcome] = field(default_factory=list)
    chances: list[tuple[float, bool]] = field(default_factory=list)  # said, came true
    samples: list[int] = field(default_factory=list)

    @property
    def coverage(self) -> float:
        return sum(one.held for one in self.outcomes) / len(self.outcomes)

    @property
    def tenths(self) -> list[float]:
        counts = [0] * 10
        for one in self.outcomes:
            counts[min(int(one.place * 10), 9)] += 1
        return [count / len(self.outcomes) for count in counts]

    def came_true(self, low: float, high: float) -> tuple[float, float, int]:
        """What was said and what came true of the chances in [low, high), on average."""
        found = [(said, true) for said, true in self.chances if low <= said < high]
        count = len(found)
        return sum(s for s, _ in found) / count, sum(t for _, t in found) / count, count


def county(judged, truth, rng, *, begun, span, projects=12, learning=True):
    """`begun` permits of each kind began within the last `span` working days."""
    days, own = truth(rng), list[int]()
    curves, under_way = {}, []
    for kind in KINDS:
        past = [(rng.randrange(span), days(kind)) for _ in range(begun)]
        over = [took for gone, took in past if took <= gone]
        lasting = [(gone, took) for gone, took in past if took > gone]
        own.append(len(over))
        curves[kind] = Assumed.by_limit(kind, LIMITS[kind])
        if learning:
            curves[kind] = Own(kind, tuple(over), tuple(gone for gone, _ in lasting))
        under_way += [(kind, gone, took - gone) for gone, took in lasting]
    if learning and min(own) < ENOUGH:
        return  # this county has nothing of its own to go by yet
    judged.samples += own
    drawer, total, real = Drawer(str(rng.random())), Tally(within=rng.randrange(10, 60)), []
    for n, (kind, gone, left) in enumerate(rng.sample(under_way, min(len(under_way), 20))):
        ends = drawer.project(f"r{n}", {kind: Task(kind, curves[kind], gone)})
        judge(judged, rng, ends[kind], left, total, real)
    waiting = Assumed("w", 8)
    for n in range(projects):
        tasks = {k: Task(k, curves[k], None, (Wait(waiting),), after=AFTER[k]) for k in KINDS}
        ends = drawer.project(f"p{n}", tasks)
        actual = happened(days, rng)
        for kind in KINDS:
            judge(judged, rng, ends[kind], actual[kind], total, real)
        judge(judged, rng, whole(ends.values()), max(actual.values()))
    came = sum(actual <= total.within for actual in real)
    for place in (0.1, 0.35, 0.6, 0.9):  # goals that are likely and goals that are not
        needed = sorted(total.counts)[int(DRAWS * place)]
        judged.chances.append((total.chance(needed), came >= needed))


def happened(days, rng):
    """As the model has it: 组卷 beside what comes before, then the clock."""
    found = {}
    for kind in KINDS:
        ready = round(8 * math.exp(rng.gauss(0, SIGMA)))
        found[kind] = max([ready, *(found[b] for b in AFTER[kind])]) + days(kind)
    return found


def judge(judged, rng, draws, actual, total=None, real=None):
    ordered = sorted(draws)
    below, up_to = bisect_left(ordered, actual), bisect_right(ordered, actual)
    place = (below + rng.random() * (up_to - below)) / DRAWS
    judged.outcomes.append(Outcome(Span.of(draws), actual, place))
    if total is not None:
        total.add(draws)
        real.append(actual)


def counties(truth, *, seed, count, begun=(24, 220), span=(150, 400), **more):
    judged, rng = Judged(), chance_of(seed)
    for _ in range(count):
        county(judged, truth, rng, begun=rng.randrange(*begun), span=rng.randrange(*span), **more)
    return judged
