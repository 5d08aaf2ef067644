"""A step taken from the desk, for one permit or for all that are ticked: all of them or none."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import (
    SignedInRequest,
    is_htmx,
    needs,
    op_of,
    render_page,
    repeats,
    safe_next,
)
from procedures import access
from procedures.desk_forms import ManyPapersForm, step_form
from procedures.files import PROOF
from procedures.models import Permit
from procedures.rules import Side
from procedures.selectors import desk_rows
from procedures.selectors.desk import in_order
from procedures.selectors.evidence import has_papers, proven
from procedures.services.steps import MOST_AT_ONCE, retract_step, take_step
from procedures.step_forms import PapersForm, StepForm
from procedures.steps import HANDLER_STEPS, OWNER_STEPS, SIDE_OF, Step, refusal
from workplace import acts
from workplace.services import attachments

UNDO = "permits_undo"  # in the session: what the toast of the next page offers to take back
NONE_TICKED = "还没有勾选手续。回到清单，勾选后再办。"
TOO_MANY = f"一次最多办 {MOST_AT_ONCE} 项。请分几次办。"
NOTHING_SAVED = "没有一项保存。"


@needs("see_permits", "take_steps")
@repeats("p", "file")
@require_http_methods(["GET", "POST"])
def permits_step(request: SignedInRequest, step: str) -> HttpResponse:
    """The question, and after it the act; a dialog for htmx, a page without JavaScript."""
    if step not in (*HANDLER_STEPS, *OWNER_STEPS):
        raise Http404
    permits = ticked(request)
    _refuse_others(request, permits, SIDE_OF[step])
    on_file = proven(permits)
    if request.method == "GET":
        return _ask(request, step, permits, step_form(step, permits, on_file))
    form = step_form(step, permits, on_file, request.POST, request.FILES)
    # what the page refuses is not tried; a form that arrives again has its first answer
    is_able = acts.is_done(op_of(request)) or not _refused(step, permits)
    if form.is_valid() and is_able and _taken(request, Step(step), permits, form, on_file):
        return done(request)
    return _ask(request, step, permits, form, status=422)


@needs("see_permits", "take_steps")
@repeats("p")
@require_POST
def permits_retract(request: SignedInRequest) -> HttpResponse:
    """撤回, from the toast: the last step of each, if nothing has happened since."""
    permits = ticked(request)
    said = request.POST.get("side", "")
    side = Side(said) if said in (Side.OWNER, Side.HANDLER) else Side.HANDLER
    _refuse_others(request, permits, side)
    acting = Side.CENTRE if request.user.can("review") else side

    def do() -> dict[str, Any]:
        retract_step(permits=permits, side=acting, by=request.user)
        return {"permits": len(permits)}

    act_once(request, do)
    request.session[UNDO] = {"words": f"已撤回 {len(permits)} 项"}
    return done(request)


def ticked(request: SignedInRequest) -> list[Permit]:
    """The permits that are named, each one seen (404) and not too many."""
    named = request.POST if request.method == "POST" else request.GET
    raw = list(dict.fromkeys(named.getlist("p")))
    if not raw:
        raise Refused(NONE_TICKED, 422)
    if len(raw) > MOST_AT_ONCE:
        raise Refused(TOO_MANY, 422)
    if not all(key.isdecimal() and len(key) < 16 for key in raw):
        raise Http404
    return in_order(access.permits_for(request.user, [int(key) for key in raw]))


def done(request: SignedInRequest) -> HttpResponse:
    """Back to the list with its filters; htmx is told to go there as a whole."""
    home = safe_next(request, reverse("procedures:permits"))
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": home})
    return redirect(home)


def undo_of(request: SignedInRequest) -> dict[str, Any] | None:
    """What was just done, told once."""
    return request.session.pop(UNDO, None)


def _refuse_others(request: SignedInRequest, permits: Sequence[Permit], side: Side) -> None:
    for permit in permits:
        if side not in access.sides_of(request.user, permit):
            what = f"{permit.project.name}，{permit.kind.name}"
            raise Refused(f"{what}：这一步由{side.label}办，不由你办。", 403)


def _taken(
    request: SignedInRequest,
    step: Step,
    permits: Sequence[Permit],
    form: StepForm,
    on_file: set[int],
) -> bool:
    """Done, with an undo offered; or False, with what stands in the way at the form."""
    each = form.each() if isinstance(form, ManyPapersForm) else None
    try:
        uploads = form.uploads()  # of one permit alone
        kept = attachments.receive(uploads, target=permits[0], by=request.user) if uploads else []
        act_once(request, _take(request, step, permits, form.said(), each, on_file, kept))
    except ValidationError as error:
        form.take_error(_named(error, permits))
        return False
    request.session[UNDO] = {
        "words": f"{desk_rows.DONE_WORDS[step]} {len(permits)} 项",
        "pks": [permit.pk for permit in permits],
        "side": SIDE_OF[step].value,
    }
    return True


def _take(
    request: SignedInRequest,
    step: Step,
    permits: Sequence[Permit],
    said: dict[str, Any],
    each: dict[int, dict[str, str]] | None,
    on_file: set[int],
    kept: list[attachments.Kept],
) -> Callable[[], dict[str, Any]]:
    def do() -> dict[str, Any]:
        rows = take_step(
            permits=permits, step=step, by=request.user, each=each, on_file=on_file, **said
        )
        if kept:
            attachments.attach(target=permits[0], kept=kept, label=PROOF, by=request.user)
        return {"permits": len(rows)}

    return do


def _refused(step: str, permits: Sequence[Permit]) -> list[tuple[Permit, str]]:
    return [(permit, why) for permit in permits if (why := refusal(step, permit))]


def _named(error: ValidationError, permits: Sequence[Permit]) -> ValidationError:
    """The one of many that could not take its step, by its name."""
    key = getattr(error, "permit", None)
    permit = next((one for one in permits if (one.project_id, one.kind_id) == key), None)
    if permit is None:
        return error
    why = "；".join(error.messages)
    also = NOTHING_SAVED if len(permits) > 1 else ""
    return ValidationError(f"{permit.project.name}，{permit.kind.name}：{why}。{also}")


def _ask(
    request: SignedInRequest,
    step: str,
    permits: Sequence[Permit],
    form: StepForm,
    status: int = 200,
) -> HttpResponse:
    refused = _refused(step, permits)
    unable = {permit.pk for permit, _ in refused}
    context = {
        "step": step,
        "form": form,
        "permits": permits,
        "refused": refused,
        "able": [permit for permit in permits if permit.pk not in unable],
        "label": desk_rows.LABELS[step],
        "next": safe_next(request, reverse("procedures:permits")),
        "papers": isinstance(form, ManyPapersForm),
        "permit": permits[0],
        "takes_file": isinstance(form, PapersForm),
        "reads": isinstance(form, PapersForm) and has_papers(permits[0]),
        "in_dialog": is_htmx(request),
    }
    page, fragment = "procedures/permits_step.html", "procedures/_permits_step.html"
    return render_page(request, page, fragment, context, status=status)
