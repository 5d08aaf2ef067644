"""The migrated database of the tests on SQLite, kept in a file: migrations run once for each state.

Eight seconds of each process otherwise. A migration, a trigger or a package that changes gives
another file; the lane on PostgreSQL always migrates.
"""

import hashlib
import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

FOLDER = Path(settings.BASE_DIR) / ".venv" / "stamps"
MADE_BY = ("*/migrations/*.py", "reporting/triggers.py", "requirements.txt")


def kept_file() -> Path:
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for pattern in MADE_BY:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return FOLDER / f"tests-{digest.hexdigest()[:16]}.sqlite3"


@contextmanager
def kept():
    """While this holds, the database that pytest-django asks for comes from the file."""
    creation = connection.creation
    if connection.vendor != "sqlite" or not FOLDER.parent.is_dir():
        yield
        return
    plain, file, held = creation.create_test_db, kept_file(), []

    def create(*args, **options):
        if not file.exists():
            name = plain(*args, **options)
            _keep(file)
            return name
        # before Django looks, so that it finds every table there; `held` keeps the memory alive
        held.append(_loaded(file, creation._get_test_db_name()))
        connection.settings_dict["TEST"]["MIGRATE"] = False
        return plain(*args, **options)

    creation.create_test_db = create
    try:
        yield
    finally:
        creation.create_test_db = plain
        for memory in held:
            memory.close()


def _keep(file: Path) -> None:
    """Written whole or not at all, for the other process does the same; only the newest stays."""
    part = file.with_suffix(f".{os.getpid()}")
    file.parent.mkdir(exist_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(part)) as copy:
        connection.connection.backup(copy)
    for old in FOLDER.glob("tests-*.sqlite3"):
        old.unlink(missing_ok=True)
    part.replace(file)


def _loaded(file: Path, name: str) -> sqlite3.Connection:
    memory = sqlite3.connect(name, uri=True)
    with closing(sqlite3.connect(file)) as kept_:
        kept_.backup(memory)
    return memory
