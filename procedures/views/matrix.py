"""项目矩阵: projects by unit, a column a permit; on screen, on A3 paper and as a workbook."""

from io import BytesIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from procedures import access, export
from procedures.rules import Level, Status
from procedures.selectors import matrix as matrices
from procedures.selectors.matrix import MatrixFilters
from projects.access import projects_for
from projects.rules import Nature
from workplace import acts, clock, files
from workplace.files import bounded

NATURES = [(Nature.NEW, "新建"), (Nature.CONTINUING, "续建"), (matrices.ANY, "全部")]


@needs("see_permits")
@require_GET
def matrix(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, clock.today()
    seen = projects_for(user)
    years = matrices.years_of(seen)
    filters = MatrixFilters.of(request.GET.dict(), years)
    kinds = matrices.kinds_of(filters)
    projects = matrices.projects_of(seen, kinds, filters, today)
    page = page_of(request, projects, filters.size)
    context: dict[str, Any] = {
        "page": page,
        "groups": matrices.groups_of(list(page.object_list), kinds, filters, today, user),
        "totals": matrices.totals_of(projects, kinds),
        "kinds": kinds,
        "filters": filters,
        "years": years,
        "units": None if access.is_bureau(user) else list(matrices.units_of(seen)),
        "levels": Level.choices,
        "states": Status.choices,
        "only": matrices.ONLY,
        "natures": NATURES,
        "sizes": matrices.SIZES,
        "today": today,
    }
    return render(request, "procedures/matrix.html", context)


@needs("see_permits")
@require_GET
def matrix_export(request: SignedInRequest) -> HttpResponseBase:
    user, today = request.user, clock.today()
    seen = projects_for(user)
    filters = MatrixFilters.of(request.GET.dict(), matrices.years_of(seen))
    kinds = matrices.kinds_of(filters)
    projects = matrices.projects_of(seen, kinds, filters, today)
    rows = bounded(projects)
    out = BytesIO()
    groups = matrices.groups_of(rows, kinds, filters, today, user)
    export.write_matrix(out, groups, matrices.totals_of(projects, kinds), today)
    name = "项目矩阵.xlsx"
    acts.record(by=user, verb="matrix-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)
