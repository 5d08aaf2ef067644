"""The rehearsal clock: shifted by command, never in production, never behind the last seal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import at
from workplace import clock


@pytest.fixture
def no_floor(monkeypatch):
    monkeypatch.setattr(clock, "FLOORS", [])


def run(*arguments):
    out = StringIO()
    call_command("clock", *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_shows_the_time(db, friday):
    assert run() == "2022-12-09T10:00:00+08:00 real"


def test_a_set_clock_runs_on_from_there(db, friday, no_floor):
    assert run("--set", "2023-02-03T09:30") == "2023-02-03T09:30:00+08:00 rehearsal"
    friday.shift(60)
    assert clock.now() == at("2023-02-03 09:31")
    clock.forget()
    assert clock.now() == at("2023-02-03 09:31")


def test_the_real_time_ends_the_rehearsal(db, friday, no_floor):
    run("--set", "2023-02-03 09:30")
    assert run("--real") == "2022-12-09T10:00:00+08:00 real"


def test_production_has_no_other_clock(db, friday, settings, no_floor):
    settings.REHEARSAL = False
    with pytest.raises(CommandError):
        run("--set", "2023-02-03T09:30")
    assert clock.now() == at("2022-12-09 10:00")


@pytest.mark.parametrize("text", ["soon", "2023-02-30T09:00", "9:30"])
def test_what_is_no_moment_is_refused(db, text, no_floor):
    with pytest.raises(CommandError):
        run("--set", text)


def test_it_never_goes_behind_a_floor(db, friday, monkeypatch):
    monkeypatch.setattr(clock, "FLOORS", [lambda: None, lambda: at("2022-12-16 11:00")])
    with pytest.raises(CommandError, match="2022-12-16 11:00:00"):
        run("--set", "2022-12-16T10:59")
    assert run("--set", "2022-12-16T11:00").endswith("rehearsal")
    with pytest.raises(CommandError):
        run("--real")
