"""Every act locks in one order (R11), each statement only the table it names, and never the key.

A circle of waiting needs two orders; a lock of the key would also make those wait who write a row
that only names the locked one (an event, a nudge, an alarm), and they hold no place in the order.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.table import ROWS, signed_in, undone

ORDER = ["accounts_unit", "reporting_submission", "projects_project", "procedures_permit"]
LOCK = re.compile(r'FROM "(?P<table>\w+)"(?P<rest>.*) FOR (?P<key>NO KEY )?UPDATE(?P<of> OF)?')
ACTS = [row for row in ROWS if row.method == "post" and row.first(200, 204, 302)]


def locks(queries):
    return [found for query in queries if (found := LOCK.search(query["sql"]))]


def against_the_order(found):
    """The first lock of a table after one that stands behind it."""
    seen = []
    for table in dict.fromkeys(lock["table"] for lock in found if lock["table"] in ORDER):
        if any(ORDER.index(table) < ORDER.index(other) for other in seen):
            return [*seen, table]
        seen.append(table)
    return []


def odd(queries):
    """What is wrong with the locks of one act."""
    found = locks(queries)
    if order := against_the_order(found):
        yield " → ".join(order)
    for lock in found:
        if "JOIN" in lock["rest"] and not lock["of"]:
            yield f"locks what it joins: {lock['table']}"
        if lock["table"] in ORDER and not lock["key"]:
            yield f"locks the key: {lock['table']}"


@pytest.mark.thorough
def test_every_act_locks_in_one_order(cast):
    locked, wrong = 0, set()
    for row in ACTS:
        for who in {row.first(200, 204, 302), "reporter", "handler", "centre"}:
            if row.expected[who] in (200, 204, 302):
                with undone(), CaptureQueriesContext(connection) as queries:
                    row.call(signed_in(cast, who), cast, who)
                locked += len(locks(queries.captured_queries))
                wrong |= {(str(row), who, why) for why in odd(queries.captured_queries)}
    assert wrong == set()
    assert locked > 100
