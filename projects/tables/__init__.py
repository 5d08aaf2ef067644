"""The register's tables for the one engine: which forms there are, by their word."""

from .base import Table
from .of_funding import FUNDING
from .of_platform import PLATFORM
from .of_projects import LEDGER, RESERVE, TARGETS

TABLES: dict[str, Table] = {table.form: table for table in (LEDGER, TARGETS, RESERVE, FUNDING)}
# what comes in but has no table of its own here
IMPORTS = TABLES | {PLATFORM.form: PLATFORM}

__all__ = ["IMPORTS", "LEDGER", "TABLES", "Table"]
