"""Campaign → round → submission → seal → compilation; targets."""

from .alarms import Alarm, AlarmQuerySet
from .outputs import Compilation, CompilationSeal, Dispatch, LightRule, Target
from .rounds import Campaign, Reminder, Round
from .seals import Seal, SealedPermit, SealedProject
from .submissions import Answer, CorrectedCell, Remark, ReportRow, Submission

__all__ = [
    "Alarm",
    "AlarmQuerySet",
    "Answer",
    "Campaign",
    "Compilation",
    "CompilationSeal",
    "CorrectedCell",
    "Dispatch",
    "LightRule",
    "Remark",
    "Reminder",
    "ReportRow",
    "Round",
    "Seal",
    "SealedPermit",
    "SealedProject",
    "Submission",
    "Target",
]
