"""Initials of a Chinese name, as people type them to find it: 薛关镇 → xgz."""

from pypinyin import Style, lazy_pinyin

MAX = 100


def initials(text: str) -> str:
    """First letters of the syllables; letters and digits stay, everything else goes."""
    parts = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return "".join(c for part in parts for c in part.lower() if c.isascii() and c.isalnum())[:MAX]
