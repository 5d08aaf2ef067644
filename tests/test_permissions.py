"""Every URL × every role (design §7): unseen is 404, seen but not done is 403.

The rows are in tests/permissions/<app>.py: (URL name, arguments, {who: status}[, method[, data]]).
An argument may be a function of the cast and the person, e.g. for the key of one's own row.
"""

import importlib
import pkgutil
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

import tests.permissions
from accounts.checks import views
from tests.conftest import WHO


@dataclass(frozen=True)
class Row:
    url: str
    arguments: dict[str, Any]
    expected: dict[str, int]
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

    def path(self, cast, who: str) -> str:
        arguments = {
            name: value(cast, who) if callable(value) else value
            for name, value in self.arguments.items()
        }
        return reverse(self.url, kwargs=arguments)


def rows() -> list[Row]:
    found = []
    for module in pkgutil.iter_modules(tests.permissions.__path__):
        loaded = importlib.import_module(f"tests.permissions.{module.name}")
        found += [Row(*row) for row in getattr(loaded, "ROWS", [])]
    return found


ROWS = rows()


def test_every_url_has_a_row_and_every_row_a_url():
    urls = {name for name, _ in views()}
    listed = {row.url for row in ROWS}
    assert urls - listed == set(), "URLs without a row"
    assert listed - urls == set(), "rows without a URL"


def test_every_row_says_what_each_person_gets():
    assert [str(row) for row in ROWS if set(row.expected) != set(WHO)] == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_what(row, cast):
    got = {}
    for who in WHO:
        client = Client(raise_request_exception=True)
        if who != "anonymous":
            client.force_login(cast.user(who))
        with transaction.atomic():
            response = getattr(client, row.method)(row.path(cast, who), row.data)
            got[who] = response.status_code
            transaction.set_rollback(True)
    assert got == row.expected
