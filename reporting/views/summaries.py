"""活动总结: the unit drafts, edits and files it; the office sends it back or accepts it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from accounts.models import Unit
from accounts.rules import Role
from reporting import access
from reporting.documents.paper import source_rows
from reporting.models import ActivitySummary
from reporting.papers.blocks import from_json, numbers_of
from reporting.papers.tokens import Tokens, fields
from reporting.selectors.papers import links
from reporting.selectors.summaries import (
    WORDS,
    Shown,
    docx,
    history_of,
    summary_campaign,
    summary_lines,
    title_of,
)
from reporting.selectors.summary_compose import summary_due
from reporting.services import summaries as services
from workplace import acts, files

from .papers import numbered


@needs("read_circulars")
@require_GET
def summaries(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if user.role == Role.REPORTER:
        return redirect("reporting:summary", user.unit.code)
    centre = access.county_of(user)
    campaign = summary_campaign(centre)
    state, search = request.GET.get("state", ""), request.GET.get("q", "").strip()
    found = access.summaries_for(user).filter(campaign=campaign) if campaign else []
    every = summary_lines(centre, found)
    context = {
        "campaign": campaign,
        "due": summary_due(campaign) if campaign else None,
        "lines": summary_lines(centre, found, state, search),
        "chips": [(key, word, sum(x.state == key for x in every)) for key, word in WORDS.items()],
        "all": len(every),
        "state": state,
        "search": search,
    }
    return render(request, "reporting/summaries.html", context)


@needs("read_circulars")
@require_GET
def summary(request: SignedInRequest, unit: str) -> HttpResponse:
    return _page(request, access.summary_unit_for(request.user, unit))


@needs("read_circulars", "write_summary")
@require_POST
def summary_draft(request: SignedInRequest, unit: str) -> HttpResponse:
    of, campaign = access.summary_unit_for(request.user, unit), _campaign(request)

    def draft() -> dict[str, Any]:
        return {"pk": services.draft(campaign_id=campaign.pk, unit=of, by=request.user).pk}

    act_once(request, draft)
    messages.success(request, "已按封存的报表起草总结，数字带出处，文字可以改")
    return redirect("reporting:summary", unit)


@needs("read_circulars", "write_summary")
@require_POST
def summary_save(request: SignedInRequest, unit: str) -> HttpResponse:
    of = access.summary_unit_for(request.user, unit)
    found, typed = _found(request, of), _texts(request)

    def save() -> dict[str, Any]:
        _, errors = services.edit(
            summary_id=found.pk, texts=typed, version=_version(request), by=request.user
        )
        return {"errors": {str(place): words for place, words in errors.items()}}

    errors = act_once(request, save)["errors"]
    if errors:
        wrong = {int(place): words for place, words in errors.items()}
        return _page(request, of, typed=typed, errors=wrong, status=422)
    messages.success(request, "已保存总结")
    return redirect("reporting:summary", unit)


@needs("read_circulars", "write_summary")
@require_POST
def summary_submit(request: SignedInRequest, unit: str) -> HttpResponse:
    return _step(request, unit, services.submit, "已上报总结")


@needs("see_papers", "issue_papers")
@require_POST
def summary_accept(request: SignedInRequest, unit: str) -> HttpResponse:
    return _step(request, unit, services.accept, "已接收总结")


@needs("see_papers", "issue_papers")
@require_POST
def summary_return(request: SignedInRequest, unit: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]

    def back(**about: Any) -> ActivitySummary:
        return services.send_back(reason=reason, **about)

    return _step(request, unit, back, "已退回总结")


@needs("read_circulars")
@require_GET
def summary_word(request: SignedInRequest, unit: str) -> FileResponse:
    found = _found(request, access.summary_unit_for(request.user, unit))
    name = f"{found.unit.short_name}活动总结.docx"
    acts.record(by=request.user, verb="summary-download", target=str(found.pk))
    return files.send(docx(found), name=name)


def _step(
    request: SignedInRequest, unit: str, do: Callable[..., ActivitySummary], said: str
) -> HttpResponse:
    found = _found(request, access.summary_unit_for(request.user, unit))

    def step() -> dict[str, Any]:
        return {"pk": do(summary_id=found.pk, version=_version(request), by=request.user).pk}

    act_once(request, step)
    messages.success(request, said)
    return redirect("reporting:summary", unit)


def _campaign(request: SignedInRequest) -> Any:
    campaign = summary_campaign(access.county_of(request.user))
    if campaign is None:
        raise Refused("还没有前期手续办理活动，不用写总结。", 409)
    return campaign


def _found(request: SignedInRequest, of: Unit) -> ActivitySummary:
    found = access.summary_for(request.user, of)
    if found is None:
        raise Http404
    return found


def _version(request: SignedInRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _texts(request: SignedInRequest) -> dict[int, str]:
    """The text boxes by place: block-3 → 3."""
    found = {}
    for name, text in request.POST.items():
        head, _, place = name.partition("block-")
        if not head and place.isdecimal() and len(place) < 4:
            found[int(place)] = str(text)[:5000]
    return found


def _page(
    request: SignedInRequest,
    of: Unit,
    *,
    typed: dict[int, str] | None = None,
    errors: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found, campaign = access.summary_for(request.user, of), _campaign(request)
    context: dict[str, Any] = {
        "unit": of,
        "summary": found,
        "campaign": campaign,
        "due": summary_due(campaign),
        "may_write": request.user.can("write_summary"),
        "may_judge": request.user.can("issue_papers"),
    }
    if found is not None:
        body = from_json(found.body)
        boxes = fields(body.blocks, Tokens(numbers_of(body.blocks)))
        context |= {
            "shown": Shown(title_of(found), found.submitted_at),
            "body": body,
            "blocks": numbered(body),
            "links": links(request.user, body),
            "sources": source_rows(body),
            "office": of.name,
            "open": found.state in services.EDITABLE,
            "boxes": [
                (box, (typed or {}).get(box.place, box.text), (errors or {}).get(box.place, ""))
                for box in boxes
            ],
            "past": history_of(found),
        }
    return render(request, "reporting/summary.html", context, status=status)
