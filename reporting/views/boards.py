"""大屏, and the rows behind the numbers of a unit's desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from reporting.selectors.boards_desk import STATES, desk_list
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.figures import Books
from workplace import clock

from .asked import asked
from .dashboard import ALONE, board_of

PAGE = 50
REFRESH = 300  # seconds
ON_THE_WALL = ("moved", "still", "late", "blocked", "expiring")


@needs("see_figures")
@require_GET
def screen(request: SignedInRequest) -> HttpResponse:
    """To be read from five metres. It follows the day by itself until that is turned off."""
    ask = asked(request)
    board = board_of(ask)
    stands = request.GET.get("stand") == "1"
    response = render(
        request,
        "reporting/screen.html",
        {
            "ask": ask,
            "board": board,
            "pools": [board.reserve, board.funding],
            "lists": board.listed(ON_THE_WALL),
            "minutes": REFRESH // 60,
            "stands": stands,
            "query": ask.query(**ALONE),
            "now": clock.now(),
        },
    )
    if not stands:
        response["Refresh"] = str(REFRESH)  # of the browser: without a script
    return response


@needs("see_figures")
@require_GET
def rows_of_desk(request: SignedInRequest, key: str) -> HttpResponse:
    ask = asked(request)
    if key not in STATES or ask.unit is None:
        raise Http404
    books = Books(ask.county(), unit=ask.unit, rounds=None, moment=clock.now())
    found = desk_list(books, ask.unit, key, ask.kind)
    return render(
        request,
        "reporting/desk_rows.html",
        {
            "ask": ask,
            "listed": found,
            "page": page_of(request, found.rows, PAGE),
            "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
            "back": ask.query(**ALONE, known=None),
        },
    )
