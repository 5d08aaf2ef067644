"""办结预测 and 办理时长: what is likely, and how long things have taken. Facts stand beside it."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of, render_page
from procedures.rules import Level
from projects.access import project_for
from puxian_projects import limits
from reporting import access
from reporting.curves import ENOUGH
from reporting.durations import SHOWN_FROM
from reporting.forecasting import BLOCKS, DRAWS
from reporting.indicators import LIVE
from reporting.selectors import durations_page, forecast_page
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.durations import Papers, known_by, load_papers
from reporting.selectors.forecast import Forecast
from reporting.selectors.forecast import forecast as forecast_of
from reporting.selectors.forecast_book import durations_book, forecast_book
from reporting.selectors.forecast_check import score
from reporting.selectors.forecast_page import SORTS, Filters
from sheets.book import TableBook
from sheets.write import write_table
from workplace import acts, clock, files

from .asked import Asked, asked

PAGE = 50
ASSUMPTIONS = {"draws": DRAWS, "blocks": BLOCKS, "enough": ENOUGH, "shown_from": SHOWN_FROM}


@needs("forecast")
@require_GET
def forecast(request: SignedInRequest) -> HttpResponse:
    ask = _asked(request)
    found, filters = _forecast(ask), Filters.of(request.GET)
    listed = forecast_page.projects(found, filters, ask.unit)
    shown = forecast_page.outlooks(found, ask.unit)
    context = _frame(ask, found, filters) | ASSUMPTIONS
    context |= {
        "outlooks": [(outlook, forecast_page.bar(outlook)) for outlook in shown],
        "by_unit": found.by_unit if ask.unit is None else [],
        "chips": listed.chips,
        "page": page_of(request, listed.rows, PAGE),
    }
    return render(request, "reporting/forecast.html", context)


@needs("forecast")
@require_GET
def forecast_score(request: SignedInRequest) -> HttpResponse:
    """回看: how far past forecasts held; a part of the page, which does not wait for it."""
    found = score(access.county_of(request.user), clock.today())
    page, part = "reporting/forecast_score.html", "reporting/_forecast_score.html"
    return render_page(request, page, part, {"score": found})


@needs("forecast")
@require_GET
def forecast_permits(request: SignedInRequest) -> HttpResponse:
    ask = _asked(request)
    found, filters = _forecast(ask), Filters.of(request.GET)
    listed = forecast_page.permits(found, filters, ask.unit)
    context = _frame(ask, found, filters)
    context |= {
        "kinds": forecast_page.kinds(found),
        "chips": listed.chips,
        "page": page_of(request, listed.rows, PAGE),
    }
    return render(request, "reporting/forecast_permits.html", context)


@needs("forecast")
@require_GET
def forecast_export(request: SignedInRequest) -> FileResponse:
    """Everything that the filters of the page leave."""
    ask = _asked(request)
    found, filters = _forecast(ask), Filters.of(request.GET)
    projects = forecast_page.projects(found, filters, ask.unit).rows
    permits = forecast_page.permits(found, filters, ask.unit).rows
    book = forecast_book(found, projects, permits)
    return _send(request, book, f"办结预测_{ask.as_of}.xlsx", len(permits))


@needs("forecast")
@require_GET
def durations(request: SignedInRequest) -> HttpResponse:
    ask = _asked(request)
    context = _frame(ask, None, Filters()) | ASSUMPTIONS
    context["lines"] = durations_page.lines(_papers(ask))
    return render(request, "reporting/forecast_durations.html", context)


@needs("forecast")
@require_GET
def durations_export(request: SignedInRequest) -> FileResponse:
    ask = _asked(request)
    papers = _papers(ask)
    book = durations_book(papers, durations_page.lines(papers))
    return _send(request, book, f"办理时长_{ask.as_of}.xlsx", len(papers.finished))


@needs("forecast")
@require_GET
def duration_rows(request: SignedInRequest, kind: str, level: str) -> HttpResponse:
    """The finished permits that a median was taken of."""
    ask = _asked(request)
    line = durations_page.line_of(_papers(ask), kind, level)
    if line is None or level not in Level.values:
        raise Http404
    rows = durations_page.by_days(line.learned.rows)
    context = _frame(ask, None, Filters()) | ASSUMPTIONS
    context |= {"line": line, "page": page_of(request, rows, PAGE)}
    return render(request, "reporting/forecast_rows.html", context)


@needs("forecast")
@require_GET
def project_forecast(request: SignedInRequest, number: str) -> HttpResponse:
    """A part of the project's page, and a page of its own without JavaScript."""
    project = project_for(request.user, number)
    centre, today = access.county_of(request.user), clock.today()
    found = forecast_of(centre=centre, on=today, source=LIVE, only=project.number)
    context = {"project": project, "found": found, "row": next(iter(found.projects), None)}
    page, fragment = "reporting/forecast_project.html", "reporting/_forecast_project.html"
    return render_page(request, page, fragment, context)


def _asked(request: SignedInRequest) -> Asked:
    """Of a day that has come: nothing is forecast from a day of which nothing is known."""
    ask = asked(request)
    if ask.as_of > clock.today():
        raise Http404
    return ask


def _forecast(ask: Asked) -> Forecast:
    return forecast_of(
        centre=ask.centre,
        on=ask.as_of,
        source=ask.source,
        known=ask.known,
        year=ask.year,
        moment=clock.now(),
    )


def _papers(ask: Asked) -> Papers:
    return load_papers(ask.centre, ask.as_of, known_by(ask.as_of, ask.known))


def _frame(ask: Asked, found: Forecast | None, filters: Filters) -> dict[str, object]:
    return {
        "ask": ask,
        "found": found,
        "filters": filters,
        "sorts": SORTS,
        "units": found.books.county.units.values() if found else [],
        "query": ask.query(),
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
    }


def _send(request: SignedInRequest, book: TableBook, name: str, rows: int) -> FileResponse:
    if rows > limits.EXPORT_ROWS:
        raise Refused(f"超过 {limits.EXPORT_ROWS:,} 行。先按单位筛选再下载。", 422)
    out = BytesIO()
    write_table(out, book)
    acts.record(by=request.user, verb="forecast-export", target=name, rows=rows)
    return files.send(out.getvalue(), name=name)
