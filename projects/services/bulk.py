"""One value for many projects: an exact list is shown, then changed in one act, or undone."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from projects.bulk_fields import TRUTHS, BulkField, all_fields, fields_for
from projects.models import AnnualPlan, Project
from projects.own_fields import columns_of, read
from projects.rules import is_backward
from projects.selectors.choices import offered
from projects.selectors.ledger import YES_NO
from sheets.check import wire
from sheets.columns import Value
from workplace import acts, clock, imports
from workplace.models import Job

from .locks import lock_projects
from .projects import update_projects
from .values import ProjectChange

KIND = "bulk-edit"
LIMIT = 500
UNDO = "撤销批量修改"
NONE_CHOSEN = "还没有选项目。先在列表里勾选要改的项目"
TOO_MANY = f"一次最多改 {LIMIT} 个项目。先用筛选缩小范围，再分几次改"
NO_FIELD = "没有选要改的内容。选一项再继续"
EXPIRED = "核对页放了一天以上，已经失效。请回到列表重新选择"
NOT_PROPOSED = "还没有核对要改成什么。先填新的内容，核对以后再修改"
OTHER_LIST = "这张核对表已经换了内容。请看过新的核对表再修改"
NOT_DONE = "这次修改还没有做，不用撤销"
NOTHING = "没有要改的项目。换一个内容，或回到列表重新选择"
WRITE_REASON = "有 {} 个项目的时间推后。写一句原因，再修改"
MOVED_ON = "核对以后这些项目又改过：{}。全部没有修改，请重新核对"
NOT_SEEN = "没有这个项目，或不归本单位"
WITHDRAWN = "已退出名单，恢复以后才能改"
NO_PLAN = "没有{}的计划，级别无处可改"
SHOWN_NAMES = 5


@dataclass(frozen=True)
class Row:
    """What happens to one project; `old` and `new` are wire strings."""

    number: str
    name: str
    unit: str
    version: int
    old: str
    new: str
    is_back: bool
    fills: str = ""  # 是否产业项目, not yet said, that the new 行业 says


@dataclass(frozen=True)
class Left:
    """A project that is not changed, and why."""

    number: str
    name: str
    why: str


def begin(
    *, numbers: Sequence[str], key: str, year: int | None, by: User, op: uuid.UUID | None
) -> Job:
    """Keep the exact list that was ticked; nothing is changed yet. The same op is the same Job."""
    numbers = list(dict.fromkeys(numbers))
    if not numbers:
        raise Refused(NONE_CHOSEN, 422)
    if len(numbers) > LIMIT:
        raise Refused(TOO_MANY, 422)
    field = field_of(key, by)
    if op and (known := Job.objects.filter(key=op, owner=by, kind=KIND).first()):
        return known
    return Job.objects.create(
        kind=KIND,
        key=op or uuid.uuid4(),
        owner=by,
        scope={"unit": by.unit.code},
        name=field.label,
        payload={"field": key, "year": year, "numbers": numbers, "is_ready": True},
    )


def field_of(key: str, by: User) -> BulkField:
    fields = fields_for(by, columns_of(by.unit.centre_id))
    found = next((field for field in fields if field.key == key), None)
    if found is None:
        raise Refused(NO_FIELD, 422)
    return found


@transaction.atomic
def propose(*, job_id: int, value: Value, by: User) -> Job:
    """Work out old → new for each project of the list, and keep it with the versions seen."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != Job.State.PREVIEW or imports.is_expired(job):
        raise Refused(EXPIRED, 409)
    field = field_of(job.payload["field"], by)
    rows, left = _compare(field, job.payload, value, by)
    job.payload |= {
        "value": wire(field.column, value),
        "rows": [asdict(row) for row in rows],
        "left": [asdict(one) for one in left],
        "reasons": sum(row.is_back for row in rows),
        "proposal": uuid.uuid4().hex,  # which of several lists was looked at
    }
    job.save(update_fields=["payload"])
    return job


def current(job: Job, by: User) -> tuple[list[Row], list[Left]]:
    """The list before a value is given: what each project holds now."""
    return _compare(field_of(job.payload["field"], by), job.payload, None, by, ask=True)


def apply(*, job: Job, proposal: str, by: User, reason: str) -> Job:
    """Change what was shown, all of it or nothing."""
    field = field_of(job.payload["field"], by)

    def do(locked: Job) -> dict[str, Any]:
        if "rows" not in locked.payload:
            raise Refused(NOT_PROPOSED, 409)
        if proposal != locked.payload["proposal"]:
            raise Refused(OTHER_LIST, 409)
        rows = [Row(**row) for row in locked.payload["rows"]]
        if not rows:
            raise Refused(NOTHING, 422)
        if locked.payload["reasons"] and not reason:
            raise Refused(WRITE_REASON.format(locked.payload["reasons"]), 422)
        projects = _locked(rows, by)
        _require_unmoved(rows, projects)
        value, year = read(field.column, locked.payload["value"]), locked.payload["year"]
        changes = {projects[row.number].pk: field.write(value) | _filled(row) for row in rows}
        _write(field, changes, year, by, reason)
        acts.record(
            by=by, verb="projects-bulk-edit", target=by.unit.code, reason=reason,
            field=field.key, projects=[row.number for row in rows],
        )  # fmt: skip
        return {"reason": reason, "changed": len(rows)}

    return imports.save(job_id=job.pk, do=do, expired=EXPIRED)


