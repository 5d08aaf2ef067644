"""自定义字段: what the administrator adds to every project."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from projects import access
from projects.list_forms import OwnFieldForm
from projects.models import ProjectField
from projects.own_fields import MAX_ACTIVE
from projects.services import own_fields as services


@needs("edit_own_fields")
@require_GET
def fields(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@needs("edit_own_fields")
@require_http_methods(["GET", "POST"])
def field_add(request: SignedInRequest) -> HttpResponse:
    form = OwnFieldForm(*([request.POST] if request.method == "POST" else []))
    centre = access.centre_of(request.user)

    def write() -> ProjectField:
        values = dict(form.cleaned_data)
        kind = values.pop("type")
        return services.add_field(centre=centre, type_=kind, values=values, by=request.user)

    label = _saved(request, form, write)
    if label is None:
        return _page(request, form=form)
    messages.success(request, f"已新增字段：{label}")
    return redirect("projects:fields")


@needs("edit_own_fields")
@require_http_methods(["GET", "POST"])
def field(request: SignedInRequest, key: str) -> HttpResponse:
    found = access.own_field_for(request.user, key)
    form = OwnFieldForm(*([request.POST] if request.method == "POST" else []), field=found)

    def write() -> ProjectField:
        values = form.cleaned_data
        return services.edit_field(field_id=found.pk, values=values, by=request.user)

    label = _saved(request, form, write)
    if label is None:
        return _page(request, chosen=found, form=form)
    messages.success(request, f"已保存字段：{label}")
    return redirect("projects:fields")


@needs("edit_own_fields")
@require_POST
def field_retire(request: SignedInRequest, key: str) -> HttpResponse:
    return _use(request, key, is_active=False, words="已停用{}，已填的内容都保留，可以恢复")


@needs("edit_own_fields")
@require_POST
def field_restore(request: SignedInRequest, key: str) -> HttpResponse:
    return _use(request, key, is_active=True, words="已恢复{}")


def _use(request: SignedInRequest, key: str, *, is_active: bool, words: str) -> HttpResponse:
    found = access.own_field_for(request.user, key)

    def write() -> dict[str, Any]:
        done = services.set_field_use(field_id=found.pk, is_active=is_active, by=request.user)
        return {"field": done.label}

    act_once(request, write)
    messages.success(request, words.format(found.label))
    return redirect("projects:fields")


def _saved(request: SignedInRequest, form: OwnFieldForm, write: Any) -> str | None:
    """The field's name, or None with the service's objections at the form's fields."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return str(act_once(request, lambda: {"field": write().label})["field"])
    except ValidationError as error:
        form.add_error(None, error)
    except Refused as refused:
        form.add_error(None, refused.why)
    return None


def _page(
    request: SignedInRequest,
    *,
    chosen: ProjectField | None = None,
    form: OwnFieldForm | None = None,
) -> HttpResponse:
    rows = list(access.own_fields_for(request.user))
    context = {
        "rows": rows,
        "active": sum(row.is_active for row in rows),
        "most": MAX_ACTIVE,
        "chosen": chosen,
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "projects/fields.html", context, status=status)
