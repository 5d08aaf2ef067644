"""The only writers of the register; what they are called by is imported from here."""

from .absorbing import absorb, dismiss_double
from .co_units import set_co_units
from .lifecycle import change_stage, restore, resume, stop, transfer, withdraw
from .locks import Held, holding, lock_centre, lock_projects
from .merging import merge_projects
from .packages import package_as_new, package_into, unpack
from .plans import record_progress, set_plan
from .projects import create_project, create_projects, update_project, update_projects
from .splits import Part, rejoin, split_project
from .values import Claim, Clash, NewProject, ProjectChange, clashes

__all__ = [
    "Claim",
    "Clash",
    "Held",
    "NewProject",
    "Part",
    "ProjectChange",
    "absorb",
    "change_stage",
    "clashes",
    "create_project",
    "create_projects",
    "dismiss_double",
    "holding",
    "lock_centre",
    "lock_projects",
    "merge_projects",
    "package_as_new",
    "package_into",
    "record_progress",
    "rejoin",
    "restore",
    "resume",
    "set_co_units",
    "set_plan",
    "split_project",
    "stop",
    "transfer",
    "unpack",
    "update_project",
    "update_projects",
    "withdraw",
]
