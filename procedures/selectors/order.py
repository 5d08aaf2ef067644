"""前置事项 of projects: what a permit still waits for, and the critical path. Never a lock.

A template's own order replaces the catalogue's, item by item. Everything here is read in a fixed
number of queries for any number of projects.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from procedures import order, timing
from procedures.models import Permit, PermitKind, TemplateItem, Traits
from procedures.rules import OPEN, Status
from workplace.workdays import Calendar, calendar

DEFAULT_DAYS = 20  # 行政许可法第四十二条: where the catalogue names no limit
CIRCLE = "前置事项绕成了圈：{words}。去掉其中一个前置"


@dataclass(frozen=True)
class Orders:
    """Which kind waits for which, in the catalogue and in templates with an order of their own."""

    kinds: Mapping[int, PermitKind]  # with limits and prerequisites
    own: Mapping[int, Mapping[int, list[int]]]  # template → kind → those before it

    def waits(self, template_id: int | None, present: Collection[int]) -> dict[int, list[int]]:
        """Of a project with these kinds; in the order of the catalogue."""
        own = self.own.get(template_id or 0, {})
        found = {}
        for pk in self.kinds:
            if pk in present:
                before = own[pk] if pk in own else self._catalogue[pk]
                found[pk] = [one for one in self.kinds if one in before and one in present]
        return found

    @cached_property
    def _catalogue(self) -> dict[int, list[int]]:
        """Once for all projects: each `.all()` makes a new query set."""
        return {pk: [one.pk for one in kind.prerequisites.all()] for pk, kind in self.kinds.items()}

    def names(self) -> dict[int, str]:
        return {pk: kind.name for pk, kind in self.kinds.items()}


@dataclass(frozen=True)
class CourseStep:
    kind: PermitKind
    days: int
    ground: str  # where the days come from
    ends_on: date


@dataclass(frozen=True)
class Course:
    """关键路径: the longest chain of working days still needed."""

    steps: tuple[CourseStep, ...] = ()
    days: int = 0
    ends_on: date | None = None
    open_count: int = 0

    @property
    def words(self) -> str:
        return order.ARROW.join(step.kind.name for step in self.steps)


def orders() -> Orders:
    """Four queries, whatever is asked of it afterwards."""
    kinds = PermitKind.objects.prefetch_related("prerequisites", "limits").select_related(
        "default_unit"
    )
    items = TemplateItem.objects.filter(own_order=True).prefetch_related("prerequisites")
    own: dict[int, dict[int, list[int]]] = {}
    for item in items:
        before = [kind.pk for kind in item.prerequisites.all()]
        own.setdefault(item.template_id, {})[item.kind_id] = before
    return Orders({kind.pk: kind for kind in kinds}, own)


def waits_for(
    permits: Iterable[Permit], known: Orders | None = None
) -> dict[int, list[PermitKind]]:
    """等待：立项、土地. By permit, the kinds still open before it; none of a closed permit."""
    asked = list(permits)
    ids = {permit.project_id for permit in asked}
    known = known or orders()
    templates, statuses = _templates(ids), _statuses(ids, known)
    waits = {pk: known.waits(templates.get(pk), statuses[pk]) for pk in ids}
    still = {pk: _open(found) for pk, found in statuses.items()}
    return {
        permit.pk: [
            known.kinds[before]
            for before in order.open_before(
                permit.kind_id, waits[permit.project_id], still[permit.project_id]
            )
        ]
        if permit.status in OPEN
        else []
        for permit in asked
    }


def courses(
    project_ids: Collection[int], today: date, known: Orders | None = None
) -> dict[int, Course]:
    """关键路径 of each project and the earliest day it can be through."""
    ids = set(project_ids)
    known = known or orders()
    templates = _templates(ids)
    days_off = calendar(today - timing.HORIZON, today + timing.HORIZON)
    permits: dict[int, dict[int, Permit]] = {pk: {} for pk in ids}
    for permit in Permit.objects.filter(project__in=ids):
        permits[permit.project_id][permit.kind_id] = permit
    return {
        pk: _course(known, templates.get(pk), found, today, days_off)
        for pk, found in permits.items()
    }


def remaining(
    permit: Permit | None, kind: PermitKind, level: str, today: date, known: Calendar
) -> tuple[int, str]:
    """Working days a kind still needs, and in words where the number comes from."""
    if permit is not None and permit.status not in OPEN:
        return 0, Status(permit.status).label
    clock = timing.Clock()
    if permit is not None:
        clock = timing.Clock(permit.used_days, permit.clock_since, permit.accepted_on)
    used = clock.elapsed(today, known)
    days, ground = _limit(permit, kind, level, today)
    return max(days - used, 0), f"{ground}，已用 {used}" if used else ground


def circle_with(kind: PermitKind, before: Iterable[PermitKind]) -> str:
    """Would the catalogue, or a template that follows it, run in a circle? Why not, in words."""
    known = orders()
    ids = [one.pk for one in before]
    for template_id in (None, *known.own):
        waits = known.waits(template_id, known.kinds)
        if template_id is None or kind.pk not in known.own[template_id]:
            waits[kind.pk] = ids
        if words := order.circle_words(waits, known.names()):
            return CIRCLE.format(words=words)
    return ""


def _limit(permit: Permit | None, kind: PermitKind, level: str, today: date) -> tuple[int, str]:
    if permit is not None and permit.limit_days is not None:
        return permit.limit_days, f"承诺 {permit.limit_days} 个工作日"
    row = kind.limit_on(today, level)
    if row is not None and row.promised_days is not None:
        return row.promised_days, f"承诺 {row.promised_days} 个工作日"
    if row is not None and row.statutory_days is not None:
        return row.statutory_days, f"法定 {row.statutory_days} 个工作日"
    return DEFAULT_DAYS, f"没有时限，按 {DEFAULT_DAYS} 个工作日"


def _course(
    known: Orders,
    template_id: int | None,
    permits: Mapping[int, Permit],
    today: date,
    days_off: Calendar,
) -> Course:
    present = _present(known, permits)
    waits = known.waits(template_id, present)
    needs = {
        pk: remaining(permits.get(pk), known.kinds[pk], _level(permits.get(pk)), today, days_off)
        for pk in waits
    }
    chain = order.critical_path(waits, {pk: days for pk, (days, _) in needs.items()})
    steps, gone = [], 0
    for pk, days in chain.steps:
        gone += days
        ends = timing.add_working_days(today, gone, days_off)
        steps.append(CourseStep(known.kinds[pk], days, needs[pk][1], ends))  # type: ignore[index]
    still = sum(pk not in permits or permits[pk].status in OPEN for pk in waits)
    ends_on = timing.add_working_days(today, chain.days, days_off) if still else None
    return Course(tuple(steps), chain.days, ends_on, still)


def _level(permit: Permit | None) -> str:
    return permit.level if permit else ""


def _present(known: Orders, there: Collection[int]) -> set[int]:
    """What has a permit; of the six that the weekly table shows, also those without one."""
    return {
        pk for pk, kind in known.kinds.items() if kind.is_active and (pk in there or kind.headline)
    }


def _templates(ids: Collection[int]) -> dict[int, int | None]:
    return dict(Traits.objects.filter(project__in=ids).values_list("project", "template"))


def _statuses(ids: Collection[int], known: Orders) -> dict[int, dict[int, str]]:
    """By project, every kind it has and its status; a missing permit is 未办理."""
    found: dict[int, dict[int, str]] = {pk: {} for pk in ids}
    rows = Permit.objects.filter(project__in=ids).values_list("project", "kind", "status")
    for project_id, kind_id, status in rows:
        found[project_id][kind_id] = status
    return {
        project_id: {pk: statuses.get(pk, Status.NOT_STARTED) for pk in _present(known, statuses)}
        for project_id, statuses in found.items()
    }


def _open(statuses: Mapping[int, str]) -> set[int]:
    return {pk for pk, status in statuses.items() if status in OPEN}
