"""资金争取: an application of a project is entered, carried on, rejected, taken up again.

Where it is shown, with the permits its channel wants, is a page of procedures.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs
from projects import access, services
from projects.funding_forms import FundingForm, FundingReasonForm, NewFundingForm
from projects.models import FundingApplication
from projects.rules import FUNDING_MOVES, FundingStatus
from workplace import clock

GET_OR_POST = ["GET", "POST"]


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def funding_add(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    form = NewFundingForm(_posted(request), initial={"year": clock.today().year})

    def write() -> FundingApplication:
        return services.add_application(
            project_id=project.pk, values=form.values(), by=request.user
        )

    made = _saved(request, form, write)
    if made is None:
        words = {"title": "登记资金申报", "act": "保存申报", "project": project}
        return _page(request, form, {"back": f"/projects/{number}/", **words})
    messages.success(request, "已登记资金申报")
    return redirect(_address(made))


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def funding_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    application = access.application_for(request.user, pk)
    posted = _posted(request)
    form = FundingForm.of(application) if posted is None else FundingForm(posted)

    def write() -> FundingApplication:
        return services.edit_application(
            application_id=pk,
            values=form.values(),
            by=request.user,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )

    if _saved(request, form, write) is None:
        form.go_on_from(application.version)
        title = f"修改：{application.year}年{application.get_channel_display()}"
        words = {"title": title, "act": "保存申报", "project": application.project}
        return _page(request, form, {"back": _address(pk), **words})
    messages.success(request, "已保存资金申报")
    return redirect(_address(pk))


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
def funding_move(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    application = access.application_for(request.user, pk)
    form = FundingReasonForm(_posted(request))

    def write() -> FundingApplication:
        reason = form.cleaned_data["reason"]
        return services.move_application(
            application_id=pk, verb=verb, by=request.user, reason=reason
        )

    if _saved(request, form, write) is None:
        label = FUNDING_MOVES[verb].label
        title = f"{label}：{application.year}年{application.get_channel_display()}"
        words = {"title": title, "act": label, "project": application.project}
        note = REJECT_NOTE if FUNDING_MOVES[verb].to == FundingStatus.REJECTED else REOPEN_NOTE
        return _page(request, form, {"back": _address(pk), "note": note, **words})
    messages.success(request, f"已{FUNDING_MOVES[verb].label}")
    return redirect(_address(pk))


REJECT_NOTE = "记错了的也在这里办。金额、时间和附件都保留，不再计入合计；以后可以恢复。"
REOPEN_NOTE = "恢复后，状态回到已填的金额和时间所到的一步，重新计入合计。"


def _posted(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _saved(request: SignedInRequest, form: Form, write: Any) -> int | None:
    """The key of the application written, or None with the objections at the form's fields."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        answer = act_once(request, lambda: {"application": write().pk})
    except ValidationError as error:
        for key, errors in error.error_dict.items():
            # a hidden field shows no error
            at = key if key in form.fields and key != "version" else None
            form.add_error(at, errors)
        return None
    return int(answer["application"])


def _page(request: SignedInRequest, form: Form, words: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "projects/project_form.html", {"form": form, **words}, status=status)


def _address(pk: int) -> str:
    return f"/funding/{pk}/"
