"""分解: which projects wait for it, and what is proposed for each kind of a project."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q

from accounts.models import Unit, User
from procedures import order, thresholds, timing
from procedures.models import Permit, PermitKind, Template, TemplateItem, Traits
from procedures.rules import OPEN, Need, Status, Way
from procedures.selectors.order import Orders, orders, remaining
from procedures.thresholds import Facts, Suggestion
from projects.models import AnnualPlan, Project, ProjectQuerySet
from projects.rules import Nature
from sheets.text import asked_word
from workplace.chips import Chip
from workplace.models import Job
from workplace.workdays import Calendar, calendar

JOB = "decompose"
ONLY = {"": "未分解", "done": "已分解", "all": "全部新建项目"}
SORTS = {"number": ("number",), "unit": ("unit__order", "number"), "name": ("name",)}
SORT_WORDS = {"number": "按编号", "unit": "按责任单位", "name": "按名称"}
DECOMPOSED = Q(traits__decomposed_at__isnull=False)


@dataclass(frozen=True)
class Filters:
    year: int
    q: str = ""
    only: str = ""
    unit: str = ""
    sort: str = "number"

    @classmethod
    def of(cls, query: Mapping[str, str], years: Sequence[int], today: date) -> "Filters":
        asked = query.get("year", "")
        fallback = years[0] if years else today.year
        year = int(asked) if asked.isdigit() and int(asked) in years else fallback
        only, sort = query.get("only", ""), query.get("sort", "")
        return cls(
            year=year,
            q=asked_word(query.get("q", "")),
            only=only if only in ONLY else "",
            unit=asked_word(query.get("unit", "")),
            sort=sort if sort in SORTS else "number",
        )

    @property
    def are_set(self) -> bool:
        return bool(self.q or self.unit)


@dataclass(frozen=True)
class Note:
    """Why something is proposed: a sentence, and the law or the template it rests on."""

    sentence: str
    basis: str = ""


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one kind of one project; what stands already is proposed again."""

    kind: PermitKind
    permit: Permit | None
    need: bool
    level: str
    unit_id: int | None
    due_on: date | None = None
    ground: str = ""
    notes: tuple[Note, ...] = ()
    missing: str = ""

    @property
    def is_closed(self) -> bool:
        """Finished: nothing is given to anybody any more."""
        return self.permit is not None and self.permit.status == Status.DONE

    @property
    def is_given(self) -> bool:
        return self.permit is not None and self.permit.assigned_at is not None


@dataclass(frozen=True)
class Library:
    """Templates, kinds, order and calendar, read once for any number of projects."""

    orders: Orders
    templates: list[Template]
    known: Calendar
    today: date
    units: Mapping[int, Unit] = field(default_factory=dict)

    @property
    def offered(self) -> list[Template]:
        """In use: what may be chosen anew. A retired one stays with what it decomposed."""
        return [one for one in self.templates if one.is_active]

    @property
    def offered_units(self) -> list[Unit]:
        units = [unit for unit in self.units.values() if unit.is_active]
        return sorted(units, key=lambda unit: (unit.order, unit.code))

    @property
    def kinds(self) -> list[PermitKind]:
        return [kind for kind in self.orders.kinds.values() if kind.is_active]

    def template(self, code: str) -> Template | None:
        return next((one for one in self.templates if one.code == code), None)


def library(today: date, user: User) -> Library:
    """As `user` sees it: no unit of another county is offered or named."""
    known = calendar(today - timing.HORIZON, today + timing.HORIZON)
    units = Unit.objects.visible_to(user).in_bulk()
    return Library(orders(), list(templates()), known, today, units)


def templates() -> Any:
    """With their items, for any number of projects."""
    items = TemplateItem.objects.select_related("kind", "handling_unit").order_by("kind__order")
    return Template.objects.prefetch_related(Prefetch("items", items))


def years_of(seen: ProjectQuerySet) -> list[int]:
    """Years with new projects on the list, the newest first."""
    rows = AnnualPlan.objects.ever_listed().filter(project__in=seen, nature=Nature.NEW)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def new_projects(seen: ProjectQuerySet, year: int, today: date) -> Any:
    """新建项目 on the year's list: each is to be decomposed (第三条)."""
    listed = AnnualPlan.objects.filter(year=year, nature=Nature.NEW)
    listed = listed.filter(Q(listed_to__isnull=True) | Q(listed_to__gt=today))
    rows: Any = seen.standing(today).filter(pk__in=listed.values("project"))
    return rows


