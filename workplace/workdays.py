"""Working days of the county: CalendarDay rows, else the weekday (design §2.6)."""

from collections.abc import Mapping
from datetime import date, timedelta

from .models import CalendarDay

Calendar = Mapping[date, str]


def calendar(start: date, end: date) -> dict[date, str]:
    """The days between `start` and `end` that differ from their weekday, in one query."""
    rows = CalendarDay.objects.filter(date__range=(start, end)).values_list("date", "kind")
    return dict(rows)


def is_working_day(day: date, known: Calendar) -> bool:
    kind = known.get(day)
    if kind is not None:
        return kind == CalendarDay.Kind.WORKDAY
    return day.weekday() < 5


def next_working_day(day: date, known: Calendar, step: int = 1) -> date:
    """`day` itself when it is a working day, else the next (step 1) or previous (step -1) one."""
    while not is_working_day(day, known):
        day += timedelta(days=step)
    return day


def is_year_known(year: int) -> bool:
    """Has anybody entered this year's holidays? Without them pages show a warning (R28)."""
    return CalendarDay.objects.filter(date__year=year).exists()
