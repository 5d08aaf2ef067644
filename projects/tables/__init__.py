"""The register's tables for the one engine: which forms there are, by their word."""

from .base import Table
from .of_funding import FUNDING
from .of_projects import LEDGER, RESERVE, TARGETS

TABLES: dict[str, Table] = {table.form: table for table in (LEDGER, TARGETS, RESERVE, FUNDING)}

__all__ = ["LEDGER", "TABLES", "Table"]
