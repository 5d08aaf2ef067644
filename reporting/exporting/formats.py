"""How a value of a field is written: 万元 or 亿元, a date, √ × △ — (domain.md §2.5)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procedures.rules import Level, Status
from sheets.columns import Type, Value

from .rows import PermitCell

YI = Decimal(10_000)
SYMBOLS: dict[str, str] = {
    Status.NOT_REQUIRED: "—",
    Status.NOT_STARTED: "×",
    Status.PREPARING: "△",
    Status.SUBMITTED: "△",
    Status.RETURNED: "▲",
    Status.DONE: "√",
}
LEVELS = {str(level.value): str(level.label) for level in Level}
Raw = Value | bool | PermitCell


class FieldType(StrEnum):
    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    DATE = "date"
    MONTH = "month"
    YES_NO = "yes_no"
    STATUS = "status"


DAY = {
    "": "2023-02-03",
    "month": "2023-02",
    "cn": "2023年2月3日",
    "cn_month": "2023年2月",
    "dot": "2023.2.3",
}
# type → format → what it is called; "" is the usual one
FORMATS: Mapping[str, Mapping[str, str]] = {
    FieldType.MONEY: {"": "万元", "yi": "亿元", "whole": "万元，取整"},
    FieldType.RATE: {"": "64.9%", "points": "64.9（不带%）"},
    FieldType.DATE: DAY,
    FieldType.MONTH: {"": "2023-02", "cn_month": "2023年2月", "dot_month": "2023.2"},
    FieldType.YES_NO: {"": "是／否", "tick": "√／×"},
    FieldType.STATUS: {"": "文字（已办结）", "mark": "√ × △ —", "mark_level": "√ × △（市）—"},
}
_EXCEL = {
    (FieldType.MONEY, ""): "#,##0.00",
    (FieldType.MONEY, "yi"): "#,##0.00##",
    (FieldType.MONEY, "whole"): "#,##0",
    (FieldType.COUNT, ""): "0",
    (FieldType.RATE, ""): "0.0%",
    (FieldType.RATE, "points"): "0.0",
}
_EXCEL_DAY = {
    "": "yyyy-mm-dd",
    "month": "yyyy-mm",
    "cn": 'yyyy"年"m"月"d"日"',
    "cn_month": 'yyyy"年"m"月"',
    "dot": "yyyy.m.d",
    "dot_month": "yyyy.m",
}
_SHEET_TYPES = {
    FieldType.MONEY: Type.MONEY,
    FieldType.COUNT: Type.COUNT,
    FieldType.RATE: Type.RATE,
    FieldType.DATE: Type.DATE,
    FieldType.MONTH: Type.MONTH,
    FieldType.LONG: Type.LONG,
}


def formats_of(kind: str) -> Mapping[str, str]:
    return FORMATS.get(kind, {"": ""})


def sheet_type(kind: str) -> Type:
    return _SHEET_TYPES.get(FieldType(kind), Type.TEXT)


def excel_format(kind: str, form: str) -> str:
    """The number format of a cell; "" for text."""
    if kind in (FieldType.DATE, FieldType.MONTH):
        return _EXCEL_DAY[form or ("month" if kind == FieldType.MONTH else "")]
    return _EXCEL.get((FieldType(kind), form), "")


def written(kind: str, form: str, raw: Raw) -> Value:
    """The typed value of a cell: numbers stay numbers, dates stay dates."""
    if isinstance(raw, PermitCell):
        return _status(raw, form)
    if isinstance(raw, bool):
        return ("√" if raw else "×") if form == "tick" else "是" if raw else "否"
    if isinstance(raw, Decimal) and form == "yi":
        return raw / YI
    if isinstance(raw, Decimal) and form == "points":
        return raw * 100
    return raw


def shown(kind: str, form: str, value: Value) -> str:
    """The written value as text, for a preview on the page."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return _day(value, form or ("month" if kind == FieldType.MONTH else ""))
    if not isinstance(value, Decimal):
        return str(value)
    if kind == FieldType.RATE:
        return f"{value:.1f}" if form == "points" else f"{value * 100:.1f}%"
    if form == "yi":
        return f"{value:,.4f}".rstrip("0").ljust(len(f"{value:,.2f}"), "0")
    return f"{value:,.0f}" if form == "whole" else f"{value:,.2f}"


def _status(permit: PermitCell, form: str) -> str:
    if not form:
        return str(Status(permit.status).label)
    mark = SYMBOLS[permit.status]
    open_ = permit.status not in (Status.DONE, Status.NOT_REQUIRED)
    level = LEVELS.get(permit.level, "")
    return f"{mark}（{level}）" if form == "mark_level" and open_ and level else mark


def _day(day: date, form: str) -> str:
    return {
        "": f"{day:%Y-%m-%d}",
        "month": f"{day:%Y-%m}",
        "cn": f"{day.year}年{day.month}月{day.day}日",
        "cn_month": f"{day.year}年{day.month}月",
        "dot": f"{day.year}.{day.month}.{day.day}",
        "dot_month": f"{day.year}.{day.month}",
    }[form]
