"""谋划储备 of a year: the four figures, the way to 新建, the list with what each lacks."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from projects.stage_rules import WAY
from reporting.selectors import reserve as selectors
from reporting.selectors.county import load_county
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.figures import Books
from workplace import clock

from .asked import Asked, asked

PAGE = 50
YEARS = range(2000, 2100)


@needs("see_figures")
@require_GET
def reserve(request: SignedInRequest) -> HttpResponse:
    ask = asked(request)
    books = Books(load_county(ask.centre, ask.as_of, _year(request), ask.known), unit=ask.unit)
    year = books.county.plan_year
    found = selectors.reserve(books, year)
    filters = selectors.ReserveFilters.of(request.GET.dict())
    rows = [row for row in found.rows if filters.fits(row)]
    context = {
        "ask": ask,
        "year": year,
        "reserve": found,
        "filters": filters,
        "count": len(rows),
        "page": page_of(request, rows, PAGE),
        "stages": WAY[:-1],
        "units": _units(books, ask),
        "query": ask.query(source=None, by=None, kind=None),
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
        "may_list": request.user.can("edit_plan_list"),
        "may_move": request.user.can("write_projects"),
    }
    return render(request, "reporting/reserve.html", context)


def _year(request: SignedInRequest) -> int | None:
    text = request.GET.get("year", "")
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or int(text[:5]) not in YEARS:
        raise Http404
    return int(text)


def _units(books: Books, ask: Asked) -> list[object]:
    return [] if ask.unit else list(books.county.units.values())
