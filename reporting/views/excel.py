"""The weekly table out of Excel: upload, look at what would change, save, undo (mock 06)."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refused, note_why
from accounts.http import SignedInRequest, needs, op_of
from reporting.models import Submission
from reporting.services import drafts
from workplace import acts, files, imports
from workplace.import_forms import AnswersForm, ReasonForm, UploadForm
from workplace.models import Job
from workplace.previews import preview as preview_of

from .pages import frame, submission_of, url_of


@needs("see_report", "file_report")
@require_http_methods(["GET", "POST"])
def import_page(request: SignedInRequest, cutoff: date) -> HttpResponse:
    submission = submission_of(request, cutoff)
    if request.method == "GET":
        return _upload_page(request, submission, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, submission, form, status=422)
    upload: UploadedFile = form.cleaned_data["file"]
    try:
        job = drafts.receive(
            submission=submission, upload=upload, by=request.user, op=op_of(request)
        )
    except Refused as refusal:
        note_why(request, refusal.why)
        form.add_error("file", refusal.why)
        return _upload_page(request, submission, form, status=refusal.status)
    return redirect(url_of(request, "import-preview", submission, job.key))


@needs("see_report", "file_report")
@require_GET
def preview(request: SignedInRequest, cutoff: date, key: uuid.UUID) -> HttpResponse:
    submission, job = _draft(request, cutoff, key)
    form = ReasonForm(needed=job.payload["reasons"])
    return _preview_page(request, submission, job, form)


@needs("see_report", "file_report")
@require_POST
def answers(request: SignedInRequest, cutoff: date, key: uuid.UUID) -> HttpResponse:
    submission, job = _draft(request, cutoff, key)
    given = _answers_form(submission, job, request.POST)
    if not given.is_valid():
        raise Refused("选一列，或选不导入这一列。请回到核对页重新选择", 422)
    drafts.answer(
        job=job,
        submission=submission,
        answers=given.answers(),
        open_again=given.open_headers(),
        by=request.user,
    )
    messages.success(request, "已记住列的对应，下次不再问")
    return redirect(url_of(request, "import-preview", submission, job.key))


@needs("see_report", "file_report")
@require_POST
def apply(request: SignedInRequest, cutoff: date, key: uuid.UUID) -> HttpResponse:
    submission, job = _draft(request, cutoff, key)
    form = ReasonForm(request.POST, needed=job.payload["reasons"])
    if not form.is_valid():
        return _preview_page(request, submission, job, form, status=422)
    reason = form.cleaned_data["reason"]
    _once(
        request,
        {"save": str(key), "reason": reason},
        lambda: drafts.save(job=job, submission=submission, by=request.user, reason=reason),
    )
    messages.success(request, f"已保存 {job.name} 的修改")
    return redirect(url_of(request, "import-preview", submission, job.key))


@needs("see_report", "file_report")
@require_POST
def undo(request: SignedInRequest, cutoff: date, key: uuid.UUID) -> HttpResponse:
    submission, job = _draft(request, cutoff, key)
    _once(
        request,
        {"undo": str(key)},
        lambda: drafts.undo(job=job, submission=submission, by=request.user),
    )
    messages.success(request, f"已撤销 {job.name} 的导入")
    return redirect(url_of(request, "import-preview", submission, job.key))


@needs("see_report", "file_report")
@require_GET
def marked(request: SignedInRequest, cutoff: date, key: uuid.UUID) -> HttpResponseBase:
    _, job = _draft(request, cutoff, key)
    stem = job.name.rpartition(".")[0] or job.name
    return files.send(drafts.marked(job), name=f"{stem}（标出错误）.xlsx")


def _draft(request: SignedInRequest, cutoff: date, key: uuid.UUID) -> tuple[Submission, Job]:
    submission = submission_of(request, cutoff)
    job = imports.job_for(request.user, drafts.KIND, key)
    if job.scope != drafts.scope_of(submission):
        raise Http404
    return submission, job


def _answers_form(submission: Submission, job: Job, data: Any = None) -> AnswersForm:
    return AnswersForm(job.payload.get("questions", []), drafts.sheet_of(submission), data)


def _once(request: SignedInRequest, body: dict[str, str], do: Callable[[], Job]) -> None:
    acts.once(op=op_of(request), by=request.user, body=body, do=lambda: {"state": do().state})


def _upload_page(
    request: SignedInRequest, submission: Submission, form: UploadForm, status: int = 200
) -> HttpResponse:
    recent = imports.recent(request.user, drafts.KIND, drafts.scope_of(submission))
    context = {**frame(request, submission), "form": form, "recent": recent}
    return render(request, "reporting/import.html", context, status=status)


def _preview_page(
    request: SignedInRequest,
    submission: Submission,
    job: Job,
    form: ReasonForm,
    status: int = 200,
) -> HttpResponse:
    only, page = request.GET.get("only", ""), request.GET.get("page", "1")
    context = {
        **frame(request, submission),
        "form": form,
        "job": job,
        "answers": _answers_form(submission, job),
        "preview": preview_of(job, only=only, page=page),
        "is_expired": imports.is_expired(job),
        "kept": drafts.kept_cells(job, submission),
    }
    return render(request, "reporting/import_preview.html", context, status=status)
