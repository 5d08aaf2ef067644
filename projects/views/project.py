"""One project's page and its history."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from projects import access
from projects.forms import ProgressForm
from projects.selectors.changes import change_groups
from projects.selectors.page import project_page
from workplace import clock

CHANGES = 50


@needs("see_projects")
@require_GET
def project(request: SignedInRequest, number: str) -> HttpResponse:
    found = access.project_for(request.user, number)
    context = {
        "page": project_page(found, request.user, clock.today()),
        "may_edit": request.user.can("write_projects"),
        "may_list": request.user.can("edit_plan_list"),
        "may_forecast": request.user.can("forecast"),
        "form": ProgressForm(initial={"as_of": clock.today()}),
    }
    return render(request, "projects/project.html", context)


@needs("see_projects")
@require_GET
def project_history(request: SignedInRequest, number: str) -> HttpResponse:
    found = access.project_for(request.user, number)
    page = page_of(request, change_groups(found), CHANGES)
    return render(request, "projects/project_history.html", {"project": found, "page": page})
