"""Writing to the weekly table: patches of cells and new rows, from the grid, a form or a file."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import User
from procedures.models import PermitKind
from projects.models import Project
from projects.services import NewProject, create_projects, lock_centre
from reporting.findings import STEP_BACK
from reporting.models import Answer, Round, Submission
from reporting.rules import MOVES, Form, State
from reporting.selectors.authors import last_authors
from reporting.selectors.facts import PROJECT_KEYS
from reporting.selectors.filing import corrected_table, is_correcting
from reporting.selectors.rows import TableRows, fresh_rows, live_rows, table_projects
from sheets.check import wire
from sheets.columns import Finding, Value
from sheets.grid import Patch
from workplace import acts, clock

from . import corrections
from .cells import Decision, Decisions, PatchResult, decide
from .decisions import ADDED
from .writes import UNIQUE, refuse_doubles, write

__all__ = [
    "Applied",
    "PatchResult",
    "add_row",
    "add_rows",
    "apply_cells",
    "apply_patches",
    "first_listed",
    "names_something",
    "open_table",
    "write_cells",
]


@dataclass(frozen=True)
class Applied:
    """What became of the patches, and the rows they touched as they read now."""

    results: list[PatchResult]
    table: TableRows
    findings: Mapping[str, list[Finding]]


@dataclass(frozen=True)
class Written:
    """What was decided about each cell; `table` as it read before."""

    submission: Submission
    table: TableRows
    decisions: Decisions
    writing: list[Decision]


def apply_patches(
    *,
    submission_id: int,
    patches: Sequence[Patch],
    by: User,
    op: uuid.UUID | None = None,
    reason: str = "",
) -> list[PatchResult]:
    """One result for each patch; value errors and clashes leave the other cells alone."""
    del op  # acts.once around the request answers a repeated op
    return apply_cells(submission_id=submission_id, patches=patches, by=by, reason=reason).results


@transaction.atomic
def apply_cells(
    *,
    submission_id: int,
    patches: Sequence[Patch],
    by: User,
    reason: str = "",
    known: TableRows | None = None,
) -> Applied:
    """All patches of a batch in one transaction and a fixed number of queries.

    `known`: the table as the caller read it, as for `write_cells`.
    """
    submission = open_table(submission_id, unique=names_something(patches))
    written = write_cells(submission, patches, by=by, reason=reason, known=known)
    table = written.table
    if written.writing:
        acts.record(
            by=by, verb="report-cells", target=target_of(submission), reason=reason,
            cells=len(written.writing), rows=sorted({d.patch.row for d in written.writing}),
        )  # fmt: skip
        table = _table(written.submission, numbers={patch.row for patch in patches})
    findings = row_findings(table)
    results = _results(table, written.decisions, findings)
    return Applied([results[patch.row, patch.key] for patch in patches], table, findings)


def names_something(patches: Iterable[Patch]) -> bool:
    """Whether names or codes move, which are unique in the county: its lock comes first."""
    return any(patch.key in UNIQUE for patch in patches)


def write_cells(
    submission: Submission,
    patches: Sequence[Patch],
    *,
    by: User,
    reason: str = "",
    to_register: bool = False,
    known: TableRows | None = None,
) -> Written:
    """Decide and write in a table that `open_table` has locked; records no act.

    `to_register`: as of today, whether or not the week's table has been filed; its seal stays
    as it is. `known`: the table as the caller read it; it is read again only if a version has
    moved since.
    """
    numbers = {patch.row for patch in patches}
    versions = _lock_rows(submission, numbers)
    correcting = is_correcting(submission) and not to_register
    if correcting or known is None or versions != {n: known.versions.get(n) for n in numbers}:
        known = (live_rows if to_register else _table)(submission, numbers=numbers)
    decisions = decide(known, patches, today=clock.today(), reason=reason)
    decisions = refuse_doubles(known, decisions, submission.unit.centre_id)
    writing = [decision for decision in decisions.values() if decision.writes]
    if writing:
        save = corrections.keep if correcting else write
        save(known, decisions, submission=submission, by=by, reason=reason)
        _keep_reasons(known, decisions, submission, by, reason)
    return Written(submission, known, decisions, writing)


@transaction.atomic
def add_row(*, submission_id: int, values: Mapping[str, Value], by: User) -> Project:
    submission = open_table(submission_id, unique=True)
    [project] = add_rows(submission, [values], by=by)
    acts.record(by=by, verb="report-row-add", target=target_of(submission), rows=[project.number])
    return project


def add_rows(
    submission: Submission,
    rows: Sequence[Mapping[str, Value]],
    *,
    by: User,
    to_register: bool = False,
    kinds: Sequence[PermitKind] = (),
) -> list[Project]:
    """Projects born in the table: new, of the campaign's year, listed from the round's Monday.

    In a table that `open_table` has locked, with its centre; records no act.
    """
    if is_correcting(submission) and not to_register:
        raise Refused("更正只改已封存的行，不能新增项目。新项目请在本期填报。", 409)
    round_ = submission.round
    since = first_listed(round_)
    news = [
        NewProject(
            submission.unit,
            round_.campaign.year,
            {"nature": "new", "listed_from": since}
            | {key: row[key] for key in PROJECT_KEYS if row.get(key) not in (None, "")},
        )
        for row in rows
    ]
    made = create_projects(news, by=by, centre_locked=True)
    _fill(submission, made, rows, by, kinds)
    return made


def first_listed(round_: Round) -> date:
    """From when a project born in the table counts: the Monday of its round."""
    monday = round_.cutoff_on - timedelta(days=round_.cutoff_on.weekday())
    return min(timezone.localdate(round_.opens_at), monday)


def row_findings(table: TableRows) -> dict[str, list[Finding]]:
    """Errors and warnings of each row by what it says itself and what was sealed last."""
    today = clock.today()
    return {number: table.findings(number, today=today) for number in table.rows}


def target_of(submission: Submission) -> str:
    """What the book says was typed in; a date alone means the form permits."""
    round_ = submission.round
    form = "" if round_.is_of(Form.PERMITS) else f"{round_.campaign.form} "
    return f"{form}{round_.cutoff_on} {submission.unit.code}"


def open_table(submission_id: int, *, unique: bool, to_register: bool = False) -> Submission:
    """The submission, locked and open for typing; the centre's unit first where names move."""
    if unique:
        unit = Submission.objects.select_related("unit").get(pk=submission_id).unit
        lock_centre(unit.centre_id)
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__campaign", "unit")
        .get(pk=submission_id)
    )
    if submission.state not in MOVES["submit"].since and not to_register:
        state = State(submission.state).label
        raise Refused(f"这张表{state}，不能再改。要改请联系县项目推进中心退回。", 409)
    if submission.round.opens_at > clock.now():
        opens = timezone.localdate(submission.round.opens_at)
        raise Refused(f"{submission.round.label} {opens.month}月{opens.day}日开始填报。", 409)
    return submission


