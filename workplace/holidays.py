"""Holidays as the State Council announced them, as far as chinesecalendar knows (to 2026)."""

import chinese_calendar

from .models import CalendarDay


def announced(year: int) -> list[CalendarDay]:
    """The announced days of a year, unsaved; none when the library does not know the year yet."""
    source = f"国务院办公厅关于{year}年部分节假日安排的通知"
    rests = {d: n for d, n in chinese_calendar.holidays.items() if d.year == year}
    works = {d: n for d, n in chinese_calendar.workdays.items() if d.year == year}
    names = {kind.value: kind.chinese for kind in chinese_calendar.Holiday}
    rows = [(d, CalendarDay.Kind.HOLIDAY, names[name]) for d, name in rests.items()]
    rows += [(d, CalendarDay.Kind.WORKDAY, f"{names[name]}调休") for d, name in works.items()]
    return [
        CalendarDay(date=day, kind=kind, name=name, source=source)
        for day, kind, name in sorted(rows)
    ]
