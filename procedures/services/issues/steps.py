"""One person takes one step with one problem: judged under its lock, one event, people told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import Unit, User
from procedures import issue_rules as rules
from procedures.issue_access import parts_of, people_of, require_may_raise
from procedures.models import Issue, IssueEvent, Permit
from procedures.rules import IssueStep
from projects.models import Project
from projects.services import Held, lock_projects
from workplace import acts, clock, history, post

from . import log

STALE = "刚才有人办过这个问题。请刷新页面，看过新的办理经过再办。"
DATE_PAST = "日期已经过去。填今天或以后的日期"
NEEDS_UNIT = "选办理部门"
IN_TABLE_ALREADY = "周报表里已有这个项目的问题，每个项目一个。不勾选即可"


@dataclass(frozen=True)
class Doing:
    """A step on its way: what is written with it, and the columns that it sets."""

    step: IssueStep
    by: User
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    seen: int | None = None  # the version on the page that asked


@transaction.atomic
def raise_issue(
    *, project: Project, permit: Permit | None, values: Mapping[str, Any], by: User
) -> Issue:
    """提出: text, level, unit, wanted_by, in_table. On what one may, `issue_access` says."""
    held = Held(lock_projects([project.pk]))
    found = held.projects[project.pk]
    require_may_raise(by, found, permit)
    if not values.get("text"):
        raise ValidationError({"text": "写明是什么问题"})
    in_table = bool(values.get("in_table"))
    if in_table and Issue.objects.standing().filter(project=found, in_table=True).exists():
        raise ValidationError({"in_table": IN_TABLE_ALREADY})
    unit = values.get("unit")
    issue = Issue(
        project=found,
        permit=permit,
        raised_by=by,
        raised_unit=by.unit,
        raised_at=clock.now(),
        unit_text=unit.short_name if unit else "",
        **{**values, "in_table": in_table},
    )
    history.save(issue, by=by)
    _close(issue, log.raised(issue, by), by, held)
    return issue


def edit(issue: Issue, values: Mapping[str, Any], by: User, seen: int | None = None) -> Issue:
    """修改 by the one who raised it, while it is open: text, level, unit, wanted_by."""
    said = dict(values)
    if "unit" in said:
        said["unit_text"] = said["unit"].short_name if said["unit"] else ""
    return _take(issue, Doing(IssueStep.EDIT, by, values=said, seen=seen))


def assign(
    issue: Issue, unit: Unit | None, reply_due_on: date, by: User, text: str = "",
    seen: int | None = None,
) -> Issue:  # fmt: skip
    """交办 = a 督办单: who is to reply with a plan, and by when. Once more = 再督办一次."""
    if unit is None:
        raise ValidationError({"unit": NEEDS_UNIT})
    _require_future(reply_due_on, "reply_due_on")
    values = {"unit": unit, "reply_due_on": reply_due_on, "replied_at": None}
    order = {"unit": unit.code, "due_on": reply_due_on.isoformat()}
    return _take(issue, Doing(IssueStep.ASSIGN, by, text, values, order, seen))


def reply(issue: Issue, text: str, finish_on: date, by: User, seen: int | None = None) -> Issue:
    """答复: the plan, and the date by which the bureau itself says it will be solved."""
    _require_future(finish_on, "finish_on")
    details = {"finish_on": finish_on.isoformat()}
    return _take(issue, Doing(IssueStep.REPLY, by, text, details=details, seen=seen))


def remark(issue: Issue, text: str, by: User) -> Issue:
    return _take(issue, Doing(IssueStep.REMARK, by, text))


def escalate(issue: Issue, level: str, text: str, by: User, seen: int | None = None) -> Issue:
    said = {"level": level}
    return _take(issue, Doing(IssueStep.ESCALATE, by, text, said, said, seen))


def decide(
    issue: Issue, text: str, unit: Unit | None, due_on: date | None, meeting_id: int | None,
    by: User, seen: int | None = None,
) -> Issue:  # fmt: skip
    """议定, at a meeting or by the office: what, who (None = the one that had it), by when."""
    values: dict[str, Any] = {"decision": text, "decision_due_on": due_on}
    if unit is not None:
        values["unit"] = unit
    details: dict[str, Any] = {"unit": unit.code if unit else None, "meeting": meeting_id}
    details["due_on"] = due_on.isoformat() if due_on else None
    return _take(issue, Doing(IssueStep.DECIDE, by, text, values, details, seen))


def ask_clear(issue: Issue, text: str, by: User, seen: int | None = None) -> Issue:
    """申请销号: how it was solved; the one who raised it is asked."""
    return _take(issue, Doing(IssueStep.ASK_CLEAR, by, text, {"resolution": text[:300]}, seen=seen))


def clear(issue: Issue, text: str, by: User, seen: int | None = None) -> Issue:
    return _take(issue, Doing(IssueStep.CLEAR, by, text, seen=seen))


def refuse_clear(issue: Issue, text: str, by: User, seen: int | None = None) -> Issue:
    return _take(issue, Doing(IssueStep.REFUSE_CLEAR, by, text, {"resolution": ""}, seen=seen))


def reopen(issue: Issue, text: str, by: User, seen: int | None = None) -> Issue:
    """It comes back beside the weekly table, whose cell may hold another problem by now."""
    values = {"resolution": "", "in_table": False}
    return _take(issue, Doing(IssueStep.REOPEN, by, text, values, seen=seen))


@transaction.atomic
def _take(issue: Issue, doing: Doing) -> Issue:
    held = Held(lock_projects([issue.project_id]))
    row = _locked(issue.pk)
    answer = rules.judge(doing.step, standing_of(row), parts_of(doing.by, row))
    if not answer:
        raise Refused(f"{answer.why}。", answer.code)
    if doing.seen is not None and doing.seen != row.version:
        raise Refused(STALE)
    _check_words(row, doing)
    before, was = row.status, log.snapshot(row)
    row.status = answer.after
    for name, value in {**doing.values, **_follows(row, doing)}.items():
        setattr(row, name, value)
    row.version += 1
    history.save(row, by=doing.by, reason=doing.text)
    told = log.event(
        row, doing.step, by=doing.by, before=before, was=was, text=doing.text, **doing.details
    )
    _close(row, told, doing.by, held)
    return row


def _locked(pk: int) -> Issue:
    rows = Issue.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("project__unit", "unit", "raised_unit", "permit__kind").get(pk=pk)


def standing_of(issue: Issue) -> rules.Standing:
    asked = issue.clear_asked_at is not None
    return rules.Standing(issue.status, asked=asked, assigned=issue.supervised > 0)


def _check_words(row: Issue, doing: Doing) -> None:
    missing = rules.NEEDS_TEXT.get(doing.step, "")
    if doing.step == IssueStep.CLEAR and row.clear_asked_at is None:
        missing = rules.NEEDS_TEXT[IssueStep.ASK_CLEAR]
    if missing and not doing.text:
        raise ValidationError({"text": missing})
    if doing.step == IssueStep.EDIT and not doing.values.get("text"):
        raise ValidationError({"text": "写明是什么问题"})
    if doing.step == IssueStep.ESCALATE:
        why = rules.ladder_refusal(row.status, row.level, doing.values["level"])
        if why:
            raise ValidationError({"level": why})


def _follows(row: Issue, doing: Doing) -> dict[str, Any]:
    """Times and counts that a step sets besides what was said with it."""
    now = clock.now()
    if doing.step == IssueStep.ASSIGN:
        return {"supervised": row.supervised + 1}
    if doing.step == IssueStep.REPLY:
        return {"replied_at": row.replied_at or now}
    if doing.step == IssueStep.DECIDE:
        return {"decided_at": now}
    if doing.step == IssueStep.ASK_CLEAR:
        return {"clear_asked_at": now}
    if doing.step == IssueStep.REFUSE_CLEAR:
        return {"clear_asked_at": None}
    if doing.step == IssueStep.CLEAR:
        solved = doing.text or row.resolution
        return {"cleared_at": now, "clear_asked_at": None, "resolution": solved[:300]}
    if doing.step == IssueStep.REOPEN:
        return {"cleared_at": None, "reopened": row.reopened + 1}
    return {}


def _close(issue: Issue, told: IssueEvent, by: User, held: Held) -> None:
    """The event, the project's version when its table shows the problem, the book, the bell."""
    told.save(force_insert=True)
    if issue.in_table or told.details.get("set", {}).get("in_table"):
        held.touched.add(issue.project_id)
        held.close(by=by, reason=told.text)
    step = IssueStep(told.step)
    target = f"{issue.project.number} 问题 {issue.pk}"
    acts.record(by=by, verb=f"issue-{step.value}", target=target, reason=told.text, issue=issue.pk)
    tell(issue, told, by)


def tell(issue: Issue, told: IssueEvent, by: User) -> None:
    step = IssueStep(told.step)
    parts = rules.MOVES[step].tells if step in rules.MOVES else RAISE_TELLS
    post.notify(
        users=people_of(issue, parts, but=by),
        key=f"issue-{told.pk}",
        text=f"{by.unit.short_name} {step.label}：{issue.project.name}，{issue.text[:80]}",
        url=reverse("procedures:issue", args=[issue.pk]),
    )


RAISE_TELLS = frozenset({rules.Part.COORDINATOR, rules.Part.HANDLER, rules.Part.OWNER})


def _require_future(day: date, name: str) -> None:
    if day < clock.today():
        raise ValidationError({name: DATE_PAST})
