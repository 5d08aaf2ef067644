"""Transactional tests flush the database; sealed tables refuse that until their guards step aside.

The program itself has no such way: only the tests drop triggers, and post_migrate, which Django
sends after each flush, makes them again.
"""

from contextlib import contextmanager

from django.db.backends.base.operations import BaseDatabaseOperations

from reporting import triggers


@contextmanager
def past_the_triggers():
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        drop_triggers(self.connection)
        plain(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = flush
    try:
        yield
    finally:
        BaseDatabaseOperations.execute_sql_flush = plain


def drop_triggers(connection):
    with connection.cursor() as cursor:
        for name, (table, _) in triggers.expected(connection).items():
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
