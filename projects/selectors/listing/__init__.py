"""The list of projects: what the URL asks for, the rows, their columns, sums and counts."""

from .columns import ALWAYS, DEFAULT, ListColumn, chosen, columns_for
from .filters import SIZES, STATUSES, YES_NO, Filters, Known
from .rows import ListRow, list_rows, ordered, project_list, standings, sums
from .tallies import chips

__all__ = [
    "ALWAYS",
    "DEFAULT",
    "SIZES",
    "STATUSES",
    "YES_NO",
    "Filters",
    "Known",
    "ListColumn",
    "ListRow",
    "chips",
    "chosen",
    "columns_for",
    "list_rows",
    "ordered",
    "project_list",
    "standings",
    "sums",
]
