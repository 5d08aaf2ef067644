"""What follows from a change of a permit: whose turn, the clock, 两边不一致, validity.

`permits.apply` calls this for every writer, so that these columns are always what the events say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from procedures import steps, timing
from procedures.models import Permit, PermitEvent, PermitKind
from procedures.rules import Status
from procedures.steps import HANDLER_WORD, OWNER_WORD, Step
from workplace import clock
from workplace.workdays import Calendar, calendar

# what a step may change and 撤回 brings back
WORDS = ("owner_says", "owner_at", "owner_on", "handler_says", "handler_at", "handler_on",
         "handler_done_on", "handler_document_no", "acknowledged_at", "assigned_at")  # fmt: skip
CLOCK = ("accepted_on", "limit_days", "used_days", "clock_since", "limit_on")
DERIVED = ("differs_since", "held_since", "first_due_on", *CLOCK)
KEPT = (
    "status", "completed_on", "document_no", "ground", "valid_until", "exempt_reason",
    *WORDS, *DERIVED,
)  # fmt: skip
PAPERS = ("document_no", "ground")
TOO_LATE = "日期不能晚于今天"
TOO_EARLY = "日期不能早于上一步（{day:%Y-%m-%d}）"


@dataclass(frozen=True)
class Taken:
    """A step that somebody takes: which, on which day it happened, what was said with it."""

    step: Step
    on: date
    lacks: Sequence[str] = ()  # of 退件补正: what is missing
    note: str = ""

    def details(
        self, before: dict[str, Any], version: int, values: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What 撤回 needs, and what this side said with the step, whatever the table shows."""
        found: dict[str, Any] = {"was": before, "version": version}
        said = {name: values[name] for name in PAPERS if values.get(name)}
        return found | said | ({"lacks": list(self.lacks)} if self.lacks else {})


@dataclass
class Moment:
    """The time of a change and the calendar around it, read once and only when a clock asks."""

    at: datetime = field(default_factory=clock.now)
    _known: Calendar | None = None

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def known(self) -> Calendar:
        if self._known is None:
            self._known = calendar(date.min, date.max)  # some clocks started years ago
        return self._known


def snapshot(permit: Permit, also: Iterable[str] = ()) -> dict[str, Any]:
    """The columns that 撤回 brings back, as JSON; `also` those that come with the step."""
    return {name: _plain(getattr(permit, name)) for name in dict.fromkeys((*KEPT, *also))}


def restored(was: Mapping[str, Any]) -> dict[str, Any]:
    """The same columns as Python values."""
    columns = {column.attname: column for column in Permit._meta.concrete_fields}
    return {name: columns[name].to_python(value) for name, value in was.items()}


def take(permit: Permit, taken: Taken, moment: Moment) -> dict[str, Any]:
    """What the step itself sets; raises ValidationError when it is not legal now."""
    if why := steps.refusal(taken.step, permit):
        raise ValidationError(why, code="step")
    if why := _day_refusal(taken, permit, moment):
        raise ValidationError({"on": ValidationError(why, code="date")})
    values: dict[str, Any] = {"status": steps.status_after(taken.step, permit)}
    if taken.step in OWNER_WORD:
        word = OWNER_WORD[taken.step]
        values |= {"owner_says": word, "owner_at": moment.at, "owner_on": taken.on}
    if taken.step in HANDLER_WORD:
        said = HANDLER_WORD[taken.step]
        values |= {"handler_says": said, "handler_at": moment.at, "handler_on": taken.on}
        values |= _clock_values(permit, taken, moment)
    at_work = taken.step in HANDLER_WORD and permit.assigned_at and not permit.acknowledged_at
    if taken.step == Step.ACKNOWLEDGE or at_work:
        values["acknowledged_at"] = moment.at
    if taken.step == Step.ASSIGN:
        values |= {"assigned_at": moment.at, "acknowledged_at": None}
    return values


def _day_refusal(taken: Taken, permit: Permit, moment: Moment) -> str:
    if taken.on > moment.today:
        return TOO_LATE
    last = _last_day(taken.step, permit)
    return TOO_EARLY.format(day=last) if last and taken.on < last else ""


def _last_day(step: str, permit: Permit) -> date | None:
    """A side's words follow each other in time; 补正 follows the return."""
    if step in HANDLER_WORD or step == Step.RESEND:
        return permit.handler_on
    return permit.owner_on if step in OWNER_WORD else None


def _clock_values(permit: Permit, taken: Taken, moment: Moment) -> dict[str, Any]:
    before = timing.Clock(permit.used_days, permit.clock_since, permit.accepted_on)
    after = before.after(taken.step, taken.on, moment.known)
    if after == before:
        return {}
    limit = permit.limit_days
    if before.accepted_on is None and after.accepted_on is not None:
        row = permit.kind.limit_on(after.accepted_on, permit.level)
        limit = row.binding_days if row else None
    return clock_columns(after, limit, moment.known)


def clock_columns(found: timing.Clock, limit: int | None, known: Calendar) -> dict[str, Any]:
    return {
        "accepted_on": found.accepted_on,
        "limit_days": limit,
        "used_days": found.used,
        "clock_since": found.since,
        "limit_on": found.ends_on(limit, known),
    }


def clock_again(left: Sequence[PermitEvent], limit: int | None, moment: Moment) -> dict[str, Any]:
    """The clock after these steps by today's calendar, which may not be the one of that day."""
    found = timing.replay([(e.after, e.on) for e in left if e.on is not None], moment.known)
    return clock_columns(found, limit, moment.known)


def by_table(permit: Permit, values: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    """What the owner says by setting another status in its table or on a page."""
    status = values["status"]
    word = steps.owner_word(status, permit)
    day = moment.today if word else None
    if status == Status.DONE and values.get("completed_on"):
        day = min(values["completed_on"], moment.today)
    return {"owner_says": word, "owner_at": moment.at, "owner_on": day}


def settle(permit: Permit, held_before: tuple[Any, ...] | None, moment: Moment) -> None:
    """The columns that follow from the others; `held_before` is None for a new permit."""
    if permit.first_due_on is None:
        permit.first_due_on = permit.due_on
    differs = steps.difference(permit) is not None
    if not differs:
        permit.differs_since = None
    elif permit.differs_since is None:
        permit.differs_since = moment.at
    held = turn(permit)
    if held != held_before:
        permit.held_since = moment.at if held[0] else None


def turn(permit: Permit) -> tuple[Any, ...]:
    """Who holds it: the side and, of a bureau, which one."""
    side = steps.holder(permit.status, permit.handling_unit_id is not None)
    return (side, permit.handling_unit_id if side == steps.Side.HANDLER else None)


def validity(permit: Permit, kind: PermitKind) -> date | None:
    """批复有效期: from the day it was finished, by the catalogue of that day."""
    if permit.status != Status.DONE or permit.completed_on is None:
        return None
    row = kind.limit_on(permit.completed_on, permit.level)
    months = row.valid_months if row else None
    return timing.add_months(permit.completed_on, months) if months else None


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
