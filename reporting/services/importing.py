"""Saving what a workbook would change, and undoing it: each one act (design §9)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from procedures.models import PermitKind
from projects.models import Project
from projects.services import ProjectChange, update_projects
from reporting.selectors.rows import TableRows
from sheets.columns import Value
from sheets.grid import Patch
from workplace import acts

from .decisions import UNDO
from .grid import (
    Written,
    add_rows,
    first_listed,
    names_something,
    open_table,
    target_of,
    write_cells,
)

MOVED_ON = "核对以后，有 {} 格又有人改过：{}。请重新上传文件，再核对一次"
NAMED = 5
EMPTY = {"completed_investment": "0"}  # an amount may not be empty again
LOST = ("clash", "error")
Saved = dict[str, Any]


@transaction.atomic
def save_import(
    *,
    submission_id: int,
    patches: Sequence[Patch],
    news: Sequence[Mapping[str, Value]],
    by: User,
    reason: str = "",
    source: str = "",
    to_register: bool = False,
    known: TableRows | None = None,
    kinds: Sequence[PermitKind] = (),
) -> Saved:
    """All of it or nothing; what was written, for undoing it. `source`: the file's name.

    `known`: the table that the patches were made against, when it was read just now; `kinds`:
    those it tabulates, when the caller knows.
    """
    unique = bool(news) or names_something(patches)
    submission = open_table(submission_id, unique=unique, to_register=to_register)
    acts.record(
        by=by, verb="report-import", target=target_of(submission), reason=reason, file=source,
        cells=len(patches), rows=len(news),
    )  # fmt: skip
    made, cells = [], []
    if news:
        made = add_rows(submission, news, by=by, to_register=to_register, kinds=kinds)
    if patches:
        written = write_cells(
            submission, patches, by=by, reason=reason, to_register=to_register, known=known
        )
        cells = _standing_cells(written)
    since = first_listed(submission.round).isoformat()
    created = [[project.number, project.version, since] for project in made]
    return {"cells": cells, "created": created, "reason": reason, "to_register": to_register}


@transaction.atomic
def undo_import(*, submission_id: int, saved: Saved, by: User) -> Saved:
    """Put back each value that still stands; the cells changed since are named, not touched."""
    to_register = saved["to_register"]
    patches = [
        Patch(row, key, new, old or EMPTY.get(key, ""), "") for row, key, old, new in saved["cells"]
    ]
    submission = open_table(submission_id, unique=names_something(patches), to_register=to_register)
    written = write_cells(submission, patches, by=by, reason=UNDO, to_register=to_register)
    results = [decision.result for decision in written.decisions.values() if decision.result]
    kept = [[result.row, result.key] for result in results if result.status in LOST]
    withdrawn, stayed = _withdraw(saved["created"], by)
    acts.record(
        by=by, verb="report-import-undo", target=target_of(submission),
        cells=len(patches) - len(kept), rows=withdrawn, kept=len(kept) + len(stayed),
    )  # fmt: skip
    return {"kept": kept, "withdrawn": withdrawn, "stayed": stayed}


def _standing_cells(written: Written) -> list[list[str]]:
    """Row, key, before and after of each cell; one that moved since stops the whole import."""
    decisions = written.decisions.values()
    lost = [d.result for d in decisions if d.result and d.result.status in LOST]
    if lost:
        table = written.table
        names = "；".join(
            f"{table.rows[r.row]['name'] if r.row in table.rows else r.row}，"
            f"{table.sheet.column(r.key).label}"
            for r in lost[:NAMED]
        )
        raise Refused(MOVED_ON.format(len(lost), names), 409)
    return [[d.patch.row, d.patch.key, d.patch.was, d.patch.value] for d in decisions if d.writes]


def _withdraw(created: Sequence[Sequence[Any]], by: User) -> tuple[list[str], list[str]]:
    """Projects the import made leave the list from its first day, unless somebody went on."""
    versions = {number: version for number, version, _ in created}
    since = {number: date.fromisoformat(day) for number, _, day in created}
    found = list(Project.objects.filter(number__in=versions).order_by("number"))
    untouched = [project for project in found if project.version == versions[project.number]]
    changes = [
        ProjectChange(project.pk, {"withdrawn_on": since[project.number], "withdraw_reason": UNDO})
        for project in untouched
    ]
    update_projects(changes, by=by, reason=UNDO)
    gone = [project.number for project in untouched]
    return gone, [number for number in versions if number not in gone]
