"""指标看板: one screen before a meeting."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs
from reporting.indicators import LIVE
from reporting.selectors import dashboard as selectors
from workplace import clock

from .asked import asked

# What the address of a figure narrows and the board does not.
ALONE = dict.fromkeys(["kind", "by", "level", "industry"])


@needs("see_figures")
@require_GET
def dashboard(request: SignedInRequest) -> HttpResponse:
    ask = asked(request)
    board = selectors.dashboard(
        centre=ask.centre,
        as_of=ask.as_of,
        source=ask.source,
        unit=ask.unit,
        now=clock.now(),
        year=ask.year,
        known=ask.known,
    )
    context = {
        "ask": ask,
        "board": board,
        "query": ask.query(**ALONE),
        "live_query": ask.query(**ALONE, source=LIVE, year=None),
        "days": selectors.days_to_pick(ask.centre, clock.today(), ask.as_of),
        "shown": f":{selectors.SHOWN}",
        "more": f"{selectors.SHOWN}:",
    }
    return render(request, "reporting/dashboard.html", context)
