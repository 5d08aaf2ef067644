"""What each patch to the weekly table may do: write, nothing, clash or error. No query here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from reporting.rules import Form
from reporting.selectors.facts import Cells
from reporting.selectors.rows import TableRows
from sheets.grid import Patch

from .decisions import NO_ISSUE, Decision, Decisions, PatchResult, RowDecider, plain, standing_of
from .permit_cells import PermitRow
from .progress_cells import ProgressRow

__all__ = ["NO_ISSUE", "Decision", "Decisions", "PatchResult", "after", "decide"]
NOT_HERE = "这个项目不在本单位这一期的表里。刷新页面"
DECIDERS: dict[str, type[RowDecider]] = {Form.PERMITS: PermitRow, Form.PROGRESS: ProgressRow}


def decide(table: TableRows, patches: Sequence[Patch], *, today: date, reason: str) -> Decisions:
    """A decision for each cell named; of two patches to one cell the later value counts."""
    by_row: dict[str, dict[str, Patch]] = defaultdict(dict)
    for patch in patches:
        first = by_row[patch.row].get(patch.key)
        by_row[patch.row][patch.key] = replace(patch, was=first.was) if first else patch
    decider = DECIDERS[table.sheet.form]
    decisions: Decisions = {}
    for number, cells in by_row.items():
        if number in table.rows:
            row = decider(table, number, today)
            found = row.decide(cells)
            found = found if reason else row.ask(found)
        else:
            found = {key: plain(patch, "foreign", NOT_HERE) for key, patch in cells.items()}
        decisions |= {(number, key): decision for key, decision in found.items()}
    return decisions


def after(table: TableRows, number: str, decisions: Mapping[str, Decision], today: date) -> Cells:
    """The row as it will read once the writing decisions are written."""
    return DECIDERS[table.sheet.form](table, number, today).after(standing_of(decisions))
