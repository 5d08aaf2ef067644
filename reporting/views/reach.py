"""达标测算: every dated target of the year, and one of them with what might be done for it."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, repeats
from procedures.rules import Level
from puxian_projects import limits
from reporting.selectors import reach as selectors
from reporting.selectors.county import County
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.figures import Books
from reporting.selectors.reach_book import reach_book
from reporting.selectors.reach_hands import Hands
from reporting.selectors.reach_try import MOST, Trial, Wanted, trial
from sheets.write import write_table
from workplace import acts, clock, files

from .asked import Asked, asked


@needs("forecast")
@require_GET
def reach(request: SignedInRequest) -> HttpResponse:
    ask = asked(request)
    books = _books(ask, ask.county())
    context = {
        "ask": ask,
        "lines": selectors.outlook(books, ask.source),
        "years": selectors.years(books.county),
        "units": [unit for unit in books.county.units.values() if unit.files_reports],
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
        "query": _query(ask),
    }
    return render(request, "reporting/reach.html", context)


@needs("forecast")
@require_GET
@repeats("pick")
def reach_try(request: SignedInRequest, pk: int, goal: str) -> HttpResponse:
    ask = asked(request)
    books, found = _trial(request, ask, pk, goal)
    context = {
        "ask": ask,
        "trial": found,
        "line": found.line,
        "county": books.county,
        "levels": Level.choices,
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
        "query": _query(ask),
        "most": MOST,
        "may_chase": request.user.can("review"),
    }
    return render(request, "reporting/reach_try.html", context)


@needs("forecast")
@require_GET
@repeats("pick")
def reach_export(request: SignedInRequest, pk: int, goal: str) -> FileResponse:
    ask = asked(request)
    _, found = _trial(request, ask, pk, goal, most=None)
    if len(found.chosen) > limits.EXPORT_ROWS:
        raise Refused(f"清单超过 {limits.EXPORT_ROWS:,} 行。先按单位筛选再导出。", 422)
    out = BytesIO()
    write_table(out, reach_book(found))
    name = f"{found.line.figure.title}达标测算清单_{ask.as_of}.xlsx"
    acts.record(by=request.user, verb="reach-export", target=name, rows=len(found.chosen))
    return files.send(out.getvalue(), name=name)


def _trial(
    request: SignedInRequest, ask: Asked, pk: int, goal: str, most: int | None = MOST
) -> tuple[Books, Trial]:
    county = ask.county()
    target = selectors.target_of(county, pk)
    if target is None or goal not in selectors.GOALS or getattr(target, goal) is None:
        raise Http404
    books = _books(ask, selectors.county_of(county, target))
    if not selectors.speaks_of(books, target):
        raise Http404
    hands = Hands(books)
    line, known = selectors.one_line(books, hands, target, goal, ask.source)
    wanted = Wanted.of(request.GET.dict(), request.GET.getlist("pick"))
    return books, trial(books, hands, line, known, wanted, most)


def _books(ask: Asked, county: County) -> Books:
    return Books(county, unit=ask.unit, moment=clock.now())


def _query(ask: Asked) -> str:
    """What the address of a figure narrows and a target does not."""
    return ask.query(kind=None, by=None, level=None, industry=None, definition=None)
