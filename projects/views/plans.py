"""年度计划: the year's list on a day, 增补, 退出, 批准, 年度结转. Services write."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.errors import Refused, note_why
from accounts.http import SignedInRequest, needs, page_of, repeats
from projects import access, services
from projects.plan_forms import AddForm, ApproveForm, RemoveForm, RollOverForm
from projects.rules import Level, Nature
from projects.selectors import year_plans
from projects.selectors.roll_over import Proposal, roll_over
from projects.selectors.year_plans import GROUPINGS, PlanFilters, YearPlan
from puxian_projects import limits
from workplace import clock
from workplace.models import Job

GET_OR_POST = ["GET", "POST"]
YEARS = range(2000, 2100)


@needs("see_projects")
@require_GET
def plans_current(request: SignedInRequest) -> HttpResponse:
    """The newest year that has begun, else the first one."""
    years = year_plans.years_of(access.projects_for(request.user), clock.today())
    begun = [year for year in years if year <= clock.today().year]
    return redirect("projects:plan-list", (begun or years[-1:])[0])


@needs("see_projects")
@require_GET
def plan_list(request: SignedInRequest, year: int) -> HttpResponse:
    plan = _plan(request, year)
    size = max(len(plan.rows), 1) if request.GET.get("all") else limits.LIST_PAGE
    page = page_of(request, plan.rows, size)
    may_edit = request.user.can("edit_plan_list")
    context = {
        "plan": plan,
        "filters": plan.filters,
        "groups": plan.groups(page.object_list),
        "page": page,
        "years": year_plans.years_of(access.projects_for(request.user), clock.today()),
        "units": year_plans.units_of(plan),
        "levels": Level,
        "natures": Nature,
        "groupings": GROUPINGS,
        "may_edit": may_edit,
        "jobs": year_plans.recent_acts(request.user.unit, year) if may_edit else [],
    }
    return render(request, "projects/plan_list.html", context)


@needs("see_projects", "edit_plan_list")
@repeats("project")
@require_http_methods(GET_OR_POST)
def plan_add(request: SignedInRequest, year: int) -> HttpResponse:
    _require(year)
    chosen = request.POST.getlist("project")
    initial = {"listed_from": clock.today()}
    form = AddForm(_sent(request), chosen=chosen, initial=initial)

    def do() -> Job:
        return services.add_to_list(numbers=form.chosen, **_whose(request, year), **_values(form))

    if job := _done(request, form, do):
        return _back(request, year, job)
    words = request.GET.get("q", "").strip()[:50]
    seen = access.projects_for(request.user)
    found = year_plans.candidates(seen, year, words, clock.today())
    shown = found[: limits.LIST_PAGE]
    context = {"form": form, "year": year, "found": found, "shown": shown, "words": words}
    return _page(request, "projects/plan_add.html", context)


@needs("see_projects", "edit_plan_list")
@repeats("project")
@require_http_methods(GET_OR_POST)
def plan_remove(request: SignedInRequest, year: int) -> HttpResponse:
    _require(year)
    chosen = request.POST.getlist("project")
    initial = {"listed_to": clock.today()}
    # the ticks of the list come by POST too: two hundred of them are no address
    sent = None if request.POST.get("ask") else _sent(request)
    form = RemoveForm(sent, chosen=chosen, initial=initial)

    def do() -> Job:
        whose = _whose(request, year)
        return services.remove_from_list(numbers=form.chosen, **whose, **_values(form))

    if job := _done(request, form, do):
        return _back(request, year, job)
    every = _plan(request, year).every
    rows = [row for row in every if row.project.number in form.chosen]
    return _page(request, "projects/plan_remove.html", {"form": form, "year": year, "rows": rows})


@needs("see_projects", "edit_plan_list")
@repeats("version")
@require_http_methods(GET_OR_POST)
def plan_approve(request: SignedInRequest, year: int) -> HttpResponse:
    plan = _plan(request, year, today=True)
    rows = year_plans.unapproved(plan)[: limits.LIST_PAGE * 5]
    initial = {"approved_on": clock.today()}
    form = ApproveForm(_sent(request), chosen=request.POST.getlist("version"), initial=initial)

    def do() -> Job:
        whose = _whose(request, year)
        return services.approve_plans(version_ids=form.version_ids, **whose, **_values(form))

    if job := _done(request, form, do):
        return _back(request, year, job)
    context = {"form": form, "year": year, "rows": rows, "units": year_plans.units_of(plan)}
    return _page(request, "projects/plan_approve.html", {**context, "filters": plan.filters})


@needs("see_projects", "edit_plan_list")
@repeats("drop")
@require_http_methods(GET_OR_POST)
def plan_roll_over(request: SignedInRequest, year: int) -> HttpResponse:
    _require(year)
    keep = request.GET.get("waiting") != "drop"
    proposal = roll_over(request.user.unit, year, clock.today(), keep_waiting=keep)
    form = RollOverForm.of(proposal)
    dropped = request.POST.getlist("drop")
    if request.method == "POST":
        form = RollOverForm(proposal, request.POST)

    def do() -> Job:
        return services.roll_over_list(
            keep_waiting=keep,
            seen=form.cleaned_data["seen"],
            dropped=dropped,
            planned=form.planned,
            listed_from=form.cleaned_data["listed_from"],
            **_whose(request, year),
        )

    if job := _done(request, form, do):
        return _back(request, year + 1, job)
    return _roll_page(request, proposal, form, keep, dropped)


@needs("see_projects", "edit_plan_list")
@require_POST
def plan_undo(request: SignedInRequest, year: int, key: uuid.UUID) -> HttpResponse:
    def do() -> dict[str, Any]:
        job = services.undo_list_act(key=key, **_whose(request, year))
        return {"name": job.name, "kept": job.result["undone"]["kept"]}

    answer = act_once(request, do)
    kept = "、".join(answer["kept"])
    rest = f"；这些以后又改过，保留不动：{kept}" if kept else ""
    messages.success(request, f"已撤销：{answer['name']}{rest}")
    return redirect("projects:plan-list", year)


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _plan(request: SignedInRequest, year: int, *, today: bool = False) -> YearPlan:
    """The list of the day the URL names, or of today whatever it names."""
    _require(year)
    asked = request.GET.dict()
    if today:
        asked.pop("on", None)
    filters = PlanFilters.of(asked, year, clock.today())
    return year_plans.year_plan(access.projects_for(request.user), filters)


def _require(year: int) -> None:
    if year not in YEARS:
        raise Http404


def _whose(request: SignedInRequest, year: int) -> dict[str, Any]:
    return {"centre": request.user.unit, "year": year, "by": request.user}


def _values(form: forms.Form) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _done(request: SignedInRequest, form: Any, do: Callable[[], Job]) -> dict[str, Any] | None:
    """The act's answer, or None with the objections on the form; a refusal is one too."""
    if not form.is_bound or not form.is_valid():
        return None

    def act() -> dict[str, Any]:
        job = do()
        return {"name": job.name, "key": str(job.key)}

    try:
        return act_once(request, act)
    except Refused as refusal:
        note_why(request, refusal.why)
        form.add_error(None, refusal.why)
        form.refused_status = refusal.status
    except ValidationError as error:
        for key, errors in error.error_dict.items():
            form.add_error(key if key in form.fields else None, errors)
    return None


def _back(request: SignedInRequest, year: int, answer: dict[str, Any]) -> HttpResponse:
    messages.success(request, f"{year}年名单：已{answer['name']}。在名单下面可以撤销")
    return redirect(reverse("projects:plan-list", args=[year]))


def _page(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    status = getattr(form, "refused_status", 422) if form.is_bound else 200
    return render(request, template, context, status=status)


def _roll_page(
    request: SignedInRequest,
    proposal: Proposal,
    form: RollOverForm,
    keep: bool,
    dropped: list[str],
) -> HttpResponse:
    context = {
        "proposal": proposal,
        "form": form,
        "lines": [(row, form.amount(row.project.number)) for row in proposal.carried],
        "keep": keep,
        "dropped": dropped,
        "next_year": proposal.year + 1,
    }
    return _page(request, "projects/plan_roll_over.html", context)
