"""联席会议: the list, one meeting from agenda to minutes, its documents."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, op_of, page_of, repeats
from procedures import access, issue_access
from procedures.meeting_export import write_decisions
from procedures.meeting_forms import MeetingForm, ReopenForm, SubjectForm
from procedures.models import Meeting
from procedures.rules import MeetingStatus, Outcome
from procedures.selectors import meetings as selectors
from procedures.services import meeting_close, meetings
from projects.views.writing import answer_of
from sheets.text import asked_word
from workplace import acts, clock, files

from .meeting_page import meeting_context

PAGE = 50
GONE = "选的问题里有的已经办完或列入了别的会议。请刷新页面后重新选。"


@needs("see_meetings")
@require_GET
def meeting_list(request: SignedInRequest) -> HttpResponse:
    seen, filters = access.meetings_for(request.user), selectors.Filters.of(request.GET.dict())
    page = page_of(request, selectors.meeting_list(seen, filters, clock.today()), PAGE)
    context = {
        "page": page,
        "meetings": list(page.object_list),
        "filters": filters,
        "chips": selectors.chips(seen, filters),
        "may_hold": request.user.can("hold_meetings"),
        "today": clock.today(),
    }
    return render(request, "procedures/meeting_list.html", context)


@needs("see_meetings")
@require_GET
def decisions_export(request: SignedInRequest) -> HttpResponseBase:
    """议定事项 of the closed meetings, with what has become of each."""
    filters = selectors.Filters.of(request.GET.dict())
    rows = selectors.decisions(access.meetings_for(request.user), filters)
    out, name = BytesIO(), "联席会议议定事项.xlsx"
    write_decisions(out, rows, clock.today())
    acts.record(by=request.user, verb="decisions-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


@needs("see_meetings", "hold_meetings")
@require_http_methods(["GET", "POST"])
def meeting_add(request: SignedInRequest) -> HttpResponse:
    attendees = selectors.member_units(request.user.unit.centre_id)
    initial = {
        "title": "重点项目前期手续联席会议", "held_on": clock.today(), "attendees": attendees
    }  # fmt: skip
    form = MeetingForm(request.POST) if request.method == "POST" else MeetingForm(initial=initial)
    if not form.is_valid():
        return _form_page(request, form, "新建联席会议", "/meetings/", "建立会议，选议题")

    def do() -> dict[str, Any]:
        return {"pk": meetings.add_meeting(form.cleaned_data, by=request.user).pk}

    agenda = reverse("procedures:meeting-agenda", args=[act_once(request, do)["pk"]])
    wanted = _wanted(request)
    return redirect(f"{agenda}?take={wanted}" if wanted else agenda)


@needs("see_meetings", "hold_meetings")
@require_http_methods(["GET", "POST"])
def meeting_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = access.meeting_for(request.user, pk)
    form = MeetingForm(request.POST) if request.method == "POST" else MeetingForm.of(meeting)
    if answer_of(request, form, lambda: _edited(meeting, form, request)) is not None:
        messages.success(request, "已保存会议")
        return redirect("procedures:meeting", pk)
    return _form_page(request, form, f"修改会议：{meeting}", f"/meetings/{pk}/", "保存会议")


@needs("see_meetings")
@require_GET
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.meeting_for(request.user, pk)
    return render(request, "procedures/meeting.html", meeting_context(request, found))


@needs("see_meetings", "hold_meetings")
@require_POST
def meeting_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    if acts.is_done(op_of(request)):  # the second click of two: it is gone already
        return redirect("procedures:meetings")
    found = access.meeting_for(request.user, pk)

    def do() -> dict[str, Any]:
        meetings.cancel_meeting(found, by=request.user)
        return {}

    act_once(request, do)
    messages.success(request, f"已撤销会议：{found}")
    return redirect("procedures:meetings")


@needs("see_meetings", "hold_meetings")
@repeats("take")
@require_http_methods(["GET", "POST"])
def meeting_agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick the problems that come on the agenda."""
    found = access.meeting_for(request.user, pk)
    if request.method == "POST":
        messages.success(request, f"已列入 {_take(request, found)} 个议题")
        return redirect("procedures:meeting", pk)
    words = asked_word(request.GET.get("q", ""))
    wanted = request.GET.get("take", "")
    offers = sorted(selectors.offers(found, words), key=lambda offer: offer.key != wanted)
    context = {
        "meeting": found,
        "found": len(offers),
        "offers": offers[: selectors.OFFERED],
        "wanted": wanted,
        "words": words,
        "form": SubjectForm(request.user),
        "is_closed": found.status == MeetingStatus.CLOSED,
    }
    return render(request, "procedures/meeting_agenda.html", context)


