"""A list from above: read once, headers confirmed, kept as it came, answered line by line."""

import tempfile
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.models import Project
from projects.services import lock_centre
from reporting.citylists.rows import REMARKS
from reporting.citylists.sheet import FORM, city_sheet
from reporting.models import CityList
from sheets.check import parse_row, wire
from sheets.columns import Sheet
from sheets.csv_in import csv_to_workbook
from sheets.read import ReadResult, read_workbook
from sheets.text import CellError, as_text
from workplace import acts, clock, files, imports
from workplace.answers import answers_of, forget, questions_of, remember
from workplace.models import Job

KIND = "city-list"
NO_ROWS = "没有读到项目。检查表头和“项目名称”这一列。"
SHOWN_FAULTS = 50


def receive(
    *, upload: UploadedFile, centre: Unit, year: int, as_of: date, by: User, op: uuid.UUID | None
) -> Job:
    """Keep the file and read it; which column is what is confirmed next."""
    scope = {"centre": centre.code, "year": year, "as_of": as_of.isoformat()}
    job = imports.begin(owner=by, kind=KIND, scope=scope, upload=upload, op=op)
    if job.state == Job.State.REFUSED:
        _read(job, centre)
    return job


def answer_headers(
    *, job: Job, centre: Unit, answers: Mapping[str, str], open_again: list[str], by: User
) -> Job:
    """Known from then on for every list of this county."""
    with transaction.atomic():
        remember(unit=centre, form=FORM, answers=answers, by=by)
        forget(unit=centre, form=FORM, headers=open_again)
    return _read(job, centre)


def keep(*, job: Job, centre: Unit, by: User) -> CityList:
    """The list as it came. What was said of the same projects in the list before is still so."""
    body = files.content(job.file)
    if body is None:
        raise Refused(imports.EXPIRED, 409)
    made: list[CityList] = []

    def do(_: Job) -> dict[str, Any]:
        lock_centre(centre.pk)
        made.append(_kept(job, centre, body, by))
        return {"city_list": made[0].pk}

    done = imports.save(job_id=job.pk, do=do)
    return made[0] if made else CityList.objects.get(pk=done.result["city_list"])


def _kept(job: Job, centre: Unit, body: bytes, by: User) -> CityList:
    year = int(job.scope["year"])
    rows = _with_answers(job.payload["rows"], centre, year)
    city = CityList.objects.create(
        centre=centre,
        name=job.name,
        year=year,
        as_of=date.fromisoformat(job.scope["as_of"]),
        rows=rows,
        columns=job.payload["columns"],
        workbook=body,
        by=by,
        at=clock.now(),
    )
    acts.record(by=by, verb="city-list-add", target=f"{centre.code} {city.name}", rows=len(rows))
    return city


@transaction.atomic
def answer_matches(*, city_id: int, answers: Mapping[int, str], by: User) -> int:
    """Their row → our number, or "" for none of ours; None takes an answer back."""
    city = _locked(city_id)
    said = 0
    for row in city.rows:
        if row.get("row") in answers:
            row["answer"] = answers[row["row"]]
            said += 1
    if said:
        city.save(update_fields=["rows"])
        acts.record(by=by, verb="city-list-match", target=_target(city), answers=said)
    return said


@transaction.atomic
def set_remark(*, city_id: int, line: str, state: str, note: str, by: User) -> None:
    """Of a line: their row, or our number where they have none; an empty state takes it away."""
    city = _locked(city_id)
    if state and state not in REMARKS:
        raise Refused("没有这种处理意见。", 422)
    row = _line(city, line)
    if state:
        row["remark"] = {
            "state": state,
            "note": note,
            "by": by.name,
            "at": clock.now().isoformat(),
        }
    else:
        row.pop("remark", None)
    city.save(update_fields=["rows"])
    acts.record(by=by, verb="city-list-remark", target=_target(city), reason=note, line=line,
                state=state)  # fmt: skip


