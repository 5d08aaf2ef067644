"""名单对照: lists from above, the check of their headers, and the comparison line by line."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, op_of, page_of
from reporting import access
from reporting.city_list_forms import CityListForm, MatchForm, RemarkForm
from reporting.citylists.rows import GROUPS, LABELS, REMARKS, Group
from reporting.citylists.sheet import city_sheet
from reporting.selectors import city_lists as selectors
from reporting.selectors.county import load_county
from reporting.services import city_lists as services
from reporting.services.city_book import comparison_workbook
from workplace import clock, files, imports
from workplace.chips import Chip
from workplace.import_forms import AnswersForm
from workplace.models import Job

PAGE = 50
SETTLED = (Group.SAME, Group.BEYOND)  # nothing to be done about them
SAMPLE = 5


@needs("compare_lists")
@require_http_methods(["GET", "POST"])
def city_lists(request: SignedInRequest) -> HttpResponse:
    centre, today = access.county_of(request.user), clock.today()
    year = load_county(centre, today).plan_year
    if request.method == "POST":
        form = CityListForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            job = services.receive(
                upload=data["file"], centre=centre, year=data["year"], as_of=data["as_of"],
                by=request.user, op=op_of(request),
            )  # fmt: skip
            return redirect("reporting:city-list-check", job.key)
    else:
        form = CityListForm(initial={"year": year, "as_of": today})
    found = access.city_lists_for(request.user).defer("workbook")
    context = {"form": form, "page": page_of(request, found, PAGE)}
    status = 422 if form.is_bound else 200
    return render(request, "reporting/citylists.html", context, status=status)


@needs("compare_lists")
@require_http_methods(["GET", "POST"])
def city_list_check(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Which column is what, and what could not be read; nothing is kept before it is confirmed."""
    centre = access.county_of(request.user)
    job = imports.job_for(request.user, services.KIND, key)
    if job.state == Job.State.DONE:
        return redirect("reporting:city-list", job.result["city_list"])
    sheet = city_sheet(int(job.scope["year"]))
    posted = request.POST if "answer" in request.POST else None
    form = AnswersForm(job.payload["questions"], sheet, posted)
    if posted is not None and form.is_valid():
        services.answer_headers(
            job=job, centre=centre, answers=form.answers(), open_again=form.open_headers(),
            by=request.user,
        )  # fmt: skip
        return redirect("reporting:city-list-check", key)
    if request.method == "POST" and posted is None:
        made = services.keep(job=job, centre=centre, by=request.user)
        messages.success(request, f"已对照 {len(made.rows)} 行")
        return redirect("reporting:city-list", made.pk)
    return _check_page(request, job, form, 422 if posted is not None else 200)


def _check_page(request: SignedInRequest, job: Job, form: AnswersForm, status: int) -> HttpResponse:
    payload = job.payload
    context = {
        "job": job,
        "form": form,
        "payload": payload,
        "columns": [
            (letter, head, LABELS[key]) for key, head, letter in payload["columns"] if key in LABELS
        ],
        "rows": payload["rows"][:SAMPLE],
    }  # fmt: skip
    return render(request, "reporting/citylist_check.html", context, status=status)


@needs("compare_lists")
@require_GET
def city_list(request: SignedInRequest, pk: int) -> HttpResponse:
    city = access.city_list_for(request.user, pk)
    found = selectors.comparison(city)
    group = request.GET.get("group", "")
    if group and group not in list(GROUPS):
        raise Http404
    word = request.GET.get("q", "").strip()
    lines = [
        line for line in (found.of(group) if group else found.lines)
        if (group or line.group not in SETTLED) and word in line.name
    ]  # fmt: skip
    counts = found.counts
    open_ = sum(counts[name] for name in counts if name not in SETTLED)
    context = {
        "city": city,
        "found": found,
        "chips": [
            Chip("", "没有对上的", open_),
            *(Chip(str(name), label, counts[name]) for name, label in GROUPS.items()),
        ],
        "only": group,
        "word": word,
        "page": page_of(request, lines, PAGE),
        "groups": {str(name): label for name, label in GROUPS.items()},
        "matching": MatchForm(found.of(Group.ASK)),
        "remarks": REMARKS,
        "is_open": group in ("", Group.ASK),
    }
    return render(request, "reporting/citylist.html", context)


@needs("compare_lists")
@require_POST
def city_list_match(request: SignedInRequest, pk: int) -> HttpResponse:
    city = access.city_list_for(request.user, pk)
    form = MatchForm(selectors.comparison(city).of(Group.ASK), request.POST)
    if not form.is_valid():
        raise Http404

    def answer() -> dict[str, Any]:
        said = services.answer_matches(city_id=pk, answers=form.answers(), by=request.user)
        return {"said": said}

    said = act_once(request, answer)["said"]
    messages.success(request, f"已确认 {said} 行，以后的名单里同名的照此办" if said else "没有改动")
    return redirect("reporting:city-list", pk)


@needs("compare_lists")
@require_POST
def city_list_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    access.city_list_for(request.user, pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data

    def remark() -> dict[str, Any]:
        services.set_remark(
            city_id=pk, line=data["line"], state=data["state"], note=data["note"], by=request.user
        )
        return {}

    act_once(request, remark)
    group = request.POST.get("group", "")
    query = f"?group={group}" if group in list(GROUPS) else ""
    return redirect(f"{reverse('reporting:city-list', args=[pk])}{query}#line-{data['line']}")


@needs("compare_lists")
@require_safe
def city_list_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    city = access.city_list_for(request.user, pk)
    found = selectors.comparison(city)
    services.note_download(city=city, lines=len(found.lines), by=request.user)
    stem = city.name.rpartition(".")[0] or city.name
    return files.send(comparison_workbook(found), name=f"名单对照-{stem}.xlsx")
