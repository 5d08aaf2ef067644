"""What files may hang on: apps above say in AppConfig.ready who may see each kind of row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Unit, User

from .models import Attachment


def _any_file(user: User, file: Attachment) -> bool:
    return True


@dataclass(frozen=True)
class Guard:
    """How one kind of row is found, and what is told of it."""

    rows: Callable[[User], QuerySet[Any]]  # those this person may see, with what is told of them
    unit_of: Callable[[Any], Unit]  # whose quota its files count in
    name_of: Callable[[Any], str]  # what the book of acts calls it
    page_of: Callable[[Any], str]  # the address that shows its files
    # of those who may write at all: who may take this file away, and bring it back
    may_remove: Callable[[User, Attachment], bool] = _any_file

    def find(self, user: User, pk: int) -> Any:
        """The row, or Http404 when this person may not see it."""
        return get_object_or_404(self.rows(user), pk=pk)


GUARDS: dict[str, Guard] = {}  # by model label, e.g. projects.Project


def guard_of(target: Any) -> Guard:
    """Of a row or its model; without one nobody sees the files that hang there (S37)."""
    guard = GUARDS.get(target._meta.label)
    if guard is None:
        raise Http404
    return guard
