"""A table between its upload and its saving: preview, save, undo (design §9)."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.errors import Refused
from accounts.models import Unit, User
from sheets.check import show, wire
from sheets.columns import Sheet
from sheets.marked import mark_copy
from sheets.read import ReadError, ReadResult, read_workbook
from sheets.report import ReportEntry
from workplace import acts, imports, previews
from workplace.answers import answers_of, forget, questions_of, remember
from workplace.models import Job
from workplace.previews import Line as Shown

from .imports import TablePlan, plan_table, save_plan, target_of, wrong_year
from .resources import Line, Order
from .services.locks import lock_centre
from .tables import Table

MOVED_ON = "核对以后台账又有改动。请重新上传文件，再核对一次"
WRITE_REASON = "有 {} 处调减、推后或调整计划。写一句原因，再保存"
NO_ROWS = "没有读到项目。检查表头和“项目名称”这一列"
NO_UNDO = "这次导入之后，有的内容又改过，已经不能整体撤销：{}"
UNASKED = "—"  # the preview found no step back that wants a reason


def kind_of(table: Table) -> str:
    return "import-ledger" if table.form == "projects" else f"import-{table.form}"


def receive(
    table: Table, order: Order, *, upload: UploadedFile, by: User, op: uuid.UUID | None
) -> Job:
    """Keep the file, read it, propose what it would change; Refused with why it cannot be read.

    `order.unit`: the unit of new projects whose row names none; without it that is an error.
    """
    scope = scope_of(table, order.centre)
    job = imports.begin(owner=by, kind=kind_of(table), scope=scope, upload=upload, op=op)
    if job.state != Job.State.REFUSED:
        return job  # the same click once more
    read = _read(job, table, order)
    unreadable = [error.message for error in read.errors if error.row is None]
    other_year = wrong_year(table, read.meta, order)
    if unreadable or other_year or not (read.rows or read.errors):
        why = " ".join(unreadable) or other_year or NO_ROWS
        imports.refuse(job, why)
        raise Refused(why, 422)
    _propose(job, table, order, read)
    return job


def answer(
    table: Table,
    *,
    job: Job,
    centre: Unit,
    answers: Mapping[str, str],
    open_again: Sequence[str],
    by: User,
) -> Job:
    """Remember which columns the doubtful headers are, and look at the file once more."""
    if job.state != Job.State.PREVIEW or imports.is_expired(job):
        raise Refused(imports.EXPIRED, 409)
    remember(unit=centre, form=table.form, answers=answers, by=by)
    forget(unit=centre, form=table.form, headers=list(open_again))
    order = _order(job, centre)
    _propose(job, table, order, _read(job, table, order))
    return job


def _propose(job: Job, table: Table, order: Order, read: ReadResult) -> None:
    plan = plan_table(table, read.rows, order, columns=read.columns)
    said = {"whose": order.unit.code if order.unit else "", "year": order.year}
    imports.propose(job, {**_Preview(table, read, plan).payload(), **said})


def scope_of(table: Table, centre: Unit) -> dict[str, Any]:
    return {"form": table.form, "unit": centre.code}


def save(
    table: Table,
    *,
    job: Job,
    centre: Unit,
    by: User,
    reason: str,
    ticked: Collection[str] = (),
) -> Job:
    """Save what the preview showed, or refuse when the register has moved since.

    `ticked`: of what the preview only offered.
    """
    read = _read(job, table, _order(job, centre))

    def do(locked: Job) -> dict[str, Any]:
        reasons = locked.payload["reasons"]
        if reasons and not reason:
            raise Refused(WRITE_REASON.format(reasons), 422)
        lock_centre(centre.pk)
        order = _order(locked, centre, reason or UNASKED)
        plan = plan_table(table, read.rows, order, columns=read.columns)
        seen = _proposed(plan, table)
        if not plan.report.ok or any(locked.payload[key] != seen[key] for key in seen):
            raise Refused(MOVED_ON, 409)
        if known := {line["tick"] for line in seen["offers"]} & set(ticked):
            order = replace(order, reason=reason, ticked=frozenset(known))
            plan = plan_table(table, read.rows, order, columns=read.columns)
            if not plan.report.ok:  # what is ticked is checked like any other line
                why = dict.fromkeys(entry.message for entry in plan.report.errors)
                raise Refused(" ".join(why), 422)
        cells = _cells(plan, table)
        made = save_plan(table, plan, order, by=by, reason=reason, whose=centre.code)
        return {"cells": cells, "created": made}

    return imports.save(job_id=job.pk, do=do)


def undo(table: Table, *, job: Job, centre: Unit, by: User) -> Job:
    """Put back each value that still stands; what the import made leaves the tables."""

    def do(locked: Job) -> dict[str, Any]:
        lock_centre(centre.pk)
        order, cells = _order(locked, centre), locked.result["cells"]
        try:
            put = table.undo(cells, locked.result["created"], order, by=by)
        except ValidationError as error:  # the old value no longer fits what came after
            raise Refused(NO_UNDO.format(" ".join(error.messages)), 409) from None
        acts.record(
            by=by, verb=table.verbs[1], target=target_of(table, order, centre.code),
            cells=len(cells) - len(put.kept), rows=put.gone, kept=len(put.kept),
        )  # fmt: skip
        return {"kept": put.kept, "withdrawn": put.gone}

    return imports.undo(job_id=job.pk, do=do)


def marked(job: Job) -> bytes:
    """The user's own workbook with its wrong cells red and commented."""
    errors = [ReadError(**error) for error in job.payload["errors"]]
    with imports.on_disk(job) as path:
        out = path.with_name("marked.xlsx")
        mark_copy(path, out, errors, limits=imports.LIMITS)
        return out.read_bytes()


