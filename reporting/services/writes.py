"""Decisions about cells, sorted by what holds them and handed to the services that write it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Protocol

from accounts.models import User
from procedures.rules import IssueLevel
from procedures.services import issues
from projects.models import AnnualPlan
from projects.services import Held, ProjectChange, update_projects
from projects.services.values import Claim, clashes
from reporting.models import ReportRow, Round, Submission
from reporting.rules import Form
from reporting.selectors.facts import ISSUE_KEYS, PROJECT_KEYS
from reporting.selectors.rows import TableRows
from workplace import history

from . import write_permits, write_progress
from .decisions import Decisions, Said, grouped

__all__ = ["UNIQUE", "refuse_doubles", "write"]


class FormWriter(Protocol):
    """Where the cells of one form go that both forms do not share."""

    def project_values(
        self, table: TableRows, decisions: Decisions, reason: str
    ) -> dict[str, dict[str, Any]]: ...
    def write_rest(
        self, table: TableRows, decisions: Decisions, round_: Round, said: Said
    ) -> None: ...
    def half_typed(self, table: TableRows, decisions: Decisions) -> dict[str, str]: ...


ISSUE_FIELDS = dict(zip(ISSUE_KEYS, ("text", "level", "unit_text", "wanted_by"), strict=True))
UNIQUE = frozenset({"name", "national_code"})
WRITERS: dict[str, FormWriter] = {Form.PERMITS: write_permits, Form.PROGRESS: write_progress}


def refuse_doubles(table: TableRows, decisions: Decisions, centre_id: int | None) -> Decisions:
    """Names and codes that another project has are value errors of their own cells."""
    wanted = grouped(decisions, UNIQUE)
    if not wanted:
        return decisions
    ids = {table.projects[number].pk for number in wanted}
    years: dict[int, set[int]] = defaultdict(set)
    for project_id, year in AnnualPlan.objects.filter(project__in=ids).values_list(
        "project_id", "year"
    ):
        years[project_id].add(year)
    numbers = list(wanted)
    claims = [_claim(table.projects[number].pk, wanted[number], years) for number in numbers]
    refused = dict(decisions)
    for position, errors in clashes(centre_id, claims).items():
        for key, error in errors.items():
            cell = (numbers[position], key)
            refused[cell] = refused[cell].refused("duplicate", str(error.message))
    return refused


def write(
    table: TableRows,
    decisions: Decisions,
    *,
    submission: Submission,
    by: User | None,
    reason: str,
    fresh: bool = False,
) -> None:
    """Every writing decision, in a fixed number of queries.

    The caller has locked the table's projects, and they are as it read them; `fresh`: it has
    made them just now.
    """
    held = Held({project.pk: project for project in table.projects.values()}, fresh=fresh)
    said = Said(held, by, reason)
    _write_projects(table, decisions, submission.round.campaign.year, said)
    WRITERS[table.sheet.form].write_rest(table, decisions, submission.round, said)
    _write_issues(table, decisions, said)
    _write_rows(table, decisions, submission, said)
    held.close(by=by, reason=reason)


def _claim(project_id: int, values: Mapping[str, Any], years: Mapping[int, set[int]]) -> Claim:
    named = values.get("name")
    return Claim(
        project_id=project_id,
        years=frozenset(years[project_id] if named else ()),
        name=named,
        code=values.get("national_code"),
    )


def _write_projects(table: TableRows, decisions: Decisions, year: int, said: Said) -> None:
    own = grouped(decisions, PROJECT_KEYS)
    more = WRITERS[table.sheet.form].project_values(table, decisions, said.reason)
    changes = [
        ProjectChange(table.projects[number].pk, own.get(number, {}) | more.get(number, {}), year)
        for number in dict.fromkeys([*own, *more])
    ]
    update_projects(changes, by=said.by, reason=said.reason, held=said.held)


def _write_issues(table: TableRows, decisions: Decisions, said: Said) -> None:
    changes = []
    for number, values in grouped(decisions, ISSUE_KEYS).items():
        fields: dict[str, Any] = {ISSUE_FIELDS[key]: value for key, value in values.items()}
        opens = bool(values.get("issue")) and not table.rows[number].get("issue")
        if opens and "issue_level" not in table.sheet:
            fields["level"] = IssueLevel.COUNTY  # the form asks for none; the other one needs it
        resolution = said.reason if values.get("issue") == "" else ""
        changes.append(issues.IssueChange(table.projects[number].pk, fields, resolution))
    issues.set_table_issues(changes, by=said.by, reason=said.reason, held=said.held)


def _write_rows(table: TableRows, decisions: Decisions, submission: Submission, said: Said) -> None:
    """What belongs to the round and not to the register: 本周推进情况, 备注, half a 状态."""
    rows = grouped(decisions, ("week", "note"))
    for number, half in WRITERS[table.sheet.form].half_typed(table, decisions).items():
        rows.setdefault(number, {})["progress_state"] = half
    if not rows:
        return
    ids = {number: table.projects[number].pk for number in rows}
    known = ReportRow.objects.none() if said.held.fresh else submission.rows
    found = {row.project_id: row for row in known.filter(project__in=ids.values())}
    old, new = [], []
    for number, values in rows.items():
        row = found.get(ids[number])
        if row is None:
            note = str(table.rows[number].get("note") or "")  # carried on from last week
            row = ReportRow(submission=submission, project_id=ids[number], note=note)
            new.append(row)
        else:
            old.append(row)
        row.note = str(values.get("note", row.note))
        row.progress_state = str(values.get("progress_state", row.progress_state))
        if "week" in values:
            # a text equal to the one made from the diff stays that one (design §5)
            is_auto = values["week"] == table.weeks.get(number)
            row.week = None if is_auto else str(values["week"])
    history.create_many(ReportRow, new, by=said.by, reason=said.reason)
    fields = ["week", "note", "progress_state"]
    history.update_many(ReportRow, old, fields, by=said.by, reason=said.reason)
    said.held.touched.update(ids.values())
