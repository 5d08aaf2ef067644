"""Units (单位): the list with one unit beside it, add, edit, disable, restore."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import access, selectors
from accounts.book import act_once
from accounts.forms import ListForm, UnitForm
from accounts.http import SignedInRequest, needs, page_of
from accounts.models import Unit
from accounts.services import units as services

PAGE = 30


@needs("see_units")
@require_GET
def units(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@needs("see_units")
@require_GET
def unit(request: SignedInRequest, code: str) -> HttpResponse:
    chosen = access.unit_for(request.user, code)
    form = UnitForm(unit=chosen) if request.user.can("edit_units") else None
    return _page(request, chosen=chosen, form=form)


@needs("see_units", "edit_units")
@require_http_methods(["GET", "POST"])
def unit_add(request: SignedInRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, form=UnitForm())
    form = UnitForm(request.POST)
    answer = _save(
        request,
        form,
        lambda values: services.add_unit(values=values, by=request.user),
    )
    if answer is None:
        return _page(request, form=form, status=422)
    messages.success(request, f"已新增{answer['unit']}")
    return redirect("accounts:units")


@needs("see_units", "edit_units")
@require_POST
def unit_edit(request: SignedInRequest, code: str) -> HttpResponse:
    chosen = access.unit_for(request.user, code)
    form = UnitForm(request.POST, unit=chosen)
    answer = _save(
        request,
        form,
        lambda values: services.edit_unit(unit_id=chosen.pk, values=values, by=request.user),
    )
    if answer is None:
        return _page(request, chosen=chosen, form=form, status=422)
    messages.success(request, f"已保存{answer['unit']}")
    return redirect("accounts:unit", code)


@needs("see_units", "edit_units")
@require_http_methods(["GET", "POST"])
def unit_disable(request: SignedInRequest, code: str) -> HttpResponse:
    chosen = access.unit_for(request.user, code)
    if request.method == "GET":
        return _question(request, chosen)
    act_once(
        request,
        lambda: {"unit": str(services.disable_unit(unit_id=chosen.pk, by=request.user))},
    )
    messages.success(request, f"已停用{chosen}，可以恢复")
    return redirect("accounts:unit", code)


@needs("see_units", "edit_units")
@require_POST
def unit_restore(request: SignedInRequest, code: str) -> HttpResponse:
    chosen = access.unit_for(request.user, code)
    act_once(
        request,
        lambda: {"unit": str(services.restore_unit(unit_id=chosen.pk, by=request.user))},
    )
    messages.success(request, f"已恢复{chosen}。它的账号请逐个恢复")
    return redirect("accounts:unit", code)


def _save(request: SignedInRequest, form: UnitForm, write: Any) -> dict[str, Any] | None:
    """The service's answer, or None with its objections written at the form's fields."""
    if not form.is_valid():
        return None
    try:
        return act_once(request, lambda: {"unit": str(write(form.cleaned_data))})
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _question(request: SignedInRequest, chosen: Unit) -> HttpResponse:
    facts = [f"{label} {count} 个" for label, count in selectors.holdings(chosen)]
    context = {
        "question": f"停用{chosen}？",
        "facts": facts,
        "note": "停用后不能登录、不再催报；历史都保留，可以恢复。",
        "action": f"停用{chosen}",
        "back": f"/accounts/units/{chosen.code}/",
    }
    return render(request, "components/confirm.html", context)


def _page(
    request: SignedInRequest,
    *,
    chosen: Unit | None = None,
    form: UnitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = access.units_for(request.user)
    filters = ListForm(request.GET).values()
    rows = selectors.unit_list(seen, q=filters["q"], only=filters["only"])
    context = {
        "page": page_of(request, rows, PAGE),
        "chips": selectors.unit_chips(seen),
        "silent": selectors.units_without_account(seen),
        "filters": filters,
        "chosen": chosen,
        "form": form,
        "may_edit": request.user.can("edit_units"),
    }
    return render(request, "accounts/units.html", context, status=status)
