"""疑似重复的项目: the list, what is found to be two, and the merge with its choice of facts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, page_of
from projects import access, services
from projects.act_forms import MergeForm
from projects.models import Project
from projects.selectors import deeds, picking
from projects.selectors.duplicates import county_doubles
from projects.selectors.merging import differences
from workplace import clock

from .writing import GET_OR_POST, form_page, repeatable, saved

PAGE = 50
MERGE = "projects/project_merge.html"


@needs("see_projects", "move_projects")
@require_GET
def duplicates(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, county_doubles(request.user.unit.centre_id), PAGE)
    return render(request, "projects/project_duplicates.html", {"page": page})


@needs("see_projects", "move_projects")
@require_POST
def dismiss(request: SignedInRequest) -> HttpResponse:
    first, second = (
        access.project_for(request.user, request.POST.get(key, "")) for key in ("first", "second")
    )

    def do() -> dict[str, Any]:
        services.dismiss_double(first=first, second=second, by=request.user)
        return {}

    act_once(request, do)
    messages.success(request, f"已记下：{first.number} 和 {second.number} 是两个项目")
    return redirect("projects:duplicates")


@needs("see_projects", "move_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def merge(request: SignedInRequest, number: str) -> HttpResponse:
    keep = access.project_for(request.user, number)
    deeds.require(keep, "merge")
    other = request.GET.get("with", "")
    if not other:
        picked = picking.pick(
            access.projects_for(request.user), request.GET.get("q", ""), [], [keep.pk]
        )
        context = {"project": keep, "picked": picked}
        return render(request, "projects/project_merge_with.html", context)
    gone = access.project_for(request.user, other)
    deeds.require(gone, "merge")
    return _merge(request, keep, gone)


def _merge(request: SignedInRequest, keep: Project, gone: Project) -> HttpResponse:
    found = differences(keep, gone)
    form = MergeForm([(one.key, one.theirs) for one in found], request.POST or None)

    def write(values: dict[str, Any]) -> str:
        services.merge_projects(keep_id=keep.pk, gone_id=gone.pk, by=request.user, **values)
        return keep.number

    if saved(request, form, write) is None:
        lines = picking.merge_effect(request.user.unit.centre_id, keep, gone, clock.today())
        rows = [(one, form[f"of_{one.key}"]) for one in found]
        context = {"project": keep, "gone": gone, "rows": rows, "lines": lines}
        return form_page(request, form, context, MERGE)
    messages.success(request, f"已把 {gone.number} 并入 {keep.number}")
    return redirect("projects:project", keep.number)
