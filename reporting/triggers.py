"""Sealed tables are append-only in the database itself (design §4, security.md S43).

Created after every migrate, because SQLite drops a table's triggers when it rebuilds the table.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "reporting_seal",
    "reporting_sealedproject",
    "reporting_sealedpermit",
    "reporting_compilation",
    "reporting_compilationseal",
    "reporting_definition",
    "reporting_figurereference",
    "workplace_act",
)
EVENTS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}
_FUNCTION = """
CREATE OR REPLACE FUNCTION px_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$
"""


def name_of(table: str, event: str) -> str:
    return f"px_keep_{table}_{event.lower()}"


def expected(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Trigger name → its table and event, for the sealed tables that exist."""
    existing = set(connection.introspection.table_names())
    return {
        name_of(table, event): (table, event)
        for table in TABLES
        if table in existing
        for event in EVENTS.get(connection.vendor, ())
    }


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that stand; on PostgreSQL a disabled one does not."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    return sorted(set(expected(connection)) - present(connection))


def install(connection: BaseDatabaseWrapper) -> list[str]:
    """Create what is missing; returns the names created."""
    wanted = expected(connection)
    absent = sorted(set(wanted) - present(connection))
    with connection.cursor() as cursor:
        if absent and connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name in absent:
            cursor.execute(_create(connection.vendor, name, *wanted[name]))
    return absent


def _create(vendor: str, name: str, table: str, event: str) -> str:
    if vendor == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION px_append_only()"
    )


def after_migrate(sender: AppConfig, using: str, **_: Any) -> None:
    install(connections[using])


@register(Tags.database)
def triggers_stand(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **_: Any
) -> list[CheckMessage]:
    """`manage.py check --database default` at start-up: a sealed table must refuse changes."""
    return [
        Error(
            f"封存表缺少触发器 {name}。",
            hint="运行 manage.py migrate，它会重新建立。",
            id="reporting.E001",
        )
        for alias in databases or ()
        for name in missing(connections[alias])
    ]
