"""Several connections at once on the real PostgreSQL (PX_LANE=postgres, see tools/test.sh)."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.postgres)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(autouse=True)
def _on_postgres(transactional_db):
    if connection.vendor != "postgresql":
        pytest.fail("请用 make test，或 PX_LANE=postgres 加 -p tests.services_plugin")


@pytest.fixture
def race() -> Callable[[Sequence[Callable[[], Any]]], list[Any]]:
    """Run all at the same moment, each on its own connection; answers or exceptions, in order."""

    def run(acts: Sequence[Callable[[], Any]]) -> list[Any]:
        start = threading.Barrier(len(acts))
        answers: list[Any] = [None] * len(acts)

        def one(place: int, act: Callable[[], Any]) -> None:
            start.wait(10)
            try:
                answers[place] = act()
            except Exception as error:
                answers[place] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads)
        return answers

    return run
