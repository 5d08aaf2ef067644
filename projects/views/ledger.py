"""The ledger out of Excel, by the centre: upload, look at what would change, save, undo."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refused, note_why
from accounts.http import SignedInRequest, needs, op_of
from projects import access, uploads
from projects.forms import LedgerForm
from workplace import acts, files, imports
from workplace.import_forms import ReasonForm
from workplace.models import Job
from workplace.previews import preview as preview_of


@needs("see_projects", "import_ledger")
@require_http_methods(["GET", "POST"])
def project_import(request: SignedInRequest) -> HttpResponse:
    units = access.units_to_write_for(request.user)
    if request.method == "GET":
        return _upload_page(request, LedgerForm(units))
    form = LedgerForm(units, request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        job = uploads.receive(
            centre=request.user.unit,
            whose=form.cleaned_data["unit"],
            upload=form.cleaned_data["file"],
            by=request.user,
            op=op_of(request),
        )
    except Refused as refusal:
        note_why(request, refusal.why)
        form.add_error("file", refusal.why)
        return _upload_page(request, form, status=refusal.status)
    return redirect("projects:import-preview", job.key)


@needs("see_projects", "import_ledger")
@require_GET
def preview(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    return _preview_page(request, job, ReasonForm(needed=job.payload["reasons"]))


@needs("see_projects", "import_ledger")
@require_POST
def apply(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    form = ReasonForm(request.POST, needed=job.payload["reasons"])
    if not form.is_valid():
        return _preview_page(request, job, form, status=422)
    reason, centre = form.cleaned_data["reason"], request.user.unit
    _once(
        request,
        {"save": str(key), "reason": reason},
        lambda: uploads.save(job=job, centre=centre, by=request.user, reason=reason),
    )
    messages.success(request, f"已保存 {job.name}")
    return redirect("projects:import-preview", key)


@needs("see_projects", "import_ledger")
@require_POST
def undo(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    _once(
        request,
        {"undo": str(key)},
        lambda: uploads.undo(job=job, centre=request.user.unit, by=request.user),
    )
    messages.success(request, f"已撤销 {job.name} 的导入")
    return redirect("projects:import-preview", key)


@needs("see_projects", "import_ledger")
@require_GET
def marked(request: SignedInRequest, key: uuid.UUID) -> HttpResponseBase:
    job = _job(request, key)
    stem = job.name.rpartition(".")[0] or job.name
    return files.send(uploads.marked(job), name=f"{stem}（标出错误）.xlsx")


def _job(request: SignedInRequest, key: uuid.UUID) -> Job:
    return imports.job_for(request.user, uploads.KIND, key)


def _once(request: SignedInRequest, body: dict[str, str], do: Callable[[], Job]) -> None:
    acts.once(op=op_of(request), by=request.user, body=body, do=lambda: {"state": do().state})


def _upload_page(request: SignedInRequest, form: LedgerForm, status: int = 200) -> HttpResponse:
    recent = imports.recent(request.user, uploads.KIND, uploads.scope_of(request.user.unit))
    context = {"form": form, "recent": recent}
    return render(request, "projects/import.html", context, status=status)


def _preview_page(
    request: SignedInRequest, job: Job, form: ReasonForm, status: int = 200
) -> HttpResponse:
    only, page = request.GET.get("only", ""), request.GET.get("page", "1")
    context = {
        "form": form,
        "job": job,
        "preview": preview_of(job, only=only, page=page),
        "is_expired": imports.is_expired(job),
        "kept": job.result.get("undone", {}).get("kept", []),
    }
    return render(request, "projects/import_preview.html", context, status=status)
