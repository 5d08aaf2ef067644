"""Documents to read: the list, one as it looks on paper, its Word file."""

from io import BytesIO
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from reporting import access
from reporting.documents.paper import source_rows
from reporting.models import Circular
from reporting.papers.blocks import Body, Heading, Table, from_json
from reporting.rules import PaperKind
from reporting.selectors import papers as selectors
from sheets.book import PlainSheet, TableBook
from sheets.write import write_table
from workplace import acts, clock, files
from workplace.official import DOCX

PAGE = 30
HEADERS = ("文种", "期号", "标题", "数据期", "统计截止", "状态", "成文日期", "起草人", "起草时间")


@needs("read_circulars")
@require_GET
def papers(request: SignedInRequest) -> HttpResponse:
    user = request.user
    ask = {name: request.GET.get(name, "").strip() for name in ("kind", "state", "q")}
    everything = access.papers_for(user).exclude(kind=PaperKind.CASES)
    found = _asked(request)
    context = {
        "ask": ask,
        "page": page_of(request, found, PAGE),
        "any": everything.exists(),
        "kinds": [kind for kind in PaperKind if kind != PaperKind.CASES],
        "states": selectors.STATES if user.can("see_papers") else {},
        "may_write": user.can("write_papers"),
        "may_see_ranking": user.can("see_papers"),
    }
    return render(request, "reporting/papers.html", context)


@needs("read_circulars")
@require_GET
def papers_workbook(request: SignedInRequest) -> HttpResponseBase:
    rows = [_row(paper) for paper in _asked(request)]
    sheet = PlainSheet(
        name="材料",
        title="材料清单",
        subtitle=f"{timezone.localdate(clock.now()):%Y-%m-%d}，{len(rows)} 份",
        headers=list(HEADERS),
        rows=rows,
        widths=(10, 8, 44, 12, 14, 10, 14, 12, 18),
    )
    out = BytesIO()
    write_table(out, TableBook([sheet], created=clock.now()))
    acts.record(by=request.user, verb="paper-download", target="材料清单", rows=len(rows))
    return files.send(out.getvalue(), name="材料清单.xlsx")


@needs("read_circulars")
@require_GET
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?then=`: as a version of before stood."""
    found = access.paper_for(request.user, pk)
    shown, then = found, request.GET.get("then", "")
    if then:
        old = selectors.paper_then(found, int(then)) if _is_key(then) else None
        if old is None or not request.user.can("see_papers"):
            raise Http404
        shown = old
    return render(request, "reporting/paper.html", paper_context(request, found, shown))


@needs("read_circulars")
@require_GET
def paper_document(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = access.paper_for(request.user, pk)
    body = selectors.docx(found)
    acts.record(by=request.user, verb="paper-download", target=str(found), paper=found.pk)
    word = f"第{found.number}期" if found.number else "草稿"
    return files.send(body, name=f"{found.title}（{word}）.docx", content_type=DOCX)


def paper_context(request: SignedInRequest, found: Circular, shown: Circular) -> dict[str, Any]:
    user, body = request.user, from_json(shown.body)
    is_draft = found.issued_at is None
    newer = selectors.newer_compilation(found) if is_draft and user.can("write_papers") else None
    return {
        "paper": found,
        "shown": shown,
        "is_old": shown is not found,
        "state_word": selectors.STATES[found.state],
        "office": selectors.office_of(found),
        "body": body,
        "blocks": numbered(body),
        "links": selectors.links(user, body),
        "sources": source_rows(body),
        "versions": selectors.versions(found) if user.can("see_papers") else [],
        "corrections": found.corrections.filter(issued_at__isnull=False),
        "newer": newer,
        "may_edit": is_draft and user.can("write_papers"),
        "may_issue": is_draft and user.can("issue_papers"),
        "may_withdraw": not is_draft and user.can("issue_papers"),
    }


def numbered(body: Body) -> list[dict[str, Any]]:
    """Blocks with the number that their heading gets, as in Word; pages across come last."""
    counts, found = {1: 0, 2: 0}, []
    for block in body.blocks:
        number = 0
        if isinstance(block, Heading):
            counts[block.level] += 1
            if block.level == 1:
                counts[2] = 0
            number = counts[block.level]
        found.append(
            {"block": block, "number": number, "page": isinstance(block, Table) and block.page}
        )
    return found


def _asked(request: SignedInRequest) -> Any:
    ask = {name: request.GET.get(name, "").strip() for name in ("kind", "state", "q")}
    everything = access.papers_for(request.user).exclude(kind=PaperKind.CASES)
    return selectors.filtered(everything, kind=ask["kind"], state=ask["state"], words=ask["q"])


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 12


def _row(paper: Circular) -> list[str | int]:
    return [
        paper.get_kind_display(),
        paper.number or "",
        paper.title,
        paper.round.label,
        paper.round.cutoff_on.isoformat(),
        selectors.STATES[paper.state],
        paper.dated_on.isoformat() if paper.dated_on else "",
        paper.by.name,
        f"{timezone.localtime(paper.at):%Y-%m-%d %H:%M}",
    ]
