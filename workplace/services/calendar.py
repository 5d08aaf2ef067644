"""What is done to the working calendar. The only code that writes it.

Rounds need not be told: the minute job of reporting compares those not yet opened with these rows.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from workplace import acts, clock, history
from workplace.holidays import announced
from workplace.models import CalendarDay

# what apps above keep that counts working days; each runs in the transaction of the change
CHANGED: list[Callable[[], None]] = []


@transaction.atomic
def set_day(*, day: date, kind: str, name: str, source: str, by: User) -> CalendarDay:
    row = CalendarDay.objects.select_for_update().filter(date=day).first()
    before = row.kind if row else ""
    row = row or CalendarDay(date=day)
    row.kind, row.name, row.source = kind, name, source
    history.save(row, by=by, reason=source)
    acts.record(by=by, verb="calendar-set", target=day.isoformat(), before=before, after=kind)
    _tell()
    return row


@transaction.atomic
def delete_day(*, day: date, by: User) -> None:
    """The day is again what its weekday says; the row's history stays."""
    row = CalendarDay.objects.select_for_update().filter(date=day).first()
    if row is None:
        raise Refused("这一天没有单独的安排。")
    row._history_user = by  # type: ignore[attr-defined]
    row._history_date = clock.now()  # type: ignore[attr-defined]
    row.delete()
    acts.record(by=by, verb="calendar-delete", target=day.isoformat(), before=row.kind)
    _tell()


@transaction.atomic
def fill_year(*, year: int, by: User | None) -> int:
    """Enter the year's holidays as the State Council announced them; days already entered stay."""
    known = announced(year)
    if not known:
        raise Refused(f"程序里还没有 {year}年的放假通知。通知公布后，请在下面逐天录入。")
    present = set(CalendarDay.objects.filter(date__year=year).values_list("date", flat=True))
    days = [day for day in known if day.date not in present]
    history.create_many(CalendarDay, days, by=by, reason="按国务院通知填入")
    acts.record(by=by, verb="calendar-fill", target=str(year), days=len(days))
    _tell()
    return len(days)


def _tell() -> None:
    for follow in CHANGED:
        follow()
