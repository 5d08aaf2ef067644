"""A project's permits and problems: a part of its page, and a page of its own without scripts."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, is_htmx, needs, render_page
from procedures.issue_access import may_raise
from procedures.selectors.project import project_permits as permits_of
from projects import access
from workplace import clock


@needs("see_projects")
@require_GET
def project_permits(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    context = {
        "part": permits_of(project, clock.today(), all_events=not is_htmx(request)),
        "today": clock.today(),
        "may_begin": request.user.can("take_steps"),
        "may_raise": may_raise(request.user, project, None),
        "may_see_issues": request.user.can("see_issues"),
    }
    page, fragment = "procedures/project_permits.html", "procedures/_project_permits.html"
    return render_page(request, page, fragment, context)