def queue(seen: ProjectQuerySet, filters: Filters, today: date) -> Any:
    rows = _searched(new_projects(seen, filters.year, today), filters)
    if filters.only == "":
        rows = rows.exclude(DECOMPOSED)
    elif filters.only == "done":
        rows = rows.filter(DECOMPOSED)
    rows = rows.select_related("unit", "traits__template", "traits__decomposed_by")
    given = Count("permits", filter=Q(permits__assigned_at__isnull=False))
    taken = Count("permits", filter=Q(permits__acknowledged_at__isnull=False))
    return rows.annotate(given=given, taken=taken).order_by(*SORTS[filters.sort])


def chips(seen: ProjectQuerySet, filters: Filters, today: date) -> list[Chip]:
    """Each filter with its count; one query."""
    rows = _searched(new_projects(seen, filters.year, today), filters)
    counts = rows.aggregate(all=Count("pk"), done=Count("pk", filter=DECOMPOSED))
    counts[""] = counts["all"] - counts["done"]
    return [Chip(key, label, counts[key]) for key, label in ONLY.items()]


def progress(seen: ProjectQuerySet, filters: Filters, today: date) -> dict[str, int]:
    """已分解 12/28, whatever is searched for."""
    rows = new_projects(seen, filters.year, today)
    return dict(rows.aggregate(all=Count("pk"), done=Count("pk", filter=DECOMPOSED)))


def units_of(seen: ProjectQuerySet, year: int, today: date) -> Any:
    rows = new_projects(seen, year, today)
    return Unit.objects.filter(pk__in=rows.values("unit")).order_by("order", "code")


def recent_acts(centre: Unit) -> list[Job]:
    """The last decompositions, each with its undo."""
    jobs = Job.objects.filter(kind=JOB, scope__centre=centre.code)
    return list(jobs.select_related("owner")[:5])


def act_of(centre: Unit, key: uuid.UUID) -> Job | None:
    return Job.objects.filter(kind=JOB, scope__centre=centre.code, key=key).first()


def year_of(project: Project, today: date) -> int:
    """The newest year on whose list the project is."""
    rows = AnnualPlan.objects.ever_listed().filter(project=project)
    return rows.order_by("-year").values_list("year", flat=True).first() or today.year


def last_day(year: int, today: date) -> date:
    """Permits of new projects end with February (蒲政办发〔2022〕57号); then with the year."""
    ends = (date(year, 2, 28), date(year, 12, 31), today)
    return next(day for day in ends if day >= today)


def permits_of(project_ids: Collection[int]) -> dict[int, dict[int, Permit]]:
    found: dict[int, dict[int, Permit]] = {pk: {} for pk in project_ids}
    for permit in Permit.objects.filter(project__in=project_ids):
        found[permit.project_id][permit.kind_id] = permit
    return found


def traits_of(project_ids: Collection[int]) -> dict[int, Traits]:
    rows = Traits.objects.filter(project__in=project_ids).select_related("template")
    return {traits.project_id: traits for traits in rows}


def fitting(found: Sequence[Template], project: Project) -> Template | None:
    """By industry; without one of its own, public works by 审批 and firms by the general 备案."""
    named = [one for one in found if project.industry and project.industry in one.industries]
    if named:
        return named[0]
    public = [one for one in found if one.way == Way.APPROVAL]
    if project.is_industrial is False and public:
        return public[0]
    general = [one for one in found if not one.industries]
    return next(iter([*general, *found]), None)


def facts_of(project: Project, template: Template | None, traits: Any) -> Facts:
    """`traits`: a row, or the values of its form, as a mapping."""
    values = traits if isinstance(traits, Mapping) else vars(traits) if traits else {}
    keys = ("energy_tce", "power_kwh", "land_ha", "earthwork", "existing_land")
    return Facts(
        way=template.way if template else "",
        industry=project.industry,
        name=project.name,
        eia_class=values.get("eia_class") or "",
        total_investment=project.total_investment,
        **{key: values.get(key) for key in keys},
    )


