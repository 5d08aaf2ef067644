"""口径: its versions for whoever reads the figures; the office adds one, after a preview."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.definition_example import SAID
from reporting.definition_forms import UNSEEN, DefinitionForm, UndoForm, first_free_day
from reporting.models import Campaign
from reporting.selectors import definitions as selectors
from reporting.selectors.campaigns import last_begun
from reporting.selectors.county import definition_on, definitions_of
from reporting.services import definitions as services
from workplace import clock


@needs("see_figures")
@require_GET
def definitions(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@needs("see_figures", "edit_definitions")
@require_POST
def definition_add(request: SignedInRequest) -> HttpResponse:
    form, campaign = DefinitionForm(request.POST), _running(request)
    if campaign is None:
        raise Refused("没有进行中的前期手续活动，没有口径可改。", 409)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "preview" in request.POST:
        return _page(request, form, shown=True)
    if not form.is_previewed:
        form.add_error(None, UNSEEN)
        return _page(request, form, shown=True, status=422)

    def add() -> dict[str, Any]:
        made = services.add_definition(campaign.pk, by=request.user, **form.values())
        return {"version": made.version}

    try:
        version = act_once(request, add)["version"]
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, form, status=422)
    since = form.cleaned_data["valid_from"]
    messages.success(request, f"第{version}版口径从 {since} 起用，以前报过的数不变")
    return redirect("reporting:definitions")


@needs("see_figures", "edit_definitions")
@require_POST
def definition_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    taken, form = access.definition_for(request.user, pk), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, undoing=(taken.version, form), status=422)
    reason = form.cleaned_data["reason"]

    def undo() -> dict[str, Any]:
        made = services.undo_definition(pk, reason=reason, by=request.user)
        return {"version": made.version}

    version = act_once(request, undo)["version"]
    messages.success(request, f"已撤销第{taken.version}版：第{version}版恢复原来的口径")
    return redirect("reporting:definitions")


def _running(request: SignedInRequest) -> Campaign | None:
    found = selectors.permits_campaigns(access.county_of(request.user))
    return found[0] if found and found[0].is_open else None


def _page(
    request: SignedInRequest,
    form: DefinitionForm | None = None,
    *,
    shown: bool = False,
    undoing: tuple[int, UndoForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    today, centre = clock.today(), access.county_of(request.user)
    campaigns = selectors.permits_campaigns(centre)
    running = campaigns[0] if campaigns and campaigns[0].is_open else None
    begun = last_begun(running, clock.now()) if running else None
    until = selectors.compiled_until(running) if running else None
    preview = None
    if running and shown and form:
        preview = selectors.preview(
            centre, running, form.draft(_next_version(running)), now=clock.now(), today=today
        )
    if running and form is None:
        standing = definition_on(definitions_of(running), today)
        form = DefinitionForm.of(standing, first_free_day(running.starts_on, until, today))
    context = {
        "chapters": [(campaign, selectors.lines(campaign, today)) for campaign in campaigns],
        "running": running,
        "begun": begun,
        "until": until,
        "example": SAID,
        "form": form,
        "preview": preview,
        "stamp": form.stamp if preview and form else "",
        "undoing": undoing,
        "undo_form": UndoForm(),
        "may_edit": request.user.can("edit_definitions") and running is not None,
    }
    return render(request, "reporting/definitions.html", context, status=status)


def _next_version(campaign: Campaign) -> int:
    return max(one.version for one in definitions_of(campaign)) + 1
