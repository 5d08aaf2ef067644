"""活动总结: the unit drafts, edits and files it; the office sends it back or accepts it."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
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
from reporting.models import ActivitySummary, Campaign
from reporting.papers.blocks import from_json, numbers_of
from reporting.papers.tokens import Tokens, fields
from reporting.selectors.papers import links
from reporting.selectors.summaries import (
    WORDS,
    Shown,
    SummaryLine,
    docx,
    history_of,
    narrowed,
    summaries_book,
    summary_campaign,
    summary_lines,
    title_of,
)
from reporting.selectors.summary_compose import sealed_since, summary_due
from reporting.services import summaries as services
from sheets.write import write_table
from workplace import acts, clock, files

from .papers import numbered


@needs("read_circulars")
@require_GET
def summaries(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if user.role == Role.REPORTER:
        return redirect("reporting:summary", user.unit.code)
    campaign, state, search, every = _listed(request)
    due = summary_due(campaign) if campaign else None
    context = {
        "campaign": campaign,
        "due": due,
        "passed": due is not None and due.due_at < clock.now(),
        "lines": narrowed(every, state, search),
        "chips": [(key, word, sum(x.state == key for x in every)) for key, word in WORDS.items()],
        "all": len(every),
        "state": state,
        "search": search,
    }
    return render(request, "reporting/summaries.html", context)


@needs("see_papers")
@require_GET
def summaries_export(request: SignedInRequest) -> FileResponse:
    """The units as they are listed, searched and narrowed."""
    campaign, state, search, every = _listed(request)
    lines, out = narrowed(every, state, search), BytesIO()
    write_table(out, summaries_book(lines, campaign.name if campaign else ""))
    name = f"活动总结报送情况_{clock.today()}.xlsx"
    acts.record(by=request.user, verb="summaries-export", target=name, rows=len(lines))
    return files.send(out.getvalue(), name=name)


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
    return _written(request, unit, services.edit, "已保存总结")


@needs("read_circulars", "write_summary")
@require_POST
def summary_submit(request: SignedInRequest, unit: str) -> HttpResponse:
    """What was typed and not saved is filed too."""
    return _written(request, unit, services.submit, "已上报总结")


@needs("see_papers", "issue_papers")
@require_POST
def summary_accept(request: SignedInRequest, unit: str) -> HttpResponse:
    return _step(request, unit, services.accept, "已接收总结")


@needs("see_papers", "issue_papers")
@require_POST
def summary_return(request: SignedInRequest, unit: str) -> HttpResponse:
    reason = request.POST.get("reason", "")

    def back(**about: Any) -> ActivitySummary:
        return services.send_back(reason=reason, **about)

    try:
        return _step(request, unit, back, "已退回总结")
    except ValidationError as error:
        of = access.summary_unit_for(request.user, unit)
        judged = {"reason": reason, "reason_error": " ".join(error.messages)}
        return _page(request, of, judged=judged, status=422)


@needs("read_circulars")
@require_GET
def summary_word(request: SignedInRequest, unit: str) -> FileResponse:
    found = _found(request, access.summary_unit_for(request.user, unit))
    name = f"{found.unit.short_name}活动总结.docx"
    acts.record(by=request.user, verb="summary-download", target=str(found.pk))
    return files.send(docx(found), name=name)


def _listed(
    request: SignedInRequest,
) -> tuple[Campaign | None, str, str, Sequence[SummaryLine]]:
    """The campaign, what the list is narrowed by, and every unit of it."""
    centre = access.county_of(request.user)
    campaign = summary_campaign(centre)
    found = access.summaries_for(request.user).filter(campaign=campaign) if campaign else []
    state, search = request.GET.get("state", ""), request.GET.get("q", "").strip()
    return campaign, state, search, summary_lines(centre, found)


def _written(
    request: SignedInRequest,
    unit: str,
    do: Callable[..., tuple[ActivitySummary, dict[int, str]]],
    said: str,
) -> HttpResponse:
    of = access.summary_unit_for(request.user, unit)
    found, typed = _found(request, of), _texts(request)

    def write() -> dict[str, Any]:
        _, errors = do(summary_id=found.pk, texts=typed, version=_version(request), by=request.user)
        return {"errors": {str(place): words for place, words in errors.items()}}

    errors = act_once(request, write)["errors"]
    if errors:
        wrong = {int(place): words for place, words in errors.items()}
        return _page(request, of, typed=typed, errors=wrong, status=422)
    messages.success(request, said)
    return redirect("reporting:summary", unit)


def _step(
    request: SignedInRequest, unit: str, do: Callable[..., ActivitySummary], said: str
) -> HttpResponse:
    found = _found(request, access.summary_unit_for(request.user, unit))

    def step() -> dict[str, Any]:
        return {"pk": do(summary_id=found.pk, version=_version(request), by=request.user).pk}

    act_once(request, step)
    messages.success(request, said)
    return redirect("reporting:summary", unit)


def _campaign(request: SignedInRequest) -> Campaign:
    campaign = summary_campaign(access.county_of(request.user))
    if campaign is None:
        raise Refused("还没有前期手续办理活动，不用写总结。", 409)
    return campaign


def _found(request: SignedInRequest, of: Unit) -> ActivitySummary:
    found = access.summary_for(request.user, of, _campaign(request))
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
    judged: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    campaign = _campaign(request)
    found = access.summary_for(request.user, of, campaign)
    context: dict[str, Any] = {
        "unit": of,
        "summary": found,
        "campaign": campaign,
        "due": summary_due(campaign),
        "may_write": request.user.can("write_summary"),
        "may_judge": request.user.can("issue_papers"),
        **(judged or {}),
    }
    if found is not None:
        context |= _text(request, of, found) | _boxes(found, typed or {}, errors or {})
    return render(request, "reporting/summary.html", context, status=status)


def _text(request: SignedInRequest, of: Unit, found: ActivitySummary) -> dict[str, Any]:
    body, is_open = from_json(found.body), found.state in services.EDITABLE
    return {
        "shown": Shown(title_of(found), found.submitted_at),
        "body": body,
        "blocks": numbered(body),
        "links": links(request.user, body),
        "sources": source_rows(body),
        "office": of.name,
        "dated_when": "上报",
        "open": is_open,
        "newer": sealed_since(found) if is_open else None,
        "past": history_of(found),
    }


def _boxes(found: ActivitySummary, typed: dict[int, str], errors: dict[int, str]) -> dict[str, Any]:
    """What is typed and refused stays in its box."""
    blocks = from_json(found.body).blocks
    return {
        "wrong": sorted(errors.items()),
        "boxes": [
            (box, typed.get(box.place, box.text), errors.get(box.place, ""))
            for box in fields(blocks, Tokens(numbers_of(blocks)))
        ],
    }
