"""Late is who arrives late, however long we took: the moment is the request's, before all else."""

import pytest
from django.conf import settings

from reporting import access
from reporting.services import submissions
from tests.factories import at
from tests.table import signed_in
from workplace import clock

ARRIVALS = [
    ("2022-12-09 11:59:59.900000", 0),
    ("2022-12-09 12:00:00.900000", 0),
    ("2022-12-09 12:00:01", 1),
]


@pytest.mark.parametrize(("arrival", "late"), ARRIVALS)
@pytest.mark.parametrize(
    ("where", "name"), [(submissions, "_locked"), (access, "round_for")], ids=["lock", "reading"]
)
def test_twenty_seconds_of_waiting_make_nobody_late(
    cast, friday, monkeypatch, arrival, late, where, name
):
    """HEILONGGUAN has no projects: a zero report seals at once."""
    waited_for = getattr(where, name)

    def wait(*args, **kwargs):
        friday.shift(20)
        return waited_for(*args, **kwargs)

    monkeypatch.setattr(where, name, wait)
    client = signed_in(cast, "outsider")
    friday.move_to(at(arrival))
    assert client.post("/report/2022-12-09/zero/").status_code == 302
    cast.other_submission.refresh_from_db()
    filed = cast.other_submission
    assert (filed.late_minutes, filed.submitted_at) == (late, at(arrival))


def test_the_moment_is_taken_before_a_session_is_read_or_a_body_taken():
    order = settings.MIDDLEWARE
    first = order.index("workplace.middleware.arrival")
    assert order[:first] == ["csp.middleware.CSPMiddleware", "workplace.middleware.harden"]


def test_outside_a_request_it_is_now(db, friday):
    assert clock.arrived() == clock.now() == at("2022-12-09 10:00")
    with clock.reached(at("2022-12-09 09:59")):
        assert clock.arrived() == at("2022-12-09 09:59")
        with clock.standing_at(at("2022-12-02 10:00")):
            assert clock.arrived() == at("2022-12-02 10:00")


def test_a_rehearsal_shifts_the_arrival_too(db, friday):
    clock.set_shift(3600)
    with clock.reached(at("2022-12-09 09:59")):
        assert clock.arrived() == at("2022-12-09 10:59")
