"""One way for text to enter (security S4): any string is made safe to store, or refused."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

CODES = frozenset(
    {
        *("required", "choice", "date", "number", "length", "format"),
        *("duplicate", "stale", "foreign", "ask", "file", "text"),
    }
)

_RANGES = [(0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)]
# Invisible: soft hyphen, zero-width, bidi marks and embeddings, byte order mark.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0xFEFF]
    + [code for first, last in _RANGES for code in range(first, last + 1)]
)
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Excel's escape of a carriage return; some exporters leave it in the text.
_EXCEL_CR = re.compile("_x000[dD]_")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES = re.compile(r"\s+")
EXACT_DIGITS = 15  # Excel keeps no more digits of a number


class CellError(ValueError):
    """A value that is refused: a code for programs, a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        if code not in CODES:
            raise AssertionError(code)
        self.code = code
        self.message = message


def clean(raw: object, *, max_length: int, multiline: bool = False) -> str:
    """`raw` as text that any database, page or workbook can hold, or CellError."""
    text = as_text(raw)
    # The bound comes before any work on the text; white space and marks may still go.
    if len(text) > 4 * max_length + 100:
        raise too_long(max_length)
    if _FORBIDDEN.search(text):
        raise CellError("text", "有看不见的控制字符。删掉这一格，重新录入")
    text = _EXCEL_CR.sub("", text.translate(_INVISIBLE))
    text = unicodedata.normalize("NFC", text.replace("\t", " "))
    lines = [line.strip() for line in text.splitlines()]
    text = "\n".join(lines).strip() if multiline else _one_line(lines)
    if len(text) > max_length:
        raise too_long(max_length)
    return text


def asked_word(raw: str) -> str:
    """A word of a filter in the URL; what cannot be one asks for nothing."""
    try:
        return clean(raw, max_length=50)
    except CellError:
        return ""


def too_long(max_length: int) -> CellError:
    return CellError("length", f"太长。最多 {max_length} 字，请删减")


def as_text(raw: object) -> str:
    """A cell's value as people read it; numbers without a trailing .0."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, (int, float, Decimal)):
        return _number_text(raw)
    return str(raw)


def fold(text: str) -> str:
    """For comparing names: width, case and white space do not matter."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()


def half_width(text: str) -> str:
    """Full-width ASCII made plain; unlike NFKC it turns no ² or ① into a digit."""
    return text.translate(_FULL_WIDTH)


def _number_text(raw: int | float | Decimal) -> str:
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite():
        raise CellError("text", "不是文字。删掉这一格，重新录入")
    if abs(number) >= 10**EXACT_DIGITS:
        raise CellError(
            "format", "数字超过 15 位，Excel 已改动末几位。把单元格设为“文本”，重新录入"
        )
    if number == number.to_integral_value():
        return str(int(number))
    return format(number, "f")


def _one_line(lines: list[str]) -> str:
    """Line breaks go; between two Latin words a space stays."""
    joined = ""
    for line in filter(None, lines):
        glue = " " if joined and joined[-1].isascii() and line[0].isascii() else ""
        joined += glue + line
    return joined
