"""Accounts from one workbook, by the administrator: template, upload, look, make, hand out.

The address is under /accounts/; the page stands here, where uploads and previews are.
"""

import base64
import uuid
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import access
from accounts.book import act_once
from accounts.errors import Refused, note_why
from accounts.http import SignedInRequest, needs, op_of
from accounts.roster import write_template
from workplace import files, imports, people
from workplace.import_forms import UploadForm
from workplace.models import Job
from workplace.previews import Chip


@needs("see_units", "edit_users")
@require_http_methods(["GET", "POST"])
def people_import(request: SignedInRequest) -> HttpResponse:
    if request.method == "GET":
        return _upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        upload = form.cleaned_data["file"]
        job = people.receive(upload=upload, by=request.user, op=op_of(request))
    except Refused as refusal:
        note_why(request, refusal.why)
        form.add_error("file", refusal.why)
        return _upload_page(request, form, status=refusal.status)
    return redirect("workplace:people-preview", job.key)


@needs("see_units", "edit_users")
@require_GET
def people_template(request: SignedInRequest) -> FileResponse:
    out = BytesIO()
    write_template(access.units_for(request.user), out)
    return files.send(out.getvalue(), name="账号名单.xlsx")


@needs("see_units", "edit_users")
@require_GET
def people_preview(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    only = request.GET.get("only", "")
    lines = [line for line in job.payload["lines"] if only in ("", line["state"])]
    counts = job.payload["counts"]
    context = {
        "job": job,
        "lines": lines,
        "states": people.STATES,
        "only": only,
        "chips": [
            Chip("", "全部", sum(counts.values())),
            *(Chip(state, label, counts[state]) for state, label in people.STATES.items()),
        ],
        "preview": job.payload,  # for the list of columns
        "is_expired": imports.is_expired(job),
    }
    return render(request, "workplace/people_preview.html", context)


@needs("see_units", "edit_users")
@require_POST
def people_apply(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """The page that shows the initial passwords; a repeated form gets it without them."""
    job = _job(request, key)
    made = people.drafts_of(job, request.user)  # out here: hashing holds no lock

    def act() -> dict[str, Any]:
        return {"usernames": people.save(job=job, made=made, by=request.user).result["usernames"]}

    usernames = act_once(request, act)["usernames"]
    fresh = [one for one in made if one.user.pk]
    context = {
        "job": job,
        "made": fresh,
        "count": len(usernames),
        "csv": base64.b64encode(people.passwords_csv(fresh)).decode(),
    }
    return render(request, "workplace/people_made.html", context)


@needs("see_units", "edit_users")
@require_GET
def people_marked(request: SignedInRequest, key: uuid.UUID) -> FileResponse:
    job = _job(request, key)
    stem = job.name.rpartition(".")[0] or job.name
    return files.send(people.marked(job), name=f"{stem}（标出错误）.xlsx")


def _job(request: SignedInRequest, key: uuid.UUID) -> Job:
    return imports.job_for(request.user, people.KIND, key)


def _upload_page(request: SignedInRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    return render(request, "workplace/people_import.html", {"form": form}, status=status)
