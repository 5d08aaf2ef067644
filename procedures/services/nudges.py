"""催办: decide which steps are due, give them to people, tell them in digests; chase by hand.

The sweep calls `decide` each minute. Everything is decided from rows and written once: (unit, key)
of a nudge and (person, key) of a line are unique, so a lost, late or doubled sweep changes nothing.
What has been settled before anybody was told is taken back.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role
from procedures import nudging
from procedures.models import Nudge
from procedures.nudging import CHASE, Day, Found, Missed
from procedures.selectors import nudges as selectors
from procedures.timing import HORIZON
from workplace import acts, clock, digests, history
from workplace.models import DigestLine, ReminderSettings, Robot
from workplace.workdays import Calendar, calendar

# Apps above say here who has not filed so many rounds in a row (reporting, in AppConfig.ready).
SILENT: list[Callable[[datetime], Iterable[Missed]]] = []
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Decided:
    """A nudge that is new, for the sweep's report."""

    unit: str
    step: str
    key: str
    to_head: bool


@transaction.atomic
def decide(now: datetime) -> list[Decided]:
    """Do what is due at `now` for every county, in a fixed number of queries."""
    headed = set(
        User.objects.filter(is_head=True, is_active=True).values_list("unit_id", flat=True)
    )
    found = _found(now, headed)
    new = _write(found, now)
    _take_back({(one.unit_id, one.key) for one in found})
    _address(selectors.unaddressed(), now)
    told = digests.tell_due(now)
    _mark_told(told.sources, now)
    codes = dict(Unit.objects.values_list("pk", "code")) if new else {}
    return [Decided(codes[one.unit_id], one.step, one.key, one.to_head) for one in new]


@dataclass
class _Finder:
    """Collects what is due, each county by its own settings."""

    today: date
    known: Calendar
    headed: Collection[int]  # units with a head's account
    rules: Mapping[int, ReminderSettings]
    days: dict[int, Day] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    headless: dict[int, int] = field(default_factory=dict)  # unit → centre

    def rule(self, centre_id: int) -> ReminderSettings:
        return self.rules.get(centre_id) or ReminderSettings()

    def day(self, centre_id: int) -> Day:
        if centre_id not in self.days:
            after = self.rule(centre_id).head_after_days
            self.days[centre_id] = Day(self.today, self.known, after)
        return self.days[centre_id]

    def add(self, some: Iterable[Found], centre_id: int) -> None:
        for one in some:
            self.found.append(one)
            if one.to_head and one.unit_id not in self.headed:
                self.headless[one.unit_id] = centre_id


def _found(now: datetime, headed: Collection[int]) -> list[Found]:
    today = timezone.localdate(now)
    known = calendar(today - HORIZON, today + HORIZON)
    rules = {row.centre_id: row for row in ReminderSettings.objects.all()}
    finder = _Finder(today, known, headed, rules)
    for permit in selectors.permits_to_tell(today, nudging.last_near(today, known)):
        centre = permit.project.unit.centre_id or 0
        finder.add(nudging.of_permit(permit, centre, finder.day(centre)), centre)
    for issue in selectors.issues_to_tell(today):
        centre = issue.project.unit.centre_id or 0
        finder.add(nudging.of_issue(issue, centre, finder.day(centre)), centre)
    for item in selectors.decisions_to_tell(today):
        centre = item.meeting.centre_id
        finder.add(nudging.of_agenda_item(item, finder.day(centre)), centre)
    for source in SILENT:
        for missed in source(now):
            after = finder.rule(missed.centre_id).head_after_rounds
            finder.add(nudging.of_missed(missed, after), missed.centre_id)
    return finder.found + _headless(finder.headless, today)


def _headless(headless: Mapping[int, int], today: date) -> list[Found]:
    """Whose head should be told, but no account is one: the centre hears of it."""
    if not headless:
        return []
    units = Unit.objects.filter(pk__in=headless).order_by("order", "code")
    by_centre: dict[int, list[str]] = {}
    for unit in units:
        if headless[unit.pk] not in (0, unit.pk):
            by_centre.setdefault(headless[unit.pk], []).append(unit.short_name)
    return [nudging.no_head(names, centre, today) for centre, names in by_centre.items()]


def _write(found: Sequence[Found], now: datetime) -> list[Found]:
    keys = {one.key for one in found}
    known = set(Nudge.objects.filter(key__in=keys).values_list("unit_id", "key"))
    fresh = {(one.unit_id, one.key): one for one in found}
    new = [one for both, one in fresh.items() if both not in known and one.unit_id]
    Nudge.objects.bulk_create(
        [
            Nudge(
                unit_id=one.unit_id,
                permit_id=one.permit_id,
                issue_id=one.issue_id,
                step=one.step,
                key=one.key,
                to_head=one.to_head,
                text=one.text,
                url=one.url,
                at=now,
            )
            for one in new
        ],
        batch_size=2_000,
        ignore_conflicts=True,  # another sweep wrote the same at the same moment
    )
    return new


def _take_back(standing: Collection[tuple[int, str]]) -> None:
    """What is over before its receiver was told is not told any more."""
    waiting = selectors.waiting_sources()
    passed = [pk for pk, unit, key in selectors.named(waiting) if (unit, key) not in standing]
    sources = [selectors.source_of(pk) for pk in passed]
    if sources:
        selectors.waiting_lines().filter(source__in=sources).delete()
        Nudge.objects.filter(pk__in=passed, told_at=None).delete()


