"""指标看板: one screen before a meeting, for each role its own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs
from reporting.selectors.boards import bands, layout_of
from reporting.selectors.dashboard import Board, days_to_pick, load_board
from workplace import clock

from .asked import Asked, asked

# What the address of a figure narrows and the board does not.
ALONE = dict.fromkeys(["kind", "by", "level", "industry", "scope", "definition"])


@needs("see_figures")
@require_GET
def dashboard(request: SignedInRequest) -> HttpResponse:
    ask = asked(request)
    board = board_of(ask)
    layout = layout_of(request.user)
    return render(
        request,
        "reporting/dashboard.html",
        {
            "ask": ask,
            "board": board,
            "layout": layout,
            "bands": bands(board, layout),
            "query": ask.query(**ALONE),
            "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
        },
    )


def board_of(ask: Asked) -> Board:
    return load_board(
        centre=ask.centre,
        as_of=ask.as_of,
        source=ask.source,
        unit=ask.unit,
        now=clock.now(),
        year=ask.year,
        known=ask.known,
    )
