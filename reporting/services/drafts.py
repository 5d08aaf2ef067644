"""An import of the weekly table between its upload and its saving (design §9)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from projects.models import Project
from reporting.models import Submission
from reporting.selectors.rows import campaign_kinds, sheet_for
from sheets.check import parse, wire
from sheets.columns import Sheet
from sheets.grid import Patch
from sheets.marked import mark_copy
from sheets.read import ReadError
from workplace import imports, previews
from workplace.answers import forget, questions_of, remember
from workplace.models import Job

from .excel import Plan, plan_import
from .importing import Saved, save_import, undo_import
from .lines import counts_of, lines_of
from .merge import Cells

KIND = "import-permits"
WRITE_REASON = "有 {} 格比现在退了一步，或调整了计划。写一句原因，再保存"


def receive(*, submission: Submission, upload: UploadedFile, by: User, op: uuid.UUID | None) -> Job:
    """Keep the file, read it, propose what it would change; Refused with why it cannot be read."""
    job = imports.begin(owner=by, kind=KIND, scope=scope_of(submission), upload=upload, op=op)
    if job.state != Job.State.REFUSED:
        return job  # the same click once more
    with imports.on_disk(job) as path:
        plan = plan_import(submission, path, name=job.name)
    if plan.is_unreadable:
        why = " ".join(error.message for error in plan.errors)
        imports.refuse(job, why)
        raise Refused(why, 422)
    imports.propose(job, _payload(plan))
    return job


def answer(
    *,
    job: Job,
    submission: Submission,
    answers: Mapping[str, str],
    open_again: Sequence[str],
    by: User,
) -> Job:
    """Remember for the unit which columns the headers are, and look at the file once more."""
    if job.state != Job.State.PREVIEW or imports.is_expired(job):
        raise Refused(imports.EXPIRED, 409)
    unit, form = submission.unit, submission.round.campaign.form
    remember(unit=unit, form=form, answers=answers, by=by)
    forget(unit=unit, form=form, headers=list(open_again))
    with imports.on_disk(job) as path:
        imports.propose(job, _payload(plan_import(submission, path, name=job.name)))
    return job


def scope_of(submission: Submission) -> dict[str, Any]:
    round_ = submission.round
    return {
        "form": round_.campaign.form,
        "unit": submission.unit.code,
        "round": round_.cutoff_on.isoformat(),
    }


def save(*, job: Job, submission: Submission, by: User, reason: str) -> Job:
    """Save the preview; a step back needs `reason`."""

    def do(locked: Job) -> Saved:
        back, cells = locked.payload["reasons"], locked.payload["cells"]
        if back and not reason:
            raise Refused(WRITE_REASON.format(back), 422)
        kinds = campaign_kinds(submission.round.campaign)
        return save_import(
            submission_id=submission.pk,
            patches=[Patch(row, key, was, value, "") for row, key, was, value in cells],
            news=_rows(sheet_for(submission.round, kinds), locked.payload["news"]),
            by=by,
            reason=reason,
            source=locked.name,
            kinds=kinds,
        )

    return imports.save(job_id=job.pk, do=do)


def undo(*, job: Job, submission: Submission, by: User) -> Job:
    def do(locked: Job) -> Saved:
        return undo_import(submission_id=submission.pk, saved=locked.result, by=by)

    return imports.undo(job_id=job.pk, do=do)


def save_at_once(
    *,
    plan: Plan,
    submission: Submission,
    by: User,
    name: str,
    reason: str,
    to_register: bool = False,
) -> Job:
    """Save a plan without a preview, for the command; it is undone like any other."""
    with transaction.atomic():
        result = save_import(
            submission_id=submission.pk,
            patches=plan.patches,
            news=plan.news,
            by=by,
            reason=reason,
            source=name,
            to_register=to_register,
            known=plan.table,
            kinds=plan.table.kinds,
        )
        return imports.note_saved(
            owner=by,
            kind=KIND,
            scope=scope_of(submission),
            name=name,
            payload=_payload(plan),
            result=result,
        )


def marked(job: Job) -> bytes:
    """The user's own workbook with its wrong cells red and commented."""
    errors = [ReadError(**error) for error in job.payload["errors"]]
    with imports.on_disk(job) as path:
        out = path.with_name("marked.xlsx")
        mark_copy(path, out, errors, limits=imports.LIMITS)
        return out.read_bytes()


def kept_cells(job: Job, submission: Submission) -> list[str]:
    """What undoing left as it was, because somebody had changed it since."""
    undone = job.result.get("undone")
    if not undone or not (undone["kept"] or undone["stayed"]):
        return []
    sheet = sheet_of(submission)
    numbers = [*(row for row, _ in undone["kept"]), *undone["stayed"]]
    projects = Project.objects.filter(number__in=numbers)
    names = dict(projects.values_list("number", "name"))
    cells = [f"{names[row]}，{sheet.column(key).label}" for row, key in undone["kept"]]
    return [*cells, *(f"{names[row]}（整行）" for row in undone["stayed"])]


def _payload(plan: Plan) -> dict[str, Any]:
    lines = lines_of(plan)
    sheet = plan.table.sheet
    labels = {column.key: column.label for column in sheet.columns}
    return previews.payload(
        lines,
        counts=counts_of(plan, lines),
        columns=previews.columns_of(plan.read.columns, labels),
        sheet=plan.read.sheet,
        rows=len(plan.read.rows),
        cells=[[patch.row, patch.key, patch.was, patch.value] for patch in plan.patches],
        news=[_wired(sheet, row) for row in plan.news],
        reasons=len(plan.reasons),
        errors=[asdict(entry) for entry in (*plan.errors, *plan.reasons)],
        is_ready=not plan.errors,
        questions=_questions(plan),
    )


def _questions(plan: Plan) -> list[dict[str, Any]]:
    """Of a table that came from here only what is in doubt: its own headers are known."""
    asked = questions_of(plan.read, plan.table.sheet)
    return [q for q in asked if not (plan.read.meta and q.get("auto"))]


def _wired(sheet: Sheet, row: Cells) -> dict[str, str]:
    return {key: wire(sheet.column(key), row.get(key)) for key in sheet.writable}


def _rows(sheet: Sheet, news: Sequence[Mapping[str, str]]) -> list[Cells]:
    return [{key: parse(sheet.column(key), text) for key, text in row.items()} for row in news]


def sheet_of(submission: Submission) -> Sheet:
    round_ = submission.round
    return sheet_for(round_, campaign_kinds(round_.campaign))
