"""收报审核: the board of a round, a unit's filed table, the steps and remarks of its reviewer."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, op_of, render_page, repeats
from reporting import access
from reporting.findings import STEP_BACK
from reporting.forms import ReasonForm, RemarkForm
from reporting.models import Round, Submission
from reporting.rules import MOVES, State
from reporting.selectors import board as boards
from reporting.selectors import review as reviews
from reporting.selectors.filing import FILED
from reporting.selectors.grid import grid_of
from reporting.selectors.rounds import current_rounds, rounds_of
from reporting.services import chase as chasing
from reporting.services import remarks, rounds, submissions
from reporting.services.checking import check, place
from reporting.table_html import table_html
from reporting.words import time_left
from workplace import clock

from .pages import round_url, tabs

TABS = ("changes", "table", "remarks", "seals")
DONE = {"return": "已退回", "accept": "已接收", "reopen": "已重新打开", "undo": "已撤销接收："}


@needs("see_review")
@require_GET
def review_current(request: SignedInRequest) -> HttpResponse:
    """The round that is on, or the one picked from the list."""
    form = request.GET.get("form", "")
    if "cutoff" in request.GET:
        picked = access.round_for(request.user, _day(request.GET["cutoff"]), form)
        return redirect(round_url(picked, "review"))
    on = current_rounds(request.user.unit.centre_id, clock.now())
    round_ = next((each for each in on if not form or each.is_of(form)), None)
    if round_ is None:
        return render(request, "reporting/review_none.html")
    return redirect(round_url(round_, "review"))


@needs("see_review")
@repeats("unit")
@require_GET
def review(request: SignedInRequest, cutoff: date) -> HttpResponse:
    """Unfiled first; read again every minute."""
    round_ = round_of(request, cutoff)
    now = clock.now()
    rounds.open_if_due(round_)
    board = boards.board(round_, now)
    only, text = request.GET.get("only", ""), request.GET.get("q", "").strip()[:30]
    lines = board.only(only, text)
    context = {
        "board": board,
        "round": round_,
        "lines": lines,
        "only": only,
        "q": text,
        "chips": board.chips,
        "left": time_left(round_.due_at, now),
        "chosen": _chosen(request, lines),
        "rounds": rounds_of(round_.campaign),
        "form_label": round_.campaign.get_form_display(),
        "may_review": request.user.can("review"),
        "undo": _undoable(request, round_),
        "tabs": tabs(round_, "review"),
    }
    return render_page(request, "reporting/review.html", "reporting/_review_board.html", context)


@needs("see_review", "review")
@repeats("unit")
@require_POST
def chase(request: SignedInRequest, cutoff: date) -> HttpResponse:
    round_ = round_of(request, cutoff)
    codes = request.POST.getlist("unit")

    def do() -> dict[str, Any]:
        chased = chasing.chase(round_id=round_.pk, codes=codes, by=request.user, op=op_of(request))
        return {
            "units": [unit.short_name for unit in chased.units],
            "unreachable": [unit.short_name for unit in chased.unreachable],
        }

    done = act_once(request, do)
    messages.success(request, f"已催报 {len(done['units'])} 个单位")
    if done["unreachable"]:
        names = "、".join(done["unreachable"])
        messages.warning(request, f"{names} 没有可用的账号，请电话联系")
    back = "compile" if request.POST.get("back") == "compile" else "review"
    return redirect(round_url(round_, back))


@needs("see_review")
@require_GET
def review_unit(request: SignedInRequest, cutoff: date, unit: str) -> HttpResponse:
    submission = submission_of(request, cutoff, unit)
    return _unit_page(request, submission)


@needs("see_review", "review")
@require_POST
def submission_move(request: SignedInRequest, cutoff: date, unit: str, verb: str) -> HttpResponse:
    if verb == "submit":  # a table is filed on its own page, with all checks
        raise Http404
    submission = submission_of(request, cutoff, unit)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for error in form.errors["reason"]), 422)
    act_once(
        request,
        lambda: {
            "state": submissions.move(
                submission_id=submission.pk,
                verb=verb,
                by=request.user,
                reason=form.cleaned_data["reason"],
            ).state
        },
    )
    name = submission.unit.short_name
    if verb == "accept":  # the toast on the next page offers to take it back
        return redirect(_after(submission))
    messages.success(request, f"{DONE[verb]}{name}")
    return redirect(round_url(submission.round, "review-unit", submission.unit.code))


@needs("see_review", "review")
@require_POST
def remark_add(request: SignedInRequest, cutoff: date, unit: str) -> HttpResponse:
    submission = submission_of(request, cutoff, unit)
    found = _review(submission)
    form = _remark_form(found, request.POST)
    if not form.is_valid():
        return _unit_page(request, submission, form=form, status=422)
    act_once(
        request,
        lambda: {
            "remark": remarks.add_remark(
                submission_id=submission.pk,
                by=request.user,
                text=form.cleaned_data["text"],
                number=form.cleaned_data["row"],
                key=form.cleaned_data["key"],
            ).pk
        },
    )
    tab = request.POST.get("tab", "")
    tab = tab if tab in TABS else "changes"
    return redirect(round_url(submission.round, "review-unit", submission.unit.code, tab=tab))


@needs("see_review", "review")
@require_POST
def remark_delete(request: SignedInRequest, cutoff: date, unit: str, pk: int) -> HttpResponse:
    submission = submission_of(request, cutoff, unit)
    remark = access.remark_for(submission, pk)
    act_once(
        request, lambda: {"remark": remarks.take_back(remark_id=remark.pk, by=request.user).pk}
    )
    unit_code = submission.unit.code
    return redirect(round_url(submission.round, "review-unit", unit_code, tab="remarks"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def round_of(request: SignedInRequest, cutoff: date) -> Round:
    return access.round_for(request.user, cutoff, request.GET.get("form", ""))


def submission_of(request: SignedInRequest, cutoff: date, unit: str) -> Submission:
    return access.submission_for(request.user, round_of(request, cutoff), unit)


def _chosen(request: SignedInRequest, lines: list[boards.Line]) -> set[str]:
    """Ticked units: by default all that have not filed; a refresh keeps what was ticked."""
    if "kept" in request.GET:
        return set(request.GET.getlist("unit"))
    return {line.unit.code for line in lines if line.is_missing}


def _undoable(request: SignedInRequest, round_: Round) -> Submission | None:
    """The table just accepted, while its acceptance can still be taken back."""
    code = request.GET.get("accepted", "")
    if not code or not request.user.can("review"):
        return None
    accepted = round_.submissions.filter(unit__code=code, state=State.ACCEPTED)
    return accepted.select_related("unit", "round").first()


def _after(submission: Submission) -> str:
    """接收，看下一个: the next one that waits, else the board."""
    round_, accepted = submission.round, submission.unit.code
    waiting = reviews.neighbours(round_, submission)["waiting"]
    if waiting is None:
        return round_url(round_, "review", accepted=accepted)
    return round_url(round_, "review-unit", waiting.unit.code, accepted=accepted)


def _review(submission: Submission) -> reviews.Review:
    found = reviews.review_of(submission)
    if found is None:
        raise Refused(f"{submission.unit.short_name}还没有报过这一期。", 409)
    return found


def _remark_form(found: reviews.Review, data: Any = None, **initial: str) -> RemarkForm:
    rows = {number: str(row["name"]) for number, row in found.table.rows.items()}
    return RemarkForm(data, rows=rows, sheet=found.table.sheet, initial=initial)


def _unit_page(
    request: SignedInRequest,
    submission: Submission,
    *,
    form: RemarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = reviews.review_of(submission)
    context: dict[str, Any] = {
        "submission": submission,
        "round": submission.round,
        "unit": submission.unit,
        "review": found,
        "events": reviews.events(submission),
        "may": _allowed(request, submission),
        "may_review": request.user.can("review"),
        "undo": _undoable(request, submission.round),
        "asking": request.GET.get("ask", ""),
        "late": clock.now() > submission.round.due_at,
        **reviews.neighbours(submission.round, submission),
    }
    if found is not None:
        context |= _content(request, submission, found, form)
    return render(request, "reporting/review_unit.html", context, status=status)


def _allowed(request: SignedInRequest, submission: Submission) -> dict[str, bool]:
    """Steps that are drawn; what a role may not do is not drawn."""
    verbs = [verb for verb in MOVES if verb != "submit"]
    return {verb: bool(access.may(request.user, verb, submission)) for verb in verbs}


def _content(
    request: SignedInRequest,
    submission: Submission,
    found: reviews.Review,
    form: RemarkForm | None,
) -> dict[str, Any]:
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    number, _, key = request.GET.get("remark", "").partition(":")
    filed = submission.state in FILED
    sealed_on = timezone.localdate(found.seal.sealed_at)
    report = check(submission, today=sealed_on) if filed else None
    may_remark = submission.state == State.SUBMITTED and request.user.can("review")
    content: dict[str, Any] = {
        "tab": tab if tab in TABS else "changes",
        "warnings": _warnings(report) if report else [],
        "may_remark": may_remark,
    }
    if may_remark and (form is not None or number in found.table.rows or "remark" in request.GET):
        content["remark_form"] = form or _remark_form(found, row=number, key=key)
        content["remark_at"] = f"{number}:{key}"
    if content["tab"] == "table":
        grid = grid_of(submission, found.table)
        link = _remark_links(submission) if may_remark else None
        content |= {"grid": grid, "table": table_html(grid, grid.rows, link)}
    return content


def _warnings(report: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": report.table.rows[warning.row]["name"],
            "label": report.table.sheet.column(warning.key).label,
            "message": warning.message,
            "answer": report.answers.get(place(warning), ""),
        }
        for warning in report.warnings
        if warning.code != STEP_BACK  # stands among the steps back, with its reason
    ]


def _remark_links(submission: Submission) -> Any:
    also = submission.round.also
    return lambda number: f"?{also}tab=table&remark={number}:#remark"
