"""The only writer of permits and of what happened to them (PermitEvent)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Unit, User
from procedures import steps, timing
from procedures.models import Permit, PermitEvent, PermitKind
from procedures.rules import EVENTS, SERVED, STEP, Side, Status, is_backward
from procedures.steps import Step
from projects.services import Held, holding
from sheets.text import CellError, clean
from workplace import history

from . import standing
from .standing import Moment, Taken

TEXTS = {"document_no": 100, "exempt_reason": 100, "note": 200, "ground": 200}
DATES = frozenset({"due_on", "expected_on", "completed_on", "valid_until"})
UNITS = frozenset({"handling_unit_id", "liaison_unit_id"})
FIELDS = frozenset({"status", "level", "officer_id", *TEXTS, *DATES, *UNITS})
KNOWN = FIELDS | frozenset(standing.KEPT)  # what another record of the project may bring along
# what is no longer true once the status is left
ONLY_WHILE = {
    Status.DONE: ("completed_on", "document_no", "ground", "valid_until"),
    Status.NOT_REQUIRED: ("exempt_reason",),
}
EMPTY: dict[str, Any] = {
    "completed_on": None,
    "document_no": "",
    "ground": "",
    "valid_until": None,
    "exempt_reason": "",
}
NEEDS_REASON = "办结改回未办结、改为无需办理或时间推后，要写原因"
MOVED_ON = "这之后又有改动，不能撤回。需要改的，请直接改"
MOVED = "打开页面以后，这项手续又有变动。看过最新情况再办"
NOT_YOURS = "最近一步不是本单位办的，不能撤回"

Key = tuple[int, int]


@dataclass(frozen=True)
class PermitChange:
    """New values of the permit of a project and a kind; a missing permit is made."""

    project_id: int
    kind_id: int
    values: Mapping[str, Any]
    taken: Taken | None = None  # a step of one side; the values are what was said with it
    version: int | None = None  # as the person saw it, who is told when it has moved since
    brought: int | None = None  # the permit of another record of the project, whose steps come too


@dataclass
class _Draft:
    """A permit in memory, and what the changes made different."""

    permit: Permit
    held: tuple[Any, ...] | None
    fields: set[str] = field(default_factory=set)
    events: list[PermitEvent] = field(default_factory=list)
    backward: bool = False
    restored: bool = False  # by 撤回, with all that follows from its columns
    brought: bool = False  # from another record, with who holds it since when

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
    A status that the owner or the centre sets is the owner's word (design §4, two sides); a step
    that is not legal now is refused. Records no act: the caller knows what the person did.
    """
    if not changes:
        return []
    keys = dict.fromkeys((change.project_id, change.kind_id) for change in changes)
    with holding({project_id for project_id, _ in keys}, held, by=by, reason=reason) as ours:
        kinds = _kinds(changes)
        drafts = _drafts(keys, kinds, fresh=ours.fresh)
        earlier = _steps_before(drafts, changes)
        moment, codes = Moment(), _codes(drafts, changes, earlier)
        for change in changes:
            draft = drafts[change.project_id, change.kind_id]
            try:
                _write(draft, change, moment, side, earlier, codes)
            except ValidationError as error:
                raise _located(error, change) from None
        moved = [draft for draft in drafts.values() if draft.fields or draft.events]
        if enforce and not reason and any(draft.backward for draft in moved):
            raise ValidationError({"reason": ValidationError(NEEDS_REASON, code="required")})
        for draft in moved:
            _follow(draft, moment)
        _save(moved, by=by, reason=reason)
        _write_events(moved, by=by, side=side, reason=reason, moment=moment)
        ours.touched.update(draft.permit.project_id for draft in moved)
    return [drafts[key].permit for key in keys]


def _kinds(changes: Sequence[PermitChange]) -> dict[int, PermitKind]:
    rows = PermitKind.objects.filter(pk__in={change.kind_id for change in changes})
    asks_limits = any(c.taken or {"completed_on", "status"} & c.values.keys() for c in changes)
    rows = rows.prefetch_related("limits") if asks_limits else rows
    return {kind.pk: kind for kind in rows}


