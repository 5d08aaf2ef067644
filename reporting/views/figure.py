"""一个数的来历: its formula, its groups, the rows behind it, and those rows as a workbook."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of
from puxian_projects import limits
from reporting.access import numbers_seen
from reporting.indicators import INDICATORS, LEVEL_WORDS, NO_INDUSTRY, SEALED
from reporting.references import Reference
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.drill import ROUNDS_READ, drill
from reporting.selectors.figure_book import figure_book
from reporting.selectors.figures import Books, Figure
from reporting.selectors.listing import Listing, listing
from reporting.selectors.machine import rows_of_figure
from reporting.selectors.recount import Unknown, books_of, figure_of
from reporting.selectors.why import Why, why
from reporting.services.references import keep, mint_one
from sheets.write import write_table
from workplace import acts, clock, files

from .asked import NONE, Asked, asked

PAGE = 50


@needs("see_figures")
@require_GET
def figure(request: SignedInRequest, key: str) -> HttpResponse:
    ask = asked(request)
    reference = ask.reference(f"/indicators/{key}/")
    books, found = _counted(ask, reference, key)
    rows = _rows(request, books, found)
    page = page_of(request, rows.lines, PAGE)
    card, reasons = drill(books, found, ask.by), why(books, found, reference)
    context = {
        "ask": ask,
        "drill": card,
        "may_forecast": request.user.can("forecast"),
        "why": reasons,
        "compare_query": _compare_query(ask, key, reasons),
        "now": _now(ask, reference, key),
        "figure": found,
        "rows": rows,
        "lines": [(line.project, rows.cells(line)) for line in page],
        "shares": [line.share for line in page],
        "seen": numbers_seen(request.user, [line.project.number for line in page]),
        "seen_left": numbers_seen(request.user, [left.project.number for left in card.left_out]),
        "page": page,
        "chips": rows.chips,
        "only": rows.only,
        "sort": request.GET.get("sort", ""),
        "search": request.GET.get("q", ""),
        "kinds": books.county.kinds,
        "levels": LEVEL_WORDS.items(),
        "industries": _industries(books, found),
        "narrowed": _narrowed(ask),
        "units": books.county.units.values() if ask.unit is None or ask.narrowed else [],
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
        "unsealed": ask.source == SEALED and found.source != SEALED,
    }
    return render(request, "reporting/figure.html", context)


@needs("see_figures")
@require_GET
def figure_rows(request: SignedInRequest, key: str) -> JsonResponse:
    """All rows with what each adds, for whoever counts them again."""
    ask = asked(request)
    books, found = _counted(ask, ask.reference(f"/indicators/{key}/"), key)
    rows = listing(books, found, only="all")
    if len(rows.lines) > limits.EXPORT_ROWS:
        raise Refused(f"明细超过 {limits.EXPORT_ROWS:,} 行。先按单位筛选。", 422)
    return JsonResponse(rows_of_figure(found, rows))


@needs("see_figures")
@require_GET
def figure_export(request: SignedInRequest, key: str) -> FileResponse:
    ask = asked(request)
    books, found = _counted(ask, ask.reference(f"/indicators/{key}/"), key)
    rows = _rows(request, books, found)
    if len(rows.lines) > limits.EXPORT_ROWS:
        raise Refused(f"明细超过 {limits.EXPORT_ROWS:,} 行。先按单位筛选再下载。", 422)
    out = BytesIO()
    kept = mint_one(found.printed, centre=ask.centre, by=request.user)
    address = request.build_absolute_uri(reverse("reporting:reference", args=[kept.code]))
    write_table(out, figure_book(drill(books, found, ask.by), rows, address, kept.code))
    name = f"{found.title}明细_{found.as_of}.xlsx"
    acts.record(by=request.user, verb="figure-export", target=name, rows=len(rows.lines))
    return files.send(out.getvalue(), name=name)


@needs("see_figures")
@require_POST
def figure_keep(request: SignedInRequest, key: str) -> HttpResponse:
    """固定并复制引用: the number as it is at this moment, or at the one asked for."""
    ask = asked(request)
    reference = ask.reference(f"/indicators/{key}/")

    def do() -> dict[str, Any]:
        _, found = _counted(ask, reference, key)
        return {"code": keep(printed=found.printed, centre=ask.centre, by=request.user).code}

    code = act_once(request, do)["code"]
    return redirect(reverse("reporting:reference", args=[code]))


def _counted(ask: Asked, reference: Reference, key: str) -> tuple[Books, Figure]:
    if key not in INDICATORS:
        raise Http404
    try:
        books = books_of(reference, ask.centre, clock.now(), ROUNDS_READ)
        return books, figure_of(books, key, reference)
    except Unknown as error:
        raise Http404 from error


def _compare_query(ask: Asked, key: str, found: Why | None) -> str:
    """The same question of the day before and of this one."""
    if found is None:
        return ""
    days = {"a": found.day.isoformat(), "b": ask.as_of.isoformat()}
    return ask.query(as_of=None, by=None, key=key, **days)


def _now(ask: Asked, reference: Reference, key: str) -> Figure | None:
    """What the same question gives today, where the page shows what was known earlier."""
    return _counted(ask, reference.at(None), key)[1] if ask.known else None


def _industries(books: Books, found: Figure) -> list[tuple[str, str]]:
    """Those that the figure could be narrowed to, as the address names them."""
    return [(name or NONE, name or NO_INDUSTRY) for name in books.industries(found)]


def _narrowed(ask: Asked) -> list[str]:
    """What the title says behind the figure's name."""
    unit = ask.unit.short_name if ask.unit else ""
    level = LEVEL_WORDS[ask.level] if ask.level else ""
    industry = NO_INDUSTRY if ask.industry == NONE else ask.industry or ""
    return [words for words in (unit, level, industry) if words]


def _rows(request: SignedInRequest, books: Books, found: Figure) -> Listing:
    get = request.GET
    return listing(
        books, found, only=get.get("only", ""), search=get.get("q", ""), sort=get.get("sort", "")
    )
