"""What is done with a document: drafted, edited, issued, withdrawn; the switch of 排名."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.models import Circular
from reporting.paper_forms import DraftForm, EditForm, IssueForm, ReasonForm, SwitchForm
from reporting.papers.blocks import from_json, numbers_of
from reporting.papers.tokens import Tokens, fields
from reporting.rules import PaperKind
from reporting.selectors import papers as selectors
from reporting.services import papers as services
from workplace import clock


@needs("see_papers", "write_papers")
@require_http_methods(["GET", "POST"])
def paper_add(request: SignedInRequest) -> HttpResponse:
    centre = access.county_of(request.user)
    rounds = selectors.compiled_rounds(centre)
    initial = {"kind": request.GET.get("kind", PaperKind.WEEKLY)}
    form = DraftForm(rounds, request.POST or None, initial=initial)
    context = {"form": form, "rounds": rounds, "ranking_on": selectors.ranking_is_on(centre)}
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "reporting/paper_add.html", context, status=status)
    said = form.cleaned_data

    def draft() -> dict[str, Any]:
        made = services.draft_paper(kind=said["kind"], round_id=said["round"], by=request.user)
        return {"pk": made.pk}

    return redirect("reporting:paper", pk=act_once(request, draft)["pk"])


@needs("see_papers", "write_papers")
@require_http_methods(["GET", "POST"])
def paper_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.paper_for(request.user, pk)
    if request.method == "GET":
        form = EditForm(initial={"title": found.title, "seen": found.version})
        return _edit_page(request, found, form)
    form, texts = EditForm(request.POST), {}
    try:
        texts = form.texts()
        if form.is_valid():
            said = form.cleaned_data

            def edit() -> dict[str, Any]:
                services.edit_paper(
                    paper_id=pk, title=said["title"], texts=texts, seen=said["seen"],
                    by=request.user,
                )  # fmt: skip
                return {"pk": pk}

            act_once(request, edit)
            messages.success(request, "已保存，历史里留着改前的文字")
            return redirect("reporting:paper", pk=pk)
        errors: dict[str, list[str]] = {}
    except ValidationError as error:
        errors = (getattr(error, "error_dict", None) and error.message_dict) or {"": error.messages}
    return _edit_page(request, found, form, texts=texts, errors=errors, status=422)


@needs("see_papers", "write_papers")
@require_POST
def paper_redraft(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.paper_for(request.user, pk)
    seen = _seen(request, found)

    def redraft() -> dict[str, Any]:
        services.redraft_paper(paper_id=pk, seen=seen, by=request.user)
        return {"pk": pk}

    act_once(request, redraft)
    messages.success(request, "已按最新的汇总重新起草，原来的文字在历史里")
    return redirect("reporting:paper", pk=pk)


@needs("see_papers", "issue_papers")
@require_http_methods(["GET", "POST"])
def paper_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.paper_for(request.user, pk)
    if request.method == "GET":
        initial = {
            "number": selectors.proposed_number(found),
            "dated_on": clock.today(),
            "seen": found.version,
        }
        return _issue_page(request, found, IssueForm(initial=initial))
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _issue_page(request, found, form, 422)

    def issue() -> dict[str, Any]:
        services.issue_paper(paper_id=pk, by=request.user, **form.cleaned_data)
        return {"pk": pk}

    try:
        act_once(request, issue)
    except ValidationError as error:
        form.add_error(None, error)
        return _issue_page(request, found, form, 422)
    messages.success(request, f"已印发第 {form.cleaned_data['number']} 期，各单位可以看到")
    return redirect("reporting:paper", pk=pk)


@needs("see_papers", "issue_papers")
@require_http_methods(["GET", "POST"])
def paper_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    def withdraw(reason: str) -> int:
        return services.withdraw_paper(paper_id=pk, reason=reason, by=request.user).pk

    return _with_reason(request, pk, "撤回", withdraw)


@needs("see_papers", "issue_papers")
@require_http_methods(["GET", "POST"])
def paper_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    def correct(reason: str) -> int:
        return services.correct_paper(paper_id=pk, reason=reason, by=request.user).pk

    return _with_reason(request, pk, "更正", correct)


@needs("see_papers")
@require_http_methods(["GET", "POST"])
def ranking(request: SignedInRequest) -> HttpResponse:
    """排名 off and on, and the rule that holds for it."""
    if request.method == "POST":
        return _switch(request)
    return _ranking_page(request, SwitchForm())


@needs("see_papers", "edit_definitions")
def _switch(request: SignedInRequest) -> HttpResponse:
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return _ranking_page(request, form, 422)
    said = form.cleaned_data

    def switch() -> dict[str, Any]:
        is_on = said["is_on"] == "yes"
        return {
            "pk": services.switch_ranking(is_on=is_on, ground=said["ground"], by=request.user).pk
        }

    act_once(request, switch)
    messages.success(request, "排名已开启" if said["is_on"] == "yes" else "排名已关闭")
    return redirect("reporting:paper-ranking")


def _ranking_page(request: SignedInRequest, form: Form, status: int = 200) -> HttpResponse:
    centre = access.county_of(request.user)
    context = {
        "form": form,
        "is_on": selectors.ranking_is_on(centre),
        "switches": selectors.switches(centre),
        "issued": selectors.ranking_of_month(centre, clock.today()),
        "may_switch": request.user.can("edit_definitions"),
        "may_write": request.user.can("write_papers"),
    }
    return render(request, "reporting/paper_ranking.html", context, status=status)


def _edit_page(
    request: SignedInRequest,
    found: Circular,
    form: EditForm,
    *,
    texts: dict[int, str] | None = None,
    errors: dict[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """What was typed stands again with its error beside it."""
    tokens, typed, wrong = Tokens(selectors.own_numbers(found)), texts or {}, errors or {}
    rows = [
        {
            "field": field,
            "name": f"text-{field.place}",
            "text": typed.get(field.place, field.text),
            "errors": wrong.get(f"text-{field.place}", []),
        }
        for field in fields(from_json(found.body).blocks, tokens)
    ]
    context = {"paper": found, "form": form, "rows": rows, "errors": wrong.get("", [])}
    return render(request, "reporting/paper_edit.html", context, status=status)


def _issue_page(
    request: SignedInRequest, found: Circular, form: IssueForm, status: int = 200
) -> HttpResponse:
    context = {
        "paper": found,
        "form": form,
        "numbers": len(numbers_of(from_json(found.body).blocks)),
        "wrong": selectors.wrong_numbers(found) if found.issued_at is None else [],
        "newer": selectors.newer_compilation(found),
    }
    return render(request, "reporting/paper_issue.html", context, status=status)


def _with_reason(
    request: SignedInRequest, pk: int, what: str, do: Callable[[str], int]
) -> HttpResponse:
    found = access.paper_for(request.user, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"paper": found, "form": form, "what": what}
        return render(request, "reporting/paper_reason.html", context, status=status)
    reason = form.cleaned_data["reason"]
    answer = act_once(request, lambda: {"pk": do(reason)})
    said = "已撤回，页面上标明原因" if what == "撤回" else "更正的草稿已起草，印发后原件撤回"
    messages.success(request, said)
    return redirect("reporting:paper", pk=answer["pk"])


def _seen(request: SignedInRequest, found: Circular) -> int:
    raw = request.POST.get("seen", "")
    return int(raw) if raw.isdecimal() and len(raw) < 9 else 0
