"""Permits along time, as an SVG drawn by attributes: done, under way, promised."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from procedures.models import Permit, PermitEvent, PermitKind
from procedures.rules import Status
from procedures.steps import HANDLER_WORD, OWNER_STEPS

LEFT, RIGHT, WIDTH = 80, 700, 800  # labels stand right of the last bar
TOP, STEP = 40, 28
MARGIN = timedelta(days=7)
SHORTEST = 4
WORKED = frozenset({*OWNER_STEPS, *HANDLER_WORD})  # giving out and taking note begin nothing


@dataclass(frozen=True)
class Bar:
    x: int
    width: int
    look: str


@dataclass(frozen=True)
class Lane:
    name: str
    y: int
    bars: list[Bar]
    label: str
    label_x: int

    @property
    def text_y(self) -> int:
        return self.y + 12


@dataclass(frozen=True)
class Timeline:
    lanes: list[Lane]
    months: list[tuple[str, int]]
    today_x: int
    height: int
    width: int = WIDTH

    @property
    def bottom(self) -> int:
        return self.height - 6

    @property
    def has_bars(self) -> bool:
        return any(lane.bars for lane in self.lanes)

    @property
    def words(self) -> str:
        return "；".join(f"{lane.name} {lane.label}" for lane in self.lanes)


def timeline(
    permits: Sequence[tuple[PermitKind, Permit]], events: Iterable[PermitEvent], today: date
) -> Timeline:
    """One lane for each kind that is required, from the first event to the end or the promise."""
    begun: dict[int, date] = {}
    for event in events:  # newest first: the oldest is written last
        if event.action == "status" or event.after in WORKED:
            begun[event.permit_id] = event.on or timezone.localdate(event.at)
    wanted = [(k, p) for k, p in permits if p.status != Status.NOT_REQUIRED]
    days = [today, *begun.values()]
    days += [day for _, p in wanted for day in (p.completed_on, p.expected_on) if day]
    first, last = min(days) - MARGIN, max(days) + MARGIN

    def x(day: date) -> int:
        return LEFT + (RIGHT - LEFT) * (day - first).days // max((last - first).days, 1)

    lanes = []
    for number, (kind, permit) in enumerate(wanted):
        spans = _spans(permit, begun.get(permit.pk), today)
        bars = [Bar(x(a), max(x(b) - x(a), SHORTEST), look) for a, b, look in spans]
        end = max((bar.x + bar.width for bar in bars), default=x(today))
        lanes.append(Lane(kind.name, TOP + STEP * number, bars, _label(permit), end + 7))
    return Timeline(lanes, _months(first, last, x), x(today), TOP + STEP * len(lanes) + 10)


def _spans(permit: Permit, begun: date | None, today: date) -> list[tuple[date, date, str]]:
    if permit.status == Status.DONE:
        end = permit.completed_on
        return [(min(begun or end, end), end, "b-done")] if end else []
    spans = []
    if permit.status != Status.NOT_STARTED and begun:
        spans.append((begun, today, "b-run"))
    if permit.expected_on and permit.expected_on > today:
        spans.append((today, permit.expected_on, "b-plan"))
    return spans


def _label(permit: Permit) -> str:
    word = Status(permit.status).label
    day = permit.completed_on if permit.status == Status.DONE else permit.expected_on
    if day is None:
        return str(word) if permit.status == Status.NOT_STARTED else f"{word}，没有日期"
    return f"{word}，{day.month}/{day.day}"


def _months(first: date, last: date, x: Callable[[date], int]) -> list[tuple[str, int]]:
    found = []
    day = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        found.append((f"{day.month}月", x(day)))
        day = (day + timedelta(days=32)).replace(day=1)
    return found
