"""One subject of a meeting: its place, what was said of it; and the meeting's documents."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, is_htmx, needs, op_of
from procedures import access
from procedures.documents import meeting as documents
from procedures.meeting_forms import ItemForm
from procedures.models import Meeting
from procedures.rules import MeetingStatus
from procedures.selectors import meetings as selectors
from procedures.services import meetings
from workplace import acts, clock, files
from workplace.official import DOCX

from .meeting_page import meeting_context


@needs("see_meetings", "hold_meetings")
@require_POST
def meeting_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Save what was said of a subject; a clash shows both and asks."""
    row = access.agenda_item_for(request.user, pk, item)
    units = selectors.owners(row.meeting.centre_id)
    form = ItemForm(units, request.POST, auto_id=f"item-{item}-%s")
    if form.is_valid() and _noted(request, form, row):
        if not is_htmx(request):
            return redirect(f"{reverse('procedures:meeting', args=[pk])}#item-{item}")
        row.refresh_from_db()
        fresh = ItemForm.of(units, row, meetings.said(row))
        context = {"item": row, "form": fresh, "saved_at": clock.now()}
        return render(request, "procedures/_meeting_item_state.html", context)
    if is_htmx(request):
        context = {"item": row, "form": form}
        return render(request, "procedures/_meeting_item_state.html", context, status=422)
    found = access.meeting_for(request.user, pk)
    page = meeting_context(request, found, {item: form})
    return render(request, "procedures/meeting.html", page, status=422)


@needs("see_meetings", "hold_meetings")
@require_POST
def meeting_move(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    row = access.agenda_item_for(request.user, pk, item)
    way = request.POST.get("to")
    if way not in {"up", "down"}:
        raise Refused("选上移或下移。", 422)

    def do() -> dict[str, Any]:
        return {"moved": meetings.move_item(row, up=way == "up", by=request.user)}

    act_once(request, do)
    return redirect(f"{reverse('procedures:meeting', args=[pk])}#item-{item}")


@needs("see_meetings", "hold_meetings")
@require_POST
def meeting_drop(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    if acts.is_done(op_of(request)):  # the second click of two: it is off the agenda already
        return redirect("procedures:meeting", pk)
    row = access.agenda_item_for(request.user, pk, item)

    def do() -> dict[str, Any]:
        meetings.drop_item(row, by=request.user)
        return {}

    act_once(request, do)
    return redirect("procedures:meeting", pk)


@needs("see_meetings")
@require_GET
def agenda_docx(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = access.meeting_for(request.user, pk)
    body = documents.agenda(found, selectors.items_of(found), found.made_at)
    acts.record(by=request.user, verb="meeting-agenda", target=str(found), meeting=found.pk)
    return files.send(body, name=f"会议议程（{found}）.docx", content_type=DOCX)


@needs("see_meetings")
@require_GET
def minutes_docx(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = _closed(access.meeting_for(request.user, pk))
    body = documents.minutes(found, selectors.items_of(found), found.closed_at or clock.now())
    acts.record(by=request.user, verb="meeting-minutes", target=str(found), meeting=found.pk)
    return files.send(body, name=f"会议纪要（{found}）.docx", content_type=DOCX)


@needs("see_meetings")
@require_GET
def meeting_print(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _closed(access.meeting_for(request.user, pk))
    items = selectors.items_of(found)
    context = {"meeting": found, "items": items, "opening": documents.opening(found, items)}
    return render(request, "procedures/meeting_print.html", context)


def _closed(found: Meeting) -> Meeting:
    if found.status != MeetingStatus.CLOSED:
        raise Refused(f"{found}会议还没有定稿，没有纪要。先定稿。")
    return found


def _noted(request: SignedInRequest, form: ItemForm, row: Any) -> bool:
    values = form.cleaned_data

    def do() -> dict[str, Any]:
        noted = meetings.note_item(
            row, values, values["was"], by=request.user, mine=values["mine"]
        )  # fmt: skip
        return {"was": json.dumps(meetings.said(noted))}

    try:
        act_once(request, do)
    except ValidationError as error:
        form.add_error(None, error)
        form.clashes = True  # type: ignore[attr-defined]
        return False
    return True
