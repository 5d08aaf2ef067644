"""A list of people between its upload and its accounts: read, looked at, saved once (design §9).

Nothing to undo: an account is disabled on its own page. Initial passwords are shown by the
answer that makes the accounts, and are stored nowhere.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts import access
from accounts.errors import Refused
from accounts.models import User
from accounts.roster import ERROR, KNOWN, NEW, TOO_MANY, Entry, Roster
from accounts.services import users
from puxian_projects import limits
from sheets.marked import mark_copy
from sheets.read import ReadError, ReadResult, read_workbook

from . import csv_out, imports, previews
from .models import Job

KIND = "import-people"
NOBODY = "没有读到人员。检查表头，每人一行，写明单位和姓名"
MOVED_ON = "核对以后账号又有变动。请重新上传名单，再核对一次"
HEADERS = ("单位", "姓名", "登录名", "初始密码")
STATES = {ERROR: "错误", NEW: "新增", KNOWN: "已有", "blank": "跳过"}


@dataclass(frozen=True)
class Made:
    """A new account with what is shown once."""

    user: User
    password: str


def receive(*, upload: UploadedFile, by: User, op: uuid.UUID | None) -> Job:
    """Keep the file, read it, propose the accounts; Refused with why it cannot be read."""
    scope = {"form": "people", "unit": by.unit.code}
    job = imports.begin(owner=by, kind=KIND, scope=scope, upload=upload, op=op)
    if job.state != Job.State.REFUSED:
        return job  # the same click once more
    roster = Roster(access.units_for(by))
    read = _read(job, roster)
    unreadable = [error.message for error in read.errors if error.row is None]
    entries = roster.plan(read.rows)
    if not unreadable and not entries and not read.errors:
        unreadable = [NOBODY]
    if sum(entry.state == NEW for entry in entries) > limits.NEW_ACCOUNTS:
        unreadable = [TOO_MANY]
    if unreadable:
        why = " ".join(unreadable)
        imports.refuse(job, why)
        raise Refused(why, 422)
    imports.propose(job, _payload(read, roster, entries))
    return job


def _read(job: Job, roster: Roster) -> ReadResult:
    with imports.on_disk(job) as path:
        return read_workbook(path, roster.sheet, limits=imports.LIMITS, name=job.name)


def _payload(read: ReadResult, roster: Roster, entries: Sequence[Entry]) -> dict[str, Any]:
    labels = {column.key: column.label for column in roster.sheet.columns}
    errors = [*read.errors, *_errors(read, entries, labels)]
    lines = [_line(entry, roster, labels) for entry in entries]
    lines += [_cell_line(error) for error in read.errors]
    lines.sort(key=lambda line: (list(STATES).index(line["state"]), line["row"]))
    counts = {state: sum(line["state"] == state for line in lines) for state in STATES}
    return {
        "sheet": read.sheet,
        "rows": len(read.rows),
        "columns": previews.columns_of(read.columns, labels),
        "lines": lines,
        "counts": counts,
        "errors": [vars(error) for error in errors],
        "people": [_person(entry) for entry in entries if entry.state == NEW],
        "warnings": [warning.message for warning in read.warnings],
        "is_ready": not errors,
    }


def _line(entry: Entry, roster: Roster, labels: dict[str, str]) -> dict[str, Any]:
    unit = roster.units.get(entry.unit)
    words = [f"{labels[error.key or 'name']}：{error.message}" for error in entry.errors]
    return {
        "row": entry.row,
        "unit": unit.short_name if unit else entry.unit,
        "name": entry.name,
        "username": entry.username,
        "email": entry.email,
        "is_liaison": entry.is_liaison,
        "is_head": entry.is_head,
        "state": entry.state,
        "notes": words or [entry.note],
    }


def _cell_line(error: ReadError) -> dict[str, Any]:
    """A cell that could not be read at all."""
    words = f"{error.header or ''}：{error.message}"
    return {"row": error.row, "unit": "", "name": "", "state": ERROR, "notes": [words]}


def _errors(read: ReadResult, entries: Iterable[Entry], labels: dict[str, str]) -> list[ReadError]:
    return [
        ReadError(
            read.sheet, entry.row, read.letter(error.key or ""), labels[error.key or "name"],
            error.value, error.code, error.message,
        )
        for entry in entries
        for error in entry.errors
    ]  # fmt: skip


def _person(entry: Entry) -> dict[str, Any]:
    return {
        "unit": entry.unit,
        "name": entry.name,
        "username": entry.username,
        "email": entry.email,
        "is_liaison": entry.is_liaison,
        "is_head": entry.is_head,
    }


def drafts_of(job: Job, by: User) -> list[Made]:
    """The accounts and passwords of a preview, not saved: hashing them takes a while."""
    if job.state != Job.State.PREVIEW or not job.payload["is_ready"]:
        return []  # saving says what is the matter
    units = {unit.code: unit for unit in access.units_for(by)}
    found = [{**person, "unit": units[person["unit"]]} for person in job.payload["people"]]
    return [Made(*users.draft_user(values)) for values in found]


def save(*, job: Job, made: Sequence[Made], by: User) -> Job:
    """All the accounts or none; a second time nothing happens."""

    def do(locked: Job) -> dict[str, Any]:
        if not made:
            raise Refused("名单里没有要新增的账号。", 422)
        roster = Roster(access.units_for(by))
        if any(roster.is_taken(one.user) for one in made):
            raise Refused(MOVED_ON, 409)
        try:
            done = users.add_users(drafts=[one.user for one in made], by=by)
        except ValidationError as error:
            raise Refused(MOVED_ON, 409) from error
        return {"usernames": [user.username for user in done]}

    return imports.save(job_id=job.pk, do=do)


def passwords_csv(made: Iterable[Made]) -> bytes:
    rows = [[one.user.unit.name, one.user.name, one.user.username, one.password] for one in made]
    return csv_out.table(HEADERS, rows)


def marked(job: Job) -> bytes:
    """The user's own workbook with its wrong cells red and commented."""
    errors = [ReadError(**error) for error in job.payload["errors"]]
    with imports.on_disk(job) as path:
        out = path.with_name("marked.xlsx")
        mark_copy(path, out, errors, limits=imports.LIMITS)
        return out.read_bytes()
