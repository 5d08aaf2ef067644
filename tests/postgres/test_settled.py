"""A number is not printed while somebody who began before its moment is still writing."""

import threading

import pytest
from django.db import connection, connections, transaction

from accounts.errors import Refused
from accounts.models import Unit
from workplace import settled


def server_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.fixture
def writer(cast):
    """Somebody has begun to write, and commits when told to."""
    begun, commit = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                Unit.objects.select_for_update().get(pk=cast.outsider.unit_id)
                begun.set()
                commit.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(10)
    yield commit
    commit.set()
    thread.join(10)


def test_who_began_before_the_moment_is_waited_for(writer, monkeypatch):
    monkeypatch.setattr(settled, "PATIENCE", 0.3)
    with transaction.atomic(), pytest.raises(Refused, match="正在保存"):
        settled.settle(server_time())
    monkeypatch.setattr(settled, "PATIENCE", 10)
    threading.Timer(0.3, writer.set).start()
    with transaction.atomic():
        settled.settle(server_time())
    assert writer.is_set()


def test_who_began_after_the_moment_is_not(cast, request, monkeypatch):
    moment = server_time()
    request.getfixturevalue("writer")
    monkeypatch.setattr(settled, "PATIENCE", 0.3)
    with transaction.atomic():
        settled.settle(moment)
