"""打包, 拆包, 拆分: chosen, looked at with what the county counts before and after, then done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, needs, repeats
from projects import access, services
from projects.act_forms import PackageForm, ReasonForm, SplitForm, UnpackForm
from projects.models import Project
from projects.selectors import deeds, picking
from projects.services.packages import to_divide
from projects.services.splits import MOST_PARTS
from projects.services.sums import amounts_of
from workplace import clock

from .writing import GET_OR_POST, form_page, repeatable, saved

PACKAGE = "projects/project_package.html"


@needs("see_projects", "move_projects")
@repeats("part")
@require_http_methods(GET_OR_POST)
@repeatable
def package_new(request: SignedInRequest) -> HttpResponse:
    units = access.units_to_write_for(request.user)
    form = PackageForm(units, request.POST or None, initial={"unit": request.user.unit})
    picked = _pick(request)

    def write(values: dict[str, Any]) -> str:
        made = services.package_as_new(part_ids=picked.ids, by=request.user, **values)
        return made.number

    return _package(request, form, picked, write, None)


@needs("see_projects", "move_projects")
@repeats("part")
@require_http_methods(GET_OR_POST)
@repeatable
def package(request: SignedInRequest, number: str) -> HttpResponse:
    parent = access.project_for(request.user, number)
    deeds.require(parent, "package")
    picked = _pick(request, parent)

    def write(values: dict[str, Any]) -> str:
        services.package_into(parent_id=parent.pk, part_ids=picked.ids, by=request.user, **values)
        return parent.number

    return _package(request, ReasonForm(request.POST or None), picked, write, parent)


def _pick(request: SignedInRequest, parent: Project | None = None) -> picking.Pick:
    given = request.POST if request.method == "POST" else request.GET
    without = [parent.pk] if parent else []
    seen = access.projects_for(request.user)
    return picking.pick(seen, request.GET.get("q", ""), given.getlist("part"), without)


def _package(
    request: SignedInRequest, form: Any, picked: picking.Pick, write: Any, parent: Project | None
) -> HttpResponse:
    number = saved(request, form, write)
    if number is not None:
        messages.success(request, f"已打包 {len(picked.chosen)} 个项目")
        return redirect("projects:project", number)
    centre, today = request.user.unit.centre_id, clock.today()
    lines = (
        picking.package_effect(centre, picked.chosen, today, is_new=parent is None)
        if picked.chosen
        else []
    )
    return form_page(request, form, {"picked": picked, "lines": lines, "project": parent}, PACKAGE)


@needs("see_projects", "move_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def unpack(request: SignedInRequest, number: str) -> HttpResponse:
    parent = access.project_for(request.user, number)
    deeds.require(parent, "unpack")
    parts = list(deeds.parts_of(parent))
    divisions = to_divide(parent, parts)
    shares = [(one.year, *share) for one in divisions for share in one.shares]
    form = UnpackForm(shares, request.POST or None)

    def write(values: dict[str, Any]) -> str:
        return services.unpack(parent_id=parent.pk, by=request.user, **values).number

    if saved(request, form, write) is None:
        words = _words(parent, "拆包", f"拆出 {len(parts)} 个子项目")
        touches = [f"{part.number} {part.name}重新单独计数" for part in parts]
        touches += [one.words for one in divisions]
        return form_page(request, form, words | {"touches": touches})
    messages.success(request, f"已拆包：{len(parts)} 个子项目重新单独计数")
    return redirect("projects:project", number)


@needs("see_projects", "move_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def split(request: SignedInRequest, number: str) -> HttpResponse:
    whole = access.project_for(request.user, number)
    deeds.require(whole, "split")
    amounts = amounts_of([whole])[whole.pk]
    if "to" in request.POST:  # another number of parts; what is typed stays
        form = SplitForm(_count(request, "to"), sorted(amounts.plans), initial=request.POST.dict())
    else:
        form = SplitForm(_count(request, "n"), sorted(amounts.plans), request.POST or None)

    def write(values: dict[str, Any]) -> str:
        services.split_project(project_id=whole.pk, by=request.user, **values)
        return whole.number

    count = form.count
    if not form.is_bound or saved(request, form, write) is None:
        words = _words(whole, "拆分项目", f"拆成 {count} 个部分")
        more = count + 1 if count < MOST_PARTS else None
        context = words | {"amounts": amounts, "more": more, "fewer": max(count - 1, 2)}
        return form_page(request, form, context, "projects/project_split.html")
    messages.success(request, f"已拆成 {count} 个部分，按原项目计数")
    return redirect("projects:project", number)


def _count(request: SignedInRequest, key: str) -> int:
    text = request.POST.get(key, "2")
    return min(max(int(text), 2), MOST_PARTS) if text.isdecimal() and len(text) < 3 else 2


def _words(project: Project, title: str, act: str) -> dict[str, Any]:
    back = f"/projects/{project.number}/"
    return {"title": title, "act": act, "back": back, "project": project}
