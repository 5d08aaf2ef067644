"""项目台账: the list with its filters and columns, and the same list as a workbook."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, repeats
from projects import access, export
from projects.bulk_fields import fields_for
from projects.rules import Level, Stage
from projects.selectors import listing
from projects.selectors.listing import Filters, Known, ListColumn
from projects.services.bulk import LIMIT
from workplace import access as workplace_access
from workplace import acts, clock, files
from workplace.forms import ViewForm

VIEWS = "projects"  # whose saved views these are


@dataclass(frozen=True)
class Asked:
    """A person's list: what it may be filtered by, what was asked for, and the rows."""

    seen: access.ProjectQuerySet
    known: Known
    filters: Filters
    columns: dict[str, ListColumn]  # all there are
    today: date

    @classmethod
    def of(cls, request: SignedInRequest, query: Any = None) -> "Asked":
        seen = access.projects_for(request.user)
        known = Known.of(request.user, seen)
        columns = listing.columns_for(known.own)
        given = (request.GET if query is None else query).dict()
        filters = Filters.of(given, known, sorts=list(columns))
        return cls(seen, known, filters, columns, clock.today())

    @property
    def rows(self) -> Any:
        rows = listing.project_list(self.seen, self.filters, self.today)
        return listing.ordered(rows, self.filters, self.columns, self.today)

    @property
    def chosen(self) -> list[ListColumn]:
        return listing.chosen(self.columns, self.filters.cols)


@needs("see_projects")
@repeats("col")
@require_GET
def project_list(request: SignedInRequest) -> HttpResponse:
    asked = Asked.of(request)
    if "col" in request.GET:  # ticked boxes; the address says them in one word
        return redirect(_with_columns(asked, request.GET.getlist("col")))
    rows, columns = asked.rows, asked.chosen
    sums = listing.sums(rows, [*columns, *_headline(asked, columns)])
    page = _page(request, rows, asked.filters.size, sums["count"])
    natures, calls = listing.chips(asked.seen, asked.filters, asked.today)
    context = {
        "page": page,
        "rows": listing.list_rows(list(page.object_list), asked.today, columns),
        "columns": columns,
        "sums": sums,
        "foot": [(c, sums.get(c.key) if c.total else None) for c in columns[2:]],
        "natures": natures,
        "calls": calls,
        **_words(request, asked),
        **_acts(request, asked),
    }
    return render(request, "projects/project_list.html", context)


@needs("see_projects")
@require_GET
def project_export(request: SignedInRequest) -> HttpResponseBase:
    """The ledger, in the form that comes back in."""
    asked = Asked.of(request)
    out = BytesIO()
    year = asked.filters.year
    export.write_ledger(out, asked.rows, year=year, unit=request.user.unit)
    return _sent(request, out, f"{year}年重点项目台账.xlsx" if year else "重点项目台账.xlsx")


@needs("see_projects")
@require_GET
def list_export(request: SignedInRequest) -> HttpResponseBase:
    """The list as it is shown: its rows, its columns, its order."""
    asked = Asked.of(request)
    out = BytesIO()
    export.write_list(
        out, asked.rows, asked.chosen, year=asked.filters.year, unit=request.user.unit
    )
    return _sent(request, out, "项目清单.xlsx")


def _sent(request: SignedInRequest, out: BytesIO, name: str) -> HttpResponseBase:
    acts.record(by=request.user, verb="project-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


def _with_columns(asked: Asked, ticked: list[str]) -> str:
    keys = [key for key in asked.columns if key in ticked]
    usual = set(keys) | set(listing.ALWAYS) == set(listing.DEFAULT)
    query = asked.filters.query_with(() if usual else tuple(keys))
    return f"{reverse('projects:project-list')}?{query}"


def _headline(asked: Asked, columns: list[ListColumn]) -> list[ListColumn]:
    """The sums that the head of the page says, when the table does not show them."""
    shown = {column.key for column in columns}
    return [asked.columns[key] for key in ("total", "planned") if key not in shown]


def _page(request: SignedInRequest, rows: Any, size: int, count: int) -> Page:
    paginator = Paginator(rows, size)
    paginator.__dict__["count"] = count  # counted with the sums
    return paginator.get_page(request.GET.get("page", 1))


def _words(request: SignedInRequest, asked: Asked) -> dict[str, Any]:
    """What the filters and the choice of columns offer."""
    chosen = {column.key for column in asked.chosen}
    return {
        "filters": asked.filters,
        "known": asked.known,
        "levels": Level.choices,
        "stages": Stage.choices,
        "statuses": listing.STATUSES.items(),
        "yes_no": listing.YES_NO.items(),
        "sizes": listing.SIZES,
        "offered": [
            (column, column.key in chosen)
            for column in asked.columns.values()
            if column.key not in listing.ALWAYS
        ],
    }


def _acts(request: SignedInRequest, asked: Asked) -> dict[str, Any]:
    user = request.user
    may_write = user.can("write_projects")
    return {
        "views": _saved_views(request, asked),
        "view_form": ViewForm(may_share=user.can("share_views")),
        "may_add": may_write,
        "may_import": user.can("import_ledger"),
        "may_package": user.can("move_projects"),
        "bulk_fields": fields_for(user, asked.known.own) if may_write else [],
        "bulk_limit": LIMIT,
    }


def _saved_views(request: SignedInRequest, asked: Asked) -> list[dict[str, Any]]:
    """The views one may use, each read anew: what no longer exists falls out of it."""
    found = []
    for view in workplace_access.saved_views_for(request.user, VIEWS):
        given = QueryDict(view.query).dict()
        query = Filters.of(given, asked.known, sorts=list(asked.columns)).query
        found.append({"view": view, "query": query, "is_here": query == asked.filters.query})
    return found
