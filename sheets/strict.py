"""A JSON loader that takes nothing doubtful (security S5)."""

import json
from decimal import Decimal
from typing import Any, NoReturn

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_DIGITS = 32


def loads(body: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Parsed JSON; floats as Decimal. ValueError for whatever is not plain, finite and unique."""
    if len(body) > max_bytes:
        raise ValueError("内容太大")
    text = body.decode("utf-8")  # UnicodeDecodeError is a ValueError
    _check_depth(text)
    value = json.loads(
        text,
        parse_constant=_refuse_constant,
        parse_float=_decimal,
        parse_int=_integer,
        object_pairs_hook=_unique,
    )
    _check_strings(value)
    return value


def _check_depth(text: str) -> None:
    depth = 0
    inside = escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif inside:
            escaped = char == "\\"
            inside = char != '"'
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError("JSON 嵌套太深")
        elif char in "]}":
            depth -= 1


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON 里不能有 {name}")


def _decimal(text: str) -> Decimal:
    number = Decimal(_short(text))
    if abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError("JSON 里的数字太大")
    return number


def _integer(text: str) -> int:
    return int(_short(text))


def _short(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise ValueError("JSON 里的数字太长")
    return text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("JSON 里有重复的键")
    return found


def _check_strings(value: Any) -> None:
    """A lone surrogate cannot be saved; UnicodeEncodeError is a ValueError."""
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_strings(key)
            _check_strings(item)
    elif isinstance(value, list):
        for item in value:
            _check_strings(item)
