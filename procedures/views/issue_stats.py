"""督办统计: raised, cleared, overdue by bureau and by raising unit, as of any day."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from procedures import issue_access
from procedures.selectors.issue_list import issues_with, rows_of
from procedures.selectors.issue_tally import BY, COUNTS, tally, unit_names
from workplace import clock

PAGE = 50
TOTAL = "total"


@needs("see_meetings")
@require_GET
def issue_stats(request: SignedInRequest) -> HttpResponse:
    seen, today = issue_access.issues_for(request.user), clock.today()
    on = min(_day(request.GET.get("on", "")) or today, today)
    found = tally(on, seen)
    names = unit_names(found)
    context = {
        "on": on,
        "is_today": on == today,
        "today": today,
        "total": found.total,
        "tables": [(by, label, found.groups(by, names)) for by, (label, _) in BY.items()],
    }
    by, only = request.GET.get("by", ""), request.GET.get("only")
    if by in (*BY, TOTAL) and only in COUNTS:
        key = None if by == TOTAL else request.GET.get("key", "")
        page = page_of(request, issues_with(seen, found.behind(by, key, only)), PAGE)
        rows = rows_of(list(page.object_list), request.user, today)
        label = "" if key is None else names.get(key, "未定")
        context |= {"page": page, "rows": rows, "what": COUNTS[only][0], "whose": label}
    return render(request, "procedures/issue_stats.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
