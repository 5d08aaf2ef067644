"""Many projects changed at once: tick, say what, look at each old → new, change, undo."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest, needs, op_of, repeats
from projects.list_forms import BulkValueForm
from projects.rules import TermKind
from projects.selectors.terms import names_of
from projects.services import bulk
from workplace import acts, imports
from workplace.import_forms import ReasonForm
from workplace.models import Job

from .listing import Asked


@needs("see_projects", "write_projects")
@repeats("p")
@require_POST
def bulk_start(request: SignedInRequest) -> HttpResponse:
    """The ticked projects, or all that the filters leave; then the page that asks for the value.

    Ticked rows may also be packaged: that page shows them and asks on.
    """
    asked = Asked.of(request, QueryDict(request.POST.get("query", "")))
    numbers = request.POST.getlist("p")
    if request.POST.get("package"):
        parts = urlencode({"part": numbers}, doseq=True)
        return redirect(f"{reverse('projects:package-new')}?{parts}")
    if request.POST.get("all"):
        numbers = list(asked.rows.values_list("number", flat=True)[: bulk.LIMIT + 1])
    job = bulk.begin(
        numbers=numbers,
        key=request.POST.get("field", ""),
        year=asked.filters.year,
        by=request.user,
        op=op_of(request),
    )
    return redirect("projects:bulk", job.key)


@needs("see_projects", "write_projects")
@require_GET
def bulk_page(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    if job.state == Job.State.PREVIEW and "again" in request.GET:
        return _ask(request, job, _value_form(request, job))
    return _page(request, job)


@needs("see_projects", "write_projects")
@require_POST
def bulk_propose(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    form = _value_form(request, job, request.POST)
    if not form.is_valid():
        return _ask(request, job, form, status=422)
    bulk.propose(job_id=job.pk, value=form.cleaned_data["value"], by=request.user)
    return redirect("projects:bulk", key)


@needs("see_projects", "write_projects")
@require_POST
def bulk_apply(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    form = ReasonForm(request.POST, needed=job.payload.get("reasons", 0))
    if not form.is_valid():
        return _page(request, job, form, status=422)
    reason, proposal = form.cleaned_data["reason"], request.POST.get("proposal", "")
    _once(
        request,
        {"apply": str(key), "reason": reason},
        lambda: bulk.apply(job=job, proposal=proposal, by=request.user, reason=reason),
    )
    messages.success(request, f"已修改：{job.name}")
    return redirect("projects:bulk", key)


@needs("see_projects", "write_projects")
@require_POST
def bulk_undo(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = _job(request, key)
    _once(request, {"undo": str(key)}, lambda: bulk.undo(job=job, by=request.user))
    messages.success(request, f"已撤销对{job.name}的修改")
    return redirect("projects:bulk", key)


def _job(request: SignedInRequest, key: uuid.UUID) -> Job:
    return imports.job_for(request.user, bulk.KIND, key)


def _once(request: SignedInRequest, body: dict[str, str], do: Callable[[], Job]) -> None:
    acts.once(op=op_of(request), by=request.user, body=body, do=lambda: {"state": do().state})


def _value_form(request: SignedInRequest, job: Job, *data: Any) -> BulkValueForm:
    centre_id = request.user.unit.centre_id
    field = bulk.field_of(job.payload["field"], request.user)
    industries = names_of(centre_id, TermKind.INDUSTRY)
    return BulkValueForm(field, industries, names_of(centre_id, TermKind.STRATEGY), *data)


def _ask(
    request: SignedInRequest, job: Job, form: BulkValueForm, status: int = 200
) -> HttpResponse:
    rows, left = bulk.current(job, request.user)
    field = bulk.field_ever(job.payload["field"], request.user)
    shown = [{**asdict(row), "old_text": field.shown(row.old)} for row in rows]
    context = {"job": job, "form": form, "field": field, "rows": shown, "left": left}
    return render(request, "projects/bulk_value.html", context, status=status)


def _page(
    request: SignedInRequest, job: Job, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    """What the Job kept is what is shown and what will be changed."""
    if job.state == Job.State.PREVIEW and "rows" not in job.payload:
        return _ask(request, job, _value_form(request, job))
    field = bulk.field_ever(job.payload["field"], request.user)
    context = {
        "job": job,
        "field": field,
        "new_text": field.shown(job.payload["value"]),
        "form": form or ReasonForm(needed=job.payload["reasons"]),
        "rows": [
            {**row, "old_text": field.shown(row["old"]), "new_text": field.shown(row["new"])}
            for row in job.payload["rows"]
        ],
        "left": job.payload["left"],
        "is_expired": imports.is_expired(job),
        "kept": job.result.get("undone", {}).get("kept", []),
    }
    return render(request, "projects/bulk.html", context, status=status)
