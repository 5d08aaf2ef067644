"""What else a problem stands in: joint meetings, letters to those above, and its files."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from procedures.models import AgendaItem, Issue, IssueEvent, Letter, Meeting
from procedures.rules import IssueStatus, MeetingStatus
from workplace.models import Attachment, AttachmentQuerySet
from workplace.selectors.files import Files, files_shown

FOR_A_MEETING = frozenset({IssueStatus.OPEN, IssueStatus.ESCALATED})


@dataclass(frozen=True)
class Ties:
    """Of the county's meetings and letters, as far as this person sees them."""

    items: list[AgendaItem]  # newest meeting first
    letters: list[Letter]
    drafts: list[Meeting]  # whose agenda would take it
    may_offer: bool

    @property
    def any(self) -> bool:
        return bool(self.items or self.letters or self.may_offer)


def ties_of(
    issue: Issue, user: User, meetings: QuerySet[Meeting], letters: QuerySet[Letter]
) -> Ties:
    """`meetings` and `letters`: those one may see."""
    rows = AgendaItem.objects.filter(issue=issue, meeting__in=meetings).select_related("meeting")
    items = list(rows.order_by("-meeting__held_on", "-meeting__number"))
    is_on_draft = any(item.meeting.status == MeetingStatus.DRAFT for item in items)
    may_offer = (
        user.can("hold_meetings")
        and issue.status in FOR_A_MEETING
        and issue.project.withdrawn_on is None
        and not is_on_draft
    )
    drafts = meetings.filter(status=MeetingStatus.DRAFT).order_by("held_on", "number")
    return Ties(items, _naming(issue, letters), list(drafts) if may_offer else [], may_offer)


def _naming(issue: Issue, letters: Iterable[Letter]) -> list[Letter]:
    """Their lists are JSON, in which SQLite cannot look; a county writes some dozens a year."""
    key = f"issue-{issue.pk}"
    return [letter for letter in letters if any(row.get("key") == key for row in letter.rows)]


def files_of(issue: Issue) -> AttachmentQuerySet:
    """All of a problem, taken away ones too: its own and those of what happened to it."""
    events = IssueEvent.objects.filter(issue=issue).values("pk")
    own = Q(content_type__model="issue", object_id=issue.pk)
    of_event = Q(content_type__model="issueevent", object_id__in=events)
    return Attachment.objects.filter(own | of_event, content_type__app_label="procedures")


def issue_files(issue: Issue, user: User, undo: str = "") -> Files:
    return files_shown(files_of(issue), user, undo)
