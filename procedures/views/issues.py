"""问题督办: the list and its workbook, and a new problem."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, page_of
from procedures import issue_access, issue_export
from procedures.access import permit_for
from procedures.issue_forms import RaiseForm
from procedures.models import Permit
from procedures.selectors import issue_list as lists
from procedures.selectors import issue_raise
from procedures.selectors.issue_list import Asker, Filters
from procedures.services import issues as services
from projects.access import project_for
from projects.models import Project
from workplace import acts, clock, files

PAGE = 50


@needs("see_issues")
@require_GET
def issues(request: SignedInRequest) -> HttpResponse:
    seen = issue_access.issues_for(request.user)
    filters, today = Filters.of(request.GET.dict()), clock.today()
    asker = Asker(request.user.unit_id, today)
    page = page_of(request, lists.issue_list(seen, filters, asker), PAGE)
    chips = lists.chips(seen, filters, asker)
    context = {
        "page": page,
        "rows": lists.rows_of(list(page.object_list), request.user, today),
        "filters": filters,
        "chips": chips,
        "counts": {chip.key or "standing": chip.count for chip in chips},
        "handlers": lists.handlers(seen),
        "raisers": lists.raisers(seen),
        "levels": lists.IssueLevel.choices,
        "sorts": lists.SORT_WORDS,
        "may_raise": request.user.can("raise_issues"),
        "today": today,
    }
    return render(request, "procedures/issues.html", context)


@needs("see_issues")
@require_GET
def issues_export(request: SignedInRequest) -> HttpResponseBase:
    seen = issue_access.issues_for(request.user)
    today = clock.today()
    asker = Asker(request.user.unit_id, today)
    rows = lists.issue_list(seen, Filters.of(request.GET.dict()), asker)
    out = BytesIO()
    issue_export.write_issues(out, rows, request.user, today)
    name = "问题督办.xlsx"
    acts.record(by=request.user, verb="issues-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


@needs("see_issues", "raise_issues")
@require_http_methods(["GET", "POST"])
def issue_add(request: SignedInRequest) -> HttpResponse:
    """On ?project=, or on ?permit= which says the project too; without both one chooses."""
    project, permit = _subject(request)
    if project is None:
        context = {"projects": issue_raise.projects(request.user)}
        return render(request, "procedures/issue_choose.html", context)
    issue_access.require_may_raise(request.user, project, permit)
    if request.method == "GET":
        return _add_page(request, project, permit, _form(request, project, permit))
    form = _form(request, project, permit, request.POST)
    if not form.is_valid():
        return _add_page(request, project, permit, form, 422)
    values = {k: v for k, v in form.cleaned_data.items() if k != "permit"}
    chosen = form.cleaned_data["permit"]

    def add() -> dict[str, Any]:
        made = services.raise_issue(project=project, permit=chosen, values=values, by=request.user)
        return {"pk": made.pk}

    try:
        pk = act_once(request, add)["pk"]
    except ValidationError as error:
        form.add_error(None, error)
        return _add_page(request, project, permit, form, 422)
    messages.success(request, "已提出 1 个问题")
    return redirect("procedures:issue", pk)


def _subject(request: SignedInRequest) -> tuple[Project | None, Permit | None]:
    key, number = request.GET.get("permit", ""), request.GET.get("project", "")
    if key:
        if not (key.isascii() and key.isdigit()) or len(key) > 18:
            raise Http404
        permit = permit_for(request.user, int(key))
        return permit.project, permit
    return (project_for(request.user, number) if number else None), None


def _form(
    request: SignedInRequest, project: Project, permit: Permit | None, data: Any = None
) -> RaiseForm:
    is_bureau = not issue_access.may_raise(request.user, project, None)
    permits = issue_raise.permits(project, permit if is_bureau else None)
    initial = {"permit": permit, "level": permit.level if permit else ""}
    if permit and permit.level not in lists.IssueLevel.values:
        initial["level"] = ""
    return RaiseForm(request.user, permits, data, is_bureau=is_bureau, initial=initial)


def _add_page(
    request: SignedInRequest,
    project: Project,
    permit: Permit | None,
    form: RaiseForm,
    status: int = 200,
) -> HttpResponse:
    context = {"project": project, "permit": permit, "form": form}
    return render(request, "procedures/issue_add.html", context, status=status)
