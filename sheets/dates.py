"""Dates as a county writes them: 2023.2.3, 2月3日前, 2023年2月, Excel serials."""

import calendar
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from .text import CellError, as_text, half_width

MAX_TEXT = 32
FAR_YEARS = 10
EXCEL_ZERO = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119

_BEFORE = re.compile(r"(?:预计|计划|拟于|拟|力争|约|于)")
_AFTER = re.compile(r"(?:之前|以前|前|左右|办结|完成|开工)")
_TIME = re.compile(r"[ T]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.0+)?")
_AROUND = re.compile(r"\s?([年月日号])\s?")
_FULL = re.compile(r"([0-9]{4})([-./年])([0-9]{1,2})([-./月])([0-9]{1,2})[日号]?")
_PLAIN = re.compile(r"([0-9]{4})()([0-9]{2})()([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})(?:[-./]([0-9]{1,2})|年([0-9]{1,2})月(?:份|底|末)?)")
_DAY = re.compile(r"([0-9]{1,2})(?:月([0-9]{1,2})[日号]?|[-./]([0-9]{1,2}))")
_ONLY_MONTH = re.compile(r"([0-9]{1,2})月(?:份|底|末)?")

NO_SUCH_DAY = "没有这一天。改为实际日期，如 2023-02-28"
NOT_A_DATE = "不是日期。写成 2023-02-03 这样"
NO_DAY = "办结日期要写到日，如 2023-02-03"
CUT_SHORT = "Excel 把这一格当成了数字。写成 2023-10-01 这样"
NO_YEAR = "写上年份，如 2023-02-03"


def parse_date(raw: object, *, today: date | None, done: bool, month: bool = False) -> date | None:
    """A date; of a month alone its last day (with `month` its first). None when empty."""
    found = _find(raw, today=today, done=done, month=month)
    if found is None:
        return None
    if today is not None and _is_far(found, today):
        raise CellError("date", "离今天超过十年。检查年份")
    return found.replace(day=1) if month else found


def _find(raw: object, *, today: date | None, done: bool, month: bool) -> date | None:
    if raw is None or isinstance(raw, bool):
        if raw is None:
            return None
        raise CellError("date", NOT_A_DATE)
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (int, float, Decimal)):
        return _from_number(raw, done=done, month=month)
    text = as_text(raw).strip()
    if len(text) > MAX_TEXT:
        raise CellError("date", NOT_A_DATE)
    text = _trim(_AROUND.sub(r"\1", half_width(text)))
    return _from_text(text, today=today, done=done, month=month) if text else None


def _from_number(raw: int | float | Decimal, *, done: bool, month: bool) -> date:
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite():
        raise CellError("date", NOT_A_DATE)
    if int(number) in SERIALS and number >= 0:
        return EXCEL_ZERO + timedelta(days=int(number))
    text = format(number, "f")
    if number == int(number) and re.fullmatch(r"[0-9]{8}", str(int(number))):
        return _from_text(str(int(number)), today=None, done=done, month=month)
    # Excel has turned a typed 2023.10 into 2023.1: October or January can no longer be told.
    if re.fullmatch(r"[0-9]{4}\.(?:[2-9]|1[0-2])", text):
        return _from_text(text, today=None, done=done, month=month)
    raise CellError("date", CUT_SHORT if 1900 < number < 2100 else NOT_A_DATE)


def _trim(text: str) -> str:
    match = _BEFORE.match(text)
    text = text[match.end() :] if match else text
    for _ in range(2):  # 2月3日前完成
        for end in range(1, 4):
            if _AFTER.fullmatch(text[-end:]) and len(text) > end:
                text = text[:-end]
                break
    time = re.search(r"[ T]", text)
    if time and _TIME.fullmatch(text[time.start() :]):
        text = text[: time.start()]
    return text.strip()


def _from_text(text: str, *, today: date | None, done: bool, month: bool) -> date:
    if re.fullmatch(r"[0-9]{5}", text) and int(text) in SERIALS:  # a serial kept as text
        return _from_number(int(text), done=done, month=month)
    if match := _FULL.fullmatch(text) or _PLAIN.fullmatch(text):
        year, first, month_no, second, day = match.groups()
        if (first, second) in {("-", "-"), (".", "."), ("/", "/"), ("年", "月"), ("", "")}:
            return _day(int(year), int(month_no), int(day))
    elif match := _MONTH.fullmatch(text):
        return _last_day(int(match[1]), int(match[2] or match[3]), done=done, month=month)
    elif match := _DAY.fullmatch(text):
        return _without_year(int(match[1]), int(match[2] or match[3]), today=today, done=done)
    elif match := _ONLY_MONTH.fullmatch(text):
        return _month_without_year(int(match[1]), today=today, done=done, month=month)
    raise CellError("date", NOT_A_DATE)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("date", NO_SUCH_DAY) from None


def _last_day(year: int, month_no: int, *, done: bool, month: bool) -> date:
    if done and not month:
        raise CellError("date", NO_DAY)
    first = _day(year, month_no, 1)
    return first.replace(day=calendar.monthrange(year, month_no)[1])


def _without_year(month_no: int, day: int, *, today: date | None, done: bool) -> date:
    """done: the latest such day up to today; open: the first from today on (design §9)."""
    if today is None:
        raise CellError("date", NO_YEAR)
    _day(2000, month_no, day)  # a leap year: does the day exist at all?
    step = -1 if done else 1
    for year in range(today.year, today.year + 9 * step, step):
        if month_no == 2 and day == 29 and not calendar.isleap(year):
            continue
        found = date(year, month_no, day)
        if (found <= today) if done else (found >= today):
            return found
    raise CellError("date", NO_SUCH_DAY)


def _month_without_year(month_no: int, *, today: date | None, done: bool, month: bool) -> date:
    if today is None:
        raise CellError("date", NO_YEAR)
    this_year = _last_day(today.year, month_no, done=done, month=month)
    if this_year >= today:
        return this_year
    return _last_day(today.year + 1, month_no, done=done, month=month)


def _is_far(found: date, today: date) -> bool:
    years = abs(found.year - today.year)
    if years != FAR_YEARS:
        return years > FAR_YEARS
    late, early = (found, today) if found > today else (today, found)
    return (late.month, late.day) > (early.month, early.day)