def _wanted(request: SignedInRequest) -> str:
    """The key of the problem for which a meeting is called, from ?issue=."""
    key = request.GET.get("issue", "")
    if not (key.isascii() and key.isdigit()) or len(key) > 18:
        return ""
    return f"issue-{issue_access.issue_for(request.user, int(key)).pk}"


@needs("see_meetings", "hold_meetings")
@require_http_methods(["GET", "POST"])
def meeting_subject(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.meeting_for(request.user, pk)
    form = SubjectForm(request.user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form_page(request, form, "加自拟议题", f"/meetings/{pk}/", "列入议题")
    title, project = form.cleaned_data["title"], form.cleaned_data["project"]

    def do() -> dict[str, Any]:
        return {"pk": meetings.add_subject(found, title, project, by=request.user).pk}

    act_once(request, do)
    messages.success(request, "已列入 1 个议题")
    return redirect("procedures:meeting", pk)


@needs("see_meetings", "hold_meetings")
@require_http_methods(["GET", "POST"])
def meeting_close_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """What closing will do, then closing."""
    found = access.meeting_for(request.user, pk)
    items = selectors.items_of(found)
    if request.method == "GET":
        context = {
            "meeting": found,
            "faults": meeting_close.faults(found, items),
            "decided": [i for i in items if i.outcome == Outcome.DECIDED],
            "put_off": [i for i in items if i.outcome == Outcome.LATER],
        }
        return render(request, "procedures/meeting_close.html", context)

    def do() -> dict[str, Any]:
        handed = meeting_close.close_meeting(found, by=request.user)
        return {"decided": handed.decided, "left": list(handed.left)}

    answer = act_once(request, do)
    messages.success(request, f"已定稿，{answer['decided']} 项议定事项已回到问题")
    for why in answer["left"]:
        messages.warning(request, f"没有回到问题：{why}")
    return redirect("procedures:meeting", pk)


@needs("see_meetings", "hold_meetings")
@require_http_methods(["GET", "POST"])
def meeting_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.meeting_for(request.user, pk)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        note = "议定事项已经通知责任单位。重新定稿时，改过的会再通知一次。"
        return _form_page(
            request, form, f"重新打开：{found}", f"/meetings/{pk}/", "重新打开会议", note
        )

    def do() -> dict[str, Any]:
        meeting_close.reopen_meeting(found, form.cleaned_data["reason"], by=request.user)
        return {}

    act_once(request, do)
    messages.success(request, "已重新打开，改好后重新定稿")
    return redirect("procedures:meeting", pk)


def _take(request: SignedInRequest, found: Meeting) -> int:
    """What is offered is read inside the act: a second click finds its answer, not a refusal."""
    wanted = set(request.POST.getlist("take"))
    if not wanted:
        raise ValidationError("没有选议题。勾选要列入的问题，再列入议程。")

    def do() -> dict[str, Any]:
        chosen = [offer for offer in selectors.offers(found) if offer.key in wanted]
        if len(chosen) < len(wanted):
            raise ValidationError(GONE)
        issues = [offer.issue for offer in chosen if offer.issue]
        taken = meetings.take_issues(found, issues, by=request.user)
        for subject in (offer.subject for offer in chosen if offer.subject):
            meetings.add_subject(found, subject.title, subject.project, by=request.user)
            taken += 1
        return {"taken": taken}

    return int(act_once(request, do)["taken"])


def _edited(found: Meeting, form: MeetingForm, request: SignedInRequest) -> dict[str, Any]:
    meetings.edit_meeting(found, form.cleaned_data, by=request.user)
    return {}


def _form_page(
    request: SignedInRequest, form: Any, title: str, back: str, act: str, note: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "act": act, "note": note}
    status = 422 if form.is_bound else 200
    return render(request, "procedures/meeting_form.html", context, status=status)
