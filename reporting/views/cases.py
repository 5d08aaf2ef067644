"""典型案例: what can be told, found in the sealed rows, and what has been drafted from it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.indicators import SEALED
from reporting.rules import PaperKind
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from reporting.selectors.lists import listed
from reporting.selectors.papers import STATES, compiled_rounds, filtered
from workplace import clock


@needs("see_papers")
@require_GET
def cases(request: SignedInRequest) -> HttpResponse:
    centre, now = access.county_of(request.user), clock.now()
    rounds = compiled_rounds(centre)
    as_of = rounds[0].cutoff_on if rounds else clock.today()
    books = Books(load_county(centre, as_of), rounds=None, moment=now)
    papers = access.papers_for(request.user)
    context = {
        "listed": listed(books, "cases", SEALED),
        "round": rounds[0] if rounds else None,
        "papers": filtered(papers, kind=PaperKind.CASES, state="", words=""),
        "states": STATES,
        "may_write": request.user.can("write_papers"),
    }
    return render(request, "reporting/cases.html", context)
