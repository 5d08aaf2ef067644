"""Campaign → round → submission → seal → compilation; definitions, targets, documents, exports."""

from .alarms import Alarm, AlarmQuerySet
from .definitions import AppraisalRule, Definition, FigureReference, RankingSwitch, RoundFigure
from .exports import CityList, ExportProfile
from .outputs import Compilation, CompilationSeal, Dispatch, LightRule, Target
from .papers import ActivitySummary, Circular
from .rounds import Campaign, Reminder, Round
from .seals import Seal, SealedPermit, SealedProject
from .submissions import Answer, CorrectedCell, Remark, ReportRow, Submission

__all__ = [
    "ActivitySummary",
    "Alarm",
    "AlarmQuerySet",
    "Answer",
    "AppraisalRule",
    "Campaign",
    "Circular",
    "CityList",
    "Compilation",
    "CompilationSeal",
    "CorrectedCell",
    "Definition",
    "Dispatch",
    "ExportProfile",
    "FigureReference",
    "LightRule",
    "RankingSwitch",
    "Remark",
    "Reminder",
    "ReportRow",
    "Round",
    "RoundFigure",
    "Seal",
    "SealedPermit",
    "SealedProject",
    "Submission",
    "Target",
]
