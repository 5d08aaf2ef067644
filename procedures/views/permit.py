"""One permit: its page, a step of one side, taking it back, its dates and people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, repeats
from procedures import access
from procedures.files import PROOF
from procedures.issue_access import may_raise
from procedures.models import Permit
from procedures.numbers import doubt, tidy
from procedures.permit_forms import OrderForm, PromiseForm
from procedures.rules import OPEN, Side
from procedures.selectors.evidence import has_papers, proven
from procedures.selectors.offers import number_form, offers
from procedures.selectors.permit import permit_page
from procedures.selectors.project import kind_named
from procedures.services.editing import STALE, begin_permit, edit_permit
from procedures.services.steps import retract_step, take_step
from procedures.step_forms import FORMS, PapersForm, RetractForm, StepForm, form_of, with_suggestion
from procedures.steps import SIDE_OF, Step, refusal
from projects.access import project_for
from workplace import clock
from workplace.services import attachments

GET_OR_POST = ["GET", "POST"]
NOT_YOUR_SIDE = "这一步由{side}来办。"
NOT_YOURS = "这项手续的时限和承办由项目推进中心定；预计办结由责任单位填。"


@needs("see_permits")
@require_GET
def permit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.permit_for(request.user, pk)
    sides = access.sides_of(request.user, found)
    page = permit_page(found, request.user, clock.today())
    last = page.last_step.side if page.last_step else ""
    context = {
        "page": page,
        "permit": found,
        "offers": offers(found, sides, has_file=bool(proven([found]))),
        "may_edit": Side.CENTRE in sides or (Side.OWNER in sides and found.status in OPEN),
        "retract": RetractForm(auto_id="retract_%s"),
        "reads": has_papers(found),
        "may_raise": may_raise(request.user, found.project, found),
        "may_retract": bool(last) and (last in sides or Side.CENTRE in sides),
    }
    return render(request, "procedures/permit.html", context)


@needs("see_permits", "take_steps")
@repeats("file")
@require_http_methods(GET_OR_POST)
def permit_step(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    found = access.permit_for(request.user, pk)
    if step not in FORMS or step == Step.RETRACT:
        raise Http404
    side = SIDE_OF[step]
    if side not in access.sides_of(request.user, found):
        raise Refused(NOT_YOUR_SIDE.format(side=side.label), 403)
    has_file = bool(proven([found]))
    if request.method == "GET":
        if why := refusal(step, found):
            raise Refused(f"{why}。")
        given = request.GET.dict()
        return _step_page(request, found, form_of(step, found, has_file=has_file, given=given))
    data = with_suggestion(request.POST)
    form = form_of(step, found, has_file=has_file, data=data, files=request.FILES)
    if not (form.is_valid() and _taken(request, found, form)):
        return _step_page(request, found, form)
    messages.success(request, f"{found.kind.name}：{form.title}，已记入办理经过")
    return redirect("procedures:permit", pk)


def _taken(request: SignedInRequest, found: Permit, form: StepForm) -> bool:
    """Done, or the objections stand at the form's fields."""
    try:
        uploads = form.uploads()
        kept = attachments.receive(uploads, target=found, by=request.user) if uploads else []
        act_once(request, lambda: _do(request, found, form, kept))
    except ValidationError as error:
        form.take_error(error)
        form.go_on_from(access.permit_for(request.user, found.pk).version)
        return False
    return True


def _do(
    request: SignedInRequest, found: Permit, form: StepForm, kept: list[attachments.Kept]
) -> dict[str, Any]:
    version = form.cleaned_data["version"]
    if kept:  # before the step: it locks the unit, the step the project and the permit
        attachments.attach(target=found, kept=kept, label=PROOF, by=request.user)
    take_step(permits=[found], step=form.step, by=request.user, version=version, **form.said())
    return {"permit": found.pk}


def _step_page(request: SignedInRequest, found: Permit, form: StepForm) -> HttpResponse:
    reads = isinstance(form, PapersForm) and has_papers(found)
    context = {"permit": found, "form": form, "reads": reads}
    status = 422 if form.is_bound else 200
    return render(request, "procedures/permit_step.html", context, status=status)


