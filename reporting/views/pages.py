"""What the pages of one's own table share: the submission asked for, links, the filed seal."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from accounts.http import SignedInRequest
from reporting import access
from reporting.models import Round, Submission
from reporting.rules import Form
from reporting.selectors.rounds import current_rounds
from reporting.services import rounds
from reporting.words import ahead_or_late, time_left
from workplace import clock


def submission_of(request: SignedInRequest, cutoff: date) -> Submission:
    """One's own table of the round, or for those above the one `?unit=` names (代填)."""
    round_ = access.round_for(request.user, cutoff, request.GET.get("form", ""))
    rounds.open_if_due(round_)
    return access.submission_for(request.user, round_, request.GET.get("unit") or None)


def round_url(round_: Round, name: str, *args: Any, **query: str) -> str:
    """A page of a round; the form permits is what a date alone means."""
    where = reverse(f"reporting:{name}", args=[round_.cutoff_on, *args])
    return f"{where}{query_of(round_, **query)}"


def query_of(round_: Round, **query: str) -> str:
    form = {} if round_.is_of(Form.PERMITS) else {"form": round_.campaign.form}
    asked = urlencode(form | {key: value for key, value in query.items() if value})
    return f"?{asked}" if asked else ""


def url_of(request: SignedInRequest, name: str, submission: Submission, *args: Any) -> str:
    """A page of the table, in the name of the same unit."""
    return round_url(submission.round, name, *args, unit=request.GET.get("unit", ""))


def tabs(round_: Round, name: str, **query: str) -> list[dict[str, Any]]:
    """The same page of each form: of this round, and of the one that is on in the other form."""
    now = current_rounds(round_.campaign.centre_id, clock.now())
    shown = {each.campaign.form: each for each in now} | {round_.campaign.form: round_}
    return [
        {
            "label": f"{Form(form).label}　{shown[form].label}",
            "url": round_url(shown[form], name, **query),
            "here": shown[form] == round_,
        }
        for form in Form.values
        if form in shown
    ]


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
        "query": query_of(round_, unit=request.GET.get("unit", "")),
        "left": left,
        "is_late": is_late,
        "for_unit": submission.unit_id != request.user.unit_id,
        "may_submit": access.may(request.user, "submit", submission),
    }
