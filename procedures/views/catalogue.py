"""手续目录: the kinds of permits, edited by the administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, repeats
from procedures import access
from procedures.forms import KindForm
from procedures.models import PermitKind
from procedures.permit_forms import LimitForm
from procedures.selectors.limits import limits_of
from procedures.services.catalogue import add_limit, edit_kind
from workplace import clock


@needs("edit_catalogue")
@require_GET
def catalogue(request: SignedInRequest) -> HttpResponse:
    kinds = list(access.kinds_for(request.user))
    return render(request, "procedures/catalogue.html", {"kinds": kinds})


@needs("edit_catalogue")
@repeats("prerequisites")
@require_http_methods(["GET", "POST"])
def kind(request: SignedInRequest, code: str) -> HttpResponse:
    found = access.kind_for(request.user, code)
    if request.method == "GET":
        return _page(request, found, KindForm.of(request.user, found))
    form = KindForm(request.user, found, request.POST)
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


@needs("edit_catalogue")
@require_POST
def kind_limit(request: SignedInRequest, code: str) -> HttpResponse:
    """A new row of 时限 on the page of the kind."""
    found = access.kind_for(request.user, code)
    form = LimitForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            act_once(
                request,
                lambda: {"limit": add_limit(kind_id=found.pk, values=values, by=request.user).pk},
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已新增{found.name}的时限，从施行日期起受理的照此计")
            return redirect("procedures:kind", code)
    return _page(request, found, KindForm.of(request.user, found), form, status=422)


def _page(
    request: SignedInRequest,
    found: PermitKind,
    form: KindForm,
    limit: LimitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "kind": found,
        "form": form,
        "limit_form": limit or LimitForm(),
        "limits": limits_of(found, clock.today()),
    }
    return render(request, "procedures/kind.html", context, status=status)
