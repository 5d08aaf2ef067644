"""手续办理: the permits that wait, most urgent first; and the same list as a workbook."""

from io import BytesIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from procedures import access, export
from procedures.models import PermitQuerySet
from procedures.rules import Level, Side
from procedures.selectors import desk, desk_rows, holding
from procedures.selectors.desk import COUNTY, HANDLER, OWNER, Filters
from workplace import acts, clock, files
from workplace.files import bounded

from .desk_steps import undo_of

PAGE = 50
SPEAKS = {HANDLER: [Side.HANDLER], OWNER: [Side.OWNER], COUNTY: [Side.HANDLER]}


@needs("see_permits")
@require_GET
def permits(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, clock.today()
    side, seen = _desk(request)
    filters = Filters.of(request.GET.dict(), side)
    page = page_of(request, desk.desk(seen, filters, today), PAGE)
    chips, done_this_week = desk.chips(seen, filters, today)
    rows = desk_rows.desk_rows(list(page.object_list), today, user, SPEAKS[side])
    may_act = user.can("take_steps")
    context: dict[str, Any] = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "side": side,
        "is_county": side == COUNTY,
        "tabs": _tabs(request, side),
        "chips": [chip for chip in chips if chip.is_shown or chip.key == filters.only],
        "counts": {chip.key: chip.count for chip in chips},
        "done_this_week": done_this_week,
        "kinds": list(desk.kinds(seen)),
        "handlers": desk.handlers(seen) if side != HANDLER else None,
        "levels": Level.choices,
        "sorts": desk.SORT_WORDS,
        "many": [desk_rows.act_words(step) for step in desk_rows.MANY[SPEAKS[side][0]]],
        "may_act": may_act,
        "may_assign": user.can("decompose"),
        "undo": undo_of(request),
        "today": today,
    }
    return render(request, "procedures/permits.html", context)


@needs("see_permits")
@require_GET
def permits_export(request: SignedInRequest) -> HttpResponseBase:
    side, seen = _desk(request)
    today = clock.today()
    filters = Filters.of(request.GET.dict(), side)
    rows = bounded(desk.desk(seen, filters, today))
    out = BytesIO()
    export.write_permits(
        out,
        holding.holdings(rows, today, request.user),
        today,
        what=desk.WORDS[filters.only],
        with_unit=side != HANDLER,
    )
    name = "手续办理.xlsx"
    acts.record(by=request.user, verb="permits-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


def _desk(request: SignedInRequest) -> tuple[str, PermitQuerySet]:
    """Whose desk this is. A unit that handles nothing finds its own projects' permits here."""
    user = request.user
    if not access.is_bureau(user):
        return COUNTY, access.desk_for(user)
    desks = {HANDLER: access.desk_for(user), OWNER: access.owned_for(user)}
    side = request.GET.get("side", "")
    if side not in desks:
        is_owner_alone = not desks[HANDLER].exists() and desks[OWNER].exists()
        side = OWNER if is_owner_alone else HANDLER
    return side, desks[side]


def _tabs(request: SignedInRequest, side: str) -> list[dict[str, Any]]:
    """The two desks of a unit that has both, or stands at the one it has nothing on."""
    user = request.user
    if side == COUNTY:
        return []
    seen = {HANDLER: access.desk_for(user).exists(), OWNER: access.owned_for(user).exists()}
    words = {HANDLER: "待我单位办理的手续", OWNER: "本单位项目的手续"}
    shown = [key for key in desk.SIDES if seen[key] or key == side]
    tabs = [{"key": key, "label": words[key], "here": key == side} for key in shown]
    return tabs if len(tabs) > 1 else []
