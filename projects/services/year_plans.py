"""The year's list as a whole: 增补, 退出, 批准, 年度结转. Each act is one Job that undoes it."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.models import AnnualPlan, AnnualPlanVersion, Progress, Project, StageChange
from projects.rules import version_on
from projects.selectors.roll_over import Proposal, roll_over
from projects.selectors.year_plans import LIST_ACTS
from workplace import acts, clock, history, imports
from workplace.models import Job

from .locks import Held, lock_centre, lock_projects
from .projects import update_projects
from .values import ProjectChange, invalid

NOBODY = "没有选项目。先在前面打勾"
UNKNOWN = "选的项目里有台账里没有的。请刷新页面后重新选"
MOVED_ON = "核对以后名单又有改动。请刷新页面，再核对一次"
UNDO = "撤销名单变动"
OF_PROJECT = ("nature", "level", "stage")
APPROVAL = ("approved", "approved_on", "document")


@dataclass(frozen=True)
class Entry:
    """A project that comes on a year's list, and as what."""

    project: Project
    nature: str
    level: str
    planned: Decimal | None = None


@transaction.atomic
def add_to_list(
    *,
    centre: Unit,
    year: int,
    numbers: Sequence[str],
    listed_from: date,
    reason: str,
    by: User,
) -> Job:
    """增补: registered projects come on the year's list from a day on."""
    lock_centre(centre.pk)
    projects = _locked(centre, numbers)
    _refuse_listed(projects, year)
    entries = [Entry(p, p.nature, p.level) for p in projects]
    made = _enlist(entries, year, listed_from=listed_from, reason=reason, by=by)
    acts.record(
        by=by, verb="plan-list-add", target=str(year), reason=reason,
        since=listed_from.isoformat(), numbers=[project.number for project in projects],
    )  # fmt: skip
    return _job(centre, year, by, f"增补 {len(projects)} 个项目", "add", made, reason)


@transaction.atomic
def remove_from_list(
    *, centre: Unit, year: int, numbers: Sequence[str], listed_to: date, reason: str, by: User
) -> Job:
    """退出: not on the list from that day on; the days before stay as they were."""
    lock_centre(centre.pk)
    projects = _locked(centre, numbers)
    ids = {project.pk: project for project in projects}
    plans = AnnualPlan.objects.ever_listed().filter(year=year, project__in=ids)
    on_list = {plan.project_id for plan in plans if _until(plan, ids) > listed_to}
    if missing := [project.name for project in projects if project.pk not in on_list]:
        raise Refused(f"{listed_to:%Y-%m-%d} 已不在{year}年名单：{_named(missing)}。")
    values = {"listed_to": listed_to, "delisted_reason": reason}
    old = {plan.project_id: plan.listed_to for plan in plans}
    changes = [ProjectChange(pk, values, year) for pk in ids]
    held = Held({project.pk: project for project in projects})
    update_projects(changes, by=by, reason=reason, held=held)
    rows = [[p.number, listed_to.isoformat(), _iso(old[p.pk])] for p in projects]
    acts.record(
        by=by, verb="plan-list-remove", target=str(year), reason=reason,
        until=listed_to.isoformat(), numbers=[project.number for project in projects],
    )  # fmt: skip
    return _job(centre, year, by, f"退出 {len(projects)} 个项目", "remove", rows, reason)


@transaction.atomic
def approve_plans(
    *,
    centre: Unit,
    year: int,
    version_ids: Sequence[int],
    approved_on: date,
    document: str,
    by: User,
) -> Job:
    """批准 the versions the plans stand by now; a plan moved since it was looked at refuses all."""
    if not version_ids:
        raise Refused(NOBODY, 422)
    if approved_on > clock.today():
        raise invalid("approved_on", f"不能晚于今天 {clock.today():%Y-%m-%d}", "date")
    county = Project.objects.of_county(centre.pk)
    chosen = AnnualPlanVersion.objects.filter(plan__year=year, plan__project__in=county)
    plans = dict(chosen.filter(pk__in=version_ids).values_list("pk", "plan__project"))
    if len(plans) != len(set(version_ids)):
        raise Refused(UNKNOWN, 422)
    lock_projects(plans.values())
    current = _current(chosen.filter(plan__project__in=plans.values()))
    if plans.keys() - current:
        raise Refused(MOVED_ON)
    rows = list(AnnualPlanVersion.objects.filter(pk__in=plans).order_by("pk"))
    for row in rows:
        row.approved, row.approved_on, row.document = True, approved_on, document
    history.update_many(AnnualPlanVersion, rows, APPROVAL, by=by, reason=document)
    acts.record(
        by=by, verb="plan-approve", target=str(year), approved_on=approved_on.isoformat(),
        document=document, versions=sorted(plans),
    )  # fmt: skip
    name = f"批准 {len(plans)} 个项目的计划"
    return _job(centre, year, by, name, "approve", [[pk] for pk in sorted(plans)], document)


