"""催办: what was told to whom, who has read and signed; chase by hand; when heads are told."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, op_of, page_of, repeats, safe_path
from procedures import access, nudge_book
from procedures.nudging import Nudged
from procedures.selectors import nudges as selectors
from procedures.selectors.nudges import Filters
from procedures.services import nudges as services
from workplace import acts, files
from workplace.digest_forms import ReminderSettingsForm
from workplace.files import bounded

PAGE = 50


@needs("see_nudges")
@require_GET
def nudges(request: SignedInRequest) -> HttpResponse:
    seen = access.nudges_for(request.user)
    filters = Filters.of(request.GET.dict())
    page = page_of(request, selectors.listed(seen, filters), PAGE)
    context = {
        "page": page,
        "rows": selectors.rows_of(page.object_list),
        "filters": filters,
        "chips": selectors.chips(seen, filters),
        "steps": Nudged.choices,
        "units": selectors.units(seen),
        "may_chase": request.user.can("review"),
        "most": services.MOST_AT_ONCE,
    }
    return render(request, "procedures/nudges.html", context)


@needs("see_nudges")
@require_GET
def nudges_export(request: SignedInRequest) -> HttpResponseBase:
    filters = Filters.of(request.GET.dict())
    found = selectors.listed(access.nudges_for(request.user), filters)
    some = bounded(found)
    out = BytesIO()
    nudge_book.write_nudges(out, selectors.rows_of(some))
    name = "催办情况.xlsx"
    acts.record(by=request.user, verb="nudges-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


@needs("see_nudges", "review")
@require_POST
@repeats("nudge")
def nudges_chase(request: SignedInRequest) -> HttpResponse:
    pks = [int(pk) for pk in request.POST.getlist("nudge") if pk.isdecimal()]
    chosen = access.some_nudges_for(request.user, pks)

    def chase() -> dict[str, Any]:
        return vars(services.chase(nudges=chosen, by=request.user, op=op_of(request)))

    messages.success(request, _said(act_once(request, chase)))
    return redirect(safe_path(request, request.POST.get("next", ""), "/permits/nudges/"))


def _said(done: dict[str, Any]) -> str:
    parts = [f"已催办 {done['told']} 项"]
    if done["held"]:
        parts.append(f"{done['held']} 项对方在不打扰时段，过后马上提醒")
    if done["settled"]:
        parts.append(f"{done['settled']} 项已经办了，没有再催")
    if done["unreachable"]:
        parts.append(f"{'、'.join(done['unreachable'])}没有账号，请打电话")
    return "；".join(parts)


@needs("see_nudges", "review")
@require_http_methods(["GET", "POST"])
def nudges_settings(request: SignedInRequest) -> HttpResponse:
    centre_id = request.user.unit.centre_id or 0
    row = selectors.rules_of(centre_id)
    if request.method == "GET":
        return _settings_page(request, ReminderSettingsForm(row=row))
    form = ReminderSettingsForm(request.POST, row=row)
    if not form.is_valid():
        return _settings_page(request, form, status=422)

    def save() -> dict[str, Any]:
        services.set_rules(centre_id=centre_id, by=request.user, values=form.cleaned_data)
        return {}

    act_once(request, save)
    messages.success(request, "提醒设置已保存，从下一次提醒起算")
    return redirect("procedures:nudges")


def _settings_page(
    request: SignedInRequest, form: ReminderSettingsForm, status: int = 200
) -> HttpResponse:
    return render(request, "procedures/nudges_settings.html", {"form": form}, status=status)
