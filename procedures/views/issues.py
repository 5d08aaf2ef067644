"""问题督办: the list, one problem, and the steps that a person takes with it."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs
from procedures import issue_access


@needs("see_issues")
@require_GET
def issues(request: SignedInRequest) -> HttpResponse:
    return HttpResponse("")


@needs("see_issues")
@require_GET
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    issue_access.issue_for(request.user, pk)
    return HttpResponse("")
