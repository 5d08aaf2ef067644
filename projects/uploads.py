"""A ledger between its upload and its saving: preview, save, undo (design §9)."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.errors import Refused
from accounts.models import Unit, User
from sheets.check import parse, show, wire
from sheets.columns import Column, Sheet
from sheets.marked import mark_copy
from sheets.read import ReadError, ReadResult, read_workbook
from sheets.report import ReportEntry
from workplace import acts, clock, imports, previews
from workplace.models import Job
from workplace.previews import Line as Shown

from .imports import LedgerPlan, plan_ledger, save_plan
from .models import Project
from .own_fields import columns_of, is_own, own_of
from .resources import TRUTHS, Line
from .selectors.ledger import OF_BOTH, OF_PLAN, Register, ledger_row
from .services import ProjectChange, update_projects
from .services.locks import lock_centre
from .sheets import ledger_sheet

KIND = "import-ledger"
FORM = ledger_sheet().form
MOVED_ON = "核对以后台账又有改动。请重新上传文件，再核对一次"
WRITE_REASON = "有 {} 处调减、推后或调整计划。写一句原因，再保存"
NO_ROWS = "没有读到项目。检查表头和“项目名称”这一列"
UNDO = "撤销导入"
UNASKED = "—"  # the preview found no step back that wants a reason


def receive(
    *, centre: Unit, whose: Unit | None, upload: UploadedFile, by: User, op: uuid.UUID | None
) -> Job:
    """Keep the file, read it, propose what it would change; Refused with why it cannot be read.

    `whose`: the unit of new projects whose row names none; without it that is an error.
    """
    job = imports.begin(owner=by, kind=KIND, scope=scope_of(centre), upload=upload, op=op)
    if job.state != Job.State.REFUSED:
        return job  # the same click once more
    read = _read(job, ledger_sheet(columns_of(centre.pk)))
    unreadable = [error.message for error in read.errors if error.row is None]
    if unreadable or not (read.rows or read.errors):
        why = " ".join(unreadable) or NO_ROWS
        imports.refuse(job, why)
        raise Refused(why, 422)
    plan = _plan(read, centre, whose)
    imports.propose(job, {**_payload(read, plan), "whose": whose.code if whose else ""})
    return job


def scope_of(centre: Unit) -> dict[str, Any]:
    return {"form": FORM, "unit": centre.code}


def _plan(read: ReadResult, centre: Unit, whose: Unit | None, reason: str = "") -> LedgerPlan:
    return plan_ledger(read.rows, centre=centre, unit=whose, reason=reason, columns=read.columns)


def save(*, job: Job, centre: Unit, by: User, reason: str) -> Job:
    """Save what the preview showed, or refuse when the register has moved since."""
    read = _read(job, ledger_sheet(columns_of(centre.pk)))

    def do(locked: Job) -> dict[str, Any]:
        back = locked.payload["reasons"]
        if back and not reason:
            raise Refused(WRITE_REASON.format(back), 422)
        lock_centre(centre.pk)
        whose = Unit.objects.filter(code=locked.payload["whose"]).first()
        plan = _plan(read, centre, whose, reason or UNASKED)
        cells = _cells(plan)
        if (
            not plan.report.ok
            or _news(plan) != locked.payload["news"]
            or cells != locked.payload["cells"]
        ):
            raise Refused(MOVED_ON, 409)
        made = save_plan(plan, by=by, reason=reason, whose=centre.code)
        return {"cells": cells, "created": [project.number for project in made]}

    return imports.save(job_id=job.pk, do=do)


def undo(*, job: Job, centre: Unit, by: User) -> Job:
    """Put back each value that still stands; new projects leave the list from their first day."""

    def do(locked: Job) -> dict[str, Any]:
        lock_centre(centre.pk)
        sheet = ledger_sheet(columns_of(centre.pk, retired=True))
        changes, kept = _backwards(locked.result["cells"], Register(centre), sheet)
        update_projects(changes, by=by, reason=UNDO)
        withdrawn = _withdraw(locked.result["created"], by)
        acts.record(
            by=by, verb="ledger-import-undo", target=centre.code,
            cells=len(locked.result["cells"]) - len(kept), rows=withdrawn, kept=len(kept),
        )  # fmt: skip
        return {"kept": kept, "withdrawn": withdrawn}

    return imports.undo(job_id=job.pk, do=do)


def marked(job: Job) -> bytes:
    """The user's own workbook with its wrong cells red and commented."""
    errors = [ReadError(**error) for error in job.payload["errors"]]
    with imports.on_disk(job) as path:
        out = path.with_name("marked.xlsx")
        mark_copy(path, out, errors, limits=imports.LIMITS)
        return out.read_bytes()


def _read(job: Job, sheet: Sheet) -> ReadResult:
    with imports.on_disk(job) as path:
        return read_workbook(path, sheet, limits=imports.LIMITS, name=job.name)


