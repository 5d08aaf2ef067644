"""The seals a project stands in: a part of its page, and a page of its own without scripts."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, is_htmx, needs, render_page
from projects import access
from reporting.selectors.seals import seals_of_project

SHOWN = 5


@needs("see_projects")
@require_GET
def project_seals(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    rows = seals_of_project(project, request.user)
    shown = rows[:SHOWN] if is_htmx(request) else rows
    context = {"project": project, "rows": shown, "more": len(rows) - len(shown)}
    page, fragment = "reporting/project_seals.html", "reporting/_project_seals.html"
    return render_page(request, page, fragment, context)
