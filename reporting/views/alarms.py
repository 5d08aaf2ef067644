"""疑点 for the centre: what the rules found odd, each with its rows; office and leaders read."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, page_of
from reporting import access
from reporting.alarm_forms import AskForm, ClearForm
from reporting.models import Alarm
from reporting.selectors import alarms as selectors
from reporting.selectors.alarms import Filters
from reporting.services import alarms as services
from reporting.suspicion.book import write_alarms
from reporting.suspicion.rules import BY_CODE, RULES
from workplace import acts, clock, files

PAGE = 50


@needs("see_alarms")
@require_GET
def alarms(request: SignedInRequest) -> HttpResponse:
    seen, filters = access.alarms_for(request.user), Filters.of(request.GET.dict())
    listed = selectors.listing(seen, filters)
    page = page_of(request, listed, PAGE)
    rows = list(page.object_list)
    context = {
        "page": page,
        "groups": selectors.groups(rows, listed, filters),
        "asked": selectors.asked(rows),
        "filters": filters,
        "chips": selectors.chips(seen, filters),
        "rules": RULES,
        "units": selectors.units(seen),
        "sorts": selectors.SORT_WORDS,
        "looked_at": services.looked_at(access.county_of(request.user)),
        "may_act": request.user.can("clear_alarms"),
    }
    return render(request, "reporting/alarms.html", context)


@needs("see_alarms")
@require_GET
def alarms_export(request: SignedInRequest) -> HttpResponseBase:
    filters = Filters.of(request.GET.dict())
    rows = selectors.listing(access.alarms_for(request.user), filters)
    out = BytesIO()
    write_alarms(out, rows, selectors.ONLY[filters.only][0])
    name = "疑点清单.xlsx"
    acts.record(by=request.user, verb="alarms-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


@needs("see_alarms")
@require_GET
def alarm_rules(request: SignedInRequest) -> HttpResponse:
    context = {
        "lines": selectors.rule_lines(access.alarms_for(request.user)),
        "shared": selectors.shared_files(access.county_of(request.user), clock.today()),
    }
    return render(request, "reporting/alarm_rules.html", context)


@needs("see_alarms", "clear_alarms")
@require_POST
def alarms_look(request: SignedInRequest) -> HttpResponse:
    centre = access.county_of(request.user)

    def look() -> dict[str, Any]:
        found = services.look(centre, by=request.user)
        return {"new": found.new, "gone": found.gone, "standing": found.standing}

    found = act_once(request, look)
    text = (
        f"已检查：新发现 {found['new']} 个，消失 {found['gone']} 个，未核实 {found['standing']} 个"
    )
    messages.success(request, text)
    return redirect("reporting:alarms")


@needs("see_alarms")
@require_GET
def alarm(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, access.alarm_for(request.user, pk))


@needs("see_alarms", "clear_alarms")
@require_POST
def alarm_clear(request: SignedInRequest, pk: int) -> HttpResponse:
    found, form = access.alarm_for(request.user, pk), ClearForm(request.POST)
    if not form.is_valid():
        return _page(request, found, clearing=form, status=422)
    said = form.cleaned_data["explanation"]

    def clear() -> dict[str, Any]:
        services.clear(alarm_id=pk, explanation=said, by=request.user)
        return {}

    act_once(request, clear)
    messages.success(request, "已排除 1 个疑点，事实变了会再列出来")
    return redirect("reporting:alarm", pk)


@needs("see_alarms", "clear_alarms")
@require_POST
def alarm_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    access.alarm_for(request.user, pk)

    def undo() -> dict[str, Any]:
        services.take_back(alarm_id=pk, by=request.user)
        return {}

    act_once(request, undo)
    messages.success(request, "已撤销排除")
    return redirect("reporting:alarm", pk)


@needs("see_alarms", "clear_alarms")
@require_POST
def alarm_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    found, form = access.alarm_for(request.user, pk), AskForm(request.POST)
    if not form.is_valid():
        return _page(request, found, asking=form, status=422)
    question = form.cleaned_data["question"]

    def ask() -> dict[str, Any]:
        return {"told": services.ask(alarm_id=pk, question=question, by=request.user)}

    told = act_once(request, ask)["told"]
    messages.success(request, f"已通知责任单位 {told} 个人")
    return redirect("reporting:alarm", pk)


def _page(
    request: SignedInRequest,
    found: Alarm,
    *,
    clearing: ClearForm | None = None,
    asking: AskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_open = found.cleared_at is None and found.gone_at is None
    context = {
        "alarm": found,
        "rule": BY_CODE.get(found.rule),
        "title": selectors.title_of(found.rule),
        "history": selectors.history(found),
        "earlier": selectors.earlier(access.alarms_for(request.user), found),
        "is_open": is_open,
        "may_act": request.user.can("clear_alarms"),
        "clearing": clearing or ClearForm(),
        "asking": asking or AskForm(),
    }
    return render(request, "reporting/alarm.html", context, status=status)
