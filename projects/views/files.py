"""附件 of a project and of its funding: the list, a part of the project's page; the form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, render_page, repeats
from projects import access
from projects.files import FUNDING_LABELS, PROJECT_LABELS
from projects.selectors.files import project_files as files_of
from workplace.attachment_forms import FilesForm
from workplace.attachments import guard_of
from workplace.services import attachments

GET_OR_POST = ["GET", "POST"]


@needs("see_projects")
@require_GET
def project_files(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    context = {
        "project": project,
        "files": files_of(project, request.user, request.GET.get("removed", "")),
        "may_edit": request.user.can("write_projects"),
    }
    return render_page(request, "projects/files.html", "projects/_files.html", context)


@needs("see_projects", "write_projects")
@repeats("file")
@require_http_methods(GET_OR_POST)
def project_files_add(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    words = {"project": project, "title": "上传附件", "place": "附件"}
    return _add(request, project, PROJECT_LABELS, words)


@needs("see_projects", "write_projects")
@repeats("file")
@require_http_methods(GET_OR_POST)
def funding_files_add(request: SignedInRequest, pk: int) -> HttpResponse:
    application = access.application_for(request.user, pk)
    place = f"{application.year}年{application.get_channel_display()}"
    words = {"project": application.project, "title": f"上传附件：{place}", "place": place}
    return _add(request, application, FUNDING_LABELS, words)


def _add(
    request: SignedInRequest, target: Any, labels: list[str], words: dict[str, Any]
) -> HttpResponse:
    """The form, or its files kept: all of them, or none and what is wrong with which."""
    page = guard_of(target).page_of(target)
    chosen = request.GET.get("label", "")
    if request.method == "POST":
        form = FilesForm(labels, request.POST, request.FILES)
    else:
        form = FilesForm(labels, initial={"label": chosen if chosen in labels else labels[0]})
    count = _kept(request, form, target)
    if count is None:
        context = {"form": form, "back": page, **words}
        status = 422 if form.is_bound else 200
        return render(request, "projects/files_add.html", context, status=status)
    messages.success(request, f"已上传 {count} 个附件" if count else "这些文件已经在这里")
    return redirect(page)


def _kept(request: SignedInRequest, form: FilesForm, target: Any) -> int | None:
    """How many files were new, or None with the objections at the form's fields."""
    if not form.is_bound or not form.is_valid():
        return None
    uploads, label = form.cleaned_data["file"], form.cleaned_data["label"]
    try:
        kept = attachments.receive(uploads, target=target, by=request.user)
        answer = act_once(
            request,
            lambda: {
                "count": len(
                    attachments.attach(target=target, kept=kept, label=label, by=request.user)
                )
            },
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return int(answer["count"])
