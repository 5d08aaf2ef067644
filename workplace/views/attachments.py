"""附件: one file to take away; removed and brought back. Its target decides who may."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from workplace import access, acts, content, files
from workplace.attachments import guard_of
from workplace.models import Attachment
from workplace.services import attachments as services


@needs("see_work")
@require_GET
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = access.attachment_for(request.user, pk)
    body = files.content(found.file)
    if found.removed_at or body is None:
        raise Http404
    target = guard_of(found.target).name_of(found.target)
    acts.record(by=request.user, verb="file-download", target=target, files=[found.name])
    content_type = content.CONTENT_TYPES[found.content_kind]
    return files.send(body, name=found.name, content_type=content_type)


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


def _to_change(request: SignedInRequest, pk: int) -> Attachment:
    found = access.attachment_for(request.user, pk)
    if not guard_of(found.target).may_remove(request.user, found):
        raise Refused(f"{found.name} 由{found.by.unit.short_name}上传，请联系对方移除", 403)
    return found
