"""What this SQLite can do, told to Django (a back-port: Django 5.2 still assumes 999)."""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def widen(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let one INSERT carry as many values as the library takes: 1,000 rows in one, not in 30."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit
