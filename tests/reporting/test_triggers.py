import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from reporting import triggers
from reporting.models import Seal
from tests.reporting.filing import file_table


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", triggers.TABLES)
def test_truncate_is_refused(db, table):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_flush_of_the_tests_passes_the_triggers_and_leaves_them_standing(cast):
    file_table(cast.submission, cast.reporter)
    call_command("flush", verbosity=0, interactive=False)

    assert not Seal.objects.exists()
    assert triggers.missing(connection) == []
