"""The receiver's own workbook becomes a profile: upload, which header is which field, confirm."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, needs, op_of, repeats
from reporting import access
from reporting.exporting.frame import proposed
from reporting.profile_forms import HeaderRowForm, TemplateForm, cells_form, columns_form
from reporting.selectors import profiles as selectors
from reporting.selectors.county import load_county
from reporting.selectors.exporting import kinds_of
from reporting.services import profiles as services
from workplace import clock, imports
from workplace.models import Job

from .profiles import MULTIPLE, Editor, profile_form

KIND = services.KIND


@needs("export_profiles", "edit_profiles")
@require_http_methods(["GET", "POST"])
def export_upload(request: SignedInRequest) -> HttpResponse:
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        job = services.receive_template(
            upload=form.cleaned_data["file"],
            rows=form.cleaned_data["rows"],
            kinds=_kinds(request),
            by=request.user,
            op=op_of(request),
        )
        return redirect("reporting:export-mapping", job.key)
    status = 422 if request.method == "POST" else 200
    return render(request, "reporting/export_upload.html", {"form": form}, status=status)


@needs("export_profiles", "edit_profiles")
@repeats(*MULTIPLE)
@require_http_methods(["GET", "POST"])
def export_mapping(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Which column is which field: proposed, said by a person, only then kept."""
    job = imports.job_for(request.user, KIND, key)
    if job.state == Job.State.DONE:
        return redirect("reporting:export-profile", job.result["profile"])
    found = job.payload["template"]
    where = HeaderRowForm(
        request.POST if "find" in request.POST else None,
        sheets=found["sheets"],
        initial={"sheet": found["sheet"], "row": found["header"]},
    )
    if "find" in request.POST:
        if where.is_valid():
            at = (where.cleaned_data["sheet"], where.cleaned_data["row"])
            services.read_again(job, kinds=_kinds(request), at=at)
            return redirect("reporting:export-mapping", key)
        return _page(request, job, where, None)
    editor = _editor(request, job) if found["header"] else None
    if request.method == "POST" and editor is not None and editor.is_valid():
        values = editor.values() | {
            "rows": job.scope["rows"],
            "sheet": found["sheet"],
            "first_row": found["first_row"],
        }
        if made := _saved(job, editor, values, request):
            return redirect("reporting:export-profile", made)
    return _page(request, job, where, editor)


def _saved(
    job: Job, editor: Editor, values: dict[str, Any], request: SignedInRequest
) -> int | None:
    made: list[int] = []

    def add() -> dict[str, Any]:
        profile = services.add_from_template(job=job, values=values, by=request.user)
        made.append(profile.pk)
        return {"profile": profile.pk}

    answer = editor.save(request, add)
    if answer is None:
        return None
    messages.success(request, f"已新增表式“{values['name']}”，按模板填报")
    return int(answer["profile"])


def _page(
    request: SignedInRequest, job: Job, where: HeaderRowForm, editor: Editor | None
) -> HttpResponse:
    found = job.payload["template"]
    context = {"job": job, "found": found, "where": where, "top": found["top"][:15]}
    if editor is not None:
        return editor.page(request, "reporting/export_mapping.html", **context)
    status = 422 if request.method == "POST" else 200
    return render(request, "reporting/export_mapping.html", context, status=status)


def _editor(request: SignedInRequest, job: Job) -> Editor:
    found, rows, kinds = job.payload["template"], job.scope["rows"], _kinds(request)
    choices = (selectors.field_choices(rows, kinds), selectors.format_choices())
    data = request.POST if request.method == "POST" else None
    columns = [
        {
            "column": column["letter"],
            "header": column["header"][:60],
            "field": "" if column.get("computed") else column["key"],
            "computed": bool(column.get("computed")),
            "format": "yi" if "亿元" in column["header"] else "",
            "order": place * 10,
        }
        for place, column in enumerate(found["columns"], 1)
    ]
    starts = [
        {"ref": cell["ref"], "was": cell["text"], "text": proposed(cell["text"])}
        for cell in found["cells"]
    ]
    initial = {"name": job.name.rpartition(".")[0][:60], "year": "campaign"}
    return Editor(
        None, rows, kinds,
        profile_form(request, rows, initial=initial),
        columns_form(rows, kinds, choices, data, initial=columns),
        cells_form(data, initial=starts),
    )  # fmt: skip


def _kinds(request: SignedInRequest) -> Any:
    return kinds_of(load_county(access.county_of(request.user), clock.today()))