def _payload(read: ReadResult, plan: LedgerPlan) -> dict[str, Any]:
    entries = [*(_entry(error) for error in read.errors), *plan.report.errors]
    reasons = [entry for entry in entries if entry.code == "reason"]
    errors = [entry for entry in entries if entry.code != "reason"]
    warnings = [*(_entry(warning) for warning in read.warnings), *plan.report.warnings]
    lines = _shown(plan, errors, warnings, {(e.row, e.header) for e in reasons})
    report = plan.report
    counts = {"error": len(errors), "change": report.updated, "new": report.created}
    counts |= {"warning": len(warnings), "same": report.unchanged}
    labels = {column.key: column.label for column in plan.sheet.columns}
    return previews.payload(
        lines,
        counts=counts,
        columns=previews.columns_of(read.columns, labels),
        sheet=read.sheet,
        rows=len(read.rows),
        cells=_cells(plan),
        news=_news(plan),
        reasons=len(reasons),
        errors=[asdict(entry) for entry in (*errors, *reasons)],
        is_ready=not errors,
    )


def _news(plan: LedgerPlan) -> list[str]:
    return [str(line.after.get("name", "")) for line in plan.lines if line.is_new]


def _entry(error: ReadError) -> ReportEntry:
    return ReportEntry(**{**asdict(error), "sheet": error.sheet or ""})


def _shown(
    plan: LedgerPlan,
    errors: Iterable[ReportEntry],
    warnings: Iterable[ReportEntry],
    back: set[tuple[int | None, str | None]],
) -> dict[str, list[Shown]]:
    names = {line.read.row: str(line.read.cells.get("name") or "") for line in plan.lines}
    found: dict[str, list[Shown]] = {
        "error": [previews.entry_line(entry, names.get(entry.row or 0, "")) for entry in errors],
        "warning": [previews.entry_line(entry, "") for entry in warnings],
    }
    for line in plan.lines:
        at, name = f"第 {line.read.row} 行", str(line.after.get("name", ""))
        if line.problem is not None and not _only_reasons(line):
            continue
        if line.is_new:
            found.setdefault("new", []).append(Shown(at, name, new=_summary(plan.sheet, line)))
        for change in line.changes:
            column = plan.sheet.column(change.key)
            old, new = show(column, change.old) or "空", show(column, change.new) or "空"
            is_back = (line.read.row, column.label) in back
            shown = Shown(at, name, column.label, old, new, is_back=is_back)
            found.setdefault("change", []).append(shown)
        if not line.is_new and not line.changes:
            found.setdefault("same", []).append(Shown(at, name))
    return found


def _only_reasons(line: Line) -> bool:
    problem = line.problem
    codes = {e.code for es in problem.error_dict.values() for e in es} if problem else set()
    return codes == {"reason"}


def _summary(sheet: Sheet, line: Line) -> str:
    keys = ("unit", "year", "nature", "level", "total_investment", "planned_investment")
    values = {**line.after, "unit": line.unit.short_name if line.unit else ""}
    return "，".join(text for key in keys if (text := show(sheet.column(key), values.get(key))))


def _cells(plan: LedgerPlan) -> list[list[Any]]:
    """What changes, as the Job keeps it: number, year, key, old and new wire value."""
    return [
        [
            change.row,
            line.year,
            change.key,
            *(wire(plan.sheet.column(change.key), v) for v in (change.old, change.new)),
        ]
        for line in plan.lines
        for change in line.changes
    ]


def _backwards(
    cells: Sequence[Sequence[Any]], register: Register, sheet: Sheet
) -> tuple[list[ProjectChange], list[str]]:
    """Changes that restore the old values, and the cells somebody has changed since."""
    own = own_of(sheet)
    listed = {(number, year) for number, year, key, *_ in cells if key == "year"}
    changes, kept = [], []
    for number, year, key, old, new in cells:
        project = register.by_number[number]
        plan = register.plans.get(project.pk, {}).get(year) if year else None
        column = sheet.column(key)
        now = wire(column, ledger_row(project, plan, own).get(key))
        # a year once listed stays in the book, with its plan
        of_new_plan = (number, year) in listed and key in ("year", *OF_PLAN, *OF_BOTH)
        if now != new or of_new_plan:
            kept.append(f"{project.name}，{column.label}")
        else:
            changes.append(ProjectChange(project.pk, _value(column, old, register), year))
    return changes, kept


def _value(column: Column, old: str, register: Register) -> Mapping[str, Any]:
    key = column.key
    if key == "unit":
        return {"unit": register.names.find(old)}
    if key == "is_industrial":
        return {key: TRUTHS[old]}
    if is_own(column.key):
        return {"extra": {key: old}}
    return {key: parse(column, old)}


def _withdraw(numbers: Sequence[str], by: User) -> list[str]:
    rows = Project.objects.filter(number__in=numbers)
    changes = [
        ProjectChange(pk, {"withdrawn_on": day or clock.today(), "withdraw_reason": UNDO})
        for pk, day in rows.values_list("pk", "plans__listed_from")
    ]
    update_projects(changes, by=by, reason=UNDO)
    return list(numbers)
