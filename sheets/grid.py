"""What the browser's grid gets (columns) and sends (patches)."""

from dataclasses import dataclass
from typing import Any

from . import strict
from .columns import Column, Sheet
from .text import CellError

MAX_PATCHES = 2_000
_FIELDS = ("row", "key", "was", "value")
_LENGTHS = {"row": 40, "key": 60, "was": 2_000, "value": 33_000, "op": 64}


@dataclass(frozen=True)
class Patch:
    """One cell: the wire value it was read at, what was typed, and the act it belongs to."""

    row: str
    key: str
    was: str
    value: str
    op: str


def grid_columns(sheet: Sheet) -> list[dict[str, Any]]:
    return [_column(column) for column in sheet.columns]


def parse_patches(body: bytes) -> list[Patch]:
    """`{"op": …, "patches": [{"row", "key", "was", "value"[, "op"]}]}`, or CellError."""
    try:
        data = strict.loads(body)
    except (ValueError, RecursionError):
        raise CellError("format", "内容读不出来。刷新页面后再试") from None
    if not isinstance(data, dict) or not isinstance(data.get("patches"), list):
        raise CellError("format", "缺少 patches。刷新页面后再试")
    if len(data["patches"]) > MAX_PATCHES:
        raise CellError("length", f"一次最多改 {MAX_PATCHES:,} 格。分几次粘贴")
    op = _text(data, "op", "")
    return [_patch(item, op) for item in data["patches"]]


def _patch(item: Any, op: str) -> Patch:
    if not isinstance(item, dict):
        raise CellError("format", "patches 里要一格一条")
    row, key, was, value = (_text(item, field) for field in _FIELDS)
    return Patch(row, key, was, value, _text(item, "op", op))


def _text(item: dict[str, Any], field: str, default: str | None = None) -> str:
    value = item.get(field, default)
    if not isinstance(value, str):
        raise CellError("format", f"{field} 应是文字")
    if len(value) > _LENGTHS[field]:
        raise CellError("length", f"{field} 太长")
    return value


def _width(column: Column) -> float:
    """On screen header and choices stay on one line; in print they may wrap."""
    words = [column.header, *[choice.label for choice in column.choices]]
    return max(column.width, *[2.0 * len(word) + 2 for word in words])


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "header": column.header,
        "label": column.label,
        "group": column.group,
        "type": str(column.type),
        "choices": [{"value": c.value, "label": c.label} for c in column.choices],
        "computed": column.computed,
        "width": _width(column),
        "frozen": column.frozen,
        "marked": column.marked,
        "summed": column.summed,
        "ratio": list(column.ratio or ()),
        "required": column.required,
        "max_length": column.max_length,
        "hint": column.hint,
    }