def _located(error: ValidationError, change: PermitChange) -> ValidationError:
    """Which permit of many could not take its step: its project and kind travel with the error."""
    error.permit = (change.project_id, change.kind_id)  # type: ignore[attr-defined]
    return error


def _drafts(
    keys: Collection[Key], kinds: Mapping[int, PermitKind], *, fresh: bool
) -> dict[Key, _Draft]:
    """What stands is locked; a fresh project has no permits yet."""
    ours = Permit.objects.filter(project__in={pk for pk, _ in keys}, kind__in=kinds)
    # by key: the usual order joins the catalogue, and would lock its rows as well
    rows = ours.order_by("pk").select_for_update(no_key=True)
    known = Permit.objects.none() if fresh else rows
    found = {(permit.project_id, permit.kind_id): permit for permit in known}
    drafts = {}
    for key in keys:
        permit = found.get(key) or _new(key[0], kinds[key[1]])
        permit.kind = kinds[key[1]]
        drafts[key] = _Draft(permit, standing.turn(permit) if permit.pk else None)
    return drafts


def _new(project_id: int, kind: PermitKind) -> Permit:
    return Permit(
        project_id=project_id,
        kind=kind,
        level=kind.default_level,
        handling_unit_id=kind.default_unit_id,
        version=0,  # the first change makes it 1
    )


def _tidy(values: Mapping[str, Any], kind: PermitKind) -> dict[str, Any]:
    unknown = values.keys() - KNOWN
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
    if key in UNITS or key == "officer_id":
        return value
    return Permit._meta.get_field(key).clean(value, None)  # type: ignore[union-attr]


def _write(
    draft: _Draft,
    change: PermitChange,
    moment: Moment,
    side: str,
    earlier: Mapping[int, list[PermitEvent]],
    codes: Mapping[int | None, str],
) -> None:
    permit = draft.permit
    if change.version is not None and change.version != permit.version:
        raise ValidationError(MOVED, code="stale")
    values = _tidy(change.values, permit.kind)
    if change.taken is not None and change.taken.step == Step.RETRACT:
        taken = earlier.get(permit.pk, [])
        _set(draft, _retracted(draft, change.taken, side, taken, moment), codes)
        return
    if change.brought is not None:
        draft.events += [_copied(event) for event in earlier.get(change.brought, ())]
        draft.brought = True
    if change.taken is not None:
        event = PermitEvent(action=STEP, after=change.taken.step, on=change.taken.on)
        was = standing.snapshot(permit, also=values)
        event.details = change.taken.details(was, permit.version + 1, values)
        event.before, event.reason = str(permit.status), change.taken.note[:200]
        draft.events.append(event)
        values = _said_with(change.taken, permit, values) | standing.take(
            permit, change.taken, moment
        )
    elif side != Side.HANDLER and values.get("status", permit.status) != permit.status:
        # a word that comes along (from another record, or taken back) is not said anew
        said = {} if "owner_says" in values else standing.by_table(permit, values, moment)
        values = values | said
    _set(draft, values, codes)


def _said_with(taken: Taken, permit: Permit, values: dict[str, Any]) -> dict[str, Any]:
    """办结: the bureau's date and number are its own word; they stand in the table where the
    owner has not claimed others. A number not given takes none away."""
    if taken.step not in (Step.FINISH, Step.OBTAIN):
        return values
    values = {k: v for k, v in values.items() if v or k not in standing.PAPERS}
    if taken.step == Step.OBTAIN:
        return values
    own = {
        "handler_done_on": values.get("completed_on"),
        "handler_document_no": values.get("document_no", ""),
    }
    return own if permit.owner_says in steps.CLAIMS else values | own


