"""Projects come and change: in bulk with a fixed number of queries, or one as an act."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Unit, User
from projects.models import AnnualPlan, AnnualPlanVersion, Project, StageChange
from projects.selectors.units import UnitNames
from workplace import acts, clock, history

from .drafts import Draft, versions
from .locks import Held, lock_centre, lock_projects
from .numbers import next_numbers
from .values import NewProject, ProjectChange, Values, clashes, invalid, raise_first

NUMBER_ATTEMPTS = 5
UNIQUE = frozenset({"name", "national_code"})
ENDING = ("withdrawn_on", "package")  # without them a project wants its name and code again


def create_project(
    *,
    unit: Unit,
    values: Values,
    year: int,
    by: User | None,
    listed_from: date | None = None,
    reason: str = "",
) -> Project:
    """A project with its plan of `year`; `values` by field name of Project or AnnualPlan."""
    given = dict(values)
    if listed_from is not None:
        given["listed_from"] = listed_from
    with transaction.atomic():
        [project] = create_projects([NewProject(unit, year, given)], by=by, reason=reason)
        acts.record(by=by, verb="project-add", target=project.number, reason=reason, year=year)
    return project


@transaction.atomic
def create_projects(
    news: Sequence[NewProject],
    *,
    by: User | None,
    reason: str = "",
    centre_locked: bool = False,
) -> list[Project]:
    """Projects of one county, numbered in the order given; records no act of its own."""
    if not news:
        return []
    centre_id = _only_centre([new.unit for new in news])
    if not centre_locked:
        lock_centre(centre_id)
    drafts = [_draft(new) for new in news]
    _put_in_towns(drafts, centre_id)
    raise_first(clashes(centre_id, [draft.claim() for draft in drafts]))
    years = [new.year or clock.today().year for new in news]
    _save_numbered([draft.project for draft in drafts], years, by=by, reason=reason)
    _save_plans(drafts, by=by, reason=reason, valid_from=None)
    return [draft.project for draft in drafts]


def update_project(
    *,
    project_id: int,
    values: Values,
    by: User | None,
    reason: str = "",
    year: int | None = None,
    enforce: bool = False,
) -> Project:
    """Change one project; with `enforce` a backward move without a reason is refused."""
    change = ProjectChange(project_id, values, year)
    with transaction.atomic():
        [project] = update_projects([change], by=by, reason=reason, enforce=enforce)
        target, fields = project.number, sorted(values)
        acts.record(by=by, verb="project-edit", target=target, reason=reason, fields=fields)
    return project


@transaction.atomic
def update_projects(
    changes: Sequence[ProjectChange],
    *,
    by: User | None,
    reason: str = "",
    valid_from: date | None = None,
    enforce: bool = False,
    held: Held | None = None,
) -> list[Project]:
    """Change projects of one county; records no act. Values that are the same change nothing.

    Who holds other locks already, and changes a name or code, calls `lock_centre` before them;
    who has locked the projects too, gives them as `held`.
    """
    if not changes:
        return []
    ids = [change.project_id for change in changes]
    if held is None and any(_wants_its_own(change.values) for change in changes):
        lock_centre(_centre_of(ids))
    projects = {pk: held.projects[pk] for pk in ids} if held else lock_projects(ids)
    drafts = _drafts(projects)
    for change in changes:
        draft = drafts[change.project_id]
        draft.set(change.values, change.year)
        draft.since = change.since or draft.since
    moved = [draft for draft in drafts.values() if draft.changed]
    if moved:
        _check(moved, reason=reason, enforce=enforce)
        _save(moved, by=by, reason=reason, valid_from=valid_from)
    if held:
        held.raised.update(draft.project.pk for draft in moved)
    return [projects[pk] for pk in dict.fromkeys(ids)]


def _wants_its_own(values: Values) -> bool:
    """Given a name or code, restored, or taken out of a package."""
    ends = any(key in values and values[key] is None for key in ENDING)
    return ends or bool(UNIQUE & values.keys())


def _save_numbered(
    projects: Sequence[Project], years: Sequence[int], *, by: User | None, reason: str
) -> None:
    """Numbers run through the whole deployment, the lock through a county: another may be first.

    Waiting for the other county here, instead of locking it, cannot end in a circle.
    """
    for attempts_left in reversed(range(NUMBER_ATTEMPTS)):
        for project, number in zip(projects, next_numbers(years), strict=True):
            project.number = number
        try:
            with transaction.atomic():
                history.create_many(Project, projects, by=by, reason=reason)
        except IntegrityError:
            if not attempts_left:
                raise
        else:
            return


def _draft(new: NewProject) -> Draft:
    draft = Draft(Project(unit=new.unit, created_at=clock.now()), is_new=True)
    draft.set({"name": "", **new.values}, new.year)
    return draft


def _drafts(projects: dict[int, Project]) -> dict[int, Draft]:
    drafts = {pk: Draft(project) for pk, project in projects.items()}
    for plan in AnnualPlan.objects.select_for_update(of=("self",)).filter(project__in=projects):
        drafts[plan.project_id].plans[plan.year] = plan
    return drafts


def _check(drafts: Sequence[Draft], *, reason: str, enforce: bool) -> None:
    centre_id = _only_centre([draft.project.unit for draft in drafts])
    _put_in_towns(drafts, centre_id)
    raise_first(clashes(centre_id, [draft.claim() for draft in drafts]))
    if enforce and not reason and any(draft.backward for draft in drafts):
        raise invalid("reason", "金额调减、计划调整或时间推后，要写原因", "required")


def _save(
    drafts: Sequence[Draft], *, by: User | None, reason: str, valid_from: date | None
) -> None:
    fields = {"version"}.union(*(draft.project_fields for draft in drafts))
    for draft in drafts:
        draft.project.version += 1
    rows = [draft.project for draft in drafts]
    history.update_many(Project, rows, sorted(fields), by=by, reason=reason)
    _save_plans(drafts, by=by, reason=reason, valid_from=valid_from)


def _save_plans(
    drafts: Sequence[Draft], *, by: User | None, reason: str, valid_from: date | None
) -> None:
    new = [draft.plans[year] for draft in drafts for year in sorted(draft.new_years)]
    old = [
        draft.plans[year]
        for draft in drafts
        for year, fields in draft.plan_fields.items()
        if fields and year not in draft.new_years
    ]
    touched = set[str]().union(*(f for draft in drafts for f in draft.plan_fields.values()))
    had = AnnualPlanVersion.objects.filter(plan__in=[plan.pk for plan in old])
    with_versions = set(had.values_list("plan_id", flat=True)) if old else set()
    history.create_many(AnnualPlan, new, by=by, reason=reason)
    history.update_many(AnnualPlan, old, sorted(touched), by=by, reason=reason)
    rows = versions(drafts, with_versions, by=by, reason=reason, valid_from=valid_from)
    history.create_many(AnnualPlanVersion, rows, by=by, reason=reason)
    moves = [draft.stage_change(by=by, reason=reason, valid_from=valid_from) for draft in drafts]
    StageChange.objects.bulk_create(filter(None, moves), batch_size=history.CREATE_BATCH)


def _put_in_towns(drafts: Iterable[Draft], centre_id: int | None) -> None:
    """建设地点 that is a unit's name or alias also says the town (design §4)."""
    placed = [draft for draft in drafts if "place" in draft.project_fields]
    if not placed:
        return
    names = UnitNames.of_county(centre_id)
    for draft in placed:
        town = names.town(draft.project.place)
        if town != draft.project.town:
            draft.project.town = town
            draft.project_fields.add("town")


def _centre_of(ids: Sequence[int]) -> int | None:
    units = Unit.objects.filter(projects__in=ids).distinct()
    return _only_centre(units)


def _only_centre(units: Iterable[Unit]) -> int | None:
    centres = {unit.centre_id for unit in units}
    if len(centres) > 1:
        raise ValidationError("一次只能办理一个县的项目。", code="foreign")
    return next(iter(centres), None)
