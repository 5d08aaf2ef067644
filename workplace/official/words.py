"""Text that a Word file can hold, numerals and dates as documents write them."""

import re
from datetime import date

# XML 1.0 has no place for these, however they came into the register
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DIGITS = "零一二三四五六七八九"


def safe(text: object) -> str:
    return _NOT_XML.sub("", str(text)).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def lines(text: object) -> list[str]:
    return [line.strip() for line in safe(text).split("\n") if line.strip()]


def numeral(number: int) -> str:
    """一, 十, 十一, 二十, 九十九; beyond that the figure itself."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")


def long_day(day: date) -> str:
    """成文日期 in Arabic numerals, months and days without a leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def width_in_signs(text: str) -> float:
    """How wide a line is, counted in full-width signs."""
    return sum(0.5 if ord(sign) < 0x2000 else 1 for sign in text)
