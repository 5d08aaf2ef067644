"""What the pages of one's own table share: the submission asked for, links, the filed seal."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from accounts.http import SignedInRequest
from reporting import access
from reporting.models import Submission
from reporting.rules import Form
from reporting.services import rounds
from reporting.words import ahead_or_late, time_left
from workplace import clock

KEPT = ("unit", "form")  # what a link inside the table carries on


def submission_of(request: SignedInRequest, cutoff: date) -> Submission:
    """One's own table of the round, or for those above the one `?unit=` names (代填)."""
    round_ = access.round_for(request.user, cutoff, request.GET.get("form") or Form.PERMITS)
    rounds.open_if_due(round_)
    return access.submission_for(request.user, round_, request.GET.get("unit") or None)


def kept_query(request: SignedInRequest) -> str:
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if request.GET.get(name):
            kept[name] = request.GET[name]
    return f"?{kept.urlencode()}" if kept else ""


def url_of(request: SignedInRequest, name: str, submission: Submission, *args: Any) -> str:
    where = reverse(f"reporting:{name}", args=[submission.round.cutoff_on, *args])
    return f"{where}{kept_query(request)}"


def frame(request: SignedInRequest, submission: Submission) -> dict[str, Any]:
    """What the head of every page of the table says."""
    round_, now = submission.round, clock.now()
    left, is_late = time_left(round_.due_at, now), now > round_.due_at
    if submission.submitted_at:
        is_late = submission.late_minutes > 0
        left = ahead_or_late(round_.due_at, submission.submitted_at, submission.late_minutes)
    return {
        "submission": submission,
        "round": round_,
        "unit": submission.unit,
        "form_label": Form(round_.campaign.form).label,
        "query": kept_query(request),
        "left": left,
        "is_late": is_late,
        "for_unit": submission.unit_id != request.user.unit_id,
        "may_submit": access.may(request.user, "submit", submission),
    }
