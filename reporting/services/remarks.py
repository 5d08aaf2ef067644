"""审核意见: noted at a cell, a row or the table; sent when the table is returned."""

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from accounts.rules import Role
from procedures.models import PermitKind
from reporting.models import Remark, Submission
from reporting.rules import State
from reporting.selectors.facts import permit_of
from reporting.selectors.filing import sealed_table
from sheets.text import CellError, clean
from workplace import acts, clock

from .submissions import target_of

MAX_TEXT = 300


@transaction.atomic
def add_remark(
    *, submission_id: int, by: User, text: str, number: str = "", key: str = ""
) -> Remark:
    """`number` blank = on the whole table, `key` blank = on the whole row."""
    submission = _locked(submission_id, by)
    table = sealed_table(submission)
    if number and number not in table.rows:
        raise Refused("表里没有这个项目。", 422)
    if key and (not number or key not in table.sheet):
        raise Refused("表里没有这一格。", 422)
    about = permit_of(key)
    remark = Remark.objects.create(
        submission=submission,
        project=table.projects[number] if number else None,
        kind=PermitKind.objects.get(code=about[0]) if about else None,
        key=key,
        text=_text(text),
        by=by,
        at=clock.now(),
    )
    acts.record(by=by, verb="remark-add", target=target_of(submission), row=number, key=key)
    return remark


@transaction.atomic
def take_back(*, remark_id: int, by: User) -> Remark:
    """Before it was returned; afterwards the unit has read it."""
    submission_id = Remark.objects.values_list("submission_id", flat=True).get(pk=remark_id)
    submission = _locked(submission_id, by)
    remark = submission.remarks.unsent().filter(pk=remark_id).first()
    if remark is None:
        raise Refused("这条意见已经退回给单位，不能删去。", 409)
    remark.resolved_at = clock.now()
    remark.save(update_fields=["resolved_at"])
    acts.record(by=by, verb="remark-delete", target=target_of(submission), text=remark.text)
    return remark


def _locked(submission_id: int, by: User) -> Submission:
    submissions = Submission.objects.select_related("round__campaign__centre", "unit")
    locked = submissions.select_for_update(of=("self",), no_key=True)
    submission = locked.get(pk=submission_id)
    if by.role != Role.CENTRE or by.unit.centre_id != submission.round.campaign.centre_id:
        raise Refused("意见由项目推进中心写。", 403)
    if submission.state != State.SUBMITTED:
        state = submission.get_state_display()
        raise Refused(f"这张表{state}，不能写意见。", 409)
    return submission


def _text(raw: str) -> str:
    try:
        text = clean(raw, max_length=MAX_TEXT, multiline=True)
    except CellError as error:
        raise Refused(f"意见：{error.message}", 422) from None
    if not text:
        raise Refused("写下意见再保存。", 422)
    return text
