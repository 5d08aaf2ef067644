"""No pattern may be made slow by hostile text (security S6)."""

import importlib
import re
import time

import pytest

from reporting.findings import permits as findings
from sheets import dates, headers, intake, marked, text, write

MODULES = ["text", "dates", "money", "headers", "rows", "structure", "intake", "marked", "write"]
HOSTILE = [
    "a",
    "1",
    ",",
    "1,",
    "(",
    "((",
    ")",
    "*",
    ":",
    " ",
    "\n",
    "万",
    "约",
    "月",
    "-",
    "年1",
    "合计(",
]


SEARCHED = {  # the others only ever match from the start
    *(text._FORBIDDEN.pattern, text._EXCEL_CR.pattern, text._SPACES.pattern),
    *(headers._BRACKET.pattern, headers._TABLE_UNIT.pattern, marked._OUTSIDE.pattern),
    *(intake._HTML.pattern, intake._NESTED.pattern, intake._XML.pattern),
    *(intake._ENCODING.pattern, findings._BIG_SCALE.pattern, dates._AROUND.pattern),
    write._BAD_NAME.pattern,
}


def patterns():
    for name in MODULES:
        module = importlib.import_module(f"sheets.{name}")
        for attribute, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield pytest.param(value, id=f"{name}.{attribute}")
    yield pytest.param(findings._NUMBERS, id="findings.numbers")
    yield pytest.param(findings._BIG_SCALE, id="findings.scale")
    yield pytest.param(
        re.compile(importlib.import_module("projects.sheets").CODE_PATTERN), id="code"
    )


@pytest.mark.parametrize("pattern", list(patterns()))
def test_a_pattern_is_fast_on_any_text_it_may_meet(pattern):
    for piece in HOSTILE:
        hostile = piece * (100_000 // len(piece)) + "!"
        hostile = hostile.encode() if isinstance(pattern.pattern, bytes) else hostile
        started = time.perf_counter()
        pattern.fullmatch(hostile)
        pattern.match(hostile)
        if pattern.pattern in SEARCHED:
            pattern.search(hostile)
        assert time.perf_counter() - started < 0.5
