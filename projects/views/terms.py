"""词表: the words that 战略方向 and 行业 offer, kept by the county's centre."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs
from projects import access
from projects.list_forms import TermForm
from projects.rules import TermKind
from projects.selectors.terms import projects_saying, term_lists
from projects.services import terms as services

from .writing import answer_of


@needs("edit_terms")
@require_GET
def terms(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@needs("edit_terms")
@require_POST
def term_add(request: SignedInRequest, kind: str) -> HttpResponse:
    form = TermForm(kind, request.POST, auto_id=f"id_{kind}_%s")
    centre = access.centre_of(request.user)

    def write() -> dict[str, Any]:
        values = form.cleaned_data
        made = services.add_term(centre=centre, kind=kind, values=values, by=request.user)
        return {"term": made.name}

    answer = answer_of(request, form, write)
    if answer is None:
        return _page(request, kind, form, status=422)
    messages.success(request, f"已新增{TermKind(kind).label}：{answer['term']}")
    return redirect("projects:terms")


@needs("edit_terms")
@require_http_methods(["GET", "POST"])
def term(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.term_for(request.user, pk)
    form = TermForm(found.kind, request.POST) if request.method == "POST" else TermForm.of(found)

    def write() -> dict[str, Any]:
        values = form.cleaned_data
        return {"projects": services.edit_term(term_id=pk, values=values, by=request.user)}

    answer = answer_of(request, form, write)
    if answer is None:
        saying = projects_saying(found.centre_id, found.kind, found.name)
        context = {"term": found, "form": form, "used": len(saying)}
        status = 422 if form.is_bound else 200
        return render(request, "projects/term.html", context, status=status)
    renamed = answer["projects"]
    more = f"，{renamed} 个项目一并改名" if renamed else ""
    messages.success(request, f"已保存{form.cleaned_data['name']}{more}")
    return redirect("projects:terms")


@needs("edit_terms")
@require_POST
def term_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    return _use(request, pk, is_active=False, words="已停用{}，用过它的项目不变，可以恢复")


@needs("edit_terms")
@require_POST
def term_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    return _use(request, pk, is_active=True, words="已恢复{}")


def _use(request: SignedInRequest, pk: int, *, is_active: bool, words: str) -> HttpResponse:
    found = access.term_for(request.user, pk)
    act_once(
        request,
        lambda: {
            "term": services.set_term_use(
                term_id=found.pk, is_active=is_active, by=request.user
            ).name
        },
    )
    messages.success(request, words.format(found.name))
    return redirect("projects:terms")


def _page(
    request: SignedInRequest, kind: str = "", form: TermForm | None = None, status: int = 200
) -> HttpResponse:
    lists = [
        (found, form if form and found.kind == kind else _blank(found.kind))
        for found in term_lists(request.user.unit.centre_id)
    ]
    return render(request, "projects/terms.html", {"lists": lists}, status=status)


def _blank(kind: str) -> TermForm:
    return TermForm(kind, auto_id=f"id_{kind}_%s")  # two forms stand on one page
