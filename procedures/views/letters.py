"""上报协调: what waits above the county, 书面意见 and 督办单."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of, repeats
from procedures import access, issue_access
from procedures.documents import letter as documents
from procedures.documents import order as orders
from procedures.letter_export import write_upward
from procedures.letter_forms import RECEIVERS, LetterForm
from procedures.models import Letter
from procedures.rules import Level
from procedures.selectors import letters as selectors
from procedures.services.letters import Draft, write_letter
from sheets.text import asked_word
from workplace import acts, clock, files
from workplace.official import DOCX

PAGE = 100
CHANGED = "清单里有 {n} 项已经办结或改了层级，已从下面去掉。请核对后重新生成。"


@needs("see_meetings")
@require_GET
def letters(request: SignedInRequest) -> HttpResponse:
    """需上级协调的事项, in groups; and how many letters were sent."""
    today = clock.today()
    every = selectors.upward(request.user, today)
    filters = selectors.Filters.of(request.GET.dict())
    found = selectors.narrowed(every, filters)
    context = {
        "page": page_of(request, found, PAGE),
        "total": len(every),
        "late": sum(row.late > 0 for row in found),
        "filters": filters,
        "chips": selectors.level_counts(every, filters),
        "bureaus": selectors.bureaus(every),
        "kinds": selectors.KINDS,
        "sorts": selectors.SORTS,
        "sent": access.letters_for(request.user).count(),
        "may_write": request.user.can("write_letters"),
    }
    return render(request, "procedures/letters.html", context)


@needs("see_meetings")
@require_GET
def upward_export(request: SignedInRequest) -> HttpResponseBase:
    today = clock.today()
    filters = selectors.Filters.of(request.GET.dict())
    rows = selectors.narrowed(selectors.upward(request.user, today), filters)
    out, name = BytesIO(), "需上级协调事项清单.xlsx"
    write_upward(out, rows, today)
    acts.record(by=request.user, verb="upward-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


@needs("see_meetings", "write_letters")
@repeats("row")
@require_http_methods(["GET", "POST"])
def letter_add(request: SignedInRequest) -> HttpResponse:
    level = request.GET.get("level", Level.CITY)
    level = level if level in selectors.LEVELS else Level.CITY
    today = clock.today()
    filters = selectors.Filters(level=level, sort="project")
    rows = selectors.narrowed(selectors.upward(request.user, today), filters)
    if request.method == "GET":
        intro = documents.intro([row.frozen() for row in rows], selectors.LEVELS[level], today)
        start = {"receiver": RECEIVERS[0], "dated_on": today, "intro": intro}
        form = LetterForm(initial=start)
        return _add_page(request, form, level, rows, {row.key for row in rows})
    form, wanted = LetterForm(request.POST), set(request.POST.getlist("row"))
    chosen = [row for row in rows if row.key in wanted]
    if form.is_valid() and len(chosen) < len(wanted):
        form.add_error(None, CHANGED.format(n=len(wanted) - len(chosen)))
    letter = form.is_valid() and _written(request, form, level, chosen)
    if not letter:
        return _add_page(request, form, level, rows, wanted)
    messages.success(request, "已生成书面意见，请下载后送出")
    return redirect("procedures:letter", letter)


@needs("see_meetings")
@require_GET
def letters_sent(request: SignedInRequest) -> HttpResponse:
    words = asked_word(request.GET.get("q", ""))
    page = page_of(request, selectors.sent(access.letters_for(request.user), words), 50)
    context = {
        "page": page,
        "letters": [(letter, len(letter.rows)) for letter in page.object_list],
        "words": words,
        "may_write": request.user.can("write_letters"),
    }
    return render(request, "procedures/letters_sent.html", context)


@needs("see_meetings")
@require_GET
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    found = access.letter_for(request.user, pk)
    context = {"letter": found, "level": selectors.LEVELS.get(found.level, found.level)}
    return render(request, "procedures/letter.html", context)


@needs("see_meetings")
@require_GET
def letter_document(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = access.letter_for(request.user, pk)
    return _kept(request, found, found.document, f"书面意见（{found}）.docx", DOCX)


@needs("see_meetings")
@require_GET
def letter_workbook(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = access.letter_for(request.user, pk)
    return _kept(request, found, found.workbook, f"书面意见附件（{found}）.xlsx", files.XLSX)


@needs("see_issues")
@require_GET
def issue_order(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """督办单 of the last 交办; whoever sees the problem may print it."""
    issue = issue_access.issue_for(request.user, pk)
    assigned = selectors.assignment(issue)
    if assigned is None:
        raise Refused("这个问题还没有交办，没有督办单。先交办，写明办理部门和答复时限。")
    acts.record(by=request.user, verb="order-docx", target=issue.project.number, issue=issue.pk)
    body = orders.order(issue, assigned, assigned.at)
    return files.send(body, name=f"督办单（问题{issue.pk}）.docx", content_type=DOCX)


def _written(
    request: SignedInRequest, form: LetterForm, level: str, chosen: list[selectors.UpRow]
) -> int | None:
    """The key of the letter; None when the form says what is wrong."""
    values = form.cleaned_data
    draft = Draft(level, values["receiver"], values["dated_on"], values["intro"], chosen)

    def do() -> dict[str, Any]:
        return {"pk": write_letter(draft, by=request.user).pk}

    try:
        return int(act_once(request, do)["pk"])
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _add_page(
    request: SignedInRequest, form: LetterForm, level: str, rows: list[selectors.UpRow],
    ticked: set[str],
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "rows": [(row, row.key in ticked) for row in rows],
        "level": level,
        "levels": selectors.LEVELS,
        "label": selectors.LEVELS[level],
        "receivers": RECEIVERS,
    }
    return render(
        request, "procedures/letter_add.html", context, status=422 if form.is_bound else 200
    )


def _kept(
    request: SignedInRequest, letter: Letter, stored: str, name: str, content_type: str
) -> HttpResponseBase:
    body = files.content(stored)
    if body is None:
        raise Refused("存放的文件不见了。请告诉系统管理员从备份恢复。")
    acts.record(by=request.user, verb="letter-download", target=str(letter), letter=letter.pk)
    return files.send(body, name=name, content_type=content_type)
