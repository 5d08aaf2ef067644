"""A project goes on its way: stage, stop, restart, withdrawal, another unit. One act each."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role
from projects.models import AnnualPlan, AnnualPlanVersion, Project, StageChange
from projects.rules import StopKind, is_stage_back, stage_obstacle
from workplace import acts, post

from .moment import hold, not_future
from .projects import update_projects
from .values import ProjectChange, invalid

NEEDS_REASON = "必填。写原因或依据"


@transaction.atomic
def change_stage(
    *, project_id: int, stage: str, since: date, reason: str = "", by: User | None
) -> Project:
    """谋划 → 储备 → 前期 → 新建 → 续建, on a day; a step back has a reason."""
    project = hold(project_id, "stage")
    begun = bool(project.started_on or project.resumed_on)
    if why := stage_obstacle(project.stage, stage, begun=begun):
        raise Refused(f"{project.name}{why}。" if why.startswith("已经") else f"{why}。")
    if is_stage_back(project.stage, stage) and not reason:
        raise invalid("reason", NEEDS_REASON, "required")
    not_future("since", since)
    last = StageChange.objects.filter(project=project).aggregate(day=Max("since"))["day"]
    if last and since < last:
        raise invalid("since", f"不能早于现阶段的起始时间 {last:%Y-%m-%d}", "date")
    change = ProjectChange(project.pk, {"stage": stage}, since=since)
    [project] = update_projects(
        [change], by=by, reason=reason, valid_from=_plan_day(project, since)
    )
    acts.record(
        by=by, verb="project-stage", target=project.number, reason=reason,
        stage=stage, since=since.isoformat(),
    )  # fmt: skip
    return project


def _plan_day(project: Project, since: date) -> date:
    """A plan's new version stands behind those it has: the last one by date is the valid one."""
    plans = AnnualPlan.objects.ever_listed().filter(project=project).order_by("-year")
    plan = plans.first()
    if plan is None:
        return since
    versions = AnnualPlanVersion.objects.filter(plan=plan)
    last = versions.aggregate(day=Max("valid_from"))["day"] or plan.listed_from
    return max(since, last, plan.listed_from)


@transaction.atomic
def stop(
    *,
    project_id: int,
    kind: str,
    since: date,
    reason: str,
    expected_restart_on: date | None,
    by: User | None,
) -> Project:
    """停工 or 冬季停工, with the reason and the day work is expected to go on."""
    project = hold(project_id, "stop")
    not_future("since", since)
    begun = max(filter(None, (project.started_on, project.resumed_on)))
    if since < begun:
        raise invalid("since", f"不能早于开复工时间 {begun:%Y-%m-%d}", "date")
    if not reason:
        raise invalid("reason", NEEDS_REASON, "required")
    if kind == StopKind.WINTER and expected_restart_on is None:
        raise invalid("expected_restart_on", "冬季停工要填预计复工时间", "required")
    if expected_restart_on is not None and expected_restart_on <= since:
        raise invalid("expected_restart_on", "应晚于停工时间", "date")
    values = {
        "stopped_on": since,
        "stop_kind": kind,
        "stop_reason": reason,
        "expected_restart_on": expected_restart_on,
    }
    return _write(project, values, "project-stop", by=by, reason=reason)


@transaction.atomic
def resume(*, project_id: int, on: date, by: User | None, reason: str = "") -> Project:
    """Work goes on after a stop; what was said of the stop stays in the history."""
    project = hold(project_id, "resume")
    not_future("on", on)
    if project.stopped_on and on <= project.stopped_on:
        raise invalid("on", f"应晚于停工时间 {project.stopped_on:%Y-%m-%d}", "date")
    values = {"resumed_on": on, "expected_restart_on": None}
    return _write(project, values, "project-resume", by=by, reason=reason)


@transaction.atomic
def withdraw(*, project_id: int, on: date, reason: str, by: User | None) -> Project:
    """退出: from the day on in no list; page, history and past seals stay."""
    project = hold(project_id, "withdraw")
    not_future("on", on)
    if not reason:
        raise invalid("reason", NEEDS_REASON, "required")
    values = {"withdrawn_on": on, "withdraw_reason": reason}
    return _write(project, values, "project-withdraw", by=by, reason=reason)


@transaction.atomic
def restore(*, project_id: int, reason: str, by: User | None) -> Project:
    """Back on the list, unless its name or code belongs to another project by now."""
    project = hold(project_id, "restore")
    if not reason:
        raise invalid("reason", NEEDS_REASON, "required")
    values = {"withdrawn_on": None, "withdraw_reason": "", "merged_into": None}
    return _write(project, values, "project-restore", by=by, reason=reason)


@transaction.atomic
def transfer(*, project_id: int, unit: Unit, since: date, reason: str, by: User | None) -> Project:
    """移交: the new unit reports it from now on; both units are told, past seals stay."""
    project = hold(project_id, "transfer")
    old = project.unit
    if unit.centre_id != old.centre_id or not unit.is_active:
        raise invalid("unit", "选本县在用的单位", "choice")
    if unit == old:
        raise invalid("unit", f"已经由{old.short_name}负责。选另一个单位", "choice")
    not_future("since", since)
    if not reason:
        raise invalid("reason", NEEDS_REASON, "required")
    words = f"{since:%Y-%m-%d} 移交：{reason}"
    [project] = update_projects([ProjectChange(project.pk, {"unit": unit})], by=by, reason=words)
    acts.record(
        by=by, verb="project-transfer", target=project.number, reason=reason,
        before=old.code, after=unit.code, since=since.isoformat(),
    )  # fmt: skip
    _tell(project, old, unit, since)
    return project


def _tell(project: Project, old: Unit, new: Unit, since: date) -> None:
    """The old unit no longer sees the page, so its line has no link."""
    people = User.objects.filter(unit__in=[old, new], role=Role.REPORTER)
    key = f"transfer-{project.number}-{project.version}"
    what = f"{project.number} {project.name}自 {since:%Y-%m-%d} 起"
    what = f"{what}由{old.short_name}移交{new.short_name}"
    given = [user for user in people if user.unit_id == old.pk]
    taken = [user for user in people if user.unit_id == new.pk]
    post.notify(users=given, key=key, text=f"{what}，不再由本单位填报")
    url = f"/projects/{project.number}/"
    post.notify(users=taken, key=key, text=f"{what}，以后由本单位填报", url=url)


def _write(
    project: Project, values: dict[str, Any], verb: str, *, by: User | None, reason: str
) -> Project:
    [written] = update_projects([ProjectChange(project.pk, values)], by=by, reason=reason)
    acts.record(by=by, verb=verb, target=written.number, reason=reason)
    return written
