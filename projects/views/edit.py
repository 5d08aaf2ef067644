"""Forms of the register: facts, a year's plan, dates, progress. Services write."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, needs, repeats
from projects import access, services
from projects.forms import DatesForm, FactsForm, PlanForm, ProgressForm
from projects.models import Project
from projects.selectors.choices import offered
from projects.selectors.page import plan_of
from workplace import clock

from .writing import GET_OR_POST, form_page, saved

YEARS = range(2000, 2100)


@needs("see_projects", "write_projects")
@repeats("strategies", "co_units")
@require_http_methods(GET_OR_POST)
def project_edit(request: SignedInRequest, number: str) -> HttpResponse:
    words = offered(request.user.unit.centre_id)

    def filled(project: Project) -> FactsForm:
        return FactsForm(request.POST, offered=words, now=project)

    def blank(project: Project) -> FactsForm:
        return FactsForm.of(project, words)

    def write(request: SignedInRequest, project: Project, form: FactsForm) -> None:
        _write_project(request, project, form)
        services.set_co_units(
            project_id=project.pk,
            units=list(form.cleaned_data["co_units"]),
            by=request.user,
            reason=form.cleaned_data["reason"],
        )

    return _edit(request, number, "台账内容", filled, blank, write)


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def project_dates(request: SignedInRequest, number: str) -> HttpResponse:
    return _edit(
        request, number, "开停工时间", _posted(request, DatesForm), DatesForm.of, _write_project
    )


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def project_plan(request: SignedInRequest, number: str, year: int) -> HttpResponse:
    if year not in YEARS:
        raise Http404

    def blank(project: Project) -> PlanForm:
        return PlanForm.of(plan_of(project, year), project)

    def write(request: SignedInRequest, project: Project, form: PlanForm) -> None:
        services.set_plan(
            project_id=project.pk,
            year=year,
            values=form.values(),
            by=request.user,
            reason=form.cleaned_data["reason"],
            enforce=True,
        )

    return _edit(request, number, f"{year}年计划", _posted(request, PlanForm), blank, write)


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

    filled = _posted(request, ProgressForm)
    return _edit(request, number, f"{year}年投资进展", filled, blank, write)


def _posted(request: SignedInRequest, kind: type[forms.Form]) -> Callable[[Project], forms.Form]:
    return lambda project: kind(request.POST)


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
    filled: Callable[[Project], forms.Form],
    blank: Callable[[Project], forms.Form],
    write: Callable[[SignedInRequest, Project, Any], None],
) -> HttpResponse:
    """The four steps of every form about one project: object, form, service, redirect."""
    project = access.project_for(request.user, number)
    form = filled(project) if request.method == "POST" else blank(project)

    def act(values: dict[str, Any]) -> str:
        write(request, project, form)
        return project.number

    if saved(request, form, act) is None:
        words = {"title": title, "back": f"/projects/{number}/", "act": f"保存{title}"}
        return form_page(request, form, {**words, "project": project})
    messages.success(request, f"已保存：{title}")
    return redirect("projects:project", number)