def _table(submission: Submission, *, numbers: Collection[str]) -> TableRows:
    """What is being edited: the register, or in a correction the rows of the seal."""
    if is_correcting(submission):
        return corrected_table(submission, numbers=numbers)
    return live_rows(submission, numbers=numbers)


def _lock_rows(submission: Submission, numbers: Collection[str]) -> dict[str, str]:
    """The rows' projects, locked in the order of their keys; their versions by number."""
    round_ = submission.round
    projects = table_projects(round_.campaign, submission.unit, round_.cutoff_on)
    rows = projects.filter(number__in=numbers).order_by("pk")
    locked = rows.select_for_update(of=("self",), no_key=True)
    return {number: str(version) for number, version in locked.values_list("number", "version")}


def _keep_reasons(
    table: TableRows, decisions: Decisions, submission: Submission, by: User, reason: str
) -> None:
    """A reason given at the cell is not asked for again before 上报."""
    if not reason:
        return
    now = clock.now()
    rows: dict[tuple[str, str], Answer] = {}
    for (number, key), decision in decisions.items():
        previous = table.previous.get(number)
        if not decision.writes or not previous:
            continue
        after = {**table.rows[number], key: decision.value}
        # the day completes a state that was typed before it
        for told in (key, "progress_state") if key == "progress_on" else (key,):
            if not table.rules.is_backward(told, previous, after):
                continue
            value = wire(table.sheet.column(told), after[told])
            rows[number, told] = Answer(
                submission=submission,
                project=table.projects[number],
                key=told,
                code=STEP_BACK,
                value=value[:500],
                text=reason[:200],
                by=by,
                at=now,
            )
    Answer.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["submission", "project", "key", "code"],
        update_fields=["value", "text", "by", "at"],
    )


def _results(
    table: TableRows, decisions: Decisions, findings: Mapping[str, list[Finding]]
) -> dict[tuple[str, str], PatchResult]:
    clashing = [
        cell
        for cell, decision in decisions.items()
        if decision.result and decision.result.status == "clash"
    ]
    authors = last_authors(table, clashing)
    results = {}
    for (number, key), decision in decisions.items():
        found = tuple(findings.get(number, ()))
        result = decision.result
        if result is None:
            column = table.sheet.column(key)
            value = wire(column, table.rows[number].get(key))
            result = PatchResult(number, key, "saved", value=value)
        author = authors.get((number, key))
        if author:
            result = replace(result, by=author.name, at=timezone.localtime(author.at).isoformat())
        results[number, key] = replace(result, findings=found)
    return results


def _fill(
    submission: Submission,
    made: Sequence[Project],
    rows: Sequence[Mapping[str, Value]],
    by: User,
    kinds: Sequence[PermitKind],
) -> None:
    """The cells of new rows that are not the project's own: permits, problem, week, note."""
    table = fresh_rows(submission.round, made, kinds)
    patches = []
    for project, values in zip(made, rows, strict=True):
        for key in table.sheet.writable:
            value = values.get(key)
            if key in PROJECT_KEYS or value in (None, ""):
                continue
            column = table.sheet.column(key)
            was = wire(column, table.rows[project.number].get(key))
            patches.append(Patch(project.number, key, was, wire(column, value), ""))
    if patches:
        decisions = decide(table, patches, today=clock.today(), reason=ADDED)
        write(table, decisions, submission=submission, by=by, reason=ADDED, fresh=True)
