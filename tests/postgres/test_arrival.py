"""A lock that is waited for makes nobody late, and all machines go by the server's clock (R17)."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import Unit
from tests.factories import at
from tests.table import signed_in
from workplace import clock


@pytest.fixture
def unit_is_held(cast):
    """Somebody else holds the lock of the unit until told to let go."""
    held, let_go = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Unit.objects.select_for_update().get(pk=cast.outsider.unit_id)
                held.set()
                let_go.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    yield let_go
    let_go.set()
    thread.join(10)


def test_a_table_that_arrives_in_time_and_waits_for_a_lock_is_in_time(cast, friday, unit_is_held):
    client = signed_in(cast, "outsider")
    friday.move_to(at("2022-12-09 11:59:59.900000"))

    def the_deadline_passes():
        friday.move_to(at("2022-12-09 12:00:20"))
        unit_is_held.set()

    timer = threading.Timer(0.5, the_deadline_passes)
    timer.start()
    response = client.post("/report/2022-12-09/zero/")
    timer.join()

    assert response.status_code == 302
    cast.other_submission.refresh_from_db()
    assert cast.other_submission.late_minutes == 0
    assert cast.other_submission.submitted_at == at("2022-12-09 11:59:59.900000")


@pytest.mark.parametrize("wrong_by", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_a_machine_whose_clock_is_wrong_goes_by_the_servers(settings, wrong_by):
    settings.DATABASE_CLOCK = True
    with time_machine.travel(timezone.now() + wrong_by):
        clock.forget()
        here = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            [there] = cursor.fetchone()
        assert abs(clock.now() - there) < timedelta(seconds=2) < abs(here - there)
        with clock.reached(here):
            assert abs(clock.arrived() - there) < timedelta(seconds=2)
