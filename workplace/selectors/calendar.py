"""A year of the working calendar, month by month."""

import calendar
from dataclasses import dataclass
from datetime import date

from workplace.holidays import announced
from workplace.models import CalendarDay

MONDAY = calendar.Calendar(firstweekday=0)


@dataclass(frozen=True)
class Cell:
    date: date
    inside: bool  # of the month it is drawn in
    row: CalendarDay | None
    is_work: bool


@dataclass(frozen=True)
class Month:
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
    months = [Month(month, _weeks(number, month, by_day)) for month in range(1, 13)]
    can_fill = any(day.date not in by_day for day in announced(number))
    return Year(number, rows, months, can_fill)


def _weeks(year: int, month: int, by_day: dict[date, CalendarDay]) -> list[list[Cell]]:
    return [
        [_cell(day, month, by_day.get(day)) for day in week]
        for week in MONDAY.monthdatescalendar(year, month)
    ]


def _cell(day: date, month: int, row: CalendarDay | None) -> Cell:
    is_work = day.weekday() < 5 if row is None else row.kind == CalendarDay.Kind.WORKDAY
    return Cell(day, day.month == month, row, is_work)
