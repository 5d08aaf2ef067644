"""常用视图 of the project list: saved, renamed, deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs
from workplace import access
from workplace.forms import ViewForm, ViewNameForm
from workplace.models import SavedView
from workplace.services import saved_views as services

from .listing import VIEWS, Asked
from .writing import answer_of


@needs("see_projects")
@require_GET
def views(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@needs("see_projects")
@require_POST
def view_save(request: SignedInRequest) -> HttpResponse:
    form = ViewForm(request.POST, may_share=request.user.can("share_views"))

    def write() -> SavedView:
        values = form.cleaned_data
        return services.save_view(
            page=VIEWS,
            name=values["name"],
            query=Asked.of(request, QueryDict(values["query"])).filters.query,
            is_shared=values.get("is_shared", False),
            by=request.user,
        )

    query = _saved(request, form, write)
    if query is None:
        return _page(request, form=form)
    messages.success(request, f"已保存视图：{form.cleaned_data['name']}")
    return redirect(f"{reverse('projects:project-list')}?{query}")


@needs("see_projects")
@require_http_methods(["GET", "POST"])
def view_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    view = access.saved_view_for(request.user, VIEWS, pk)
    if request.method == "GET":
        return _page(request, view=view, form=ViewNameForm(initial={"name": view.name}))
    form = ViewNameForm(request.POST)

    def write() -> SavedView:
        name = form.cleaned_data["name"]
        return services.rename_view(view_id=view.pk, name=name, by=request.user)

    if _saved(request, form, write) is None:
        return _page(request, view=view, form=form)
    messages.success(request, f"已改名为：{form.cleaned_data['name']}")
    return redirect("projects:views")


@needs("see_projects")
@require_http_methods(["GET", "POST"])
def view_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    view = access.saved_view_for(request.user, VIEWS, pk)
    if request.method == "GET":
        whose = "全县都不再看到它。" if view.is_shared else "只是少了这个快捷入口。"
        context = {
            "question": f"删去视图“{view.name}”？",
            "note": f"项目和数据都不变，{whose}",
            "action": f"删去视图“{view.name}”",
            "back": reverse("projects:views"),
        }
        return render(request, "components/confirm.html", context)
    act_once(request, lambda: {"view": services.delete_view(view_id=view.pk, by=request.user).name})
    messages.success(request, f"已删去视图：{view.name}")
    return redirect("projects:views")


def _saved(request: SignedInRequest, form: Any, write: Any) -> str | None:
    """The view's query, or None with the objections at the form's fields."""
    answer = answer_of(request, form, lambda: {"query": write().query})
    return None if answer is None else str(answer["query"])


def _page(
    request: SignedInRequest, *, view: SavedView | None = None, form: Any = None
) -> HttpResponse:
    rows = [
        (row, access.keeps_view(request.user, row))
        for row in access.saved_views_for(request.user, VIEWS)
    ]
    status = 422 if form is not None and form.is_bound else 200
    context = {"rows": rows, "chosen": view, "form": form}
    return render(request, "projects/views.html", context, status=status)
