"""出处: a code that stands under a printed number leads back to it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs
from reporting.access import reference_for
from reporting.references import normal_code
from reporting.selectors.reference_card import reference_card


@needs("see_figures")
@require_GET
def reference(request: SignedInRequest, code: str) -> HttpResponse:
    kept = reference_for(request.user, code)
    if code != kept.code:
        return redirect(reverse("reporting:reference", args=[kept.code]))
    address = request.build_absolute_uri(request.path)
    context = {"card": reference_card(kept), "kept": kept, "address": address}
    return render(request, "reporting/reference.html", context)


@needs("see_figures")
@require_GET
def reference_find(request: SignedInRequest) -> HttpResponse:
    """Typed from paper, as somebody read it aloud."""
    typed = request.GET.get("code", "")
    if normal_code(typed).isalnum():
        return redirect(reverse("reporting:reference", args=[normal_code(typed)]))
    context = {"typed": typed}
    return render(request, "reporting/reference_find.html", context, status=422 if typed else 200)
