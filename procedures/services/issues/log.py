"""IssueEvents: each step writes one, with every column that it moved, so that they replay."""

from typing import Any

from accounts.models import Unit, User
from procedures.models import Issue, IssueEvent
from procedures.rules import IssueStep
from workplace import clock

# what an event says of the problem besides its status: the key in `details["set"]`
TRACKED = (
    "text", "level", "unit", "wanted_by", "in_table", "raised_unit", "reply_due_on",
    "decision_due_on",
)  # fmt: skip
TOLD = 500


def snapshot(issue: Issue) -> dict[str, Any]:
    """The tracked columns as JSON; `unit` and `raised_unit` must be loaded."""
    return {name: _plain(getattr(issue, name)) for name in TRACKED}


def event(
    issue: Issue,
    step: IssueStep,
    *,
    by: User | None,
    before: str = "",
    was: dict[str, Any] | None = None,
    text: str = "",
    **details: Any,
) -> IssueEvent:
    """Not saved yet; `was` is the snapshot before, None of a new problem."""
    now = snapshot(issue)
    old = was or {}
    moved = {key: [old.get(key), new] for key, new in now.items() if was is None or old[key] != new}
    return IssueEvent(
        issue=issue,
        at=clock.now(),
        by=by,
        step=step,
        before=before,
        after=issue.status,
        text=text[:TOLD],
        details=({"set": moved} if moved else {}) | details,
    )


def raised(issue: Issue, by: User | None) -> IssueEvent:
    return event(issue, IssueStep.RAISE, by=by, text=issue.text)


def _plain(value: Any) -> Any:
    if isinstance(value, Unit):
        return value.code
    return value.isoformat() if hasattr(value, "isoformat") else value
