"""领办代办: an officer's desk, what they note, and the centre's choice of officers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of, repeats, safe_next
from procedures import access
from procedures.desk_forms import AgentNoteForm, OfficerForm
from procedures.rules import Side
from procedures.selectors import agent as agents
from procedures.selectors import desk_rows
from procedures.selectors.desk import OWNER
from procedures.services.agents import assign_officer, note_service
from workplace import clock

from .desk_steps import done, ticked, undo_of

PAGE = 50
GET_OR_POST = ["GET", "POST"]


@needs("see_permits")
@require_GET
def agent(request: SignedInRequest) -> HttpResponse:
    """What one serves; for those above the county's, with the load of each officer."""
    user, today = request.user, clock.today()
    seen, is_county = access.served_for(user), not access.is_bureau(user)
    filters = agents.AgentFilters.of(request.GET.dict())
    page = page_of(request, agents.served(seen, filters, today), PAGE)
    chips = agents.chips(seen, filters, today)
    may_act = user.can("take_steps")
    context: dict[str, Any] = {
        "page": page,
        "rows": desk_rows.desk_rows(list(page.object_list), today, user, [Side.OWNER]),
        "filters": filters,
        "chips": chips,
        "has_any": any(chip.count for chip in chips),
        "loads": agents.loads(seen, today) if is_county else [],
        "is_county": is_county,
        "side": OWNER,
        "may_act": may_act,
        "undo": undo_of(request),
        "today": today,
    }
    return render(request, "procedures/agent.html", context)


@needs("see_permits", "take_steps")
@require_http_methods(GET_OR_POST)
def agent_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """领办代办记录: by the officer of the permit, or by the centre."""
    permit = access.permit_for(request.user, pk)
    if permit.officer_id != request.user.pk and not request.user.can("review"):
        raise Refused("这项手续不由你领办代办。", 403)
    home = safe_next(request, reverse("procedures:agent"))
    form = AgentNoteForm(request.POST) if request.method == "POST" else AgentNoteForm.of(permit)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        act_once(
            request,
            lambda: {"new": note_service(permit=permit, by=request.user, **said)},
        )
        messages.success(request, f"已记下：{permit.project.name}，{permit.kind.name}")
        return redirect(home)
    context = {"permit": permit, "form": form, "next": home}
    return render(
        request, "procedures/agent_note.html", context, status=422 if form.is_bound else 200
    )


@needs("see_permits", "decompose")
@repeats("p")
@require_http_methods(GET_OR_POST)
def permits_officer(request: SignedInRequest) -> HttpResponse:
    """Give the ticked permits to an officer."""
    permits = ticked(request)
    officers = agents.officers_for(request.user)
    form = OfficerForm(officers, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        officer = form.cleaned_data["officer"]
        answer = act_once(
            request,
            lambda: {"moved": assign_officer(permits=permits, officer=officer, by=request.user)},
        )
        whom = f"交给{officer.name}领办代办" if officer else "不设领办代办"
        messages.success(request, f"{answer.get('moved', 0)} 项手续{whom}")
        return done(request)
    context = {
        "permits": permits,
        "form": form,
        "next": safe_next(request, reverse("procedures:permits")),
        "loads": agents.loads(access.served_for(request.user), clock.today()),
    }
    return render(
        request, "procedures/permits_officer.html", context, status=422 if form.is_bound else 200
    )
