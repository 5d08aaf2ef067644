"""The rows behind a number that is the length of a list."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from reporting.selectors.figures import Books
from reporting.selectors.lists import LISTS, listed
from workplace import clock

from .asked import asked

PAGE = 50


@needs("see_figures")
@require_GET
def rows_of_list(request: SignedInRequest, key: str) -> HttpResponse:
    if key not in LISTS:
        raise Http404
    ask = asked(request)
    books = Books(ask.county(), unit=ask.unit, rounds=None, moment=clock.now())
    found = listed(books, key, ask.source)
    page = page_of(request, found.rows, PAGE)
    return render(request, "reporting/list.html", {"ask": ask, "listed": found, "page": page})
