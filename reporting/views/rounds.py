"""The centre's own deadline for one round, and the ladder of reminders."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.forms import DueForm, RungFormSet, rung_initial
from reporting.rules import default_ladder
from reporting.services import rounds

from .pages import round_url
from .review import round_of


@needs("see_review", "review")
@require_http_methods(["GET", "POST"])
def round_move(request: SignedInRequest, cutoff: date) -> HttpResponse:
    round_ = round_of(request, cutoff)
    due = timezone.localtime(round_.due_at)
    initial = {"due_on": due.date(), "due_time": due.time(), "reason": ""}
    form = DueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        act_once(
            request,
            lambda: {
                "due_at": rounds.move_round(
                    round_id=round_.pk,
                    due_at=form.due_at(),
                    by=request.user,
                    reason=form.cleaned_data["reason"],
                ).due_at.isoformat()
            },
        )
        messages.success(request, f"{round_.named}截止时间已改")
        return redirect(round_url(round_, "review"))
    status = 422 if request.method == "POST" else 200
    context = {"round": round_, "form": form}
    return render(request, "reporting/review_due.html", context, status=status)


@needs("see_review", "review")
@require_http_methods(["GET", "POST"])
def ladder(request: SignedInRequest) -> HttpResponse:
    campaign = access.campaign_for(request.user, request.GET.get("form") or "permits")
    steps = campaign.ladder or default_ladder(campaign.rhythm)
    initial = [rung_initial(step) for step in steps]
    forms = RungFormSet(request.POST or None, initial=initial, prefix="rung")
    if request.method == "POST" and forms.is_valid():
        chosen = [_step(form.cleaned_data) for form in forms if form.cleaned_data.get("kind")]
        act_once(
            request,
            lambda: {
                "steps": len(
                    rounds.set_ladder(
                        campaign_id=campaign.pk, ladder=chosen, by=request.user
                    ).ladder
                )
            },
        )
        messages.success(request, f"已保存 {len(chosen)} 个提醒时刻")
        return redirect(f"{reverse('reporting:ladder')}{campaign.query}")
    status = 422 if request.method == "POST" else 200
    context = {"campaign": campaign, "forms": forms, "steps": steps}
    return render(request, "reporting/review_ladder.html", context, status=status)


def _step(data: dict[str, Any]) -> dict[str, Any]:
    if data["kind"] == "before":
        return rounds.step_before(data["minutes"])
    if data["kind"] == "days":
        return rounds.step_days_before(data["days"], data["at"])
    return rounds.step_on_weekday(data["weekday"], data["at"])