@transaction.atomic
def roll_over_list(
    *,
    centre: Unit,
    year: int,
    keep_waiting: bool,
    seen: str,
    dropped: Sequence[str],
    planned: Mapping[str, Decimal | None],
    listed_from: date,
    by: User,
) -> Job:
    """年度结转: what was looked at (`seen`), less `dropped`, comes on the list of `year` + 1."""
    lock_centre(centre.pk)
    before = roll_over(centre, year, clock.today(), keep_waiting=keep_waiting)
    locked = lock_projects([row.project.pk for row in before.carried])
    # read once more behind the locks: what is compared is what will be written
    proposal = roll_over(centre, year, clock.today(), keep_waiting=keep_waiting)
    if proposal.digest != seen or {row.project.pk for row in proposal.carried} != locked.keys():
        raise Refused(MOVED_ON)
    entries = _carried(proposal, locked, set(dropped), planned)
    if not entries:
        raise Refused(f"{year}年没有可以结转的项目。", 422)
    reason = f"{year}年结转"
    made = _enlist(entries, year + 1, listed_from=listed_from, reason=reason, by=by)
    acts.record(
        by=by, verb="plan-roll-over", target=str(year + 1), reason=reason,
        numbers=[entry.project.number for entry in entries], dropped=sorted(dropped),
    )  # fmt: skip
    name = f"从{year}年结转 {len(entries)} 个项目"
    return _job(centre, year + 1, by, name, "add", made, reason)


@transaction.atomic
def undo_list_act(*, centre: Unit, year: int, key: uuid.UUID, by: User) -> Job:
    """Take back one act on the list, as far as nobody has changed what it left."""
    lock_centre(centre.pk)
    jobs = Job.objects.filter(kind=LIST_ACTS, scope__centre=centre.code, scope__year=year)
    job = jobs.filter(key=key).first()
    if job is None:
        raise Refused("没有这次名单变动。请刷新页面", 404)

    def do(locked: Job) -> dict[str, Any]:
        kept = UNDOERS[locked.payload["act"]](centre, year, locked.payload["rows"], by)
        acts.record(by=by, verb="plan-list-undo", target=str(year), what=job.name, kept=kept)
        return {"kept": kept}

    return imports.undo(job_id=job.pk, do=do)


def _current(versions: Iterable[AnnualPlanVersion]) -> set[int]:
    """The unapproved ones that their plans stand by today."""
    found: dict[int, list[AnnualPlanVersion]] = {}
    for version in versions:
        found.setdefault(version.plan_id, []).append(version)
    valid = [version_on(of_plan, clock.today()) for of_plan in found.values()]
    return {version.pk for version in valid if version and not version.approved}


def _enlist(
    entries: Sequence[Entry], year: int, *, listed_from: date, reason: str, by: User
) -> list[dict[str, Any]]:
    """Plans made, and what undoing needs: each project before, and what the act left."""
    before = [{key: getattr(e.project, key) for key in OF_PROJECT} for e in entries]
    today = clock.today()  # a stage that follows the 年度类别 begins now, not next year
    changes = [
        ProjectChange(e.project.pk, _plan_values(e, listed_from, reason), year, since=today)
        for e in entries
    ]
    held = Held({entry.project.pk: entry.project for entry in entries})
    update_projects(changes, by=by, reason=reason, valid_from=listed_from, held=held)
    return [
        {
            "number": e.project.number,
            "before": old,
            "left": {"nature": e.nature, "level": e.level, "planned": _wire(e.planned)},
            "stage": e.project.stage,
        }
        for e, old in zip(entries, before, strict=True)
    ]


def _plan_values(entry: Entry, listed_from: date, reason: str) -> dict[str, Any]:
    return {
        "nature": entry.nature,
        "level": entry.level,
        "planned_investment": entry.planned,
        "content": "",
        "listed_from": listed_from,
        "listed_to": None,
        "listed_reason": reason,
        "delisted_reason": "",
    }


def _carried(
    proposal: Proposal,
    locked: Mapping[int, Project],
    dropped: set[str],
    planned: Mapping[str, Decimal | None],
) -> list[Entry]:
    return [
        Entry(
            locked[row.project.pk],
            str(row.carry.nature),
            row.plan.level,
            planned.get(row.project.number),
        )
        for row in proposal.carried
        if row.project.number not in dropped
    ]


def _locked(centre: Unit, numbers: Sequence[str]) -> list[Project]:
    if not numbers:
        raise Refused(NOBODY, 422)
    county = Project.objects.of_county(centre.pk).filter(number__in=numbers)
    ids = list(county.values_list("pk", flat=True))
    if len(ids) != len(set(numbers)):
        raise Refused(UNKNOWN, 422)
    return list(lock_projects(ids).values())


def _refuse_listed(projects: Sequence[Project], year: int) -> None:
    """A plan of the year that once left is taken back by 撤销, not made again."""
    today = clock.today()
    listed = AnnualPlan.objects.ever_listed().filter(year=year, project__in=projects)
    there = set(listed.values_list("project", flat=True))
    if named := [project.name for project in projects if project.pk in there]:
        raise Refused(f"已在{year}年名单，或从中退出过：{_named(named)}。退出的用“撤销”恢复。")
    gone = [p.name for p in projects if p.withdrawn_on and p.withdrawn_on <= today]
    if gone:
        raise Refused(f"已退出项目库：{_named(gone)}。先恢复项目。")


