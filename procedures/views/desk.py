"""手续办理: the permits that wait, most urgent first; and the same list as a workbook."""

from io import BytesIO

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from procedures import access, export
from procedures.selectors import desk
from procedures.selectors.desk import Filters
from workplace import acts, clock, files

PAGE = 50


@needs("see_permits")
@require_GET
def permits(request: SignedInRequest) -> HttpResponse:
    seen = access.desk_for(request.user)
    filters, today = Filters.of(request.GET.dict()), clock.today()
    page = page_of(request, desk.desk(seen, filters, today), PAGE)
    chips, done_this_week = desk.chips(seen, filters, today)
    is_bureau = access.is_bureau(request.user)
    context = {
        "page": page,
        "rows": desk.desk_rows(list(page.object_list), today),
        "filters": filters,
        "chips": chips,
        "counts": {chip.key or "open": chip.count for chip in chips},
        "done_this_week": done_this_week,
        "kinds": desk.kinds(seen),
        "handlers": None if is_bureau else desk.handlers(seen),
        "sorts": desk.SORT_WORDS,
        "is_bureau": is_bureau,
        "today": today,
    }
    return render(request, "procedures/permits.html", context)


@needs("see_permits")
@require_GET
def permits_export(request: SignedInRequest) -> HttpResponseBase:
    seen = access.desk_for(request.user)
    today = clock.today()
    rows = desk.desk(seen, Filters.of(request.GET.dict()), today)
    out = BytesIO()
    export.write_permits(out, rows, today, with_unit=not access.is_bureau(request.user))
    name = "手续办理.xlsx"
    acts.record(by=request.user, verb="permits-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)
