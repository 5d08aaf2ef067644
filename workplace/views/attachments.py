"""附件: one file to take away or to look at; removed and brought back. Its target says who may."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from workplace import access, acts, content, files, pictures
from workplace.attachments import guard_of
from workplace.models import Attachment
from workplace.services import attachments as services


@needs("see_work")
@require_GET
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found, body = _standing(request, pk)
    target = guard_of(found.target).name_of(found.target)
    acts.record(by=request.user, verb="file-download", target=target, files=[found.name])
    content_type = content.CONTENT_TYPES[found.content_kind]
    return files.send(body, name=found.name, content_type=content_type)


@needs("see_work")
@require_GET
def file_view(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A PDF or a picture in a tab of its own; the other kinds are only taken away."""
    found, body = _standing(request, pk)
    target = guard_of(found.target).name_of(found.target)
    if found.is_picture:
        shown, content_type = _small(body, pictures.WHOLE), "image/jpeg"
    elif found.content_kind == "pdf":
        shown, content_type = body, content.CONTENT_TYPES["pdf"]
    else:
        raise Http404
    acts.record(by=request.user, verb="file-view", target=target, files=[found.name])
    return files.show(shown, name=found.name, content_type=content_type)


@needs("see_work")
@require_GET
def file_thumb(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found, body = _standing(request, pk)
    if not found.is_picture:
        raise Http404
    return files.show(_small(body, pictures.THUMB), name="thumb.jpg", content_type="image/jpeg")


@needs("see_work", "write_projects")
@require_POST
def file_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _to_change(request, pk)
    act_once(
        request,
        lambda: {"file": services.remove(attachment_id=found.pk, by=request.user).pk},
    )
    page = guard_of(found.target).page_of(found.target)
    return redirect(f"{page}?removed={found.pk}")  # the page offers to undo it


@needs("see_work", "write_projects")
@require_POST
def file_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _to_change(request, pk)
    act_once(
        request,
        lambda: {"file": services.restore(attachment_id=found.pk, by=request.user).pk},
    )
    messages.success(request, f"已恢复 {found.name}")
    return redirect(guard_of(found.target).page_of(found.target))


def _standing(request: SignedInRequest, pk: int) -> tuple[Attachment, bytes]:
    found = access.attachment_for(request.user, pk)
    body = files.content(found.file)
    if found.removed_at or body is None:
        raise Http404
    return found, body


def _small(body: bytes, side: int) -> bytes:
    try:
        return pictures.small_copy(body, side)
    except (*content.BROKEN, *content.FLOODS):  # kept before pictures were drawn anew, or damaged
        raise Http404 from None


def _to_change(request: SignedInRequest, pk: int) -> Attachment:
    found = access.attachment_for(request.user, pk)
    if not guard_of(found.target).may_remove(request.user, found):
        raise Refused(f"{found.name} 不是本单位上传的，由上传的一方移除", 403)
    return found
