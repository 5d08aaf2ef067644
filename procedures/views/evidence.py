"""手续的附件: the papers of one permit, shared by both sides, and what a PDF of them says."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest, needs, render_page, repeats
from procedures import access
from procedures.files import PERMIT_LABELS
from procedures.selectors import evidence
from workplace.uploading import add_files


@needs("see_permits")
@require_GET
def permit_files(request: SignedInRequest, pk: int) -> HttpResponse:
    permit = access.permit_for(request.user, pk)
    context = {
        "permit": permit,
        "files": evidence.permit_files(permit, request.user, request.GET.get("removed", "")),
        "may_edit": bool(access.sides_of(request.user, permit)),
    }
    page, fragment = "procedures/permit_files.html", "procedures/_permit_files.html"
    return render_page(request, page, fragment, context)


@needs("see_permits", "take_steps")
@repeats("file")
@require_http_methods(["GET", "POST"])
def permit_files_add(request: SignedInRequest, pk: int) -> HttpResponse:
    permit = access.permit_for(request.user, pk)
    words = {"permit": permit, "title": f"上传附件：{permit.kind.name}"}
    template = "procedures/permit_files_add.html"
    return add_files(request, permit, PERMIT_LABELS, template, words)


@needs("see_permits")
@require_GET
def permit_offers(request: SignedInRequest, pk: int) -> HttpResponse:
    """按此填 fills the form of the page this stands in, or leads to the form that takes it."""
    permit = access.permit_for(request.user, pk)
    step = evidence.step_to_fill(access.sides_of(request.user, permit), permit)
    context = {
        "permit": permit,
        "read": evidence.permit_offers(permit),
        "form": f"/permits/{permit.pk}/steps/{step}/" if step else "",
    }
    page, fragment = "procedures/permit_offers.html", "procedures/_permit_offers.html"
    return render_page(request, page, fragment, context)
