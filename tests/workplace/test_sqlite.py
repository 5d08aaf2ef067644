"""Bulk writes stay bulk, on SQLite too."""

from accounts.models import Unit


def test_a_thousand_rows_are_one_insert(db, django_assert_num_queries):
    units = [
        Unit(code=f"U{n}", name=f"单位{n}", short_name=f"单{n}", kind="bureau") for n in range(1000)
    ]
    with django_assert_num_queries(1):
        Unit.objects.bulk_create(units)
