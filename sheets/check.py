"""Any raw value of a cell → its canonical value, or CellError; and back to text."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from .columns import TEXTUAL, Choice, Column, Finding, Row, Sheet, Type, Value
from .dates import parse_date
from .money import parse_count, parse_money, parse_number, parse_rate
from .text import CellError, as_text, clean, fold, half_width, too_long

MAX_CHOICE = 60
PER_CENT = Decimal("0.1")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―－﹣−"), "-")


def parse(
    column: Column,
    raw: object,
    *,
    today: date | None = None,
    done: bool = False,
    current: Value = None,
) -> Value:
    """`done`: the date is of something finished. `current` settles a word two choices share."""
    value = None if _is_blank(column, raw) else _parse(column, raw, today, done, current)
    if value is None and column.type in TEXTUAL:
        value = column.default
    if column.required and value in ("", None):
        raise CellError("required", f"必填。{column.hint or '请填写'}")
    return value


def parse_row(
    sheet: Sheet, cells: Mapping[str, object], *, today: date | None, current: Row | None = None
) -> tuple[dict[str, Value], list[Finding]]:
    """The writable cells of a row that parse, and a finding for each that does not."""
    values: dict[str, Value] = {}
    findings = []
    # The choice that says whether a date is past or future is read before the date.
    for column in sorted(sheet.columns, key=lambda c: bool(c.done_by)):
        if column.computed or column.key not in cells:
            continue
        raw = cells[column.key]
        known = current or {}
        decides = values.get(column.done_by, known.get(column.done_by))
        try:
            values[column.key] = parse(
                column, raw, today=today, done=decides == "done", current=known.get(column.key)
            )
        except CellError as error:
            findings.append(
                Finding(None, column.key, error.code, error.message, "error", _raw(raw))
            )
    return values, findings


def shared_choices(column: Column, raw: object) -> tuple[Choice, ...]:
    """The choices a word may mean when it means more than one (△), for a warning."""
    if column.type is not Type.CHOICE or _is_blank(column, raw):
        return ()
    found = _words(column).get(_choice_word(raw), ())
    return found if len(found) > 1 else ()


def wire(column: Column, value: Value) -> str:
    """Canonical value → the JSON string the browser and `_px` hold."""
    if value is None:
        return ""
    if column.type is Type.MONTH and isinstance(value, date):
        return f"{value:%Y-%m}"
    if column.type is Type.MONEY and isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def show(column: Column, value: Value) -> str:
    """Canonical value → text for people."""
    if column.type is Type.RATE:
        return "—" if value is None else per_cent(Decimal(str(value)))
    if column.type is Type.MONEY and isinstance(value, Decimal):
        return f"{value:,.2f}"
    if column.type is Type.CHOICE:
        return next((c.label for c in column.choices if c.value == value), "")
    return wire(column, value)


def per_cent(share: Decimal) -> str:
    return f"{(share * 100).quantize(PER_CENT, ROUND_HALF_UP)}%"


def _parse(column: Column, raw: object, today: date | None, done: bool, current: Value) -> Value:
    match column.type:
        case Type.TEXT | Type.LONG:
            return _text(column, raw)
        case Type.CHOICE:
            return _choice(column, raw, current)
        case Type.MONEY:
            return _bounded(column, parse_money(raw))
        case Type.COUNT:
            return _bounded(column, parse_count(raw))
        case Type.NUMBER:
            return _bounded(column, parse_number(raw))
        case Type.RATE:
            return parse_rate(raw)
        case Type.DATE | Type.MONTH:
            return parse_date(
                raw, today=today, done=done or column.past, month=column.type is Type.MONTH
            )


def _is_blank(column: Column, raw: object) -> bool:
    if raw is None:
        return True
    if not isinstance(raw, str) or len(raw) > MAX_CHOICE:
        return False
    word = raw.strip()
    return not word or word in column.blanks


def _text(column: Column, raw: object) -> str:
    text = clean(raw, max_length=column.typed_length, multiline=column.type is Type.LONG)
    if column.normalise:
        text = column.normalise(text)
    if len(text) > column.max_length:
        raise too_long(column.max_length)
    if text and column.pattern:
        text = half_width(text).translate(_DASHES).replace(" ", "")
        if not re.fullmatch(column.pattern, text):
            raise CellError("format", f"格式不对。{column.hint}")
    return text


def _choice(column: Column, raw: object, current: Value) -> str:
    found = _words(column).get(_choice_word(raw), ())
    if not found:
        labels = "、".join(choice.label for choice in column.choices)
        raise CellError("choice", f"不在可选的词里。选：{labels}")
    values = [choice.value for choice in found]
    return str(current) if current in values else values[0]


def _choice_word(raw: object) -> str:
    try:
        return fold(clean(raw, max_length=MAX_CHOICE))
    except CellError as error:
        raise CellError(error.code if error.code == "text" else "choice", error.message) from None


@lru_cache(maxsize=512)
def _words(column: Column) -> dict[str, tuple[Choice, ...]]:
    """Folded word → the choices it may mean; a code or label is never shared."""
    words: dict[str, tuple[Choice, ...]] = {}
    for choice in column.choices:
        for alias in choice.aliases:
            words[fold(alias)] = (*words.get(fold(alias), ()), choice)
    for choice in column.choices:
        words[fold(choice.value)] = words[fold(choice.label)] = (choice,)
    return words


def _bounded(column: Column, number: Decimal | int | None) -> Decimal | int | None:
    low = column.minimum
    if number is None or low is None or number > low or (number == low and not column.exclusive):
        return number
    raise CellError("number", f"应大于 {low}" if column.exclusive else f"不能小于 {low}")


def _raw(raw: object) -> str:
    try:
        return as_text(raw)[:200]
    except CellError:
        return ""
