"""汇总报送: which seals go into the table, its versions, and whom they were sent to."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.forms import DispatchForm, ReasonForm
from reporting.models import Compilation, Dispatch, Round
from reporting.rules import State
from reporting.selectors.compiled import Compiled, compiled
from reporting.services import compile as compiling
from workplace import acts, clock

from .pages import round_url
from .review import round_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReasonMissing(Refused):
    """Asked inside the act, so that a repeated click still gets its first answer."""


@needs("see_review")
@require_http_methods(["GET", "POST"])
def compile_page(request: SignedInRequest, cutoff: date) -> HttpResponse:
    round_ = round_of(request, cutoff)
    if request.method == "GET":
        return _page(request, round_, ReasonForm())
    if not request.user.can("review"):
        raise Refused(f"{request.user.get_role_display()}只能查看，不能汇总。", 403)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, round_, form, status=422)
    reason = form.cleaned_data["reason"]

    def do() -> dict[str, Any]:
        if not reason and round_.compilations.exists():
            raise ReasonMissing("已有版本，生成新版本要写更正原因。", 422)
        done = compiling.compile_round(round_id=round_.pk, by=request.user, reason=reason)
        return {"version": done.version}

    try:
        version = act_once(request, do)["version"]
    except ReasonMissing as missing:
        form.add_error("reason", missing.why)
        return _page(request, round_, form, status=422)
    messages.success(request, f"已生成汇总表（版本 {version}）")
    return redirect(round_url(round_, "compile"))


@needs("see_review")
@require_GET
def compiled_workbook(request: SignedInRequest, cutoff: date) -> HttpResponse:
    round_ = round_of(request, cutoff)
    version = request.GET.get("version", "")
    if version and not version.isdecimal():
        raise Refused("版本要写数字。", 422)
    compilation = access.compilation_for(
        request.user, round_, int(version[:6]) if version else None
    )
    name = f"{round_.campaign.year}年{round_.campaign.get_form_display()}（{round_.label}汇总" \
           f"v{compilation.version}）.xlsx"  # fmt: skip
    acts.record(
        by=request.user, verb="compiled-download", target=f"{round_.campaign.form} {cutoff}",
        version=compilation.version,
    )  # fmt: skip
    response = HttpResponse(bytes(compilation.workbook), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@needs("see_review", "review")
@require_POST
def dispatch(request: SignedInRequest, cutoff: date, version: int) -> HttpResponse:
    round_ = round_of(request, cutoff)
    compilation = access.compilation_for(request.user, round_, version)
    form = DispatchForm(request.POST)
    if not form.is_valid():
        raise Refused("选报送给谁：县专班或市项目推进中心。", 422)
    receiver = form.cleaned_data["receiver"]
    act_once(
        request,
        lambda: {
            "dispatch": compiling.dispatch(
                compilation_id=compilation.pk, receiver=receiver, by=request.user
            ).pk
        },
    )
    label = Dispatch.Receiver(receiver).label
    messages.success(request, f"已登记：版本 {version} 报送{label}")
    return redirect(round_url(round_, "compile"))


def _page(
    request: SignedInRequest, round_: Round, form: ReasonForm, status: int = 200
) -> HttpResponse:
    content = compiled(round_)
    versions = access.compilations_of(request.user, round_)
    newest = versions[0] if versions else None
    states = list(round_.submissions.values_list("state", flat=True))
    context: dict[str, Any] = {
        "round": round_,
        "content": content,
        "versions": versions,
        "version": newest.version + 1 if newest else 1,
        "form": form,
        "form_label": round_.campaign.get_form_display(),
        "waiting": states.count(State.SUBMITTED),
        "accepted": states.count(State.ACCEPTED),
        "returned": states.count(State.RETURNED),
        "missing": states.count(State.OPEN),
        "filed": len(states) - states.count(State.OPEN),
        "units": len(states),
        "sent": [sent for version in versions for sent in version.dispatches.all()],
        "unsent": _unsent(newest),
        "changed": _changed(content, newest),
        "why_not": _why_not(round_, content, newest),
        "may_review": request.user.can("review"),
        "late": clock.now() > round_.due_at,
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "reporting/compile.html", context, status=status)


def _why_not(round_: Round, content: Compiled, newest: Compilation | None) -> str:
    """Why the button rests; said beside it."""
    if round_.opens_at > clock.now():
        return "这一期还没有开始填报。"
    if not content.used:
        return "还没有任何单位封存过表。"
    waiting = round_.submissions.filter(state=State.SUBMITTED)
    if noted := access.with_unsent_remarks(waiting):
        return f"{'、'.join(noted)}还有没退回的意见，先退回或删去。"
    same = newest and newest.summary.get("content") == compiling.fingerprint(content)
    if same and not waiting.exists():
        return f"与版本 {newest.version if newest else 1} 相比没有变化。"
    return ""


def _changed(content: Compiled, newest: Compilation | None) -> list[str]:
    """Units whose seal is another one than in the newest version."""
    if newest is None:
        return []
    before = {used.seal.unit_code: used.seal_id for used in newest.used.all()}
    return [
        f"{part.unit.short_name}换为{part.source}"
        for part in content.used
        if part.seal and before.get(part.unit.code) != part.seal.pk
    ]


def _unsent(newest: Compilation | None) -> list[Dispatch.Receiver]:
    if newest is None:
        return []
    sent = {row.receiver for row in newest.dispatches.all()}
    return [receiver for receiver in Dispatch.Receiver if receiver.value not in sent]
