"""/healthz: 503 only when nothing can be saved; a missing broker or sweep is a warning."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from puxian_projects import health
from workplace import pulse
from workplace.models import Heartbeat


@pytest.fixture(autouse=True)
def _forget(monkeypatch):
    monkeypatch.setattr(health, "_migrated_at", None)


def test_all_well(client, db):
    pulse.beat()
    response = client.get("/healthz")
    assert response.status_code == 200
    answer = response.json()
    assert (answer["status"], answer["database"], answer["broker"]) == ("ok", True, True)
    assert answer["last_sweep"]
    assert "sessionid" not in response.cookies


def test_no_sweep_for_three_minutes_is_degraded(client, db):
    assert client.get("/healthz").json()["status"] == "degraded"
    pulse.beat()
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=4))
    response = client.get("/healthz")
    assert (response.status_code, response.json()["sweep"]) == (200, False)


def test_no_broker_is_degraded_and_still_serves(client, db):
    pulse.beat()
    with patch("kombu.connection.Connection.ensure_connection", side_effect=OSError):
        response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


def test_a_database_that_is_away_is_down(client, db):
    with patch("workplace.pulse.last", side_effect=OperationalError):
        response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (503, "down")


def test_a_missing_migration_is_down(client, db):
    with patch(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", return_value=["one"]
    ):
        response = client.get("/healthz")
    assert (response.status_code, response.json()["migrations"]) == (503, False)


def test_migrations_are_looked_up_once_a_minute(client, db):
    client.get("/healthz")
    with patch("puxian_projects.health.MigrationExecutor") as executor:
        client.get("/healthz")
    executor.assert_not_called()


def test_livez_touches_nothing(client):
    assert client.get("/livez").content == b"ok"


def test_a_beat_is_one_row(db):
    pulse.beat()
    pulse.beat()
    assert Heartbeat.objects.count() == 1
    assert pulse.last("other") is None