@needs("see_permits", "take_steps")
@require_GET
def permit_number(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """The field of a 文号 with what is odd about it, while the form is being filled in."""
    found = access.permit_for(request.user, pk)
    if step not in (Step.FINISH, Step.OBTAIN):
        raise Http404
    number = tidy(request.GET.get("use_number") or request.GET.get("document_no", ""))[:100]
    form = number_form(step, number, doubt(found.kind, number))
    return render(request, "procedures/_permit_number.html", {"form": form, "permit": found})


@needs("see_permits", "take_steps")
@require_http_methods(GET_OR_POST)
def permit_retract(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.permit_for(request.user, pk)
    sides = access.sides_of(request.user, found)
    if not sides:
        raise Refused("这项手续不由本单位办理，不能撤回。", 403)
    form = RetractForm(request.POST) if request.method == "POST" else RetractForm()
    if not form.is_valid():
        return _step_page(request, found, form)
    side = Side.CENTRE if Side.CENTRE in sides else _side_of_last(found, sides)
    try:
        act_once(request, lambda: _retract(request, found, side, form))
    except ValidationError as error:
        form.take_error(error)
        return _step_page(request, found, form)
    messages.success(request, f"已撤回{found.kind.name}的上一步")
    return redirect("procedures:permit", pk)


def _side_of_last(found: Permit, sides: frozenset[Side]) -> Side:
    """A unit may be both sides of its own project's permit: then the one that spoke last."""
    at = {Side.OWNER: found.owner_at, Side.HANDLER: found.handler_at}
    spoken = [(moment, side) for side, moment in at.items() if side in sides and moment]
    return max(spoken)[1] if spoken else min(sides)


def _retract(request: SignedInRequest, found: Permit, side: Side, form: StepForm) -> dict[str, Any]:
    note = form.cleaned_data["note"]
    retract_step(permits=[found], side=side, by=request.user, note=note)
    return {"permit": found.pk}


@needs("see_permits", "take_steps")
@require_http_methods(GET_OR_POST)
def permit_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.permit_for(request.user, pk)
    kind = _edit_form(request, found)
    if kind is None:
        raise Refused(NOT_YOURS, 403)
    if request.method == "GET":
        return _edit_page(request, found, kind.of(request.user, found), 200)
    form = kind(request.user, request.POST)
    if form.is_valid():
        try:
            _edit(request, found, form)
        except ValidationError as error:
            if getattr(error, "code", "") == "stale":
                now = access.permit_for(request.user, pk)
                return _edit_page(request, now, kind.of(request.user, now), 409)
            form.add_error(None, error)
        else:
            messages.success(request, f"{found.kind.name}：已保存{form.what}")
            return redirect("procedures:permit", pk)
    return _edit_page(request, found, form, 422)


def _edit_page(
    request: SignedInRequest, found: Permit, form: PromiseForm, status: int
) -> HttpResponse:
    context = {"permit": found, "form": form, "stale": STALE if status == 409 else ""}
    return render(request, "procedures/permit_edit.html", context, status=status)


def _edit_form(request: SignedInRequest, found: Permit) -> type[PromiseForm] | None:
    sides = access.sides_of(request.user, found)
    if Side.CENTRE in sides:
        return OrderForm
    return PromiseForm if Side.OWNER in sides else None


def _edit(request: SignedInRequest, found: Permit, form: PromiseForm) -> None:
    values, reason = form.values(), form.cleaned_data["reason"]
    version = form.cleaned_data["version"]

    def do() -> dict[str, Any]:
        row = edit_permit(
            permit=found, values=values, version=version, by=request.user, reason=reason
        )
        return {"version": row.version}

    act_once(request, do)


@needs("see_projects", "take_steps")
@require_POST
def permit_begin(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    project = project_for(request.user, number)
    kind = kind_named(code)
    answer = act_once(
        request,
        lambda: {"permit": begin_permit(project=project, kind=kind, by=request.user).pk},
    )
    messages.success(request, f"{kind.name}：开始组卷")
    return redirect("procedures:permit", answer["permit"])
