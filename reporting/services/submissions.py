"""What a unit and the centre do with a table: submit, return, accept, reopen."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role
from projects.models import Project
from projects.services import lock_centre
from reporting import access
from reporting.models import Compilation, Remark, Round, Seal, Submission
from reporting.rules import MOVES, Stage, State, late_minutes
from reporting.selectors.filing import is_correcting
from sheets.text import CellError, clean
from workplace import acts, clock, history, post

from . import checking, corrections, sealing
from .checking import CheckFailed, Place, Report

MAX_REASON = 300
TO_RETURN = "退回要写原因，或先在格子上写意见。"
TO_REOPEN = "重新打开要写原因。"
UNSENT = "还记着 {} 条没有退回的意见。退回给单位，或删去意见后再接收。"


def ensure_submissions(round_: Round, *, by: User | None = None) -> int:
    """Give each reporting unit of the county its Submission; how many were missing."""
    if round_.stage == Stage.SUMMARY:
        return 0
    units = Unit.objects.reporting().of_county(round_.campaign.centre_id)
    missing = units.exclude(submissions__round=round_)
    if not missing.exists():
        return 0
    with transaction.atomic():
        Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
        new = [Submission(round=round_, unit=unit) for unit in missing.all()]
        history.create_many(Submission, new, by=by)
    return len(new)


@transaction.atomic
def submit(
    *,
    submission_id: int,
    by: User,
    at: datetime | None = None,
    no_change: bool = False,
    zero: bool = False,
    answers: Mapping[Place, str] | None = None,
) -> Seal:
    """Check and seal in one transaction. `at`: when the request arrived, before any lock (R17)."""
    at = at or clock.now()
    submission = _locked(submission_id, by, "submit")
    _lock_projects(submission)
    report = checking.check(submission, today=timezone.localdate(at))
    _must_fit(submission, report, no_change=no_change, zero=zero)
    if answers:
        report = checking.save_answers(submission, report, answers, by=by, at=at)
    if report.errors or report.unanswered:
        raise CheckFailed(report)
    if is_correcting(submission):
        corrections.carry_into_register(submission, report.table, by=by)
    seal = _seal(submission, report, by=by, at=at, no_change=no_change)
    submission.remarks.open().update(resolved_at=at)
    _record(submission, "submit", by, seal=seal.number, digest=seal.digest, no_change=no_change,
            zero=zero, late_minutes=submission.late_minutes)  # fmt: skip
    _tell_centre(submission, seal)
    return seal


@transaction.atomic
def move(*, submission_id: int, verb: str, by: User, reason: str = "") -> Submission:
    """Take a filed table one step along MOVES: return, accept, reopen, undo."""
    if verb == "submit":
        raise ValueError("submit() checks and seals")
    submission = _locked(submission_id, by, verb)
    reason = _reason(reason)
    _STEPS[verb](submission, reason, by)
    submission.state = MOVES[verb].to
    history.save(submission, by=by, reason=reason,
                 fields=["state", "is_correction", "accepted_number"])  # fmt: skip
    _record(submission, verb, by, reason=reason, seal=submission.seal_count)
    return submission


def _locked(submission_id: int, by: User, verb: str) -> Submission:
    """Lock unit, then submission (R11), and refuse what MOVES does not allow now."""
    known = Submission.objects.select_related("unit").get(pk=submission_id)
    if known.is_correction:  # a corrected name may go into the register
        lock_centre(known.unit.centre_id)
    Unit.objects.select_for_update(no_key=True).get(
        pk=known.unit_id
    )  # one seal of a unit at a time
    submissions = Submission.objects.select_related("round__campaign__centre", "unit")
    submission = submissions.select_for_update(of=("self",), no_key=True).get(pk=submission_id)
    verdict = access.may(by, verb, submission)
    if not verdict:
        raise Refused(verdict.why, verdict.status)
    return submission


def _lock_projects(submission: Submission) -> None:
    """No cell of the unit moves between the check and the seal (R9)."""
    rows = Project.objects.filter(unit=submission.unit_id).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _must_fit(submission: Submission, report: Report, *, no_change: bool, zero: bool) -> None:
    rows = len(report.table.rows)
    if zero and rows:
        raise Refused(f"有 {rows} 个项目在表里，不能零报告。请按填报表上报。", 409)
    if not zero and not rows:
        raise Refused("表里没有项目。请按零报告上报。", 409)
    if no_change and report.table.previous_seal is None:
        raise Refused("这是第一次上报，没有上期可比。请按填报表上报。", 409)
    if no_change and report.is_changed:
        count = len(report.changes) + len(report.added) + len(report.removed)
        raise Refused(f"已有 {count} 处修改，请按填报表上报。", 409)


def _seal(
    submission: Submission, report: Report, *, by: User, at: datetime, no_change: bool
) -> Seal:
    if submission.submitted_at is None:
        submission.submitted_at = at
        submission.late_minutes = late_minutes(submission.round.due_at, at)
    submission.state = State.SUBMITTED
    submission.no_change = no_change
    submission.seal_count += 1
    fields = ["submitted_at", "late_minutes", "state", "no_change", "seal_count"]
    history.save(submission, by=by, fields=fields)
    return sealing.seal_submission(submission, report.table, by=by, at=at, no_change=no_change)


def _return(submission: Submission, reason: str, by: User) -> None:
    """Send what was remarked; a reason beside it speaks of the whole table."""
    now = clock.now()
    unsent = submission.remarks.unsent()
    if not reason and not unsent.exists():
        raise Refused(TO_RETURN, 422)
    if reason:
        Remark.objects.create(submission=submission, text=reason, by=by, at=now)
    count = unsent.update(sent_at=now)
    what = f"，{count} 条意见" if count > 1 else f"：{reason}" if reason else "，1 条意见"
    _tell_unit(submission, f"{submission.round.named}的表被退回修改{what}")


def _accept(submission: Submission, reason: str, by: User) -> None:
    unsent = submission.remarks.unsent().count()
    if unsent:
        raise Refused(UNSENT.format(unsent), 409)
    submission.accepted_number = submission.seal_count
    submission.is_correction = False


def _reopen(submission: Submission, reason: str, by: User) -> None:
    if not reason:
        raise Refused(TO_REOPEN, 422)
    Remark.objects.create(submission=submission, text=reason, by=by, at=clock.now(),
                          sent_at=clock.now())  # fmt: skip
    submission.is_correction = True
    _tell_unit(submission, f"{submission.round.named}的表已重新打开，请更正：{reason}")


def _undo(submission: Submission, reason: str, by: User) -> None:
    used = Compilation.objects.filter(
        seals__submission=submission, seals__number=submission.seal_count
    )
    if used.exists():
        raise Refused("汇总表已经用了这次封存，不能撤销接收。要更正请重新打开。", 409)
    earlier = submission.history.filter(accepted_number__lt=submission.seal_count)
    submission.accepted_number = earlier.aggregate(n=Max("accepted_number"))["n"] or 0
    submission.is_correction = submission.accepted_number > 0


_STEPS = {"return": _return, "accept": _accept, "reopen": _reopen, "undo": _undo}


def _reason(raw: str) -> str:
    try:
        return clean(raw, max_length=MAX_REASON)
    except CellError as error:
        raise Refused(f"原因：{error.message}", 422) from None


def _record(submission: Submission, verb: str, by: User, reason: str = "", **details: Any) -> None:
    for_unit = by.unit_id != submission.unit_id  # 代填, or the centre's own step
    acts.record(by=by, verb=f"report-{verb}", target=target_of(submission), reason=reason,
                for_unit=for_unit, **details)  # fmt: skip


def target_of(submission: Submission) -> str:
    round_ = submission.round
    return f"{round_.campaign.form} {round_.cutoff_on} {submission.unit.code}"


def _tell_unit(submission: Submission, text: str) -> None:
    key = f"moved-{submission.pk}-{submission.seal_count}-{uuid.uuid4().hex[:8]}"
    url = f"/report/{submission.round.cutoff_on}/{submission.round.query}"
    post.notify(users=reporters([submission.unit_id]), key=key, text=text, url=url)


def _tell_centre(submission: Submission, seal: Seal) -> None:
    """Only what the centre would not see coming: a late first table, or a second one."""
    if seal.number == 1 and not submission.late_minutes:
        return
    label, unit = submission.round.named, submission.unit.short_name
    late = f"迟报 {submission.late_minutes} 分" if seal.number == 1 else f"第{seal.number}次上报"
    centre = User.objects.filter(
        unit=submission.round.campaign.centre_id, role=Role.CENTRE, is_active=True
    )
    round_ = submission.round
    url = f"/review/{round_.cutoff_on}/{submission.unit.code}/{round_.query}"
    post.notify(users=list(centre), key=f"filed-{seal.pk}", text=f"{unit}{label}{late}", url=url)


def reporters(units: Iterable[int]) -> list[User]:
    """Whom a reminder or a return reaches: the active accounts that file for these units."""
    found = User.objects.filter(unit__in=units, role=Role.REPORTER, is_active=True)
    return list(found.select_related("unit"))
