"""What the page of one meeting shows, whoever renders it."""

from collections.abc import Mapping
from typing import Any

from accounts.http import SignedInRequest
from procedures.meeting_forms import ItemForm
from procedures.models import Meeting
from procedures.rules import MeetingStatus, Outcome
from procedures.selectors import meetings as selectors
from procedures.services import meetings
from workplace import clock


def meeting_context(
    request: SignedInRequest, found: Meeting, forms: Mapping[int, ItemForm] | None = None
) -> dict[str, Any]:
    """The page of one meeting; `forms`: those that came back with errors, by subject."""
    items = selectors.items_of(found)
    is_draft = found.status == MeetingStatus.DRAFT
    may_hold = request.user.can("hold_meetings")
    rows = selectors.standings(found, items, clock.today())
    return {
        "meeting": found,
        "rows": rows,
        "cards": cards(found, rows, forms or {}) if is_draft and may_hold else [],
        "late": [row for row in rows if row.late],
        "is_draft": is_draft,
        "may_edit": is_draft and may_hold,
        "may_reopen": not is_draft and may_hold,
        "missing": sum(not row.item.outcome for row in rows),
        "decided": sum(row.item.outcome == Outcome.DECIDED for row in rows),
        "reopenings": selectors.reopenings(found),
    }


def cards(
    meeting: Meeting, rows: list[selectors.Standing], forms: Mapping[int, ItemForm]
) -> list[dict[str, Any]]:
    """Each subject with its small form; the units of the county are read once."""
    units = selectors.owners(meeting.centre_id)
    choices = [("", "未定"), *((unit.pk, unit.short_name) for unit in units)]
    found = []
    for row in rows:
        form = forms.get(row.item.pk) or ItemForm.of(units, row.item, meetings.said(row.item))
        form.fields["unit"].widget.choices = choices  # type: ignore[attr-defined]
        found.append({"row": row, "item": row.item, "form": form})
    return found
