"""一个数的来历: its formula, its groups, the rows behind it, and those rows as a workbook."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of
from puxian_projects import limits
from reporting.formulas import SCOPES
from reporting.indicators import INDICATORS, LEVEL_WORDS, LIVE, NO_INDUSTRY, SEALED
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.drill import ROUNDS_READ, drill
from reporting.selectors.figure_book import figure_book
from reporting.selectors.figures import Books, Figure
from reporting.selectors.listing import Listing, listing
from sheets.write import write_table
from workplace import acts, clock, files

from .asked import NONE, Asked, asked

PAGE = 50


@needs("see_figures")
@require_GET
def figure(request: SignedInRequest, key: str) -> HttpResponse:
    ask = asked(request)
    books, found = _counted(request, ask, key)
    rows = _rows(request, books, found)
    page = page_of(request, rows.lines, PAGE)
    context = {
        "ask": ask,
        "drill": drill(books, found, ask.by),
        "figure": found,
        "rows": rows,
        "lines": [(line.project, rows.cells(line)) for line in page],
        "page": page,
        "chips": rows.chips,
        "only": rows.only,
        "sort": request.GET.get("sort", ""),
        "search": request.GET.get("q", ""),
        "scope": found.scope,
        "kinds": books.county.kinds,
        "levels": LEVEL_WORDS.items(),
        "industries": _industries(books, found),
        "narrowed": _narrowed(ask),
        "units": books.county.units.values() if ask.unit is None or ask.narrowed else [],
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
        "unsealed": ask.source == SEALED and found.source == LIVE,
    }
    return render(request, "reporting/figure.html", context)


@needs("see_figures")
@require_GET
def figure_export(request: SignedInRequest, key: str) -> FileResponse:
    ask = asked(request)
    books, found = _counted(request, ask, key)
    rows = _rows(request, books, found)
    if len(rows.lines) > limits.EXPORT_ROWS:
        raise Refused(f"明细超过 {limits.EXPORT_ROWS:,} 行。先按单位筛选再下载。", 422)
    out = BytesIO()
    write_table(out, figure_book(drill(books, found, ask.by), rows))
    name = f"{found.title}明细_{found.as_of}.xlsx"
    acts.record(by=request.user, verb="figure-export", target=name, rows=len(rows.lines))
    return files.send(out.getvalue(), name=name)


def _counted(request: SignedInRequest, ask: Asked, key: str) -> tuple[Books, Figure]:
    """The figure asked for; what no form seals comes from the register."""
    if key not in INDICATORS:
        raise Http404
    scope = request.GET.get("scope") or "all"
    county = ask.county()
    books = Books(county, unit=ask.unit, rounds=ROUNDS_READ, moment=clock.now())
    known = {kind.code for kind in county.kinds}
    definition = county.definition(ask.definition) if ask.definition else None
    if scope not in SCOPES or (ask.kind and ask.kind not in known):
        raise Http404
    if ask.definition and definition is None:
        raise Http404
    indicator = INDICATORS[key]
    source = books.source_of(key, ask.source)
    kind = ask.kind if indicator.rows == "items" else None
    return books, books.figure(
        key,
        source=source,
        scope=scope,
        kind=kind,
        level=ask.level,
        industry=ask.in_industry,
        definition=definition,
    )


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
