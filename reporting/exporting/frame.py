"""The single cells of a receiver's frame: words in braces that become what the table is about."""

import re
from collections.abc import Mapping
from decimal import Decimal

from sheets.columns import Value

_BRACE = re.compile(r"\{([^{}]{1,30})\}")
# placeholder → what the page says of it
PLACEHOLDERS = {
    "填报单位": "县项目推进中心的全称",
    "统计截止": "2023年2月3日",
    "年度": "2023",
    "期号": "第8期；实时数为空",
    "制表日期": "下载的那一天",
    "数据来源": "上报封存或实时台账",
    "口径": "办结率的算法和口径版本",
    "行数": "表里有几行",
    "合计:表头": "这一列的合计，如 {合计:总投资}",
}
_USUAL: tuple[tuple[str, str], ...] = (
    (r"(?:填报|填表|报送|上报|编制)单位(?:\(盖章\)|（盖章）)?[:：]?", "填报单位"),
    (r"(?:统计)?(?:截止|截至)(?:时间|日期)?[:：]?", "统计截止"),
    (r"(?:填报|填表|制表|报送)(?:时间|日期)[:：]?", "制表日期"),
)


def filled(text: str, words: Mapping[str, Value]) -> Value:
    """A cell that is one placeholder alone keeps its type: a total stays a number."""
    whole = _BRACE.fullmatch(text.strip())
    if whole and whole[1] in words:
        return words[whole[1]]
    return _BRACE.sub(lambda match: _text(words.get(match[1], match[0])), text)


def unknown(text: str, headers: set[str]) -> list[str]:
    """Placeholders that mean nothing here."""
    known = {name for name in PLACEHOLDERS if ":" not in name}
    known |= {f"合计:{header}" for header in headers}
    return [name for name in _BRACE.findall(text) if name not in known]


def proposed(text: str) -> str:
    """What a text may become: 填报单位： → 填报单位：{填报单位}; "" = nothing to fill."""
    for pattern, word in _USUAL:
        if match := re.search(pattern, text):
            rest = text[match.end() :]
            if not rest.strip() or rest[:1].isspace():
                return f"{text[: match.end()]}{{{word}}}{rest}"
    return ""


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "" if value is None else str(value)
