"""项目台账: the list with its filters, and the same list as a workbook."""

from io import BytesIO

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from projects import access, export
from projects.rules import Level, Standing
from projects.selectors import listing
from projects.selectors.listing import Filters
from workplace import acts, clock, files

PAGE = 50


@needs("see_projects")
@require_GET
def project_list(request: SignedInRequest) -> HttpResponse:
    seen, filters, years = _asked(request)
    today = clock.today()
    rows = listing.project_list(seen, filters, today)
    page = page_of(request, rows, PAGE)
    context = {
        "page": page,
        "rows": listing.list_rows(list(page.object_list), today),
        "sums": listing.sums(rows),
        "filters": filters,
        "years": years,
        "units": listing.units_of(request.user),
        "natures": listing.nature_counts(seen, filters, today),
        "levels": Level,
        "standings": Standing,
        "may_add": request.user.can("write_projects"),
        "may_import": request.user.can("import_ledger"),
    }
    return render(request, "projects/project_list.html", context)


@needs("see_projects")
@require_GET
def project_export(request: SignedInRequest) -> HttpResponseBase:
    seen, filters, _ = _asked(request)
    rows = listing.project_list(seen, filters, clock.today())
    out = BytesIO()
    export.write_ledger(out, rows, year=filters.year, unit=request.user.unit)
    name = f"{filters.year}年重点项目台账.xlsx" if filters.year else "重点项目台账.xlsx"
    acts.record(by=request.user, verb="project-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


def _asked(
    request: SignedInRequest,
) -> tuple[access.ProjectQuerySet, Filters, list[int]]:
    seen = access.projects_for(request.user)
    years = listing.years_of(seen)
    return seen, Filters.of(request.GET.dict(), years), years
