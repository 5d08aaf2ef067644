"""One problem: its page, the steps that a person takes with it, and its 督办单."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused, note
from accounts.http import SignedInRequest, needs, op_of
from accounts.models import User
from procedures import access, issue_access
from procedures.issue_forms import STEP_FORMS, StepForm
from procedures.models import Issue
from procedures.rules import IssueStep
from procedures.selectors.issue_page import IssuePage, issue_page, last_order, may_now
from procedures.selectors.issue_ties import Ties, issue_files, ties_of
from procedures.services import issues as services
from workplace import acts, clock

Do = Callable[[Issue, dict[str, Any], User, int | None], Issue]
STEPS: Mapping[str, Do] = {
    IssueStep.REMARK: lambda issue, said, by, seen: services.remark(issue, said["text"], by),
    IssueStep.ASSIGN: lambda issue, said, by, seen: services.assign(
        issue, said["unit"], said["reply_due_on"], by, said["text"], seen
    ),
    IssueStep.REPLY: lambda issue, said, by, seen: services.reply(
        issue, said["text"], said["finish_on"], by, seen
    ),
    IssueStep.ESCALATE: lambda issue, said, by, seen: services.escalate(
        issue, said["level"], said["text"], by, seen
    ),
    IssueStep.DECIDE: lambda issue, said, by, seen: services.decide(
        issue, said["text"], said["unit"], said["due_on"], None, by, seen
    ),
    IssueStep.ASK_CLEAR: lambda issue, said, by, seen: services.ask_clear(
        issue, said["text"], by, seen
    ),
    IssueStep.CLEAR: lambda issue, said, by, seen: services.clear(issue, said["text"], by, seen),
    IssueStep.REFUSE_CLEAR: lambda issue, said, by, seen: services.refuse_clear(
        issue, said["text"], by, seen
    ),
    IssueStep.REOPEN: lambda issue, said, by, seen: services.reopen(issue, said["text"], by, seen),
    IssueStep.EDIT: lambda issue, said, by, seen: services.edit(issue, said, by, seen),
}
DONE_WORDS: Mapping[str, str] = {
    IssueStep.REMARK: "已提交处理意见",
    IssueStep.ASSIGN: "已交办，办理部门收到通知",
    IssueStep.REPLY: "已答复",
    IssueStep.ESCALATE: "已升级协调",
    IssueStep.DECIDE: "已记下议定事项",
    IssueStep.ASK_CLEAR: "已申请销号，等提出单位确认",
    IssueStep.CLEAR: "已销号",
    IssueStep.REFUSE_CLEAR: "已退回，问题还在办",
    IssueStep.REOPEN: "已重新打开",
    IssueStep.EDIT: "已保存修改",
}

# under the line of events, in this order: the fold's name and the button's words
ACTS: Mapping[str, tuple[str, str]] = {
    IssueStep.REPLY: ("答复督办", "答复督办"),
    IssueStep.ASSIGN: ("交办", "交办 1 个问题"),
    IssueStep.REMARK: ("写处理意见", "提交意见"),
    IssueStep.ESCALATE: ("升级协调", "升级协调"),
    IssueStep.DECIDE: ("记议定事项", "记下议定事项"),
    IssueStep.EDIT: ("修改问题", "保存修改"),
    IssueStep.REOPEN: ("重新打开", "重新打开"),
}
AGAIN = {IssueStep.REPLY: "补充答复", IssueStep.ASSIGN: "再督办一次"}


@dataclass(frozen=True)
class Offer:
    """A step that this person may take now, with its form."""

    step: str
    form: StepForm
    title: str
    action: str


@needs("see_issues")
@require_GET
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, issue_access.issue_for(request.user, pk))


@needs("see_issues")
@require_POST
def issue_step(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    found = issue_access.issue_for(request.user, pk)
    if step not in STEPS:
        raise Http404
    if acts.is_done(op_of(request)):  # by now the form itself may not fit any more
        act_once(request, dict)
        return redirect("procedures:issue", pk)
    answer = may_now(found, issue_access.parts_of(request.user, found))[step]
    if not answer:
        raise Refused(f"{answer.why}。", answer.code)
    form = STEP_FORMS[step](request.user, found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)

    def take() -> dict[str, Any]:
        seen = form.cleaned_data["version"]
        return {"pk": STEPS[step](found, form.values(), request.user, seen).pk}

    try:
        act_once(request, take)
    except ValidationError as error:
        note(form, error)
        return _page(request, found, form, 422)
    messages.success(request, DONE_WORDS[step])
    return redirect("procedures:issue", pk)


@needs("see_issues")
@require_GET
def issue_order(request: SignedInRequest, pk: int) -> HttpResponse:
    """督办单 on paper: one for the bureau that was told to reply."""
    found = issue_access.issue_for(request.user, pk)
    if not found.supervised:
        raise Refused("这个问题还没有交办，没有督办单。先交办，定办理部门和答复时限。")
    part = issue_page(found, request.user, clock.today())
    order = last_order(part)
    context = {
        "part": part,
        "issue": found,
        "centre": issue_access.centre_of(found),
        "order_words": order.text if order else "",
        "assigned_at": order.at if order else found.raised_at,
    }
    return render(request, "procedures/issue_order.html", context)


def _page(
    request: SignedInRequest, found: Issue, bound: StepForm | None = None, status: int = 200
) -> HttpResponse:
    part = issue_page(found, request.user, clock.today())
    forms = {
        step: bound if bound and bound.step == step else form(request.user, found)
        for step, form in STEP_FORMS.items()
        if part.may[step]
    }
    offers = _offers(found, forms, part)
    has_part = bool(issue_access.parts_of(request.user, found))
    context = {
        "part": part,
        "issue": found,
        "forms": SimpleNamespace(**forms),  # of a dict, the template would call .clear()
        "failed": bound.step.value if bound else "",
        "must_answer": found.clear_asked_at is not None and bool(part.may[IssueStep.CLEAR]),
        "first": offers[0] if offers else None,
        "folds": offers[1:],
        "files": issue_files(found, request.user, request.GET.get("removed", "")),
        "may_add_files": has_part,
        "may_remove_files": has_part and request.user.can("write_projects"),
        "ties": _ties(request, found),
    }
    return render(request, "procedures/issue.html", context, status=status)


def _ties(request: SignedInRequest, found: Issue) -> Ties | None:
    user = request.user
    if not user.can("see_meetings"):
        return None
    return ties_of(found, user, access.meetings_for(user), access.letters_for(user))


def _offers(found: Issue, forms: Mapping[str, StepForm], part: IssuePage) -> list[Offer]:
    """The next act first: a reply that is awaited, a problem nobody was told to solve, a remark."""
    did = {
        IssueStep.REPLY: found.replied_at is not None,
        IssueStep.ASSIGN: found.supervised > 0,
    }
    offers = []
    for step, (title, action) in ACTS.items():
        if step not in forms or (step == IssueStep.ESCALATE and not part.levels):
            continue
        again = AGAIN[IssueStep(step)] if did.get(IssueStep(step)) else ""
        offers.append(Offer(step, forms[step], again or title, again or action))
    return sorted(offers, key=lambda offer: _place(offer.step, did))


def _place(step: str, did: Mapping[IssueStep, bool]) -> int:
    if did.get(IssueStep(step)) is False:
        return 0
    return 1 if step == IssueStep.REMARK else 2
