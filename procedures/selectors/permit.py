"""One permit for its page: who holds it, both sides' words, the clock, what happened."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from procedures import access, steps, timing
from procedures.models import KindLimit, Permit, PermitEvent
from procedures.rules import DEADLINE, OPEN, STEP, HandlerSays, OwnerSays, Side, Status
from procedures.step_words import advice, law_of_pause
from procedures.steps import Difference, Step
from workplace.workdays import Calendar, calendar

from .events import Happening, happenings
from .order import waits_for
from .validity import Validity, validity

SOON = 7  # days
DUE_WORDS = dict(zip(DEADLINE, ("承诺办结日", "办结时限", "预计办结"), strict=True))


@dataclass(frozen=True)
class Word:
    """What one side said last."""

    side: str
    unit: str
    says: str
    on: date | None
    document_no: str
    is_silent: bool


@dataclass(frozen=True)
class Due:
    """The next date that binds, or the one the owner promised."""

    day: date
    what: str
    left: int  # days; negative when past

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.left <= SOON

    @property
    def words(self) -> str:
        if self.is_late:
            return f"超 {-self.left} 天"
        return f"剩 {self.left} 天" if self.left else "今天到期"


@dataclass(frozen=True)
class ClockFacts:
    """办理用时 in working days, beside what was promised and what the law allows."""

    used: int
    permit: Permit
    limit: KindLimit | None
    has_ended: bool
    law: str  # why it stands still; empty while it runs

    @property
    def over(self) -> int:
        limit = self.permit.limit_days
        return max(self.used - limit, 0) if limit is not None else 0


@dataclass(frozen=True)
class Waiting:
    """等待: a prerequisite that is not finished. A hint, never a lock."""

    name: str
    status: Status


@dataclass(frozen=True)
class PermitPage:
    permit: Permit
    today: date
    is_stranger: bool
    holder: str
    day: int | None  # 第 n 个工作日
    due: Due | None
    words: list[Word]
    difference: Difference | None
    differs_days: int
    advice: list[str]
    clock: ClockFacts | None
    moved_because: str  # why 办结时限 is another than at first
    waiting: list[Waiting]
    lacks: PermitEvent | None  # the return that still stands
    validity: Validity | None
    happenings: list[Happening]
    last_step: PermitEvent | None  # that can be taken back

    @property
    def due_moved(self) -> bool:
        permit = self.permit
        return bool(permit.first_due_on) and permit.due_on != permit.first_due_on


def permit_page(permit: Permit, user: User, today: date) -> PermitPage:
    """In a fixed number of queries."""
    is_stranger = access.is_bureau(user) and permit.project.unit_id != user.unit_id
    events = list(permit.events.select_related("permit__kind", "by__unit").order_by("-at", "-pk"))
    known = calendar(date.min, date.max)
    found = steps.difference(permit)
    since = permit.differs_since or permit.handler_at
    return PermitPage(
        permit=permit,
        today=today,
        is_stranger=is_stranger,
        holder=_holder(permit, is_stranger),
        day=_day(permit, today, known),
        due=_due(permit, today),
        words=_words(permit, is_stranger),
        difference=found,
        differs_days=(today - timezone.localdate(since)).days + 1 if found and since else 0,
        advice=advice(permit) if found else [],
        clock=_clock(permit, today, known),
        moved_because=next((e.reason for e in events if e.action == "due" and e.reason), ""),
        waiting=[] if is_stranger else _waiting(permit),
        lacks=_lacks(permit, events),
        validity=validity(permit, today),
        happenings=happenings(events, kinds=False, stranger=is_stranger),
        last_step=_last_step(permit, events),
    )


def _holder(permit: Permit, is_stranger: bool) -> str:
    side = steps.holder(permit.status, permit.handling_unit_id is not None)
    if side is None:
        return ""
    if side == Side.OWNER and not is_stranger:
        return permit.project.unit.short_name
    if side == Side.HANDLER and permit.handling_unit:
        return permit.handling_unit.short_name
    return side.label


def _day(permit: Permit, today: date, known: Calendar) -> int | None:
    if permit.status not in OPEN or permit.held_since is None:
        return None
    return timing.day_number(timezone.localdate(permit.held_since), today, known)


def _due(permit: Permit, today: date) -> Due | None:
    """The same day as on the desk and in every count of 超时限."""
    day = permit.deadline_on
    if permit.status not in OPEN or day is None:
        return None
    what = next(word for name, word in DUE_WORDS.items() if getattr(permit, name))
    return Due(day, what, left=(day - today).days)


def _words(permit: Permit, is_stranger: bool) -> list[Word]:
    handler = permit.handling_unit.short_name if permit.handling_unit else "未定"
    owner_says = OwnerSays(permit.owner_says).label if permit.owner_says else "还没有填报"
    handler_says = HandlerSays(permit.handler_says).label if permit.handler_says else "还没有表态"
    obtained = permit.owner_says == OwnerSays.OBTAINED
    return [
        Word(
            side=Side.OWNER.label,
            unit="" if is_stranger else permit.project.unit.short_name,
            says=owner_says,
            on=permit.owner_on,
            document_no=permit.document_no if obtained else "",
            is_silent=not permit.owner_says,
        ),
        Word(
            side=Side.HANDLER.label,
            unit=handler,
            says=handler_says,
            on=permit.handler_on,
            document_no=permit.handler_document_no,
            is_silent=not permit.handler_says,
        ),
    ]


def _clock(permit: Permit, today: date, known: Calendar) -> ClockFacts | None:
    if permit.accepted_on is None:
        return None
    clock = timing.Clock(permit.used_days, permit.clock_since, permit.accepted_on)
    return ClockFacts(
        used=clock.elapsed(today, known),
        permit=permit,
        limit=permit.kind.limit_on(permit.accepted_on, permit.level),
        has_ended=permit.handler_says == HandlerSays.DONE,
        law=law_of_pause(permit.handler_says) if permit.clock_since is None else "",
    )


def _waiting(permit: Permit) -> list[Waiting]:
    """By the order of the project: its template's own, else the catalogue's."""
    if permit.status not in OPEN:
        return []
    kinds = waits_for([permit])[permit.pk]
    own = Permit.objects.filter(project=permit.project_id, kind__in=kinds)
    statuses = dict(own.values_list("kind", "status"))
    return [Waiting(kind.name, Status(statuses.get(kind.pk, Status.NOT_STARTED))) for kind in kinds]


def _lacks(permit: Permit, events: list[PermitEvent]) -> PermitEvent | None:
    """What the bureau misses, until it has the papers again."""
    if permit.handler_says != HandlerSays.RETURNED:
        return None
    return next((e for e in events if e.action == STEP and e.after == Step.RETURN), None)


def _last_step(permit: Permit, events: list[PermitEvent]) -> PermitEvent | None:
    taken = [event for event in events if event.action == STEP]
    last = max(taken, key=lambda event: event.pk, default=None)
    return last if last and last.details.get("version") == permit.version else None
