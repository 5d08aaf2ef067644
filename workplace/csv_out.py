"""CSV for Excel: UTF-8 with a mark, and no cell that Excel would take for a formula (S7)."""

import csv
import io
from collections.abc import Iterable

# A sign that starts a formula, plain or full-width; tab and return hide one.
DANGEROUS = frozenset("=+-@\t\r＝＋－＠")
BYTE_ORDER_MARK = "\ufeff"


def safe(text: str) -> str:
    return f"'{text}" if text[:1] in DANGEROUS else text


def table(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows([safe(text) for text in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
