"""Time and queries of one act, and the table that shows them."""

import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@dataclass
class Line:
    """One line of the table; `other` is a limit in words or another way's milliseconds."""

    what: str
    milliseconds: float
    queries: int | None = None
    other: str = ""
    other_milliseconds: float | None = None

    def cells(self) -> list[str]:
        queries = "" if self.queries is None else str(self.queries)
        beside, ratio = self.other, ""
        if self.other_milliseconds:
            beside = f"{self.other} {self.other_milliseconds:,.0f} ms"
            ratio = f"{self.other_milliseconds / self.milliseconds:.1f} ×"
        return [self.what, f"{self.milliseconds:,.0f} ms", queries, beside, ratio]


def timed(act: Callable[[], Any], *, times: int = 1) -> float:
    """Milliseconds, the median of `times` runs."""
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spans.append((time.perf_counter() - start) * 1000)
    return statistics.median(spans)


def counted(act: Callable[[], Any]) -> tuple[Any, int]:
    connection.queries_log.clear()  # it holds 9,000 and counts no further
    with CaptureQueriesContext(connection) as queries:
        answer = act()
    return answer, len(queries)


def once(act: Callable[[], Any]) -> tuple[float, int]:
    """Milliseconds and queries of an act that can be done only once."""
    return counted(lambda: timed(act))


def page_line(client: Client, what: str, url: str, limit: str = "") -> Line:
    """A page as it is opened again and again, and what comes over the wire."""
    client.get(url)
    page, queries = counted(lambda: client.get(url))
    assert page.status_code == 200, (url, page.status_code)
    size = f"网页 {zipped(page.content):.0f} kB"
    beside = f"{size}，{limit}" if limit else size
    return Line(what, timed(lambda: client.get(url), times=5), queries, beside)


def zipped(body: bytes) -> float:
    """kB over the wire."""
    return len(gzip.compress(body)) / 1000


def table(lines: list[Line]) -> str:
    rows = [["", "我们", "查询", "对照", "快"], *(line.cells() for line in lines)]
    widths = [max(_width(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(map(_pad, row, widths)).rstrip() for row in rows)


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
