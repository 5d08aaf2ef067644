"""The book of acts, history and the clock, as the pages of this app use them.

They belong to workplace, which stands above and may not be imported here (design §3: imports
go one way); its AppConfig.ready hands them over.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from django.db import models

from .http import SignedInRequest, body_of, op_of
from .models import User


class Record(Protocol):
    def __call__(
        self,
        *,
        by: User | None,
        verb: str,
        target: str,
        reason: str = "",
        result: str = "ok",
        **details: Any,
    ) -> None: ...


class Once(Protocol):
    def __call__(
        self, *, op: uuid.UUID | None, by: User, body: Any, do: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]: ...


class Save(Protocol):
    def __call__(
        self, obj: models.Model, *, by: User | None, reason: str = "", fields: Iterable[str] = ()
    ) -> None: ...


class CreateMany(Protocol):
    def __call__(
        self,
        model: type[models.Model],
        objects: Sequence[Any],
        *,
        by: User | None,
        reason: str = "",
    ) -> list[Any]: ...


class RefusedLately(Protocol):
    def __call__(self, verb: str, *, minutes: int) -> int: ...


class Book:
    record: Record
    once: Once
    save: Save
    create_many: CreateMany
    refused_lately: RefusedLately


book = Book()


def act_once(request: SignedInRequest, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a form asks for, once, however often the form arrives (security.md R7)."""
    return book.once(op=op_of(request), by=request.user, body=body_of(request), do=do)
