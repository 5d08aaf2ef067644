"""A year of the working calendar, month by month."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from workplace.holidays import announced
from workplace.models import CalendarDay

MONDAY = calendar.Calendar(firstweekday=0)
SPILL = timedelta(days=31)  # to the end of the last month


@dataclass(frozen=True)
class Cell:
    date: date
    inside: bool  # of the month it is drawn in
    row: CalendarDay | None
    is_work: bool


@dataclass(frozen=True)
class Month:
    year: int
    number: int
    weeks: list[list[Cell]]


@dataclass(frozen=True)
class Year:
    number: int
    rows: list[CalendarDay]
    months: list[Month]
    can_fill: bool  # the library knows days that nobody has entered

    @property
    def is_known(self) -> bool:
        return bool(self.rows)


def year_of(number: int) -> Year:
    rows = list(CalendarDay.objects.filter(date__year=number))
    by_day = {row.date: row for row in rows}
    months = [Month(number, month, _weeks(number, month, by_day)) for month in range(1, 13)]
    can_fill = any(day.date not in by_day for day in announced(number))
    return Year(number, rows, months, can_fill)


def months_between(start: date, end: date) -> list[Month]:
    """The months from the one of `start` to the one of `end`, in one query."""
    days = CalendarDay.objects.filter(date__range=(start.replace(day=1), end + SPILL))
    by_day = {row.date: row for row in days}
    months, year, number = [], start.year, start.month
    while (year, number) <= (end.year, end.month):
        months.append(Month(year, number, _weeks(year, number, by_day)))
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return months


def years_without_days(years: Iterable[int]) -> list[int]:
    """Of these, the years for which nobody has entered a holiday (R28)."""
    wanted = sorted(set(years))
    rows = CalendarDay.objects.filter(date__year__in=wanted).order_by()
    known = set(rows.values_list("date__year", flat=True).distinct())
    return [year for year in wanted if year not in known]


def _weeks(year: int, month: int, by_day: dict[date, CalendarDay]) -> list[list[Cell]]:
    return [
        [_cell(day, month, by_day.get(day)) for day in week]
        for week in MONDAY.monthdatescalendar(year, month)
    ]


def _cell(day: date, month: int, row: CalendarDay | None) -> Cell:
    is_work = day.weekday() < 5 if row is None else row.kind == CalendarDay.Kind.WORKDAY
    return Cell(day, day.month == month, row, is_work)
