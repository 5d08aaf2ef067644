"""The only writers of the register; what they are called by is imported from here."""

from .absorbing import absorb, dismiss_double
from .co_units import set_co_units
from .funding import (
    FundingChange,
    add_application,
    edit_application,
    move_application,
    save_applications,
)
from .lifecycle import change_stage, restore, resume, stop, transfer, withdraw
from .locks import Held, holding, lock_centre, lock_projects
from .merging import merge_projects
from .packages import package_as_new, package_into, unpack
from .plans import record_progress, set_plan
from .progress import ProgressChange, record_progress_of
from .projects import create_project, create_projects, update_project, update_projects
from .splits import Part, rejoin, split_project
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
    "FundingChange",
    "Held",
    "NewProject",
    "Part",
    "ProgressChange",
    "ProjectChange",
    "absorb",
    "add_application",
    "add_to_list",
    "approve_plans",
    "change_stage",
    "clashes",
    "create_project",
    "create_projects",
    "dismiss_double",
    "edit_application",
    "holding",
    "lock_centre",
    "lock_projects",
    "merge_projects",
    "move_application",
    "package_as_new",
    "package_into",
    "record_progress",
    "record_progress_of",
    "rejoin",
    "remove_from_list",
    "restore",
    "resume",
    "roll_over_list",
    "save_applications",
    "set_co_units",
    "set_plan",
    "split_project",
    "stop",
    "transfer",
    "undo_list_act",
    "unpack",
    "update_project",
    "update_projects",
    "withdraw",
]