def _steps_before(
    drafts: Mapping[Key, _Draft], changes: Sequence[PermitChange]
) -> dict[int, list[PermitEvent]]:
    """Steps that stand, of permits of which one is taken back or that come from elsewhere."""
    ids = {change.brought for change in changes if change.brought is not None}
    if any(change.taken and change.taken.step == Step.RETRACT for change in changes):
        ids |= {draft.permit.pk for draft in drafts.values() if not draft.is_new}
    found: dict[int, list[PermitEvent]] = defaultdict(list)
    rows = PermitEvent.objects.filter(permit__in=ids, action=STEP).order_by("pk") if ids else ()
    for event in rows:
        found[event.permit_id].append(event)
    return {
        pk: [event for _, event in timing.standing((event.after, event) for event in events)]
        for pk, events in found.items()
    }


def _retracted(
    draft: _Draft, taken: Taken, side: str, before: list[PermitEvent], moment: Moment
) -> dict[str, Any]:
    """The columns as they were before the last step, if nothing has happened since."""
    permit = draft.permit
    if not before or before[-1].details.get("version") != permit.version:
        raise ValidationError(MOVED_ON, code="step")
    *left, last = before
    if last.side != side and side != Side.CENTRE:
        raise ValidationError(NOT_YOURS, code="step")
    event = PermitEvent(action=STEP, after=Step.RETRACT, on=taken.on, before=str(permit.status))
    event.details, event.reason = {"retracted": last.pk}, taken.note[:200]
    draft.events.append(event)
    draft.restored = True
    was = standing.restored(last.details["was"])
    return was | standing.clock_again(left, was["limit_days"], moment)


def _copied(event: PermitEvent) -> PermitEvent:
    """The same step of the same person at the same time; it can no longer be taken back."""
    names = ("at", "by_id", "side", "action", "before", "after", "reason", "on")
    copy = PermitEvent(**{name: getattr(event, name) for name in names})
    copy.details = {k: v for k, v in event.details.items() if k not in ("was", "version")}
    return copy


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
            draft.events.append(PermitEvent(action=EVENTS[key], before=words[0], after=words[1]))
            draft.backward |= is_backward(key, old, new, status)


def _follow(draft: _Draft, moment: Moment) -> None:
    """What the change brings with it: validity of an approval, whose turn, 两边不一致."""
    permit = draft.permit
    if draft.restored:
        return
    before = {name: getattr(permit, name) for name in (*standing.DERIVED, "valid_until")}
    if {"status", "completed_on"} & draft.fields and "valid_until" not in draft.fields:
        permit.valid_until = standing.validity(permit, permit.kind)
    held = standing.turn(permit) if draft.brought else draft.held
    standing.settle(permit, held, moment)
    draft.fields |= {name for name, value in before.items() if getattr(permit, name) != value}


def _word(key: str, value: Any, codes: Mapping[int | None, str]) -> str:
    if key in UNITS:
        return codes[value]
    return "" if value is None else str(value)


def _codes(
    drafts: Mapping[Key, _Draft],
    changes: Sequence[PermitChange],
    earlier: Mapping[int, list[PermitEvent]],
) -> dict[int | None, str]:
    """The codes of the units that come or go; events keep them as text."""
    was = [event.details.get("was", {}) for events in earlier.values() for event in events[-1:]]
    said: list[Mapping[str, Any]] = [*(change.values for change in changes), *was]
    if not any(UNITS & values.keys() for values in said):
        return {}
    wanted = {values.get(key) for values in said for key in UNITS}
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


def _write_events(
    drafts: Sequence[_Draft], *, by: User | None, side: str, reason: str, moment: Moment
) -> None:
    rows = []
    for draft in drafts:
        for event in draft.events:
            event.permit = draft.permit
            event.before, event.after = event.before[:100], event.after[:100]
            if event.at is None:  # not copied from another record
                event.at, event.by, event.side = moment.at, by, side
                if by and side == Side.OWNER and draft.permit.officer_id == by.pk:
                    event.details = {**event.details, SERVED: True}
                event.reason = event.reason or (reason or _said(draft))[:200]
            rows.append(event)
    PermitEvent.objects.bulk_create(rows, batch_size=history.CREATE_BATCH)


def _said(draft: _Draft) -> str:
    """A note that came with the change is the reason people gave for it (design §5)."""
    return draft.permit.note if "note" in draft.fields else ""
