"""分解模板: the list, one of them, a new one, a copy, 停用 and 恢复."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from accounts.models import Unit
from procedures import access
from procedures.decompose_forms import ItemForm, TemplateForm, item_forms
from procedures.models import Template
from procedures.rules import Way
from procedures.selectors import templates as selectors
from procedures.services import templates as services
from projects.views.writing import answer_of

GET_OR_POST = ["GET", "POST"]


@needs("see_decomposition")
@require_GET
def template_list(request: SignedInRequest) -> HttpResponse:
    filters = selectors.Filters.of(request.GET.dict())
    every = selectors.template_rows(access.templates_for(request.user))
    context = {
        "rows": [row for row in every if filters.takes(row)],
        "chips": selectors.chips(every, filters),
        "filters": filters,
        "ways": Way,
        "has_any": bool(every),
        "may_edit": request.user.can("edit_templates"),
    }
    return render(request, "procedures/template_list.html", context)


@needs("see_decomposition", "edit_templates")
@require_http_methods(GET_OR_POST)
def template_add(request: SignedInRequest) -> HttpResponse:
    return _edit(request, None)


@needs("see_decomposition")
@require_http_methods(GET_OR_POST)
def template(request: SignedInRequest, code: str) -> HttpResponse:
    """Those who only see read the same page without its fields."""
    found = access.template_for(request.user, code)
    if request.user.can("edit_templates"):
        return _edit(request, found)
    if request.method == "POST":
        raise Refused(f"{request.user.get_role_display()}只能查看，不能办理。", 403)
    context = {"template": found, "items": list(selectors.items_of(found))}
    return render(request, "procedures/template_read.html", context)


@needs("see_decomposition", "edit_templates")
@require_POST
def template_copy(request: SignedInRequest, code: str) -> HttpResponse:
    found = access.template_for(request.user, code)

    def do() -> dict[str, Any]:
        return {"code": services.copy_template(template=found, by=request.user).code}

    answer = act_once(request, do)
    messages.success(request, f"已复制{found.name}。改好名称和行业再用")
    return redirect("procedures:template", answer["code"])


@needs("see_decomposition", "edit_templates")
@require_POST
def template_retire(request: SignedInRequest, code: str) -> HttpResponse:
    return _activate(request, code, active=False)


@needs("see_decomposition", "edit_templates")
@require_POST
def template_restore(request: SignedInRequest, code: str) -> HttpResponse:
    return _activate(request, code, active=True)


def _activate(request: SignedInRequest, code: str, *, active: bool) -> HttpResponse:
    found = access.template_for(request.user, code)

    def do() -> dict[str, Any]:
        services.retire_template(template=found, by=request.user, active=active)
        return {}

    act_once(request, do)
    word = "已恢复" if active else "已停用"
    rest = "" if active else "。已经按它分解的项目不变，可以恢复"
    messages.success(request, f"{word}{found.name}{rest}")
    return redirect("procedures:template-list")


def _edit(request: SignedInRequest, found: Template | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    kinds, units = selectors.kinds(), _units(request)
    items = list(selectors.items_of(found)) if found else []
    form = TemplateForm(data) if data else TemplateForm.of(found)
    rows = item_forms(kinds, items, units, data)
    if data is None:
        return _page(request, found, form, rows)
    wrong = [row for row in rows if not row.is_valid()]  # each row says what is wrong with it
    if not form.is_valid() or wrong or not _save(request, found, form, rows):
        return _page(request, found, form, rows, status=422)
    messages.success(request, f"已保存{form.cleaned_data['name']}")
    return redirect("procedures:template-list")


def _save(
    request: SignedInRequest, found: Template | None, form: TemplateForm, rows: list[ItemForm]
) -> bool:
    items = [item for row in rows if (item := row.item())]

    def do() -> dict[str, Any]:
        code = found.code if found else services.next_code()
        values = form.cleaned_data
        services.save_template(code=code, values=values, items=items, by=request.user)
        return {"code": code}

    return answer_of(request, form, do) is not None


def _page(
    request: SignedInRequest,
    found: Template | None,
    form: TemplateForm,
    rows: list[ItemForm],
    status: int = 200,
) -> HttpResponse:
    context = {"template": found, "form": form, "rows": rows}
    return render(request, "procedures/template_edit.html", context, status=status)


def _units(request: SignedInRequest) -> list[Unit]:
    return list(selectors.units_for(request.user))
