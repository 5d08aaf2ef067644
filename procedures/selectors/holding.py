"""In whose hands a permit is, on which day, and how long is left: the same words on every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from accounts.rules import Role
from procedures import steps, timing
from procedures.models import Permit
from procedures.rules import DEADLINE, OPEN, Side, Status
from procedures.steps import Difference
from workplace.workdays import Calendar, calendar

SOON = 7  # days
EXPIRING = 90  # days before an approval's validity ends
WHICH = dict(zip(DEADLINE, ("承诺", "办结时限", "预计"), strict=True))
NOBODY = "未定承办部门"


@dataclass(frozen=True)
class Holding:
    """A permit as of a day, in words that may be shown to whoever asks."""

    permit: Permit
    side: Side | None  # whose turn it is; None of a closed one
    name: str  # 自然资源局
    owner_name: str  # 薛关镇, or 责任单位 where it may not be told
    handler_name: str
    number: int | None  # 第 n 天, in working days
    left: int | None  # calendar days to `day`; negative when past, None when closed
    day: date | None
    which: str  # what kind of date `day` is
    used: int | None  # working days on the clock; None before acceptance
    stopped: str
    difference: Difference | None
    differs_days: int  # in calendar days, the first is 1; 0 while the sides agree
    valid_left: int | None  # days to the end of the approval's validity

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= SOON

    @property
    def late_by(self) -> int:
        return -(self.left or 0)

    @property
    def is_expiring(self) -> bool:
        return self.valid_left is not None and self.valid_left <= EXPIRING

    @property
    def expired_by(self) -> int:
        return -(self.valid_left or 0)

    @property
    def was_moved(self) -> bool:
        """办结时限 is no longer the first one."""
        permit = self.permit
        return permit.status in OPEN and permit.first_due_on not in (None, permit.due_on)

    @property
    def left_words(self) -> str:
        """超 3 天 · 剩 7 天 · 今天到期; empty without a date."""
        if self.left is None:
            return ""
        if self.left < 0:
            return f"超 {self.late_by} 天"
        return f"剩 {self.left} 天" if self.left else "今天到期"

    @property
    def used_words(self) -> str:
        """已用 3/7 个工作日."""
        if self.used is None:
            return ""
        limit = self.permit.limit_days
        return f"已用 {self.used}/{limit} 个工作日" if limit else f"已用 {self.used} 个工作日"

    @property
    def clock_words(self) -> str:
        """已用 3/7 个工作日，专家评审停表."""
        return "，".join(filter(None, (self.used_words, self.stopped)))


def holdings(permits: Iterable[Permit], today: date, user: User) -> list[Holding]:
    """Each of `permits` as it stands today, with one query for the calendar.

    Needs `project__unit` and `handling_unit` loaded. A bureau is not told whose the project of
    another unit is (design §7): then its holder is 责任单位.
    """
    known = calendar(today - timing.HORIZON, today)
    return [_holding(permit, today, known, user) for permit in permits]


def _holding(permit: Permit, today: date, known: Calendar, user: User) -> Holding:
    is_open = permit.status in OPEN
    side = steps.holder(permit.status, permit.handling_unit_id is not None)
    day, which = _date(permit)
    since = timezone.localdate(permit.held_since) if permit.held_since else None
    clock = timing.Clock(permit.used_days, permit.clock_since, permit.accepted_on)
    has_begun = permit.accepted_on is not None
    owner, handler = _owner_name(permit, user), _handler_name(permit)
    differs = permit.differs_since
    valid = permit.valid_until if permit.status == Status.DONE else None
    return Holding(
        permit=permit,
        side=side,
        name={Side.OWNER: owner, Side.HANDLER: handler, Side.CENTRE: NOBODY, None: ""}[side],
        owner_name=owner,
        handler_name=handler,
        number=timing.day_number(since, today, known) if side and since else None,
        left=(day - today).days if is_open and day else None,
        day=day,
        which=which,
        used=clock.elapsed(today, known) if has_begun else None,
        stopped=steps.stopped_words(permit) if is_open else "",
        difference=steps.difference(permit) if differs else None,
        differs_days=(today - timezone.localdate(differs)).days + 1 if differs else 0,
        valid_left=(valid - today).days if valid else None,
    )


def _date(permit: Permit) -> tuple[date | None, str]:
    dated = ((getattr(permit, name), word) for name, word in WHICH.items())
    return next((pair for pair in dated if pair[0]), (None, ""))


def _owner_name(permit: Permit, user: User) -> str:
    unit = permit.project.unit
    is_told = user.role != Role.REPORTER or unit.pk == user.unit_id
    return unit.short_name if is_told else Side.OWNER.label


def _handler_name(permit: Permit) -> str:
    return permit.handling_unit.short_name if permit.handling_unit else NOBODY
