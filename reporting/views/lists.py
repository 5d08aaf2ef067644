"""The rows behind a number that is the length of a list."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, page_of
from reporting.access import numbers_seen
from reporting.references import Reference
from reporting.rules import Form
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.list_book import list_book
from reporting.selectors.list_rows import Listed, Row, numbers_in, shown
from reporting.selectors.lists import FORM_LISTS, LISTS, listed
from reporting.selectors.machine import rows_of_list
from reporting.selectors.recount import books_of
from reporting.services.references import keep, mint_one
from sheets.write import write_table
from workplace import acts, clock, files

from .asked import Asked, asked

PAGE = 50


@needs("see_figures")
@require_GET
def list_rows(request: SignedInRequest, key: str) -> HttpResponse:
    ask = asked(request)
    reference = ask.reference(f"/lists/{key}/")
    found = _listed(request, ask, reference, key)
    rows = found.found(request.GET.get("q", ""), request.GET.get("sort", ""))
    page = page_of(request, rows, PAGE)
    context = {
        "ask": ask,
        "listed": found,
        "lines": [(row, _cells(found, row)) for row in page],
        "page": page,
        "now_words": _now(request, ask, reference, key),
        "sort": request.GET.get("sort", ""),
        "search": request.GET.get("q", ""),
        "forms": Form.choices if key in FORM_LISTS else [],
        "units": found.units if ask.unit is None or ask.narrowed else [],
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
    }
    return render(request, "reporting/list.html", context)


@needs("see_figures")
@require_GET
def list_json(request: SignedInRequest, key: str) -> JsonResponse:
    ask = asked(request)
    found = _listed(request, ask, ask.reference(f"/lists/{key}/"), key)
    return JsonResponse(rows_of_list(found, found.rows))


@needs("see_figures")
@require_GET
def list_export(request: SignedInRequest, key: str) -> FileResponse:
    ask = asked(request)
    found = _listed(request, ask, ask.reference(f"/lists/{key}/"), key)
    rows = found.found(request.GET.get("q", ""), request.GET.get("sort", ""))
    kept = mint_one(found.printed, centre=ask.centre, by=request.user)
    address = request.build_absolute_uri(reverse("reporting:reference", args=[kept.code]))
    out = BytesIO()
    write_table(out, list_book(found, rows, address, kept.code))
    name = f"{found.title}_{ask.as_of}.xlsx"
    acts.record(by=request.user, verb="list-export", target=name, rows=len(rows))
    return files.send(out.getvalue(), name=name)


@needs("see_figures")
@require_POST
def list_keep(request: SignedInRequest, key: str) -> HttpResponse:
    ask = asked(request)
    reference = ask.reference(f"/lists/{key}/")

    def do() -> dict[str, Any]:
        found = _listed(request, ask, reference, key)
        return {"code": keep(printed=found.printed, centre=ask.centre, by=request.user).code}

    return redirect(reverse("reporting:reference", args=[act_once(request, do)["code"]]))


def _cells(found: Listed, row: Row) -> list[Any]:
    """The first is the head of its row; the others say theirs again where a phone shows cards."""
    first, *others = row.cells
    told = [(shown(cell), not isinstance(cell, str)) for cell in others]
    return [shown(first), *((head, *cell) for head, cell in zip(found.head[1:], told, strict=True))]


def _now(request: SignedInRequest, ask: Asked, reference: Reference, key: str) -> str:
    """What the same list is today, where the page shows what was known earlier."""
    if not ask.known:
        return ""
    now = _listed(request, ask, reference.at(None), key)
    return f"{now.number} {now.word}"


def _listed(request: SignedInRequest, ask: Asked, reference: Reference, key: str) -> Listed:
    """Without links to projects that this person may not open."""
    if key not in LISTS:
        raise Http404
    books = books_of(reference, ask.centre, clock.now(), rounds=None)
    found = listed(books, key, ask.source, reference.kind, reference.level)
    return found.linked(numbers_seen(request.user, numbers_in(found.rows)))