def undo(*, job: Job, by: User) -> Job:
    """Put back the old value wherever the new one still stands."""
    if job.state == Job.State.PREVIEW:
        raise Refused(NOT_DONE, 409)

    def do(locked: Job) -> dict[str, Any]:
        rows = [Row(**row) for row in locked.payload["rows"]]
        field = field_ever(locked.payload["field"], by)
        projects, year = _locked(rows, by), locked.payload["year"]
        plans = _plans(field, projects.values(), year)
        back: dict[int, dict[str, Any]] = {}
        kept = []
        for row in rows:
            project = projects.get(row.number)
            plan = plans.get(project.pk) if project else None
            if project is None or _now(field, project, plan) != row.new:
                kept.append(row.name)
            else:
                back[project.pk] = field.write(read(field.column, row.old))
                if row.fills and YES_NO[project.is_industrial] == row.fills:
                    back[project.pk]["is_industrial"] = None
        _write(field, back, year, by, UNDO)
        acts.record(
            by=by, verb="projects-bulk-undo", target=by.unit.code, reason=UNDO,
            field=field.key, projects=len(back), kept=len(kept),
        )  # fmt: skip
        return {"kept": kept, "restored": len(back)}

    return imports.undo(job_id=job.pk, do=do)


def _compare(
    field: BulkField, payload: Mapping[str, Any], value: Value, by: User, *, ask: bool = False
) -> tuple[list[Row], list[Left]]:
    """What would change and what is left as it is; with `ask` everything that could change."""
    seen = Project.objects.visible_to(by).filter(number__in=payload["numbers"])
    projects = {project.number: project for project in seen.select_related("unit")}
    plans = _plans(field, projects.values(), payload["year"])
    new = wire(field.column, value)
    says = "" if ask else _says_industrial(field, new, by)
    rows, left = [], []
    for number in payload["numbers"]:
        project = projects.get(number)
        plan = plans.get(project.pk) if project else None
        why = _why_not(field, project, plan, payload["year"])
        if why or project is None:
            left.append(Left(number, project.name if project else "", why))
            continue
        old = _now(field, project, plan)
        if old == new and not ask:
            left.append(Left(number, project.name, f"已经是{field.shown(new) or '空'}，不用改"))
            continue
        is_back = not ask and is_backward(field.key, field.read(project, plan), value)
        unit = project.unit.short_name
        fills = says if project.is_industrial is None else ""
        rows.append(Row(number, project.name, unit, project.version, old, new, is_back, fills))
    return rows, left


def _says_industrial(field: BulkField, new: str, by: User) -> str:
    """What the county's word for an industry says of 是否产业项目, as in a project's form."""
    if field.key != "industry" or not new:
        return ""
    return YES_NO[offered(by.unit.centre_id).industries.get(new)]


def _why_not(
    field: BulkField, project: Project | None, plan: AnnualPlan | None, year: int | None
) -> str:
    if project is None:
        return NOT_SEEN
    if project.withdrawn_on and project.withdrawn_on <= clock.today():
        return WITHDRAWN
    if field.of_plan and plan is None:
        return NO_PLAN.format(f" {year} 年" if year else "任何年度")
    return ""


def _now(field: BulkField, project: Project, plan: AnnualPlan | None) -> str:
    return field.wire_of(project, plan) if plan or not field.of_plan else ""


def _plans(
    field: BulkField, projects: Iterable[Project], year: int | None
) -> dict[int, AnnualPlan]:
    """The plan of the year, or the latest one, of each project; only where the field needs it."""
    if not field.of_plan:
        return {}
    ids = [project.pk for project in projects]
    plans = AnnualPlan.objects.ever_listed().filter(project__in=ids)
    if year:
        plans = plans.filter(year=year)
    return {plan.project_id: plan for plan in plans.order_by("year")}


def _locked(rows: Iterable[Row], by: User) -> dict[str, Project]:
    """The projects of the list that this person still sees, locked, by number."""
    seen = Project.objects.visible_to(by).filter(number__in=[row.number for row in rows])
    projects = lock_projects(list(seen.values_list("pk", flat=True)))
    return {project.number: project for project in projects.values()}


def _require_unmoved(rows: Iterable[Row], projects: Mapping[str, Project]) -> None:
    moved = [
        row.name
        for row in rows
        if row.number not in projects or projects[row.number].version != row.version
    ]
    if moved:
        more = f" 等 {len(moved)} 个" if len(moved) > SHOWN_NAMES else ""
        raise Refused(MOVED_ON.format("、".join(moved[:SHOWN_NAMES]) + more), 409)


def _filled(row: Row) -> dict[str, Any]:
    return {"is_industrial": TRUTHS[row.fills]} if row.fills else {}


def _write(
    field: BulkField,
    values: Mapping[int, dict[str, Any]],
    year: int | None,
    by: User,
    reason: str,
) -> None:
    of_year = year if field.of_plan else None
    changes = [ProjectChange(pk, written, of_year) for pk, written in values.items()]
    update_projects(changes, by=by, reason=reason)


def field_ever(key: str, by: User) -> BulkField:
    """Also a field that went out of use since, or that this person may not change any more."""
    own = columns_of(by.unit.centre_id, retired=True)
    return next(field for field in all_fields(own) if field.key == key)
