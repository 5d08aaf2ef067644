"""Deny by default (S37): every view guarded, nothing for strangers, no GET that writes (S20)."""

import hashlib

import pytest
from django.apps import apps
from django.test import Client
from django.urls import path

from accounts.checks import every_view_has_a_guard, views
from tests.table import ROWS, signed_in, undone

METHODS = ["get", "post", "put", "patch", "delete", "options", "trace"]
DOOR = {"accounts:login", "accounts:logout", "accounts:handover", "accounts:large-type"}
PUBLIC = DOOR | {"healthz", "livez"}
# Written about a request, not by what it does: a download is an act (S45).
BOOKKEEPING = {"sessions.Session", "workplace.Act"} | {
    "reporting.FigureReference"  # the code of a number that a download prints
}


def test_every_view_of_ours_wears_a_guard():
    assert every_view_has_a_guard(None) == []


def test_a_view_without_a_guard_stops_every_command(settings):
    class Naked:
        urlpatterns = [path("naked/", lambda request: None, name="naked")]

    settings.ROOT_URLCONF = Naked
    [error] = every_view_has_a_guard(None)
    assert error.id == "accounts.E001"
    assert "naked" in error.msg


def test_the_public_views_are_these_and_say_why():
    public = {n: p.callback.guard for n, p in views() if p.callback.guard.startswith("public: ")}
    assert set(public) == PUBLIC
    assert all(len(why) > len("public: ") + 10 for why in public.values())


@pytest.mark.thorough
@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_sent_to_the_door_by_every_method(cast, method):
    for row in ROWS:
        response = getattr(Client(), method)(row.path(cast, "anonymous"))
        if row.url in PUBLIC:
            assert response.status_code in {200, 302, 405, 422}, row
        else:
            assert response.status_code == 302, row
            assert response["Location"].startswith("/accounts/login/?next="), row


@pytest.mark.thorough
def test_unknown_methods_are_refused_to_those_signed_in(cast):
    for row in ROWS:
        who = row.first(200, 302)
        if who:
            response = signed_in(cast, who).trace(row.path(cast, who))
            assert response.status_code in {404, 405}, row


def checksum() -> str:
    """Every row of every table, history included."""
    digest = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in BOOKKEEPING:
            for row in model._base_manager.order_by("pk").values_list():
                digest.update(f"{model._meta.label} {row!r}".encode())
    return digest.hexdigest()


GETS = [row for row in ROWS if row.method == "get" and row.first(200)]


@pytest.mark.thorough
def test_a_get_changes_nothing(cast):
    untouched = checksum()
    for row in GETS:
        who = row.first(200)
        with undone():
            path = row.path(cast, who)  # may make the row that it names
            made = any(callable(value) for value in row.arguments.values())
            before = checksum() if made else untouched
            signed_in(cast, who).get(path)
            assert checksum() == before, row
