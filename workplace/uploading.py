"""The form that takes files, as every page with files uses it: all of them, or none and why."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.book import act_once
from accounts.http import SignedInRequest
from workplace.attachment_forms import FilesForm
from workplace.attachments import guard_of
from workplace.models import Attachment
from workplace.selectors.files import elsewhere
from workplace.services import attachments


def add_files(
    request: SignedInRequest, target: Any, labels: list[str], template: str, words: dict[str, Any]
) -> HttpResponse:
    """The form, or its files kept and where else they are; back to the page of the target."""
    page = guard_of(target).page_of(target)
    chosen = request.GET.get("label", "")
    if request.method == "POST":
        form = FilesForm(labels, request.POST, request.FILES)
    else:
        form = FilesForm(labels, initial={"label": chosen if chosen in labels else labels[0]})
    kept = _kept(request, form, target)
    if kept is None:
        status = 422 if form.is_bound else 200
        return render(request, template, {"form": form, "back": page, **words}, status=status)
    messages.success(request, f"已上传 {len(kept)} 个附件" if kept else "这些文件已经在这里")
    warn_of_reuse(request, kept)
    return redirect(page)


def warn_of_reuse(request: SignedInRequest, keys: list[int]) -> None:
    """Right after an upload: which of the files is already somewhere else."""
    files = list(Attachment.objects.filter(pk__in=keys).order_by("pk"))
    reused = elsewhere(files, request.user)
    for file in files:
        if found := reused.get(file.pk):
            messages.warning(request, f"{file.name} 已经用过。{found.words}")


def _kept(request: SignedInRequest, form: FilesForm, target: Any) -> list[int] | None:
    """Keys of the files that were new, or None with the objections at the form's fields."""
    if not form.is_bound or not form.is_valid():
        return None
    uploads, label = form.cleaned_data["file"], form.cleaned_data["label"]
    by = request.user

    def attach() -> dict[str, Any]:
        rows = attachments.attach(target=target, kept=kept, label=label, by=by)
        return {"files": [row.pk for row in rows]}

    try:
        kept = attachments.receive(uploads, target=target, by=by)
        answer = act_once(request, attach)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return list(answer["files"])
