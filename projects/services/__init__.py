"""The only writers of the register; what they are called by is imported from here."""

from .locks import Held, holding, lock_centre, lock_projects
from .plans import record_progress, set_plan
from .projects import create_project, create_projects, update_project, update_projects
from .values import Claim, Clash, NewProject, ProjectChange, clashes
from .year_plans import (
    add_to_list,
    approve_plans,
    remove_from_list,
    roll_over_list,
    undo_list_act,
)

__all__ = [
    "Claim",
    "Clash",
    "Held",
    "NewProject",
    "ProjectChange",
    "add_to_list",
    "approve_plans",
    "clashes",
    "create_project",
    "create_projects",
    "holding",
    "lock_centre",
    "lock_projects",
    "record_progress",
    "remove_from_list",
    "roll_over_list",
    "set_plan",
    "undo_list_act",
    "update_project",
    "update_projects",
]
