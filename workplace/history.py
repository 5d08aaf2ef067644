"""Saving with history: who, when by our clock, and why (design §4, 'keeps its history')."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import Max
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


FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # of what came with the system: before everything


def begin(model: type[models.Model]) -> int:
    """Give a first history row to what came without one (fixtures); how many were given."""
    rows = model.history.model.objects.order_by().values("id")  # type: ignore[attr-defined]
    bare = list(model._default_manager.exclude(pk__in=rows))
    model.history.bulk_history_create(bare, default_date=FIRST)  # type: ignore[attr-defined]
    return len(bare)


def known(model: type[models.Model], moment: datetime, **where: Any) -> list[Any]:
    """The rows as they stood at `moment`: of each object its newest history row up to then.

    Two queries' worth of work in one, however many rows. Instances come without what they are
    joined to; `where` filters the history rows that are looked at, so it must speak of what does
    not change (the object's `id`, the key of its parent). What was deleted by then is left out.
    """
    # Straight from the values: an object of the history first, and `.instance` of it, take
    # three times as long, and a county's permits are twenty thousand.
    standing, names = rows_known(model, moment, **where).order_by("id"), _kept_fields(model)
    return [model.from_db(standing.db, names, row) for row in standing.values_list(*names)]


def rows_known(model: type[models.Model], moment: datetime, **where: Any) -> models.QuerySet[Any]:
    """The history rows that `known` reads, for counting in the database."""
    rows = model.history.model.objects.order_by()  # type: ignore[attr-defined]
    kept = rows.filter(history_date__lte=moment, **where)
    newest = kept.values("id").annotate(last=Max("history_id")).values("last")
    found: models.QuerySet[Any] = rows.filter(history_id__in=newest)
    return found.exclude(history_type="-")


def _kept_fields(model: type[models.Model]) -> list[str]:
    """In the order of the model, without those that its history leaves out."""
    kept = {field.attname for field in model.history.model._meta.concrete_fields}  # type: ignore[attr-defined]
    return [field.attname for field in model._meta.concrete_fields if field.attname in kept]


def join(obj: models.Model, name: str, rows: Sequence[Any]) -> None:
    """Lets `obj.<name>.all()` answer with `rows`, as prefetch_related would."""
    manager = getattr(obj, name)
    found = manager.get_queryset().none()
    found._result_cache, found._prefetch_done = list(rows), True
    cache = obj.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = found
