"""The permit catalogue, permits from both sides, problems, meetings, who is reminded of what."""

from .catalogue import FundingNeed, KindLimit, PermitKind, PermitKindQuerySet
from .coordination import AgendaItem, Letter, Meeting, MeetingQuerySet
from .issues import Issue, IssueEvent, IssueQuerySet
from .nudges import Nudge
from .permits import Permit, PermitEvent, PermitQuerySet, deadline
from .templates import Template, TemplateItem, Traits

__all__ = [
    "AgendaItem",
    "FundingNeed",
    "Issue",
    "IssueEvent",
    "IssueQuerySet",
    "KindLimit",
    "Letter",
    "Meeting",
    "MeetingQuerySet",
    "Nudge",
    "Permit",
    "PermitEvent",
    "PermitKind",
    "PermitKindQuerySet",
    "PermitQuerySet",
    "Template",
    "TemplateItem",
    "Traits",
    "deadline",
]
