"""Forms of the register: add, facts, a year's plan, dates, progress. Services write."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from projects import access, codes, services
from projects.forms import (
    DatesForm,
    FactsForm,
    NewProjectForm,
    PlanForm,
    ProgressForm,
    UnitPlanForm,
)
from projects.models import Project
from projects.own_fields import columns_of
from projects.selectors.page import plan_of
from workplace import clock

GET_OR_POST = ["GET", "POST"]
YEARS = range(2000, 2100)


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def project_add(request: SignedInRequest) -> HttpResponse:
    units = access.units_to_write_for(request.user)
    own = columns_of(request.user.unit.centre_id)
    initial = _new_values(request)
    form = NewProjectForm(units, request.POST or None, initial=initial, own=own)

    def write(values: dict[str, Any]) -> str:
        made = services.create_project(
            unit=form.cleaned_data.get("unit") or request.user.unit,
            year=form.cleaned_data["year"],
            values=values,
            by=request.user,
        )
        return made.number

    number = _saved(request, form, write)
    if number is None:
        words = {"title": "新增项目", "back": "/projects/", "act": "保存项目"}
        return _page(request, form, words)
    messages.success(request, f"已新增项目，编号 {number}")
    _doubt_code(request, form)
    return redirect("projects:project", number)


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def project_edit(request: SignedInRequest, number: str) -> HttpResponse:
    own = columns_of(request.user.unit.centre_id)
    kind, blank = partial(FactsForm, own=own), partial(FactsForm.of, own=own)
    return _edit(request, number, "台账内容", kind, blank, _write_project)


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def project_dates(request: SignedInRequest, number: str) -> HttpResponse:
    return _edit(request, number, "开停工时间", DatesForm, DatesForm.of, _write_project)


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def project_plan(request: SignedInRequest, number: str, year: int) -> HttpResponse:
    if year not in YEARS:
        raise Http404

    kind = PlanForm if request.user.can("edit_plan_list") else UnitPlanForm

    def blank(project: Project) -> PlanForm:
        return kind.of(plan_of(project, year), project)

    def write(request: SignedInRequest, project: Project, form: PlanForm) -> None:
        services.set_plan(
            project_id=project.pk,
            year=year,
            values=form.values(),
            by=request.user,
            reason=form.cleaned_data["reason"],
            enforce=True,
        )

    if kind is UnitPlanForm and plan_of(access.project_for(request.user, number), year) is None:
        raise Refused(f"列入{year}年名单由县项目推进中心办理。", 403)
    return _edit(request, number, f"{year}年计划", kind, blank, write)


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def progress_add(request: SignedInRequest, number: str, year: int) -> HttpResponse:
    plan = plan_of(access.project_for(request.user, number), year)
    if plan is None:
        raise Http404

    def blank(project: Project) -> ProgressForm:
        return ProgressForm(initial={"as_of": clock.today()})

    def write(request: SignedInRequest, project: Project, form: ProgressForm) -> None:
        reason = form.cleaned_data["reason"]
        values = form.values()
        services.record_progress(
            plan_id=plan.pk, by=request.user, reason=reason, enforce=True, **values
        )

    return _edit(request, number, f"{year}年投资进展", ProgressForm, blank, write)


def _write_project(request: SignedInRequest, project: Project, form: Any) -> None:
    services.update_project(
        project_id=project.pk,
        values=form.values(),
        by=request.user,
        reason=form.cleaned_data["reason"],
        enforce=True,
    )


def _edit(
    request: SignedInRequest,
    number: str,
    title: str,
    kind: Callable[..., forms.Form],
    blank: Callable[[Project], forms.Form],
    write: Callable[[SignedInRequest, Project, Any], None],
) -> HttpResponse:
    """The four steps of every form about one project: object, form, service, redirect."""
    project = access.project_for(request.user, number)
    form = kind(request.POST) if request.method == "POST" else blank(project)

    def act(values: dict[str, Any]) -> str:
        write(request, project, form)
        return project.number

    if _saved(request, form, act) is None:
        words = {"title": title, "back": f"/projects/{number}/", "act": f"保存{title}"}
        return _page(request, form, {**words, "project": project})
    messages.success(request, f"已保存：{title}")
    _doubt_code(request, form, project.national_code)
    return redirect("projects:project", number)


def _doubt_code(request: SignedInRequest, form: forms.Form, before: str = "") -> None:
    """What is odd about a new 项目代码: said once, when it is saved."""
    code = form.cleaned_data.get("national_code") or ""
    for text in codes.warnings(code) if code != before else ():
        messages.warning(request, text)


def _saved(
    request: SignedInRequest, form: Any, write: Callable[[dict[str, Any]], str]
) -> str | None:
    """The number of the project written, or None with the objections at the form's fields."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        answer = act_once(request, lambda: {"number": write(form.values())})
    except ValidationError as error:
        for key, errors in error.error_dict.items():
            form.add_error(key if key in form.fields else None, errors)
        return None
    return str(answer["number"])


def _page(request: SignedInRequest, form: forms.Form, words: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "projects/project_form.html", {"form": form, **words}, status=status)


def _new_values(request: SignedInRequest) -> dict[str, Any]:
    return {"year": clock.today().year, "nature": "new", "level": "county"}
