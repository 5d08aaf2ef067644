"""Problems to coordinate: the one that stands in the weekly table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from procedures.issue_rules import LADDER
from procedures.models import Issue, IssueEvent
from procedures.rules import IssueLevel, IssueStatus, IssueStep
from projects.models import Project
from projects.selectors.units import UnitNames
from projects.services import Held, holding
from sheets.text import CellError, clean
from workplace import acts, clock, history, post

from . import log

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
    its other cells, or asks the unit that raised it to. Other cells without a problem are refused
    (`NO_PROBLEM`). Records no act.
    """
    if not changes:
        return []
    ids = [change.project_id for change in changes]
    with holding(ids, held, by=by, reason=reason) as ours:
        batch = Batch(ours, by, {} if ours.fresh else _standing(ids))
        for change in changes:
            batch.take(change, _tidy(change.values))
        batch.name_units(changes)
        history.create_many(Issue, batch.opened, by=by, reason=reason)
        history.update_many(Issue, batch.edited, EDITED, by=by, reason=reason)
        IssueEvent.objects.bulk_create(batch.events(), batch_size=history.CREATE_BATCH)
        batch.ask_those_who_raised()
        ours.touched.update(issue.project_id for issue in [*batch.opened, *batch.edited])
    return [_left(batch.standing.get(pk)) for pk in ids]


def _standing(ids: Sequence[int]) -> dict[int, Issue]:
    """The problem of each cell; else the one that blanking it has put beside the table."""
    in_cell = Q(in_table=True) | Q(clear_asked_at__isnull=False)
    rows = Issue.objects.filter(in_cell, project__in=ids).standing()
    rows = rows.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("unit", "raised_unit").order_by("in_table", "pk")
    return {issue.project_id: issue for issue in rows}


EDITED = [
    *sorted(FIELDS), "unit", "status", "cleared_at", "resolution", "clear_asked_at", "in_table",
    "version",
]  # fmt: skip


@dataclass
class Batch:
    """What the cells of one save do to the problems of their projects."""

    held: Held
    by: User | None
    standing: dict[int, Issue]
    opened: list[Issue] = field(default_factory=list)
    edited: list[Issue] = field(default_factory=list)
    asked: list[Issue] = field(default_factory=list)
    was: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)  # by issue

    def take(self, change: IssueChange, values: Mapping[str, Any]) -> None:
        issue = self.standing.get(change.project_id)
        beside = issue is not None and not issue.in_table
        if issue is None or (beside and not _says_again(issue, values)):
            if opened := self._open(change.project_id, values):
                self.opened.append(opened)
                self.standing[change.project_id] = opened
            return
        self.was[issue.pk] = (issue.status, log.snapshot(issue))
        if beside:
            issue.in_table, issue.clear_asked_at = True, None
        if self._edit(issue, values, change.resolution) or beside:
            issue.version += 1
            self.edited.append(issue)

    def _open(self, project_id: int, values: Mapping[str, Any]) -> Issue | None:
        if not values.get("text"):
            if any(values.values()):
                raise ValidationError({"text": ValidationError(NO_PROBLEM, code="required")})
            return None
        return Issue(
            project_id=project_id,
            raised_by=self.by,
            raised_at=clock.now(),
            raised_unit=self.held.projects[project_id].unit,
            **values,
        )

    def _edit(self, issue: Issue, values: Mapping[str, Any], resolution: str) -> bool:
        if values.get("text") == "":  # given and blank
            issue.resolution = clean(resolution, max_length=300)
            if issue.raised_unit_id in (None, self.held.projects[issue.project_id].unit_id):
                issue.status, issue.cleared_at = IssueStatus.CLEARED, clock.now()
                issue.clear_asked_at = None
            else:  # not ours to clear: the cell is empty, the problem stands beside the table
                issue.in_table, issue.clear_asked_at = False, clock.now()
                self.asked.append(issue)
            return True
        _require_no_lower_level(issue, values)
        moved = [key for key, value in values.items() if getattr(issue, key) != value]
        for key in moved:
            setattr(issue, key, values[key])
        return bool(moved)

    def name_units(self, changes: Sequence[IssueChange]) -> None:
        """建议办理部门 is who is to handle it, until somebody has been told to."""
        names = _names(changes, self.held.projects)
        for issue in [*self.opened, *self.edited]:
            if issue.supervised or issue.status == IssueStatus.DECIDED:
                continue
            if not issue.unit_text:
                issue.unit = None
            elif names:
                issue.unit = names.find(issue.unit_text)

    def events(self) -> list[IssueEvent]:
        found = [log.raised(issue, self.by) for issue in self.opened]
        for issue in self.edited:
            before, was = self.was[issue.pk]
            step = self._step(issue)
            text = issue.text if step == IssueStep.EDIT else issue.resolution
            found.append(
                log.event(issue, step, by=self.by, before=before, was=was, text=text, table=True)
            )
        return found

    def _step(self, issue: Issue) -> IssueStep:
        if issue.status == IssueStatus.CLEARED:
            return IssueStep.CLEAR
        return IssueStep.ASK_CLEAR if issue in self.asked else IssueStep.EDIT

    def ask_those_who_raised(self) -> None:
        """One line in the bell of each unit, however many of its problems were blanked."""
        by_unit: dict[int, list[Issue]] = {}
        for issue in self.asked:
            by_unit.setdefault(issue.raised_unit_id or 0, []).append(issue)
        for unit_id, issues in by_unit.items():
            keys = "-".join(str(issue.pk) for issue in issues)
            more = f"等 {len(issues)} 个问题" if len(issues) > 1 else ""
            users = User.objects.filter(unit=unit_id, is_active=True)
            post.notify(
                users=users.exclude(pk=self.by.pk) if self.by else users,
                key=f"issue-asked-{clock.now():%Y%m%d%H%M%S%f}-{keys}"[:120],
                text=f"周报表里申请销号：{issues[0].text[:80]}{more}",
                url=f"{reverse('procedures:issues')}?only=asked",
            )


def _says_again(issue: Issue, values: Mapping[str, Any]) -> bool:
    """The text comes back into the cell before anybody has agreed: the asking is taken back."""
    return values.get("text") == issue.text


def _require_no_lower_level(issue: Issue, values: Mapping[str, Any]) -> None:
    level = values.get("level", issue.level)
    if issue.status == IssueStatus.ESCALATED and LADDER.index(level) < LADDER.index(issue.level):
        words = f"已上报到{issue.get_level_display()}级，层级不能往下降。由推进中心调整"
        raise ValidationError({"level": ValidationError(words, code="choice")})


def _names(changes: Sequence[IssueChange], projects: Mapping[int, Project]) -> UnitNames | None:
    if not any(change.values.get("unit_text") for change in changes):
        return None
    return UnitNames.of_county(next(iter(projects.values())).unit.centre_id)


def _left(issue: Issue | None) -> Issue | None:
    """What stands in the cell afterwards."""
    if issue is None or not issue.in_table or issue.status == IssueStatus.CLEARED:
        return None
    return issue


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