def _order(job: Job, centre: Unit, reason: str = "") -> Order:
    """What was said at the upload, once more."""
    whose = Unit.objects.filter(code=job.payload.get("whose") or "").first()
    return Order(centre=centre, unit=whose, year=job.payload.get("year"), reason=reason)


def _read(job: Job, table: Table, order: Order) -> ReadResult:
    sheet = table.sheet(order.centre.pk, order.year)
    answers = answers_of(order.centre, sheet)
    with imports.on_disk(job) as path:
        return read_workbook(path, sheet, limits=imports.LIMITS, answers=answers, name=job.name)


def _cells(plan: TablePlan, table: Table) -> list[list[Any]]:
    """What changes, as the Job keeps it: row key, year, column, old and new wire value."""
    return [
        [
            change.row,
            line.year,
            change.key,
            *(wire(table.column(plan.sheet, change.key), v) for v in (change.old, change.new)),
        ]
        for line in plan.lines
        for change in line.changes
    ]


def _proposed(plan: TablePlan, table: Table) -> dict[str, list[Any]]:
    """What saving would write, and what is only offered until it is ticked."""
    return {
        "cells": _cells(plan, table),
        "news": [line.name for line in plan.news],
        "offers": [offer for line in plan.lines for offer in _offers(line, plan.sheet)],
    }


def _offers(line: Line, sheet: Sheet) -> Iterable[dict[str, str]]:
    at = f"第 {line.read.row} 行"
    if line.is_left_out:
        code = str(line.after.get("national_code") or "")
        yield {
            "tick": line.tick,
            "at": at,
            "project": line.name,
            "label": "",
            "old": "",
            "new": code,
        }
    for change in line.offers:
        column = sheet.column(change.key)
        yield {
            "tick": f"{change.row}:{change.key}",
            "at": at,
            "project": line.project.name if line.project else "",
            "label": column.label,
            "old": show(column, change.old),
            "new": show(column, change.new),
        }


def entry_of(error: ReadError) -> ReportEntry:
    return ReportEntry(**{**asdict(error), "sheet": error.sheet or ""})


class _Preview:
    """What the Job keeps of a plan for its page: lines by kind, counts, and what saving does."""

    def __init__(self, table: Table, read: ReadResult, plan: TablePlan) -> None:
        self.table, self.read, self.plan, self.sheet = table, read, plan, plan.sheet
        entries = [*(entry_of(error) for error in read.errors), *plan.report.errors]
        self.reasons = [entry for entry in entries if entry.code == "reason"]
        self.errors = [entry for entry in entries if entry.code != "reason"]
        self.warnings = [*(entry_of(e) for e in read.warnings), *plan.report.warnings]

    def payload(self) -> dict[str, Any]:
        report = self.plan.report
        counts = {"error": len(self.errors), "change": report.updated, "new": report.created}
        counts |= {"warning": len(self.warnings), "same": report.unchanged}
        labels = {column.key: column.label for column in self.sheet.columns}
        return previews.payload(
            self._lines(),
            counts=counts,
            columns=previews.columns_of(self.read.columns, labels),
            sheet=self.read.sheet,
            rows=len(self.read.rows),
            **_proposed(self.plan, self.table),
            reasons=len(self.reasons),
            errors=[asdict(entry) for entry in (*self.errors, *self.reasons)],
            is_ready=not self.errors,
            questions=questions_of(self.read, self.sheet),
        )

    def _lines(self) -> dict[str, list[Shown]]:
        names = {n.read.row: str(n.read.cells.get("name") or "") for n in self.plan.lines}
        found: dict[str, list[Shown]] = {
            "error": [previews.entry_line(e, names.get(e.row or 0, "")) for e in self.errors],
            "warning": [previews.entry_line(entry, "") for entry in self.warnings],
        }
        for line in self.plan.lines:
            if not line.is_left_out and (line.problem is None or _only_reasons(line)):
                for kind, shown in self._shown(line):
                    found.setdefault(kind, []).append(shown)
        return found

    def _shown(self, line: Line) -> Iterable[tuple[str, Shown]]:
        at = f"第 {line.read.row} 行"
        back = {(entry.row, entry.header) for entry in self.reasons}
        if line.is_new:
            yield "new", Shown(at, line.name, new=self._summary(line))
        for change in line.changes:
            column = self.table.column(self.sheet, change.key)
            old, new = show(column, change.old) or "空", show(column, change.new) or "空"
            is_back = (line.read.row, column.label) in back
            yield "change", Shown(at, line.name, column.label, old, new, is_back=is_back)
        if not line.is_new and not line.changes:
            yield "same", Shown(at, line.name)

    def _summary(self, line: Line) -> str:
        values: Mapping[str, Any] = {
            **line.after,
            "unit": line.unit.short_name if line.unit else "",
        }
        keys = (key for key in self.table.summary if key in self.sheet or key == "year")
        texts = (show(self.table.column(self.sheet, key), values.get(key)) for key in keys)
        return "，".join(text for text in texts if text)


def _only_reasons(line: Line) -> bool:
    problem = line.problem
    codes = {e.code for es in problem.error_dict.values() for e in es} if problem else set()
    return codes == {"reason"}
