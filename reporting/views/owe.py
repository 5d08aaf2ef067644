"""我的待办: the first page after signing in, by role."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs
from accounts.rules import Role
from procedures import access as permits_access
from procedures.selectors import desk
from reporting.models import Round
from reporting.rules import Form
from reporting.selectors import owe as work
from reporting.selectors.rounds import current_rounds
from reporting.words import time_left, urgency
from workplace import clock

# Who files nothing and reviews nothing begins at his own pages.
ELSEWHERE = {
    Role.ADMIN: "/accounts/units/",
    Role.SECURITY: "/accounts/users/",
    Role.AUDITOR: "/audit/",
}
NOTES = 3


@needs("own_account")
@require_GET
def owe(request: SignedInRequest) -> HttpResponse:
    elsewhere = ELSEWHERE.get(Role(request.user.role))
    if elsewhere:
        return redirect(elsewhere)
    return _clerk(request) if request.user.role == Role.REPORTER else _county(request)


def _clerk(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, clock.now()
    owed = work.owed_now(user, now)
    permits, permit_count = work.due_permits(user.unit, clock.today())
    tables = sorted((_table(one, now) for one in owed), key=_first_due)
    context: dict[str, Any] = {
        "now": now,
        "tables": _lead(tables),
        "permits": permits,
        "permit_count": permit_count,
        "permit_round": next((o.round for o in owed if o.round.is_of(Form.PERMITS)), None),
        "desk": _desk(request),
        "seals": work.past_seals(user.unit),
        "notes": user.notifications.all()[:NOTES],
        "rates": [rate for one in owed if (rate := work.own_rate(one, clock.today())).whole],
    }
    return render(request, "reporting/owe.html", context)


def _table(owed: work.Owed, now: datetime) -> dict[str, Any]:
    due_at = owed.round.due_at
    return {
        "owed": owed,
        "round": owed.round,
        "is_done": owed.is_filed,
        "left": time_left(due_at, now),
        "urgency": "" if owed.is_filed else urgency(due_at, now),
    }


def _round(round_: Round, now: datetime) -> dict[str, Any]:
    found = work.round_work(round_, now)
    return {
        "work": found,
        "round": round_,
        "is_done": bool(found.versions and not found.waiting and not found.missing),
        "left": time_left(round_.due_at, now),
        "urgency": urgency(round_.due_at, now),
    }


def _first_due(shown: dict[str, Any]) -> tuple[bool, datetime]:
    """What still asks for something before what is done, the next deadline first."""
    return shown["is_done"], shown["round"].due_at


def _lead(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of several tables the first is the next act; the others stand back."""
    return [one | {"stands_back": place > 0} for place, one in enumerate(shown)]


def _desk(request: SignedInRequest) -> dict[str, int]:
    """What waits on the unit's own desk, by filter of `/permits/`; empty if it handles nothing."""
    seen = permits_access.desk_for(request.user)
    chips, _ = desk.chips(seen, desk.Filters(), clock.today())
    counts = {chip.key or "open": chip.count for chip in chips}
    return counts if counts["open"] else {}


def _county(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, clock.now()
    rounds = current_rounds(user.unit.centre_id, now)
    shown = sorted((_round(one, now) for one in rounds), key=_first_due)
    context: dict[str, Any] = {
        "now": now,
        "notes": user.notifications.all()[:NOTES],
        "rounds": _lead(shown),
        "may_review": user.can("review"),
    }
    return render(request, "reporting/owe_county.html", context)
