"""核对码: the beginning of a digest, short enough to be read from paper and typed."""

import re

from .check_seals import SIGNS, short_code, typed_code

__all__ = ["SHAPE", "prefix_of", "short_code", "typed"]

SIGN_COUNT = 10
SHAPE = re.compile(f"[{SIGNS}]{{{SIGN_COUNT}}}")


def typed(text: str) -> str:
    """The code a person meant, grouped as it is printed; "" when it cannot be one."""
    signs = typed_code(text)
    return f"{signs[:5]}-{signs[5:]}" if SHAPE.fullmatch(signs) else ""


def prefix_of(code: str) -> str:
    """The first 48 of its 50 bits, as digests are stored: what to search the database for."""
    bits = 0
    for sign in code.replace("-", ""):
        bits = bits << 5 | SIGNS.index(sign)
    return f"{bits >> 2:012x}"
