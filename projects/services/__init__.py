"""The only writers of the register; what they are called by is imported from here."""

from .lifecycle import change_stage, restore, resume, stop, transfer, withdraw
from .locks import Held, holding, lock_centre, lock_projects
from .plans import record_progress, set_plan
from .projects import create_project, create_projects, update_project, update_projects
from .values import Claim, Clash, NewProject, ProjectChange, clashes

__all__ = [
    "Claim",
    "Clash",
    "Held",
    "NewProject",
    "ProjectChange",
    "change_stage",
    "clashes",
    "create_project",
    "create_projects",
    "holding",
    "lock_centre",
    "lock_projects",
    "record_progress",
    "restore",
    "resume",
    "set_plan",
    "stop",
    "transfer",
    "update_project",
    "update_projects",
    "withdraw",
]
