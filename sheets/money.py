"""Amounts in 万元, counts, numbers and rates: what is taken as a number, and what is not (S5)."""

import re
from decimal import ROUND_HALF_UP, Decimal

from .text import EXACT_DIGITS, CellError, as_text, half_width

CENT = Decimal("0.01")
WAN_PER_YI = 10_000
MAX_TEXT = 32
MAX_DIGITS = 12  # before the point: Decimal(14, 2)
MAX_COUNT = 1_000_000
FOUR_DECIMALS = Decimal("0.0001")

_AMOUNT = re.compile(
    r"(?:大约|约)?(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s?(亿元|亿|万元|万|元)?(?:左右)?"
)
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")

NOT_A_NUMBER = "不是数字。填以万元为单位的数字，如 54,000.00"


def parse_money(raw: object) -> Decimal | None:
    """万元 with two decimals; 亿元 is converted, 元 is asked back. None when empty."""
    number, unit = _amount(raw)
    if number is None:
        return None
    if unit == "元":
        raise CellError("number", f"单位是万元。应填 {number / WAN_PER_YI:,.2f}")
    if unit.startswith("亿"):
        number *= WAN_PER_YI
    if number.adjusted() >= MAX_DIGITS:
        raise CellError("number", "数字太大。单位是万元，请核对")
    if number != number.quantize(CENT, ROUND_HALF_UP):
        raise CellError("number", "金额最多两位小数，请四舍五入")
    return number.quantize(CENT) + 0  # no -0.00


def parse_count(raw: object) -> int | None:
    number = _plain(raw, "不是整数。填数字，如 6")
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= MAX_COUNT:
        raise CellError("number", "不是整数。填数字，如 6")
    return int(number)


def parse_number(raw: object) -> Decimal | None:
    """Any number, such as 亩 or 公里, with at most four decimals."""
    message = "不是数字。填数字，如 12.5"
    number = _plain(raw.replace(",", "") if isinstance(raw, str) else raw, message)
    if number is None:
        return None
    if number and number.adjusted() >= MAX_DIGITS:
        raise CellError("number", "数字太大，请核对")
    if number != number.quantize(FOUR_DECIMALS, ROUND_HALF_UP):
        raise CellError("number", "最多四位小数，请四舍五入")
    return number.normalize() + 0


def parse_rate(raw: object) -> Decimal | None:
    """A share: 47.8% or, from a cell with per-cent format, 0.478."""
    message = "不是百分比。填 47.8% 这样"
    if isinstance(raw, str):
        text = half_width(raw).strip()
        if text in {"", "—"}:
            return None
        match = _PERCENT.fullmatch(text) if len(text) <= MAX_TEXT else None
        if not match:
            raise CellError("number", message)
        return Decimal(match[1]) / 100
    number = _plain(raw, message)
    if number is not None and not 0 <= number <= 100:
        raise CellError("number", message)
    return number


def _amount(raw: object) -> tuple[Decimal | None, str]:
    if not isinstance(raw, str):
        return _plain(raw, NOT_A_NUMBER), ""
    text = half_width(raw).strip()
    if not text:
        return None, ""
    match = _AMOUNT.fullmatch(text) if len(text) <= MAX_TEXT else None
    if not match:
        raise CellError("number", NOT_A_NUMBER)
    return Decimal(match[1].replace(",", "")), match[2] or ""


def _plain(raw: object, message: str) -> Decimal | None:
    if raw is None:
        return None
    if isinstance(raw, bool):
        raise CellError("number", message)
    if isinstance(raw, float):
        # What Excel shows of 0.1 + 0.2; the digits beyond are an artefact of binary.
        number = Decimal(f"{raw:.{EXACT_DIGITS}g}")
    elif isinstance(raw, (int, Decimal)):
        number = Decimal(raw)
    else:
        text = half_width(as_text(raw)).strip()
        if not text:
            return None
        if len(text) > MAX_TEXT or not _PLAIN.fullmatch(text):
            raise CellError("number", message)
        number = Decimal(text)
    if not number.is_finite() or number.adjusted() > MAX_TEXT:
        raise CellError("number", message)
    return number
