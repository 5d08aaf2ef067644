"""Real workers and beats on a real database, embedded and as in production.

`embedded`: SQLite and the filesystem broker. `served`: PostgreSQL and Redis, which
tests/services_plugin.py has started.
"""

import itertools
import os
import shutil
from pathlib import Path

import psycopg2
import pytest

from tests.servers.program import Program, data_folder

HERE = Path(__file__).parent
MOMENT = "2022-12-09 09:00:30"  # Friday of round 1, just after the reminder three hours before
counter = itertools.count(1)


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.worker)


def address(name: str) -> str:
    if name not in os.environ:
        pytest.fail(f"{name}: 请用 make test，或加 -p tests.services_plugin")
    return os.environ[name]


@pytest.fixture(scope="session")
def seeded():
    """A SQLite installation with the small county, to be copied."""
    with data_folder() as folder:
        Program(folder).python("-m", "tests.servers.seed", MOMENT)
        yield folder


@pytest.fixture(scope="session")
def seeded_template():
    """The same on PostgreSQL, as a template database."""
    url = address("PX_POSTGRES_URL")
    with data_folder() as folder:
        administer(url, "CREATE DATABASE px_seeded")
        program = Program(folder, database=other_database(url, "px_seeded"))
        program.python("-m", "tests.servers.seed", MOMENT)
        yield url
        administer(url, "DROP DATABASE px_seeded WITH (FORCE)")


@pytest.fixture
def embedded(seeded):
    with data_folder() as folder:
        shutil.copytree(seeded, folder, dirs_exist_ok=True)
        yield from stopped_after(Program(folder, PX_BEAT_SECONDS="1"))


@pytest.fixture
def served(seeded_template):
    number = next(counter)
    name = f"px_worker_{number}"
    administer(seeded_template, f"CREATE DATABASE {name} TEMPLATE px_seeded")
    redis = f"{address('PX_REDIS_URL')}/{number}"
    database = other_database(seeded_template, name)
    with data_folder() as folder:
        program = Program(folder, database=database, redis=redis, PX_BEAT_SECONDS="1")
        yield from stopped_after(program)
    administer(seeded_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["embedded", "served"])
def program(request) -> Program:
    return request.getfixturevalue(request.param)


def stopped_after(program: Program):
    try:
        yield program
    finally:
        program.stop()


def other_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


def administer(url: str, sql: str) -> None:
    connection = psycopg2.connect(**parts(url))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.close()


def parts(url: str) -> dict[str, str]:
    """postgres://puxian@//tmp/folder/name: the way of django-environ to write a socket."""
    host, _, name = url.partition("@/")[2].rpartition("/")
    return {"host": host, "user": "puxian", "dbname": name}
