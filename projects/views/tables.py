"""The register's tables in Excel: blank, as they stand, and in again by the centre."""

import uuid
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refused, note_why
from accounts.http import SignedInRequest, needs, op_of, repeats
from accounts.models import Unit
from projects import access, export, uploads
from projects.forms import TableForm
from projects.resources import Order
from projects.selectors import year_plans
from projects.tables import IMPORTS, TABLES, Table
from workplace import acts, clock, files, imports
from workplace.import_forms import AnswersForm, ReasonForm
from workplace.models import Job
from workplace.previews import preview as preview_of


@needs("see_projects")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    year = _year(request)
    known = year_plans.years_of(access.projects_for(request.user), clock.today())
    context = {
        "tables": TABLES.values(),
        "year": year,
        "years": sorted({year, *known}, reverse=True),
        "may_import": request.user.can("import_ledger"),
    }
    return render(request, "projects/tables.html", context)


@needs("see_projects")
@require_GET
def template(request: SignedInRequest, form: str) -> HttpResponseBase:
    table, year, out = _table(form, TABLES), _year(request), BytesIO()
    named = year if table.is_of_year else None
    export.write_template(out, table, year=named, unit=request.user.unit)
    return files.send(out.getvalue(), name=f"{table.name}（空表）.xlsx")


@needs("see_projects")
@require_GET
def table_export(request: SignedInRequest, form: str) -> HttpResponseBase:
    table, year, out = _table(form, TABLES), _year(request), BytesIO()
    seen = access.projects_for(request.user)
    export.write_rows(out, table, seen, year=year, unit=request.user.unit)
    name = f"{year}年{table.name}.xlsx"
    acts.record(by=request.user, verb=table.verbs[2], target=name)
    return files.send(out.getvalue(), name=name)


@needs("see_projects", "import_ledger")
@require_http_methods(["GET", "POST"])
def table_import(request: SignedInRequest, form: str) -> HttpResponse:
    table = _table(form)
    if request.method == "GET":
        return _upload_page(request, table, _form(request, table))
    given = _form(request, table)
    if not given.is_valid():
        return _upload_page(request, table, given, status=422)
    order = Order(centre=request.user.unit, **given.order)
    upload = given.cleaned_data["file"]
    try:
        job = uploads.receive(table, order, upload=upload, by=request.user, op=op_of(request))
    except Refused as refusal:
        note_why(request, refusal.why)
        given.add_error("file", refusal.why)
        return _upload_page(request, table, given, status=refusal.status)
    return redirect("projects:table-preview", form, job.key)


@needs("see_projects", "import_ledger")
@require_GET
def preview(request: SignedInRequest, form: str, key: uuid.UUID) -> HttpResponse:
    job = _job(request, form, key)
    return _preview_page(request, form, job, ReasonForm(needed=job.payload["reasons"]))


@needs("see_projects", "import_ledger")
@require_POST
def answers(request: SignedInRequest, form: str, key: uuid.UUID) -> HttpResponse:
    table, job = _table(form), _job(request, form, key)
    given = _answers_form(table, job, request.user.unit, request.POST)
    if not given.is_valid():
        raise Refused("选一列，或选不导入这一列。请回到核对页重新选择", 422)
    uploads.answer(
        table,
        job=job,
        centre=request.user.unit,
        answers=given.answers(),
        open_again=given.open_headers(),
        by=request.user,
    )
    messages.success(request, "已记住列的对应，下次不再问")
    return redirect("projects:table-preview", form, key)


@needs("see_projects", "import_ledger")
@repeats("tick")
@require_POST
def apply(request: SignedInRequest, form: str, key: uuid.UUID) -> HttpResponse:
    table, job = _table(form), _job(request, form, key)
    given = ReasonForm(request.POST, needed=job.payload["reasons"])
    if not given.is_valid():
        return _preview_page(request, form, job, given, status=422)
    reason, ticked = given.cleaned_data["reason"], sorted(request.POST.getlist("tick"))

    def save() -> Job:
        centre = request.user.unit
        return uploads.save(
            table, job=job, centre=centre, by=request.user, reason=reason, ticked=ticked
        )

    try:
        _once(request, {"save": str(key), "reason": reason, "ticked": ticked}, save)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        note_why(request, refusal.why)
        given.add_error("reason", refusal.why)
        return _preview_page(request, form, job, given, status=422)
    messages.success(request, f"已保存 {job.name}")
    return redirect("projects:table-preview", form, key)


@needs("see_projects", "import_ledger")
@require_POST
def undo(request: SignedInRequest, form: str, key: uuid.UUID) -> HttpResponse:
    table, job = _table(form), _job(request, form, key)
    _once(
        request,
        {"undo": str(key)},
        lambda: uploads.undo(table, job=job, centre=request.user.unit, by=request.user),
    )
    messages.success(request, f"已撤销 {job.name} 的导入")
    return redirect("projects:table-preview", form, key)


@needs("see_projects", "import_ledger")
@require_GET
def marked(request: SignedInRequest, form: str, key: uuid.UUID) -> HttpResponseBase:
    job = _job(request, form, key)
    stem = job.name.rpartition(".")[0] or job.name
    return files.send(uploads.marked(job), name=f"{stem}（标出错误）.xlsx")


def _table(form: str, tables: Mapping[str, Table] = IMPORTS) -> Table:
    if form not in tables:
        raise Http404
    return tables[form]


def _year(request: SignedInRequest) -> int:
    """The year asked for; a word that is none is this year."""
    text = request.GET.get("year", "")
    if len(text) == 4 and text.isascii() and text.isdecimal() and text >= "2000":
        return int(text)
    return clock.today().year


def _job(request: SignedInRequest, form: str, key: uuid.UUID) -> Job:
    return imports.job_for(request.user, uploads.kind_of(_table(form)), key)


def _once(request: SignedInRequest, body: dict[str, Any], do: Callable[[], Job]) -> None:
    acts.once(op=op_of(request), by=request.user, body=body, do=lambda: {"state": do().state})


def _form(request: SignedInRequest, table: Table) -> TableForm:
    units = access.units_to_write_for(request.user)
    traits = {"is_of_year": table.is_of_year, "makes_projects": table.makes_projects}
    if request.method == "POST":
        return TableForm(units, request.POST, request.FILES, **traits)
    return TableForm(units, initial={"year": _year(request)} if table.is_of_year else {}, **traits)


def _answers_form(table: Table, job: Job, centre: Unit, data: Any = None) -> AnswersForm:
    sheet = table.sheet(centre.pk, job.payload.get("year"))
    return AnswersForm(job.payload.get("questions", []), sheet, data)


def _upload_page(
    request: SignedInRequest, table: Table, given: TableForm, status: int = 200
) -> HttpResponse:
    scope = uploads.scope_of(table, request.user.unit)
    recent = imports.recent(request.user, uploads.kind_of(table), scope)
    context = {"form": given, "recent": recent, "table": table}
    return render(request, "projects/import.html", context, status=status)


def _preview_page(
    request: SignedInRequest, form: str, job: Job, given: ReasonForm, status: int = 200
) -> HttpResponse:
    only, page = request.GET.get("only", ""), request.GET.get("page", "1")
    table = _table(form)
    context = {
        "form": given,
        "job": job,
        "table": table,
        "answers": _answers_form(table, job, request.user.unit),
        "preview": preview_of(job, only=only, page=page),
        "is_expired": imports.is_expired(job),
        "ticked": set(request.POST.getlist("tick")),
        "kept": job.result.get("undone", {}).get("kept", []),
    }
    return render(request, "projects/import_preview.html", context, status=status)
