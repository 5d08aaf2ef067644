"""手续目录: the kinds of permits, edited by the administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs
from procedures import access
from procedures.forms import KindForm
from procedures.models import PermitKind
from procedures.services.catalogue import edit_kind


@needs("edit_catalogue")
@require_GET
def catalogue(request: SignedInRequest) -> HttpResponse:
    kinds = list(access.kinds_for(request.user))
    return render(request, "procedures/catalogue.html", {"kinds": kinds})


@needs("edit_catalogue")
@require_http_methods(["GET", "POST"])
def kind(request: SignedInRequest, code: str) -> HttpResponse:
    found = access.kind_for(request.user, code)
    if request.method == "GET":
        return _page(request, found, KindForm.of(request.user, found))
    form = KindForm(request.user, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    values = form.cleaned_data
    try:
        act_once(
            request,
            lambda: {"kind": edit_kind(kind_id=found.pk, values=values, by=request.user).code},
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, found, form, status=422)
    messages.success(request, f"已保存{values['name']}")
    return redirect("procedures:catalogue")


def _page(
    request: SignedInRequest, found: PermitKind, form: KindForm, status: int = 200
) -> HttpResponse:
    return render(request, "procedures/kind.html", {"kind": found, "form": form}, status=status)
