"""Saving with history: who, when by our clock, and why (design §4, 'keeps its history')."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import User

from . import clock

# One statement for the rows of any import. An UPDATE names each row in a CASE, whose cost is
# the square of its rows: that one is cut shorter.
CREATE_BATCH = 5_000
UPDATE_BATCH = 1_000


def save(
    obj: models.Model, *, by: User | None, reason: str = "", fields: Iterable[str] = ()
) -> None:
    """Save `obj` and its history row; with `fields`, only those columns."""
    obj._history_user = by  # type: ignore[attr-defined]
    obj._change_reason = reason[:100] or None  # type: ignore[attr-defined]
    obj._history_date = clock.now()  # type: ignore[attr-defined]
    names = list(fields)
    obj.save(update_fields=names or None)


def create_many(
    model: type[models.Model], objects: Sequence[Any], *, by: User | None, reason: str = ""
) -> list[Any]:
    if not objects:
        return []
    return bulk_create_with_history(
        list(objects),
        model,
        batch_size=CREATE_BATCH,
        default_user=by,
        default_change_reason=reason[:100] or None,
        default_date=clock.now(),
    )


def update_many(
    model: type[models.Model],
    objects: Sequence[Any],
    fields: Sequence[str],
    *,
    by: User | None,
    reason: str = "",
) -> int:
    if not objects:
        return 0
    return bulk_update_with_history(
        list(objects),
        model,
        list(fields),
        batch_size=UPDATE_BATCH,
        default_user=by,
        default_change_reason=reason[:100] or None,
        default_date=clock.now(),
    )
