import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from reporting import triggers
from reporting.models import Seal
from tests.reporting.filing import file_table


@pytest.mark.postgres
@pytest.mark.parametrize("table", triggers.TABLES)
def test_truncate_is_refused(db, table):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_sealed_table_altered_by_a_migration_refuses_again_after_it(cast):
    """SQLite makes the table anew, without its triggers; `migrate` makes them again (S43)."""
    seal = file_table(cast.submission, cast.reporter)
    short, long = (models.CharField(max_length=n) for n in (64, 70))
    for field in (short, long):
        field.set_attributes_from_name("digest")
        field.model = Seal
    with connection.schema_editor() as editor:
        editor.alter_field(Seal, short, long, strict=True)
    try:
        assert bool(triggers.missing(connection)) == (connection.vendor == "sqlite")
        call_command("migrate", verbosity=0)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(
                "UPDATE reporting_seal SET digest = '' WHERE id = %s", [seal.pk]
            )
        assert Seal.objects.get().digest == seal.digest
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(Seal, long, short, strict=True)
        triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_a_flush_of_the_tests_passes_the_triggers_and_leaves_them_standing(cast):
    file_table(cast.submission, cast.reporter)
    call_command("flush", verbosity=0, interactive=False)

    assert not Seal.objects.exists()
    assert triggers.missing(connection) == []
