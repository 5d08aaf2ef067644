"""资金争取: the list, one application, a project's applications; with the permits they want.

What is written to an application is written by the pages of projects.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, page_of, render_page, repeats
from procedures.forms import NeedsForm
from procedures.selectors.readiness import channel_needs, readiness
from procedures.services.needs import set_needs
from projects import access
from projects.rules import FUNDING_MOVES, Channel
from projects.selectors import funding as selectors
from projects.selectors.changes import application_changes
from projects.selectors.files import application_files
from projects.selectors.funding import Filters
from workplace import clock

PAGE = 50


@needs("see_projects")
@require_GET
def funding_list(request: SignedInRequest) -> HttpResponse:
    seen = access.applications_for(request.user)
    years = selectors.years_of(seen)
    filters, today = Filters.of(request.GET.dict(), years), clock.today()
    rows = selectors.funding_list(seen, filters)
    page = page_of(request, rows, PAGE)
    applications = list(page.object_list)
    ready = readiness(applications)
    context = {
        "page": page,
        "rows": [(application, ready[application.pk]) for application in applications],
        "sums": selectors.sums(rows, today),
        "figures": selectors.channel_figures(seen, filters, today),
        "chips": selectors.status_counts(seen, filters),
        "filters": filters,
        "years": years,
        "units": list(selectors.units_of(seen)),
        "channels": Channel,
        "today": today,
    }
    return render(request, "procedures/funding_list.html", context)


@needs("see_projects")
@require_GET
def funding(request: SignedInRequest, pk: int) -> HttpResponse:
    application = access.application_for(request.user, pk)
    may_edit = request.user.can("write_projects")
    context = {
        "application": application,
        "project": application.project,
        "steps": selectors.steps_of(application),
        "next": selectors.next_step(application),
        "moves": [
            (verb, FUNDING_MOVES[verb].label)
            for verb in ("reject", "reopen")
            if application.status in FUNDING_MOVES[verb].since
        ],
        "ready": readiness([application])[application.pk],
        "files": application_files(application, request.user, request.GET.get("removed", "")),
        "changes": application_changes(application),
        "may_edit": may_edit,
    }
    return render(request, "procedures/funding.html", context)


@needs("see_projects")
@require_GET
def project_funding(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    applications = selectors.of_project(project)
    ready = readiness(applications)
    context = {
        "project": project,
        "rows": [(application, ready[application.pk]) for application in applications],
        "may_edit": request.user.can("write_projects"),
    }
    page, fragment = "procedures/project_funding.html", "procedures/_project_funding.html"
    return render_page(request, page, fragment, context)


@needs("see_projects")
@require_GET
def funding_needs(request: SignedInRequest) -> HttpResponse:
    may_edit = request.user.can("edit_funding_needs")
    context = {"channels": channel_needs(), "may_edit": may_edit}
    return render(request, "procedures/funding_needs.html", context)


@needs("see_projects", "edit_funding_needs")
@repeats("kinds")
@require_http_methods(["GET", "POST"])
def needs_edit(request: SignedInRequest, channel: str) -> HttpResponse:
    found = next((one for one in channel_needs() if one.channel.value == channel), None)
    if found is None:
        raise Http404
    form = NeedsForm(request.POST) if request.method == "POST" else NeedsForm.of(found.needs)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "channel": found.channel}
        status = 422 if form.is_bound else 200
        return render(request, "procedures/needs_edit.html", context, status=status)
    values = {"kinds": list(form.cleaned_data["kinds"]), "basis": form.cleaned_data["basis"]}
    act_once(
        request,
        lambda: {"changed": set_needs(channel=channel, by=request.user, **values)},
    )
    messages.success(request, f"已保存{found.channel.label}的申报条件")
    return redirect("procedures:funding-needs")
