"""The bell (通知): list, read and go, all read; a digest and its signatures; when to be told."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, page_of, repeats, safe_path
from workplace import access
from workplace.digest_forms import PreferenceForm
from workplace.selectors import bell as selectors
from workplace.services import bell

PAGE = 50


@needs("own_account")
@require_GET
def notifications(request: SignedInRequest) -> HttpResponse:
    notes = selectors.listed(access.notifications_for(request.user))
    context = {
        "page": page_of(request, notes, PAGE),
        "undelivered": list(access.undelivered_for(request.user)[:20]),
    }
    return render(request, "workplace/notifications.html", context)


@needs("own_account")
@require_POST
def notification(request: SignedInRequest, pk: int) -> HttpResponse:
    note = access.notification_for(request.user, pk)
    bell.mark_read(user=request.user, pk=note.pk)
    return redirect(safe_path(request, note.url, "/notifications/"))


@needs("own_account")
@require_POST
def notifications_read(request: SignedInRequest) -> HttpResponse:
    bell.mark_read(user=request.user)
    return redirect("workplace:notifications")


@needs("own_account")
@require_GET
def digest(request: SignedInRequest, pk: int) -> HttpResponse:
    note = access.digest_for(request.user, pk)
    lines = selectors.lines_of(note)
    context = {
        "note": note,
        "lines": lines,
        "unsigned": sum(line.acknowledged_at is None for line in lines),
    }
    return render(request, "workplace/digest.html", context)


@needs("own_account")
@require_POST
@repeats("line")
def digest_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ticked lines; without a tick, as from the bell, all of them."""
    note = access.digest_for(request.user, pk)
    ticked = [int(line) for line in request.POST.getlist("line") if line.isdecimal()]

    def act() -> dict[str, Any]:
        some = ticked or None
        return {"count": bell.acknowledge(note=note, by=request.user, lines=some)}

    count = act_once(request, act)["count"]
    messages.success(request, f"已签收 {count} 件，项目推进中心看得到")
    return redirect(safe_path(request, request.POST.get("next", ""), "/notifications/"))


@needs("own_account")
@require_http_methods(["GET", "POST"])
@repeats("at_once")
def preference(request: SignedInRequest) -> HttpResponse:
    mine = selectors.preference_of(request.user.pk)
    if request.method == "GET":
        form = PreferenceForm(preference=mine)
        return render(request, "workplace/preferences.html", {"form": form})
    form = PreferenceForm(request.POST, preference=mine)
    if not form.is_valid():
        return render(request, "workplace/preferences.html", {"form": form}, status=422)

    def save() -> dict[str, Any]:
        bell.set_preference(user=request.user, values=form.cleaned_data)
        return {}

    act_once(request, save)
    messages.success(request, "提醒方式已保存")
    return redirect("workplace:preference")
