"""The seals a project or a problem stands in: a part of its page, or a page without scripts."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, is_htmx, needs, render_page
from procedures.issue_access import issue_for, sees_project
from projects import access
from reporting.selectors.seals import seals_of_issue, seals_of_project

SHOWN = 5
SHOWN_OF_ISSUE = 3


@needs("see_projects")
@require_GET
def project_seals(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    rows = seals_of_project(project, request.user)
    shown = rows[:SHOWN] if is_htmx(request) else rows
    context = {"project": project, "rows": shown, "more": len(rows) - len(shown)}
    page, fragment = "reporting/project_seals.html", "reporting/_project_seals.html"
    return render_page(request, page, fragment, context)


@needs("see_issues")
@require_GET
def issue_seals(request: SignedInRequest, pk: int) -> HttpResponse:
    issue = issue_for(request.user, pk)
    if not sees_project(request.user, issue):  # nor what its unit reported
        raise Http404
    rows = seals_of_issue(issue, request.user)
    shown = rows[:SHOWN_OF_ISSUE] if is_htmx(request) else rows
    context = {"issue": issue, "rows": shown, "total": len(rows), "more": len(rows) - len(shown)}
    page, fragment = "reporting/issue_seals.html", "reporting/_issue_seals.html"
    return render_page(request, page, fragment, context)
