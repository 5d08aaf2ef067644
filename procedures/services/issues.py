"""Problems to coordinate: the one that stands in the weekly table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures.models import Issue
from procedures.rules import IssueLevel, IssueStatus
from projects.models import Project
from projects.selectors.units import UnitNames
from projects.services import Held, holding
from sheets.text import CellError, clean
from workplace import acts, clock, history

TEXTS = {"text": 500, "unit_text": 50}
FIELDS = frozenset({"text", "level", "unit_text", "wanted_by"})
NO_PROBLEM = "还没有写问题。先填“需协调解决的问题”"


@dataclass(frozen=True)
class IssueChange:
    """New values of a project's issue cells; `resolution` says how a blanked one was solved."""

    project_id: int
    values: Mapping[str, Any]
    resolution: str = ""


def set_table_issue(
    *,
    project_id: int,
    values: Mapping[str, Any],
    by: User | None,
    resolution: str = "",
    reason: str = "",
) -> Issue | None:
    """Open, edit or clear the problem of one project; what stands afterwards."""
    change = IssueChange(project_id, values, resolution)
    with transaction.atomic():
        [issue] = set_table_issues([change], by=by, reason=reason)
        project = Project.objects.only("number").get(pk=project_id)
        acts.record(by=by, verb="issue-set", target=project.number, reason=resolution or reason)
    return issue


@transaction.atomic
def set_table_issues(
    changes: Sequence[IssueChange],
    *,
    by: User | None,
    reason: str = "",
    held: Held | None = None,
) -> list[Issue | None]:
    """At most one change a project, all of one county, in a fixed number of queries.

    Text in an empty cell opens a problem, changed text edits it, blanked text clears it with
    its other cells. Other cells without a problem are refused (`NO_PROBLEM`). Records no act.
    """
    if not changes:
        return []
    ids = [change.project_id for change in changes]
    with holding(ids, held, by=by, reason=reason) as ours:
        standing = {} if ours.fresh else _standing(ids)
        names = _names(changes, ours.projects)
        opened: list[Issue] = []
        edited: list[Issue] = []
        for change in changes:
            values = _tidy(change.values)
            issue = standing.get(change.project_id)
            if issue is None:
                if issue := _open(change.project_id, values, by):
                    opened.append(standing.setdefault(change.project_id, issue))
            elif _edit(issue, values, change.resolution):
                edited.append(issue)
        for issue in [*opened, *edited]:
            issue.unit = names.find(issue.unit_text) if issue.unit_text and names else issue.unit
            issue.unit = issue.unit if issue.unit_text else None
        history.create_many(Issue, opened, by=by, reason=reason)
        history.update_many(Issue, edited, EDITED, by=by, reason=reason)
        ours.touched.update(issue.project_id for issue in [*opened, *edited])
    return [_left(standing.get(pk)) for pk in ids]


def _standing(ids: Sequence[int]) -> dict[int, Issue]:
    rows = Issue.objects.select_for_update().filter(project__in=ids, in_table=True)
    return {issue.project_id: issue for issue in rows.standing()}


EDITED = [*sorted(FIELDS), "unit", "status", "cleared_at", "resolution"]


def _names(changes: Sequence[IssueChange], projects: Mapping[int, Project]) -> UnitNames | None:
    if not any(change.values.get("unit_text") for change in changes):
        return None
    return UnitNames.of_county(next(iter(projects.values())).unit.centre_id)


def _open(project_id: int, values: Mapping[str, Any], by: User | None) -> Issue | None:
    if not values.get("text"):
        if any(values.values()):
            raise ValidationError({"text": ValidationError(NO_PROBLEM, code="required")})
        return None
    return Issue(project_id=project_id, raised_by=by, raised_at=clock.now(), **values)


def _edit(issue: Issue, values: Mapping[str, Any], resolution: str) -> bool:
    if values.get("text") == "":  # given and blank
        issue.status = IssueStatus.CLEARED
        issue.cleared_at = clock.now()
        issue.resolution = clean(resolution, max_length=300)
        return True
    moved = [key for key, value in values.items() if getattr(issue, key) != value]
    for key in moved:
        setattr(issue, key, values[key])
    return bool(moved)


def _left(issue: Issue | None) -> Issue | None:
    return None if issue is None or issue.status == IssueStatus.CLEARED else issue


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of a problem: {', '.join(sorted(unknown))}")
    tidy: dict[str, Any] = {}
    for key, value in values.items():
        try:
            tidy[key] = (
                clean(value, max_length=TEXTS[key], multiline=True) if key in TEXTS else value
            )
        except CellError as error:
            raise ValidationError({key: ValidationError(error.message, code=error.code)}) from None
    if "level" in tidy:
        tidy["level"] = tidy["level"] or ""
    level, wanted_by = tidy.get("level"), tidy.get("wanted_by")
    if level and level not in IssueLevel.values:
        raise ValidationError({"level": ValidationError("选：县、市、省", code="choice")})
    if not (wanted_by is None or isinstance(wanted_by, date)):
        raise TypeError("wanted_by is a date")
    return tidy