def _until(plan: AnnualPlan, projects: Mapping[int, Project]) -> date:
    """The day a plan leaves the list, far off when it does not."""
    ends = [plan.listed_to, projects[plan.project_id].withdrawn_on]
    return min((day for day in ends if day), default=date.max)


def _note_stages(moved: Sequence[tuple[Project, str]], reason: str, by: User) -> None:
    StageChange.objects.bulk_create(
        [
            StageChange(
                project=project,
                stage=stage,
                since=clock.today(),
                reason=reason[:200],
                by=by,
                at=clock.now(),
            )
            for project, stage in moved
        ],
        batch_size=history.CREATE_BATCH,
    )


def _undo_add(centre: Unit, year: int, rows: Sequence[dict[str, Any]], by: User) -> list[str]:
    """Off the list from the first day on, the project as it was; what was worked on stays."""
    done = {row["number"]: row for row in rows}
    projects = {project.pk: project for project in _locked(centre, list(done))}
    locked = AnnualPlan.objects.select_for_update(of=("self",)).filter(
        year=year, project__in=projects
    )
    plans = list(locked)
    worked = _worked_on(plans)
    back = [
        plan
        for plan in plans
        if plan.was_listed
        and plan.pk not in worked
        and _untouched(plan, projects[plan.project_id], done)
    ]
    for plan in back:
        plan.listed_to, plan.delisted_reason = plan.listed_from, UNDO
    history.update_many(AnnualPlan, back, ["listed_to", "delisted_reason"], by=by, reason=UNDO)
    restored = [projects[plan.project_id] for plan in back]
    _restore(restored, done, by)
    return sorted({p.name for p in projects.values()} - {p.name for p in restored})


def _worked_on(plans: Sequence[AnnualPlan]) -> set[int]:
    """Plans with progress or an approval: no longer only listed."""
    progress = Progress.objects.filter(plan__in=plans).values_list("plan", flat=True)
    approved = AnnualPlanVersion.objects.filter(plan__in=plans, approved=True)
    return {*progress, *approved.values_list("plan", flat=True)}


def _untouched(plan: AnnualPlan, project: Project, done: Mapping[str, dict[str, Any]]) -> bool:
    row = done[project.number]
    now = {"nature": plan.nature, "level": plan.level, "planned": _wire(plan.planned_investment)}
    return now == row["left"] and project.stage == row["stage"] and plan.listed_to is None


def _restore(projects: Sequence[Project], done: Mapping[str, dict[str, Any]], by: User) -> None:
    moved = []
    for project in projects:
        before = done[project.number]["before"]
        if project.stage != before["stage"]:
            moved.append((project, before["stage"]))
        for key, value in before.items():
            setattr(project, key, value)
        project.version += 1
    history.update_many(Project, projects, [*OF_PROJECT, "version"], by=by, reason=UNDO)
    _note_stages(moved, UNDO, by)


def _undo_remove(
    centre: Unit, year: int, rows: Sequence[Sequence[str | None]], by: User
) -> list[str]:
    left = {str(number): (day, old) for number, day, old in rows}
    projects = _locked(centre, list(left))
    plans = {p.project_id: p for p in AnnualPlan.objects.filter(year=year, project__in=projects)}
    back = [p for p in projects if _iso(plans[p.pk].listed_to) == left[p.number][0]]
    changes = [
        ProjectChange(p.pk, {"listed_to": left[p.number][1], "delisted_reason": ""}, year)
        for p in back
    ]
    update_projects(changes, by=by, reason=UNDO, held=Held({p.pk: p for p in projects}))
    return sorted({p.name for p in projects} - {p.name for p in back})


def _undo_approve(centre: Unit, year: int, rows: Sequence[Sequence[int]], by: User) -> list[str]:
    """The approval was a slip; the version itself stays as it was."""
    found = AnnualPlanVersion.objects.filter(pk__in=[pk for [pk] in rows]).order_by("pk")
    lock_projects(list(found.values_list("plan__project", flat=True)))
    versions = list(found)
    for version in versions:
        version.approved, version.approved_on, version.document = False, None, ""
    history.update_many(AnnualPlanVersion, versions, APPROVAL, by=by, reason=UNDO)
    return []


UNDOERS: dict[str, Callable[[Unit, int, Any, User], list[str]]] = {
    "add": _undo_add,
    "remove": _undo_remove,
    "approve": _undo_approve,
}


def _job(
    centre: Unit, year: int, by: User, name: str, act: str, rows: list[Any], reason: str
) -> Job:
    return imports.note_saved(
        owner=by,
        kind=LIST_ACTS,
        scope={"centre": centre.code, "year": year},
        name=name,
        payload={
            "act": act,
            "rows": rows,
            "reason": reason,
            "day": clock.today().isoformat(),
        },
        result={},
    )


def _named(names: Sequence[str], most: int = 3) -> str:
    more = f"等 {len(names)} 个" if len(names) > most else ""
    return "、".join(names[:most]) + more


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _wire(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