def _line(city: CityList, line: str) -> dict[str, Any]:
    for row in city.rows:
        if line in (str(row.get("row")), row.get("ours")):
            return row  # type: ignore[no-any-return]
    if line.isdecimal():
        raise Refused("名单里没有这一行。", 404)
    if not Project.objects.of_county(city.centre_id).filter(number=line).exists():
        raise Refused("县里没有这个项目。", 404)
    made: dict[str, Any] = {"ours": line}
    city.rows.append(made)
    return made


def note_download(*, city: CityList, lines: int, by: User) -> None:
    acts.record(by=by, verb="city-list-export", target=_target(city), rows=lines)


def _read(job: Job, centre: Unit) -> Job:
    sheet = city_sheet(int(job.scope["year"]))
    try:
        read = _table(job, sheet, centre)
    except CellError as error:
        _refuse(job, f"{error.message}。")
    unreadable = [error.message for error in read.errors if error.row is None]
    if unreadable or not (read.rows or read.errors):
        _refuse(job, "。".join(unreadable) + "。" if unreadable else NO_ROWS)
    questions = questions_of(read, sheet)
    rows, faults = _rows(read, sheet)
    payload = {
        "is_ready": bool(rows) and not any(question["doubt"] for question in questions),
        "questions": questions,
        "columns": [[c.key, c.header, c.letter] for c in read.columns],
        "rows": rows,
        "faults": faults[:SHOWN_FAULTS],
        "fault_count": len(faults),
        "sheet": read.sheet,
    }
    imports.propose(job, payload)
    return job


def _refuse(job: Job, why: str) -> None:
    if job.state == Job.State.REFUSED:
        imports.refuse(job, why)
    raise Refused(why, 422)


def _table(job: Job, sheet: Sheet, centre: Unit) -> ReadResult:
    answers = answers_of(centre, sheet)
    with imports.on_disk(job) as path:
        if not job.name.lower().endswith(".csv"):
            return read_workbook(path, sheet, limits=imports.LIMITS, answers=answers, name=job.name)
        with tempfile.TemporaryDirectory(prefix="puxian-csv-") as folder:
            book = Path(folder) / "list.xlsx"
            csv_to_workbook(path.read_bytes(), book, limits=imports.LIMITS)
            return read_workbook(book, sheet, limits=imports.LIMITS, answers=answers)


def _rows(read: ReadResult, sheet: Sheet) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """Each row as JSON; a cell that is no value of its column is left out and named."""
    rows, faults = [], []
    for line in read.rows:
        values, findings = parse_row(sheet, line.cells, today=clock.today())
        if not values.get("name"):
            text = as_text(line.cells.get("name"))[:60]
            faults.append([str(line.row), "项目名称", text, "没有项目名称，这一行不对照"])
            continue
        found = {key: wire(sheet.column(key), value) for key, value in values.items()}
        rows.append({"row": line.row, **{key: text for key, text in found.items() if text}})
        faults += [
            [str(line.row), sheet.column(f.key or "name").label, f.value, f.message]
            for f in findings
        ]
    return rows, faults


def _with_answers(rows: list[dict[str, Any]], centre: Unit, year: int) -> list[dict[str, Any]]:
    """Remembered by name: what was said of the list before holds for the same name."""
    before = CityList.objects.filter(centre=centre, year=year).defer("workbook").order_by("at")
    known = {
        row["name"]: row["answer"]
        for city in before
        for row in city.rows
        if row.get("answer") is not None
    }
    return [row | ({"answer": known[row["name"]]} if row["name"] in known else {}) for row in rows]


def _locked(city_id: int) -> CityList:
    found = CityList.objects.select_for_update(no_key=True, of=("self",)).select_related("centre")
    return found.defer("workbook").get(pk=city_id)


def _target(city: CityList) -> str:
    return f"{city.centre.code} {city.name}"
