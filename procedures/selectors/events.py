"""What happened to permits, in words: each moment of each person once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from accounts.models import Unit, User
from procedures.models import PermitEvent
from procedures.rules import ACTION_WORDS, SERVED, STEP, Level, Side, Status, is_backward
from procedures.steps import Step

UNIT_ACTIONS = frozenset({"handler", "liaison"})
WORDS = {"status": dict(Status.choices), "level": dict(Level.choices)}
FIELD_OF = {"status": "status", "expected": "expected_on", "due": "due_on"}
# what a step says itself and need not be told beside it
SAID_BY_STEP = frozenset({"status", "completed", "document", "ground"})
SYSTEM = "系统"


@dataclass(frozen=True)
class EventRow:
    """A field that changed, or a step that one side took (then `before` and `after` are empty)."""

    event: PermitEvent
    what: str
    before: str
    after: str
    backward: bool

    @property
    def is_step(self) -> bool:
        return self.event.action == STEP

    @property
    def lacks(self) -> list[str]:
        return list(self.event.details.get("lacks", ()))

    @property
    def papers(self) -> str:
        """文号 and 办结依据 as this side gave them."""
        details = self.event.details
        named = (("文号", "document_no"), ("依据", "ground"))
        return "；".join(f"{word} {details[key]}" for word, key in named if details.get(key))


@dataclass(frozen=True)
class Happening:
    """What one person did at one moment, for one reason."""

    at: datetime
    by: User | None
    reason: str
    rows: list[EventRow]
    who: str

    @property
    def backward(self) -> bool:
        return any(row.backward for row in self.rows)


def happenings(events: Sequence[PermitEvent], *, kinds: bool, stranger: bool) -> list[Happening]:
    """In the order of `events`. `kinds`: name the permit at each row. A `stranger` (a bureau to
    which the project does not belong) is not told whose it is (design §7)."""
    rows = _event_rows(events, kinds=kinds)
    found = []
    for (at, by, reason), group in groupby(
        rows, key=lambda row: (row.event.at, row.event.by, row.event.reason)
    ):
        together = sorted(group, key=lambda row: row.event.pk)
        who = _who(together[0].event, stranger)
        found.append(Happening(at, by, reason, _told(together), who))
    return found


def _told(rows: list[EventRow]) -> list[EventRow]:
    stepped = {row.event.permit_id for row in rows if row.is_step}
    return [
        row
        for row in rows
        if row.event.permit_id not in stepped or row.event.action not in SAID_BY_STEP
    ]


def _who(event: PermitEvent, stranger: bool) -> str:
    if event.by is None:
        return SYSTEM
    if event.details.get(SERVED):
        unit = "" if stranger else f"{event.by.unit}，"
        return f"{event.by}（{unit}领办代办）"
    if stranger and event.side == Side.OWNER:
        return Side.OWNER.label
    filled = event.by.can("review") and event.side != Side.CENTRE
    instead = f"，代{Side(event.side).label}" if filled else ""
    return f"{event.by}（{event.by.unit}{instead}）"


def _event_rows(events: Sequence[PermitEvent], *, kinds: bool) -> list[EventRow]:
    codes = {code for e in events if e.action in UNIT_ACTIONS for code in (e.before, e.after)}
    names = _unit_names(codes - {""})
    ids = {e.before for e in events if e.action == "officer"}
    ids |= {e.after for e in events if e.action == "officer"}
    people = _people(ids - {""})
    return [_event_row(event, {"units": names, "people": people}, kinds) for event in events]


def _unit_names(codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "short_name"))


def _people(ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=ids)}


def _event_row(event: PermitEvent, names: dict[str, dict[str, str]], kinds: bool) -> EventRow:
    kind = event.permit.kind.name if kinds else ""
    if event.action == STEP:
        what = f"{kind}：{Step(event.after).label}" if kind else Step(event.after).label
        return EventRow(event, what, "", "", backward=event.after in (Step.RETURN, Step.RETRACT))
    words = WORDS.get(event.action, {})
    if event.action in UNIT_ACTIONS:
        words = names["units"]
    elif event.action == "officer":
        words = names["people"]
    before, after = (words.get(text, text) for text in (event.before, event.after))
    field = FIELD_OF.get(event.action, "")
    old, new = (_day(text) or text for text in (event.before, event.after))
    return EventRow(
        event=event,
        what=f"{kind}{ACTION_WORDS.get(event.action, event.action)}",
        before=before,
        after=after,
        backward=event.after == Status.RETURNED or is_backward(field, old, new, ""),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
