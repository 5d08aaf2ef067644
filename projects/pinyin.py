"""The initials of a Chinese name, by which the list is searched (蒲县 → px)."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

MAX_LENGTH = 100
SIGNS = re.compile("[a-z0-9]")


def initials(text: str) -> str:
    """Lower-case letters and digits; a character of several readings is read by its word.

    Whatever is neither Chinese, letter nor digit is left out, so that 一期 in brackets or not
    is found alike.
    """
    plain = unicodedata.normalize("NFKC", text)
    parts = lazy_pinyin(plain, style=Style.FIRST_LETTER)
    return "".join(SIGNS.findall("".join(parts).lower()))[:MAX_LENGTH]
