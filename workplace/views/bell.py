"""The bell (通知): list, read and go, all read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest, needs, page_of, safe_path
from workplace import access
from workplace.services import bell

PAGE = 50


@needs("own_account")
@require_GET
def notifications(request: SignedInRequest) -> HttpResponse:
    context = {
        "page": page_of(request, access.notifications_for(request.user), PAGE),
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
