"""`pytest -p tests.services_plugin`: PostgreSQL and Redis for this run, started by us.

Loaded with -p because pytest-django reads the settings before any conftest.py. The servers'
addresses go into the environment, where pytest-xdist's workers find them too. With
PX_LANE=postgres the tests that touch a database run on PostgreSQL, and only they. The long walks
(thorough) over URLs and values run once, on SQLite, unless they are about PostgreSQL.
"""

import atexit
import os

import pytest

from tests.servers.postgres import Postgres
from tests.servers.processes import Missing
from tests.servers.redis import Redis

LANE = os.environ.get("PX_LANE", "")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
ELSEWHERE = {"worker", "browser", "office"}  # they bring their own database
NOT_THERE = ELSEWHERE | {"sqlite"}


def _start() -> None:
    given = os.environ.pop("TEST_DATABASE_URL", "")
    postgres = None if given else Postgres()
    os.environ["PX_POSTGRES_URL"] = given or postgres.url
    if postgres:
        atexit.register(_in_this_process(postgres.stop))
    if not (given := os.environ.get("TEST_REDIS_URL", "")):
        redis = Redis()
        atexit.register(_in_this_process(redis.stop))
        given = redis.url
    os.environ["PX_REDIS_URL"] = given


def _in_this_process(stop):
    """Not in a forked child that leaves through the same door."""
    owner = os.getpid()
    return lambda: stop() if os.getpid() == owner else None


if "PX_POSTGRES_URL" not in os.environ:
    try:
        _start()
    except Missing as missing:
        pytest.exit(str(missing), returncode=2)
if LANE == "postgres":
    os.environ["TEST_DATABASE_URL"] = os.environ["PX_POSTGRES_URL"]


def pytest_collection_modifyitems(config, items):
    if LANE != "postgres":
        return
    kept, left = [], []
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        touches = "django_db" in marks or DATABASE_FIXTURES & set(item.fixturenames)
        walks = "thorough" in marks and "postgres" not in marks
        (kept if touches and not walks and not marks & NOT_THERE else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
