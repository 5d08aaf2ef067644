"""A new project: what it may be already is shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, needs, repeats
from projects import access, services
from projects.forms import NewProjectForm
from projects.own_fields import columns_of
from projects.selectors.choices import offered
from projects.selectors.duplicates import alike_for
from workplace import clock

from .writing import GET_OR_POST, doubt_code, form_page, said_before, saved

WORDS = {"title": "新增项目", "back": "/projects/", "act": "保存项目"}


@needs("see_projects", "write_projects")
@repeats("strategies", "co_units")
@require_http_methods(GET_OR_POST)
def project_add(request: SignedInRequest) -> HttpResponse:
    units = access.units_to_write_for(request.user)
    first = {"year": clock.today().year, "nature": "new", "level": "county"}
    centre = request.user.unit.centre_id
    more: dict[str, Any] = {"own": columns_of(centre), "offered": offered(centre)}
    form = NewProjectForm(units, request.POST or None, initial=first, **more)
    answered = request.POST.get("anyway") or request.POST.get("into") or said_before(request)
    if form.is_bound and not answered and form.is_valid():
        alike = alike_for(request.user, form.values())
        if alike:
            return form_page(request, form, {**WORDS, "alike": alike})
    number = saved(request, form, _writer(request, form))
    if number is None:
        return form_page(request, form, WORDS)
    said = "已并入已有项目" if request.POST.get("into") else "已新增项目，编号"
    messages.success(request, f"{said} {number}")
    doubt_code(request, form)
    return redirect("projects:project", number)


def _writer(request: SignedInRequest, form: NewProjectForm) -> Any:
    """Into the project that the answer names, else a new one."""
    into = request.POST.get("into")
    found = access.project_for(request.user, into) if into else None

    def write(values: dict[str, Any]) -> str:
        year = form.cleaned_data["year"]
        if found:
            project = services.absorb(
                project_id=found.pk, values=values, year=year, by=request.user
            )
        else:
            unit = form.cleaned_data.get("unit") or request.user.unit
            project = services.create_project(unit=unit, year=year, values=values, by=request.user)
            units = list(form.cleaned_data["co_units"])
            services.set_co_units(project_id=project.pk, units=units, by=request.user)
        return project.number

    return write
