"""目标 and 亮灯规则: whoever reads the figures reads them, the office sets them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, render_page
from projects.access import project_for
from reporting import access
from reporting.models import Target
from reporting.selectors import targets as selectors
from reporting.selectors.county import limits_on
from reporting.selectors.project_lights import project_light
from reporting.services import targets as services
from reporting.target_forms import LightRuleForm, RemoveForm, TargetForm
from workplace import clock


@needs("see_figures")
@require_GET
def targets(request: SignedInRequest) -> HttpResponse:
    found = list(access.targets_for(request.user))
    years = selectors.years(found)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else max(years, default=clock.today().year)
    context = {
        "years": years,
        "year": year,
        "lines": selectors.target_lines((t for t in found if t.year == year), clock.today()),
        "removed": selectors.removed(year),
        "may_edit": request.user.can("edit_targets"),
    }
    return render(request, "reporting/targets.html", context)


@needs("see_figures", "edit_targets")
@require_http_methods(["GET", "POST"])
def target_add(request: SignedInRequest) -> HttpResponse:
    if request.method == "GET":
        initial = {"year": clock.today().year, "scope": "all"}
        return _add_page(request, TargetForm(initial=initial))
    form = TargetForm(request.POST)
    if not form.is_valid():
        return _add_page(request, form, 422)
    values, reason = form.values(), form.cleaned_data["reason"]

    def add() -> dict[str, Any]:
        return {"pk": services.add_target(values=values, by=request.user, reason=reason).pk}

    try:
        act_once(request, add)
    except ValidationError as error:
        form.add_error(None, error)
        return _add_page(request, form, 422)
    messages.success(request, "已新增 1 个目标")
    return redirect(_list_url(values["year"]))


@needs("see_figures")
@require_GET
def target(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.target_for(request.user, pk)
    return _page(request, found, TargetForm.of(found, services.stamp(found)))


@needs("see_figures", "edit_targets")
@require_POST
def target_save(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.target_for(request.user, pk)
    form = TargetForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    values, said = form.values(), form.cleaned_data

    def save() -> dict[str, Any]:
        services.change_target(
            target_id=pk, values=values, seen=said["seen"], by=request.user, reason=said["reason"]
        )
        return {"pk": pk}

    try:
        act_once(request, save)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, found, form, 422)
    messages.success(request, "已保存目标")
    return redirect(_list_url(values["year"]))


@needs("see_figures", "edit_targets")
@require_POST
def target_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    form = RemoveForm(request.POST)
    if not form.is_valid():
        return _page(request, access.target_for(request.user, pk), removing=form, status=422)
    said = form.cleaned_data

    def remove() -> dict[str, Any]:
        year = services.remove_target(
            target_id=pk, seen=said["seen"], by=request.user, reason=said["reason"]
        )
        return {"year": year}

    year = act_once(request, remove)["year"]
    messages.success(request, "已取消 1 个目标，历史还在")
    return redirect(_list_url(year))


@needs("see_figures")
@require_GET
def lights(request: SignedInRequest) -> HttpResponse:
    return _lights_page(request)


@needs("see_figures", "edit_targets")
@require_POST
def light_rule_add(request: SignedInRequest) -> HttpResponse:
    centre, form = access.county_of(request.user), LightRuleForm(request.POST)
    if not form.is_valid():
        return _lights_page(request, form, 422)
    values = form.cleaned_data

    def add() -> dict[str, Any]:
        services.add_light_rule(centre=centre, by=request.user, **values)
        return {}

    try:
        act_once(request, add)
    except ValidationError as error:
        form.add_error(None, error)
        return _lights_page(request, form, 422)
    messages.success(request, f"新的亮灯规则从 {values['valid_from']} 起用")
    return redirect("reporting:lights")


@needs("see_projects")
@require_GET
def project_lights(request: SignedInRequest, number: str) -> HttpResponse:
    """A part of the project's page, and a page of its own without JavaScript."""
    project = project_for(request.user, number)
    found = project_light(project, access.county_of(request.user), clock.today())
    return render_page(
        request,
        "reporting/project_lights.html",
        "reporting/_project_lights.html",
        {"project": project, "found": found},
    )


def _list_url(year: int) -> str:
    return f"{reverse('reporting:targets')}?year={year}"


def _add_page(request: SignedInRequest, form: TargetForm, status: int = 200) -> HttpResponse:
    return render(request, "reporting/target_add.html", {"form": form}, status=status)


def _page(
    request: SignedInRequest,
    found: Target,
    form: TargetForm | None = None,
    status: int = 200,
    removing: RemoveForm | None = None,
) -> HttpResponse:
    stamp = services.stamp(found)
    [line] = selectors.target_lines([found], clock.today())
    context = {
        "line": line,
        "form": form or TargetForm.of(found, stamp),
        "removing": removing or RemoveForm(initial={"seen": stamp}),
        "changes": selectors.changes(found),
        "may_edit": request.user.can("edit_targets"),
    }
    return render(request, "reporting/target.html", context, status=status)


def _lights_page(
    request: SignedInRequest, form: LightRuleForm | None = None, status: int = 200
) -> HttpResponse:
    centre, today = access.county_of(request.user), clock.today()
    limits = limits_on(centre, today)
    context = {
        "limits": limits,
        "rules": selectors.rule_lines(centre, today),
        "form": form or LightRuleForm.of(limits, today),
        "may_edit": request.user.can("edit_targets"),
    }
    return render(request, "reporting/lights.html", context, status=status)
