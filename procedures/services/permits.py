"""The only writer of permits and of what happened to them (PermitEvent)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Unit, User
from procedures.models import Permit, PermitEvent, PermitKind
from procedures.rules import EVENTS, Status, is_backward
from projects.services import Held, holding
from sheets.text import CellError, clean
from workplace import clock, history

TEXTS = {"document_no": 100, "exempt_reason": 100, "note": 200}
DATES = frozenset({"due_on", "expected_on", "completed_on"})
UNITS = frozenset({"handling_unit_id", "liaison_unit_id"})
FIELDS = frozenset({"status", "level", *TEXTS, *DATES, *UNITS})
# what is no longer true once the status is left
ONLY_WHILE = {
    Status.DONE: ("completed_on", "document_no"),
    Status.NOT_REQUIRED: ("exempt_reason",),
}
EMPTY: dict[str, Any] = {"completed_on": None, "document_no": "", "exempt_reason": ""}

Key = tuple[int, int]


@dataclass(frozen=True)
class PermitChange:
    """New values of the permit of a project and a kind; a missing permit is made."""

    project_id: int
    kind_id: int
    values: Mapping[str, Any]


@dataclass
class _Draft:
    """A permit in memory, and what the changes made different."""

    permit: Permit
    fields: set[str] = field(default_factory=set)
    events: list[tuple[str, str, str, bool]] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.permit.pk is None


@transaction.atomic
def apply(
    changes: Sequence[PermitChange],
    *,
    by: User | None,
    side: str,
    reason: str = "",
    enforce: bool = False,
    held: Held | None = None,
) -> list[Permit]:
    """Write the changes in a fixed number of queries; the permits in the order first named.

    What differs gets events, a version and its project a version; what is the same nothing.
    An empty level means the catalogue's default. Leaving 已办结 clears date and number, leaving
    无需办理 the ground. With `enforce`, a backward move without `reason` is refused.
    Records no act: the caller knows what the person did.
    """
    if not changes:
        return []
    keys = dict.fromkeys((change.project_id, change.kind_id) for change in changes)
    with holding({project_id for project_id, _ in keys}, held, by=by, reason=reason) as ours:
        kinds = PermitKind.objects.in_bulk({kind_id for _, kind_id in keys})
        drafts = _drafts(keys, kinds, fresh=ours.fresh)
        codes = _codes(drafts, changes)
        for change in changes:
            draft = drafts[change.project_id, change.kind_id]
            _set(draft, _tidy(change.values, kinds[change.kind_id]), codes)
        moved = [draft for draft in drafts.values() if draft.fields]
        if enforce and not reason and any(back for d in moved for *_, back in d.events):
            sentence = "办结改回未办结、改为无需办理或时间推后，要写原因"
            raise ValidationError({"reason": ValidationError(sentence, code="required")})
        _save(moved, by=by, reason=reason)
        _write_events(moved, by=by, side=side, reason=reason)
        ours.touched.update(draft.permit.project_id for draft in moved)
    return [drafts[key].permit for key in keys]


def _drafts(
    keys: Collection[Key], kinds: Mapping[int, PermitKind], *, fresh: bool
) -> dict[Key, _Draft]:
    """What stands is locked; a fresh project has no permits yet."""
    rows = Permit.objects.select_for_update().filter(
        project__in={project_id for project_id, _ in keys}, kind__in=kinds
    )
    standing = Permit.objects.none() if fresh else rows
    found = {(permit.project_id, permit.kind_id): permit for permit in standing}
    return {key: _Draft(found.get(key) or _new(key[0], kinds[key[1]])) for key in keys}


def _new(project_id: int, kind: PermitKind) -> Permit:
    return Permit(
        project_id=project_id,
        kind=kind,
        level=kind.default_level,
        handling_unit_id=kind.default_unit_id,
        version=0,  # the first change makes it 1
    )


def _tidy(values: Mapping[str, Any], kind: PermitKind) -> dict[str, Any]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of a permit: {', '.join(sorted(unknown))}")
    tidy: dict[str, Any] = {}
    for key, value in values.items():
        try:
            tidy[key] = _value(key, value, kind)
        except CellError as error:
            raise ValidationError({key: ValidationError(error.message, code=error.code)}) from None
        except ValidationError as error:
            raise ValidationError({key: error}) from None
    return tidy


def _value(key: str, value: Any, kind: PermitKind) -> Any:
    if key in TEXTS:
        return clean(value, max_length=TEXTS[key])
    if key in DATES and not (value is None or isinstance(value, date)):
        raise TypeError(f"{key} is a date")
    if key == "status":
        value = value or Status.NOT_STARTED
    if key == "level":
        value = value or kind.default_level
    return value if key in UNITS else Permit._meta.get_field(key).clean(value, None)  # type: ignore[union-attr]


def _set(draft: _Draft, values: dict[str, Any], codes: Mapping[int | None, str]) -> None:
    permit = draft.permit
    left = permit.status
    status = values.get("status", left)
    if status != left:
        for key in ONLY_WHILE.get(Status(left), ()):
            values.setdefault(key, EMPTY[key])
    for key, new in values.items():
        old = getattr(permit, key)
        if old == new:
            continue
        setattr(permit, key, new)
        draft.fields.add(key)
        if key in EVENTS:
            words = (_word(key, old, codes), _word(key, new, codes))
            draft.events.append((EVENTS[key], *words, is_backward(key, old, new, status)))


def _word(key: str, value: Any, codes: Mapping[int | None, str]) -> str:
    if key in UNITS:
        return codes[value]
    return "" if value is None else str(value)


def _codes(drafts: Mapping[Key, _Draft], changes: Sequence[PermitChange]) -> dict[int | None, str]:
    """The codes of the units that come or go; events keep them as text."""
    if not any(UNITS & change.values.keys() for change in changes):
        return {}
    wanted = {change.values.get(key) for change in changes for key in UNITS}
    wanted |= {getattr(draft.permit, key) for draft in drafts.values() for key in UNITS}
    ids = [pk for pk in wanted if pk is not None]
    rows = Unit.objects.filter(pk__in=ids).values_list("pk", "code")
    return {None: "", **dict(rows)}


def _save(drafts: Sequence[_Draft], *, by: User | None, reason: str) -> None:
    for draft in drafts:
        draft.permit.version += 1
    new = [draft.permit for draft in drafts if draft.is_new]
    old = [draft for draft in drafts if not draft.is_new]
    fields = {"version"}.union(*(draft.fields for draft in old))
    history.create_many(Permit, new, by=by, reason=reason)
    history.update_many(Permit, [d.permit for d in old], sorted(fields), by=by, reason=reason)


def _write_events(drafts: Sequence[_Draft], *, by: User | None, side: str, reason: str) -> None:
    at = clock.now()
    rows = [
        PermitEvent(
            permit=draft.permit,
            at=at,
            by=by,
            side=side,
            action=action,
            before=before,
            after=after,
            reason=(reason or _said(draft))[:200],
        )
        for draft in drafts
        for action, before, after, _ in draft.events
    ]
    PermitEvent.objects.bulk_create(rows, batch_size=history.CREATE_BATCH)


def _said(draft: _Draft) -> str:
    """A note that came with the change is the reason people gave for it (design §5)."""
    return draft.permit.note if "note" in draft.fields else ""
