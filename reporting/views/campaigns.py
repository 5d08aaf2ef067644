"""Campaigns (报送活动): the list, one with its rounds on the calendar, add, edit, end."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, render_page, repeats
from reporting import access
from reporting.campaign_forms import CampaignForm, EndForm
from reporting.models import Campaign
from reporting.rules import Form, default_ladder
from reporting.selectors import campaigns as selectors
from reporting.selectors.county import definition_on, definitions_of
from reporting.services import campaigns as services
from workplace import clock


@needs("see_review")
@require_GET
def campaigns(request: SignedInRequest) -> HttpResponse:
    lines = selectors.campaign_lines(access.campaigns_for(request.user), clock.now())
    context = {
        "running": [line for line in lines if line.campaign.is_open],
        "ended": [line for line in lines if not line.campaign.is_open],
        "units": selectors.reporting_units(request.user.unit.centre_id),
        "may_edit": request.user.can("edit_campaigns"),
    }
    return render(request, "reporting/campaigns.html", context)


@needs("see_review")
@require_GET
def campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = access.campaign_of(request.user, pk)
    context = {
        "campaign": chosen,
        "rhythm": selectors.rhythm_words(chosen),
        "schedule": selectors.schedule_of(chosen, clock.now()),
        "units": selectors.reporting_units(chosen.centre_id),
        "kinds": selectors.kinds_of(chosen),
        "definition": definition_on(definitions_of(chosen), clock.today()),
        "ladder": chosen.ladder or default_ladder(chosen.rhythm),
        "may_edit": request.user.can("edit_campaigns") and chosen.is_open,
    }
    return render(request, "reporting/campaign.html", context)


@needs("see_review", "edit_campaigns")
@repeats("kinds")
@require_http_methods(["GET", "POST"])
def campaign_add(request: SignedInRequest) -> HttpResponse:
    key = _form_of(request)
    form = CampaignForm(_posted(request), form=key, centre=request.user.unit)
    rival = selectors.open_rival(form.campaign)
    if request.method == "GET" or "preview" in request.POST:
        return _editor(request, form, rival=rival)

    def add() -> dict[str, Any]:
        made = services.add_campaign(form=key, values=form.values(), by=request.user)
        return {"campaign": made.pk, "name": made.name, "rounds": made.rounds.count()}

    answer = _save(request, form, add)
    if answer is None:
        return _editor(request, form, rival=rival, status=422)
    messages.success(request, f"已新增{answer['name']}，{answer['rounds']} 期")
    return redirect("reporting:campaign", answer["campaign"])


@needs("see_review", "edit_campaigns")
@repeats("kinds")
@require_http_methods(["GET", "POST"])
def campaign_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = access.open_campaign(request.user, pk)
    last = selectors.last_begun(chosen, clock.now())
    about: dict[str, Any] = {"form": chosen.form, "centre": chosen.centre, "campaign": chosen}
    form = CampaignForm(_posted(request), last=last, **about)
    if request.method == "GET" or "preview" in request.POST:
        return _editor(request, form)

    def edit() -> dict[str, Any]:
        reason = form.cleaned_data["reason"]
        _, changed = services.edit_campaign(
            campaign_id=pk, values=form.values(), by=request.user, reason=reason
        )
        return {"changed": changed}

    answer = _save(request, form, edit)
    if answer is None:
        return _editor(request, form, status=422)
    words = "已保存，没有打开的期已按新的安排重排" if answer["changed"] else "没有改动"
    messages.success(request, words)
    return redirect("reporting:campaign", pk)


@needs("see_review", "edit_campaigns")
@require_http_methods(["GET", "POST"])
def campaign_end(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = access.campaign_of(request.user, pk)
    form = EndForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def end() -> dict[str, Any]:
            services.end_campaign(campaign_id=pk, by=request.user, reason=reason)
            return {}

        act_once(request, end)
        messages.success(request, f"已结束{chosen}")
        return redirect("reporting:campaigns")
    context = {"campaign": chosen, "form": form, "touched": selectors.touched(chosen, clock.now())}
    status = 422 if request.method == "POST" else 200
    return render(request, "reporting/campaign_end.html", context, status=status)


def _form_of(request: SignedInRequest) -> str:
    key = request.GET.get("form") or Form.PERMITS
    if key not in Form.values:
        raise Http404
    return str(key)


def _posted(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _save(request: SignedInRequest, form: CampaignForm, do: Any) -> dict[str, Any] | None:
    """The service's answer, or None with its objections written at the form's fields."""

    def act() -> dict[str, Any]:
        # in here: the same form once more was right, though its days are taken by now
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return do()  # type: ignore[no-any-return]

    try:
        return act_once(request, act)
    except ValidationError as error:
        if form.is_valid():
            form.add_error(None, error)
        return None


def _editor(
    request: SignedInRequest,
    form: CampaignForm,
    *,
    rival: Campaign | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form with its rounds below: listed and drawn as soon as its dates can be read."""
    is_read = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "campaign": form.campaign if form.campaign.pk else None,
        "last": form.last,
        "forms": Form,
        "chosen": form.campaign.form,
        "rival": rival,
        "schedule": selectors.preview(form.draft(), clock.now()) if is_read else None,
    }
    if form.is_bound and not is_read:
        status = 422
    template = "reporting/campaign_form.html"
    return render_page(request, template, "reporting/_campaign_editor.html", context, status)
