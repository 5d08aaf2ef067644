"""Changing sealed rows behind the program's back, as an attacker with the database file would."""

from reporting import triggers


def drop_triggers(connection, table):
    with connection.cursor() as cursor:
        for event in triggers.EVENTS[connection.vendor]:
            name = triggers.name_of(table, event)
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER {name}{on}")


def change_by_hand(connection, table, column, value, pk):
    drop_triggers(connection, table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, pk])  # noqa: S608
    triggers.install(connection)
