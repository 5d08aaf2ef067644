"""Decisions about cells, sorted by what holds them and handed to the services that write it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from procedures.rules import Side, Status
from procedures.services import issues, permits
from projects.models import AnnualPlan
from projects.services import Held, ProjectChange, update_projects
from projects.services.values import Claim, clashes
from reporting.models import ReportRow, Submission
from reporting.selectors.facts import (
    ISSUE_KEYS,
    PROJECT_KEYS,
    date_field,
    permit_of,
    ref_field,
)
from reporting.selectors.rows import TableRows
from workplace import history

from .cells import Decision, Decisions

ISSUE_FIELDS = dict(zip(ISSUE_KEYS, ("text", "level", "unit_text", "wanted_by"), strict=True))
UNIQUE = frozenset({"name", "national_code"})
Grouped = dict[str, dict[str, Any]]  # row -> field -> value


def refuse_doubles(table: TableRows, decisions: Decisions, centre_id: int | None) -> Decisions:
    """Names and codes that another project has are value errors of their own cells."""
    wanted = _grouped(decisions, UNIQUE)
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
    _write_permits(table, decisions, said)
    _write_issues(table, decisions, said)
    _write_rows(table, decisions, submission, said)
    held.close(by=by, reason=reason)


def side_of(by: User | None) -> str:
    return Side.CENTRE if by and by.can("review") else Side.OWNER


def _claim(project_id: int, values: Mapping[str, Any], years: Mapping[int, set[int]]) -> Claim:
    named = values.get("name")
    return Claim(
        project_id=project_id,
        years=frozenset(years[project_id] if named else ()),
        name=named,
        code=values.get("national_code"),
    )


@dataclass(frozen=True)
class Said:
    """On which projects, by whom and why: the same for all that one batch writes."""

    held: Held
    by: User | None
    reason: str


def _write_projects(table: TableRows, decisions: Decisions, year: int, said: Said) -> None:
    grouped = _grouped(decisions, PROJECT_KEYS)
    changes = [
        ProjectChange(table.projects[number].pk, values, year) for number, values in grouped.items()
    ]
    update_projects(changes, by=said.by, reason=said.reason, held=said.held)


def _write_permits(table: TableRows, decisions: Decisions, said: Said) -> None:
    kinds = {kind.code: kind for kind in table.kinds}
    changes: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for decision in _writing(decisions):
        number, about = decision.patch.row, permit_of(decision.patch.key)
        if about:
            status = _status_of(table, decisions, number, about[0])
            changes[number, about[0]][_field(about[1], status)] = decision.value
    permits.apply(
        [
            permits.PermitChange(table.projects[number].pk, kinds[code].pk, values)
            for (number, code), values in changes.items()
        ],
        by=said.by,
        side=side_of(said.by),
        reason=said.reason,
        held=said.held,
    )


def _field(field: str, status: str) -> str:
    if field == "date":
        return date_field(status)
    return ref_field(status) if field == "ref" else field


def _status_of(table: TableRows, decisions: Decisions, number: str, code: str) -> str:
    """The status after this batch."""
    decision = decisions.get((number, f"{code}.status"))
    if decision and decision.writes:
        return str(decision.value)
    return str(table.rows[number].get(f"{code}.status") or Status.NOT_STARTED)


def _write_issues(table: TableRows, decisions: Decisions, said: Said) -> None:
    grouped = _grouped(decisions, ISSUE_KEYS)
    changes = []
    for number, values in grouped.items():
        fields = {ISSUE_FIELDS[key]: value for key, value in values.items()}
        resolution = said.reason if values.get("issue") == "" else ""
        changes.append(issues.IssueChange(table.projects[number].pk, fields, resolution))
    issues.set_table_issues(changes, by=said.by, reason=said.reason, held=said.held)


def _write_rows(table: TableRows, decisions: Decisions, submission: Submission, said: Said) -> None:
    """本周推进情况 and 备注, which belong to the week and not to the register."""
    grouped = _grouped(decisions, ("week", "note"))
    if not grouped:
        return
    ids = {number: table.projects[number].pk for number in grouped}
    known = ReportRow.objects.none() if said.held.fresh else submission.rows
    found = {row.project_id: row for row in known.filter(project__in=ids.values())}
    old, new = [], []
    for number, values in grouped.items():
        row = found.get(ids[number])
        if row is None:
            note = str(table.rows[number].get("note") or "")  # carried on from last week
            row = ReportRow(submission=submission, project_id=ids[number], note=note)
            new.append(row)
        else:
            old.append(row)
        row.note = values.get("note", row.note)
        if "week" in values:
            # a text equal to the one made from the diff stays that one (design §5)
            row.week = None if values["week"] == table.weeks.get(number) else values["week"]
    history.create_many(ReportRow, new, by=said.by, reason=said.reason)
    history.update_many(ReportRow, old, ["week", "note"], by=said.by, reason=said.reason)
    said.held.touched.update(ids.values())


def _writing(decisions: Decisions) -> list[Decision]:
    return [decision for decision in decisions.values() if decision.writes]


def _grouped(decisions: Decisions, keys: Iterable[str]) -> Grouped:
    wanted = frozenset(keys)
    grouped: Grouped = defaultdict(dict)
    for decision in _writing(decisions):
        if decision.patch.key in wanted:
            grouped[decision.patch.row][decision.patch.key] = decision.value
    return grouped