def propose(
    ours: Library,
    template: Template | None,
    facts: Facts,
    permits: Mapping[int, Permit],
    latest: date,
) -> list[Proposed]:
    """A row for each kind in use that the template names, the weekly table shows, or stands."""
    items = {item.kind_id: item for item in template.items.all()} if template else {}
    said = thresholds.suggest(facts)
    rows = [
        _row(kind, items.get(kind.pk), said.get(kind.code), permits.get(kind.pk), template)
        for kind in ours.kinds
        if kind.headline or kind.pk in items or kind.pk in permits
    ]
    # templates serve every county of a deployment, its bureaus only their own
    rows = [row if row.unit_id in ours.units else replace(row, unit_id=None) for row in rows]
    days = due_days(ours, template, rows, latest)
    return [_dated(row, days.get(row.kind.pk)) for row in rows]


def due_days(
    ours: Library, template: Template | None, rows: Sequence[Proposed], latest: date
) -> dict[int, date]:
    """The day each needed kind can be through along the order, at most `latest`."""
    waits = ours.orders.waits(template.pk if template else None, {row.kind.pk for row in rows})
    needs = {
        row.kind.pk: remaining(row.permit, row.kind, row.level, ours.today, ours.known)[0]
        for row in rows
        if row.need and not row.is_closed
    }
    ends = order.finish_days(waits, needs)
    latest = max(latest, ours.today)
    return {
        pk: min(timing.add_working_days(ours.today, ends[pk], ours.known), latest) for pk in needs
    }


def _row(
    kind: PermitKind,
    item: TemplateItem | None,
    said: Any,
    permit: Permit | None,
    template: Template | None,
) -> Proposed:
    suggestion = said if isinstance(said, Suggestion) else None
    notes = [Note(suggestion.sentence, suggestion.basis)] if suggestion else []
    if item and item.basis and not (suggestion and item.basis.startswith(suggestion.sentence)):
        notes.append(Note(item.basis, f"模板：{template.name}" if template else ""))
    missing = said.sentence if said and not suggestion else ""
    need = suggestion.need if suggestion else item.need if item else Need.YES
    row = Proposed(
        kind=kind,
        permit=permit,
        need=need != Need.NO,
        level=(suggestion.level if suggestion else "")
        or (item.level if item else "")
        or kind.default_level,
        unit_id=(item.handling_unit_id if item else None) or kind.default_unit_id,
        ground=_ground(suggestion, item) if need == Need.NO else "",
        notes=tuple(notes),
        missing=missing,
    )
    return _standing(row) if permit else row


def _standing(row: Proposed) -> Proposed:
    """What was given, finished or said to be exempt already is proposed as it stands."""
    permit = row.permit
    assert permit is not None  # noqa: S101  for mypy
    exempt = permit.status == Status.NOT_REQUIRED
    under_way = permit.status in OPEN and permit.status != Status.NOT_STARTED
    given = row.is_given or row.is_closed
    need = False if exempt else (row.need or given or under_way)
    told_level = given or permit.level != row.kind.default_level
    told_unit = given or permit.handling_unit_id != row.kind.default_unit_id
    return replace(
        row,
        need=need,
        level=permit.level if told_level else row.level,
        unit_id=permit.handling_unit_id if told_unit else row.unit_id,
        due_on=permit.due_on,
        ground=permit.exempt_reason if exempt else "" if need else row.ground,
    )


def _dated(row: Proposed, day: date | None) -> Proposed:
    if row.due_on or day is None or row.is_closed:
        return row
    return replace(row, due_on=day)


def _ground(suggestion: Suggestion | None, item: TemplateItem | None) -> str:
    text = suggestion.sentence if suggestion else item.basis if item else ""
    return text[:100]


def _searched(rows: Any, filters: Filters) -> Any:
    if filters.q:
        found = Q()
        for word in ("name", "initials", "national_code", "owner", "number"):
            found |= Q(**{f"{word}__icontains": filters.q})
        rows = rows.filter(found)
    return rows.filter(unit__code=filters.unit) if filters.unit else rows