def _address(nudges: Sequence[Nudge], now: datetime) -> None:
    """A line for each person of the unit, and for each robot that wants to hear it."""
    if not nudges:
        return
    people = selectors.people_of({nudge.unit_id for nudge in nudges})
    centres = {nudge.unit.centre_id for nudge in nudges}
    robots = list(Robot.objects.filter(is_active=True, centre__in=centres))
    lines = []
    for nudge in nudges:
        for user in receivers_of(nudge, people):
            lines.append(_line(nudge, now, user=user))
        for robot in robots:
            if hears(robot, nudge):
                lines.append(_line(nudge, now, robot=robot))
    digests.queue(lines)


def receivers(people: Sequence[User], *, to_head: bool) -> list[User]:
    """The head, or for want of one the liaisons; daily matters go to those who do them."""
    heads = [user for user in people if user.is_head]
    workers = [user for user in people if user.is_liaison or not user.is_head]
    if to_head:
        return heads or [user for user in workers if user.is_liaison] or workers
    return workers or heads


def receivers_of(nudge: Nudge, people: Mapping[int, Sequence[User]]) -> list[User]:
    """Those of the unit; what the owner is to do, the 领办代办员 of the permit hears as well."""
    found = receivers(people.get(nudge.unit_id, []), to_head=nudge.to_head)
    permit = nudge.permit
    officer = permit.officer if permit and permit.project.unit_id == nudge.unit_id else None
    if officer and officer.is_active and not nudge.to_head and officer not in found:
        found.append(officer)
    return found


def hears(robot: Robot, nudge: Nudge) -> bool:
    """A unit's group hears what is the unit's; the county's group what is anybody's."""
    if robot.centre_id != nudge.unit.centre_id or not robot.wants(nudge.step):
        return False
    return robot.unit_id in (None, nudge.unit_id)


def _line(
    nudge: Nudge,
    now: datetime,
    *,
    user: User | None = None,
    robot: Robot | None = None,
    chase: uuid.UUID | None = None,
) -> DigestLine:
    source = selectors.source_of(nudge.pk)
    text = f"催办：{nudge.text}"[:300] if chase else nudge.text
    if robot is not None and robot.unit_id is None:
        text = f"{nudge.unit.short_name}　{text}"[:300]
    return DigestLine(
        user=user,
        robot=robot,
        source=source,
        key=f"{source}-chase-{chase}" if chase else source,
        kind=CHASE if chase else nudge.step,
        text=text,
        url=nudge.url,
        at=now,
    )


def _mark_told(sources: Iterable[str], now: datetime) -> None:
    pks = [pk for source in sources if (pk := selectors.pk_of(source)) is not None]
    if pks:
        Nudge.objects.filter(pk__in=pks, told_at=None).update(told_at=now)


@dataclass(frozen=True)
class Chased:
    told: int  # nudges of which somebody was told now
    held: int  # told when the quiet time of their people is over
    settled: int  # over already, nobody was told
    unreachable: list[str]  # units without an account: telephone


@transaction.atomic
def chase(*, nudges: Sequence[Nudge], by: User, op: uuid.UUID | None = None) -> Chased:
    """催办 by hand: the people are told at once, or as soon as their quiet time is over."""
    if by.role != Role.CENTRE:
        raise Refused("催办由项目推进中心办理。", 403)
    if not nudges:
        raise Refused("先选要催办的事项。", 422)
    if len(nudges) > MOST_AT_ONCE:
        raise Refused(f"一次最多催办 {MOST_AT_ONCE} 项。先用筛选缩小范围。", 422)
    standing = [nudge for nudge in nudges if not nudging.is_settled(nudge)]
    if not standing:
        raise Refused("选中的事项都已经办了，不用再催。", 409)
    now, mark = clock.now(), op or uuid.uuid4()
    people = selectors.people_of({nudge.unit_id for nudge in standing})
    reached = [nudge for nudge in standing if people.get(nudge.unit_id)]
    lines = [
        _line(nudge, now, user=user, chase=mark)
        for nudge in reached
        for user in receivers_of(nudge, people)
    ]
    digests.queue(lines)
    told = digests.tell_due(now).sources
    _mark_told(told, now)
    acts.record(
        by=by,
        verb="nudge-chase",
        target=f"{len(standing)} 项",
        nudges=[nudge.pk for nudge in standing],
    )
    count = sum(selectors.source_of(nudge.pk) in told for nudge in reached)
    units = {n.unit.short_name: None for n in standing if not people.get(n.unit_id)}
    return Chased(count, len(reached) - count, len(nudges) - len(standing), list(units))


@transaction.atomic
def set_rules(*, centre_id: int, by: User, values: Mapping[str, Any]) -> ReminderSettings:
    """提醒设置 of a county: digest times and when heads are told."""
    row = ReminderSettings.objects.select_for_update().filter(centre=centre_id).first()
    row = row or ReminderSettings(centre_id=centre_id)
    for name in ("digest_times", "head_after_days", "head_after_rounds"):
        setattr(row, name, values[name])
    history.save(row, by=by)
    acts.record(by=by, verb="nudge-settings", target=by.unit.short_name, **values)
    return row
