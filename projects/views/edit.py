"""Forms of the register: facts, a year's plan, dates, progress. Services write."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, repeats
from projects import access, services
from projects.forms import DatesForm, FactsForm, PlanForm, ProgressForm, UnitPlanForm
from projects.models import Project
from projects.own_fields import columns_of
from projects.selectors.choices import offered
from projects.selectors.page import plan_of
from workplace import clock

from .writing import GET_OR_POST, doubt_code, form_page, saved

YEARS = range(2000, 2100)


@needs("see_projects", "write_projects")
@repeats("strategies", "co_units")
@require_http_methods(GET_OR_POST)
def project_edit(request: SignedInRequest, number: str) -> HttpResponse:
    centre = request.user.unit.centre_id
    more: dict[str, Any] = {"own": columns_of(centre), "offered": offered(centre)}
    now = access.project_for(request.user, number)

    def write(request: SignedInRequest, project: Project, form: FactsForm) -> None:
        _write_project(request, project, form)
        services.set_co_units(
            project_id=project.pk,
            units=list(form.cleaned_data["co_units"]),
            by=request.user,
            reason=form.cleaned_data["reason"],
        )

    kind, blank = partial(FactsForm, now=now, **more), partial(FactsForm.of, **more)
    return _edit(request, number, "台账内容", kind, blank, write)


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

    if saved(request, form, act) is None:
        words = {"title": title, "back": f"/projects/{number}/", "act": f"保存{title}"}
        return form_page(request, form, {**words, "project": project})
    messages.success(request, f"已保存：{title}")
    doubt_code(request, form, project.national_code)
    return redirect("projects:project", number)
