"""Waiting until all that is dated up to a moment has been written (docs/decisions.md).

A history row is dated while its transaction runs and seen when that ends: a number read at once
could miss it, and count it when it is asked again.
"""

import time
from datetime import datetime

from django.db import connection

from accounts.errors import Refused

from . import clock

PATIENCE, PAUSE = 5.0, 0.05  # seconds
STILL_WRITING = "有人正在保存数据，这一刻的数还没有定。等几秒再试一次。"


def settle(moment: datetime) -> None:
    """For who will print what was known at `moment`: inside a transaction, before reading.

    SQLite has one writer at a time, and whoever calls this is it.
    """
    if connection.vendor != "postgresql":
        if not connection.in_atomic_block:
            raise RuntimeError("settle() outside a transaction")
        return
    began = moment - clock.shift()  # the server knows nothing of a rehearsal
    until = time.monotonic() + PATIENCE
    while _writing_since(began):
        if time.monotonic() > until:
            raise Refused(STILL_WRITING, 409)
        time.sleep(PAUSE)


def _writing_since(began: datetime) -> bool:
    """Every service locks a row before it reads the clock, which gives its transaction a number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # or the first answer holds for good
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND backend_xid IS NOT NULL AND xact_start <= %s
            )
            """,
            [began],
        )
        [found] = cursor.fetchone()
    return bool(found)
