"""The working-day clock of a permit. Pure; the day of acceptance itself does not count
(民法典第二百零一条), and the time of correction, expert review and publication is not counted
(行政许可法第四十五条; 公示 by the county's rule).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from workplace.workdays import Calendar, is_working_day

from .steps import STARTS, STOPS, Step

Said = TypeVar("Said")  # what stands beside a step: its day, or its whole event
HORIZON = timedelta(days=800)  # a limit of 500 working days ends within it


@dataclass(frozen=True)
class Clock:
    """`used` working days before `since`; `since` None = standing still or never started."""

    used: int = 0
    since: date | None = None
    accepted_on: date | None = None  # the first time

    def after(self, step: str, on: date, known: Calendar) -> "Clock":
        if step in STARTS and self.since is None:
            return Clock(self.used, on, self.accepted_on or on)
        if step in STOPS and self.since is not None:
            return Clock(self.used + working_days(self.since, on, known), None, self.accepted_on)
        return self

    def elapsed(self, today: date, known: Calendar) -> int:
        """Working days on the clock at the end of `today`."""
        running = working_days(self.since, today, known) if self.since else 0
        return self.used + running

    def ends_on(self, limit: int | None, known: Calendar) -> date | None:
        """The working day on which `limit` days are used up; None while the clock stands still."""
        if limit is None or self.since is None:
            return None
        return add_working_days(self.since, limit - self.used, known)


def replay(steps: Iterable[tuple[str, date]], known: Calendar) -> Clock:
    """The clock after these steps; a retracted one must not be among them."""
    clock = Clock()
    for step, on in steps:
        clock = clock.after(step, on, known)
    return clock


def standing(steps: Iterable[tuple[str, Said]]) -> list[tuple[str, Said]]:
    """What is left of the steps once each 撤回 has taken the one before it away."""
    left: list[tuple[str, Said]] = []
    for step, said in steps:
        if step == Step.RETRACT:
            left.pop()
        else:
            left.append((step, said))
    return left


def working_days(start: date, end: date, known: Calendar) -> int:
    """In (start, end]: the day after `start` counts first; 0 when `end` is not after `start`."""
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), known) for n in range(1, span + 1))


def add_working_days(start: date, days: int, known: Calendar) -> date:
    """The `days`-th working day after `start`; `start` itself when nothing is left."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, known)
    return day


def day_number(since: date, today: date, known: Calendar) -> int:
    """第 n 天, in working days: the day it came is the first, or the next one worked on."""
    return max(working_days(since - timedelta(days=1), today, known), 1)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, its last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first_of_next - timedelta(days=1), date(year, month + 1, 1) + timedelta(day.day - 1))
