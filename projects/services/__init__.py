"""The only writers of the register; what they are called by is imported from here."""

from .funding import (
    FundingChange,
    add_application,
    edit_application,
    move_application,
    save_applications,
)
from .locks import Held, holding, lock_centre, lock_projects
from .plans import record_progress, set_plan
from .projects import create_project, create_projects, update_project, update_projects
from .values import Claim, Clash, NewProject, ProjectChange, clashes

__all__ = [
    "Claim",
    "Clash",
    "FundingChange",
    "Held",
    "NewProject",
    "ProjectChange",
    "add_application",
    "clashes",
    "create_project",
    "create_projects",
    "edit_application",
    "holding",
    "lock_centre",
    "lock_projects",
    "move_application",
    "record_progress",
    "save_applications",
    "set_plan",
    "update_project",
    "update_projects",
]
