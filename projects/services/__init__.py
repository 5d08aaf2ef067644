"""The only writers of the register; what they are called by is imported from here."""

from .locks import Held, holding, lock_centre, lock_projects
from .plans import record_progress, set_plan
from .progress import ProgressChange, record_progress_of
from .projects import create_project, create_projects, update_project, update_projects
from .values import Claim, Clash, NewProject, ProjectChange, clashes

__all__ = [
    "Claim",
    "Clash",
    "Held",
    "NewProject",
    "ProgressChange",
    "ProjectChange",
    "clashes",
    "create_project",
    "create_projects",
    "holding",
    "lock_centre",
    "lock_projects",
    "record_progress",
    "record_progress_of",
    "set_plan",
    "update_project",
    "update_projects",
]
