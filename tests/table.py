"""The table of every URL × every role, collected from tests/permissions/<app>.py.

A row is (URL name, arguments, {who: status}[, method[, data]]). An argument may be a function of
the cast and the person, e.g. for the key of one's own row; text as data is sent as JSON.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

import tests.permissions
from tests.browsers import Browser


@dataclass(frozen=True)
class Row:
    url: str
    arguments: dict[str, Any]
    expected: dict[str, int]
    method: str = "get"
    data: dict[str, Any] | str = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

    def path(self, cast, who: str) -> str:
        arguments = {
            name: value(cast, who) if callable(value) else value
            for name, value in self.arguments.items()
        }
        return reverse(self.url, kwargs=arguments)

    def call(self, client: Client, cast, who: str, **more: Any) -> HttpResponse:
        """The request of this row; `more` is added to a form's data."""
        return self.send(client, self.path(cast, who), **more)

    def send(self, client: Client, path: str, **more: Any) -> HttpResponse:
        """The same to a path known already, whatever has become of what it names."""
        call = getattr(client, self.method)
        if isinstance(self.data, str):
            return call(path, self.data, content_type="application/json")
        return call(path, self.data | more)

    def first(self, *statuses: int) -> str | None:
        """Somebody who gets one of these, if anybody does."""
        signed_in = (who for who in self.expected if who != "anonymous")
        return next((who for who in signed_in if self.expected[who] in statuses), None)


def rows() -> list[Row]:
    found = []
    for module in pkgutil.iter_modules(tests.permissions.__path__):
        loaded = importlib.import_module(f"tests.permissions.{module.name}")
        found += [Row(*row) for row in getattr(loaded, "ROWS", [])]
    return found


ROWS = rows()


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing, so that one cast serves many rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(cast, who: str, **options: Any) -> Client:
    client = Browser(**options)
    if who != "anonymous":
        client.force_login(cast.user(who))
    return client
