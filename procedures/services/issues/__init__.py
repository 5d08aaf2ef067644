"""The only writers of problems and of what happened to them."""

from .steps import (
    ask_clear,
    assign,
    clear,
    decide,
    edit,
    escalate,
    raise_issue,
    refuse_clear,
    remark,
    reopen,
    reply,
)
from .table import NO_PROBLEM, IssueChange, set_table_issue, set_table_issues

__all__ = [
    "NO_PROBLEM",
    "IssueChange",
    "ask_clear",
    "assign",
    "clear",
    "decide",
    "edit",
    "escalate",
    "raise_issue",
    "refuse_clear",
    "remark",
    "reopen",
    "reply",
    "set_table_issue",
    "set_table_issues",
]
