"""Ten years of weekly seals: pages at year 1, 5 and 10, and whether they are flat in years.

DECADE=30x100 is the whole county (9.36 million sealed permits); the default is small enough for
SQLite.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from django.db import connection

from accounts.models import User
from tests.reporting.decade import WEEKS, build
from tests.reporting.decade_reads import Reads, board, browser, compare, drill

from .measure import Line, timed

SMALL = "6x20"  # units x projects of each
WEEK = 40  # of the year that is looked at
AT = (1, 5, 10)
TURNS = 5


def lines(people: dict[str, User]) -> list[Line]:
    units, projects = map(int, os.environ.get("DECADE", SMALL).split("x"))
    begun = time.perf_counter()
    decade = build(units, projects)
    took = (time.perf_counter() - begun) * 1000
    client = browser(decade)
    pages = {
        "看板": lambda on: board(client, on),
        "钻取": lambda on: drill(client, on),
        "两期对比": lambda on: compare(decade, on),
    }
    found = [Line(f"十年数据 {units} 单位 × {projects} 项目，建库", took, None, _size())]
    for name, page in pages.items():
        days = {year: decade.cutoff((year - 1) * WEEKS + WEEK) for year in AT}
        measured = _measured({year: partial(page, on) for year, on in days.items()})
        first = measured[AT[0]][0]
        for year, (span, reads) in measured.items():
            rows = f"封存行 {sum(reads.rows.values()):,}，第1年的 {span / first:.2f} 倍"
            found.append(Line(f"{name}，第{year}年第{WEEK}期", span, reads.queries, rows))
    return found


def _measured(acts: dict[int, Callable[[], object]]) -> dict[int, tuple[float, Reads]]:
    """The years in turn, five times: what else the machine does then slows each of them alike."""
    found = {}
    for year, act in acts.items():
        act()
        with Reads() as found[year]:
            act()
    turns = [{year: timed(act, times=1) for year, act in acts.items()} for _ in range(TURNS)]
    return {year: (median(turn[year] for turn in turns), found[year]) for year in acts}


def _size() -> str:
    """The rows, and on PostgreSQL what they take."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM reporting_sealedpermit")
        text = f"封存手续 {cursor.fetchone()[0]:,} 行"
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            text += f"，{cursor.fetchone()[0] / 1e9:.1f} GB"
    return text
