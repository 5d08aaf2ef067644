"""Bulk writes stay bulk on SQLite."""

import pytest
from django.db import connection

from accounts.models import Unit


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such limit")
def test_a_thousand_rows_are_one_insert(db, django_assert_num_queries):
    units = [
        Unit(code=f"U{n}", name=f"单位{n}", short_name=f"单{n}", kind="bureau") for n in range(1000)
    ]
    with django_assert_num_queries(1):
        Unit.objects.bulk_create(units)
