"""What a unit did in a campaign up to a day, counted one time at a time: late, missed, returned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Unit
from procedures.models import Issue
from projects.models import Project
from reporting.models import Round, Submission
from reporting.rules import State
from workplace import clock, history

from .county import County
from .list_rows import table_page
from .rounds_then import rounds_known, tables_known


@dataclass(frozen=True)
class Once:
    """One time: what happened, on which day, and where it can be seen."""

    what: str
    on: date
    href: str


Times = Mapping[str, Mapping[str, list[Once]]]  # by key of appraisal.COUNTS and unit code


def times_of(county: County, moment: datetime) -> Times:
    """Of all the county's rounds that were due by the day, as known at `moment`; fixed queries."""
    end = min(moment, clock.end_of(county.as_of))
    rounds = {r.pk: r for r in rounds_known(county.campaigns, moment) if r.due_at <= end}
    codes = {unit.pk: code for code, unit in county.units.items()}
    found: dict[str, dict[str, list[Once]]] = {
        key: defaultdict(list) for key in ("late", "missed", "returned", "cleared")
    }
    submissions = tables_known(list(rounds.values()), moment)
    for submission in submissions:
        code, round_ = codes.get(submission.unit_id), rounds[submission.round_id]
        if code is None:
            continue
        if submission.submitted_at is None:
            found["missed"][code].append(_of_round(round_, "未报", code))
        elif submission.late_minutes:
            words = f"迟报 {submission.late_minutes} 分钟"
            found["late"][code].append(_of_round(round_, words, code))
    _add_returned(found["returned"], submissions, rounds, codes, end)
    _add_cleared(found["cleared"], county, moment, end)
    return found


def _of_round(round_: Round, words: str, code: str) -> Once:
    """It opens the unit's table of that round: the unit itself may see it too."""
    return Once(f"{round_.named}{words}", round_.cutoff_on, table_page(round_, code))


def _add_returned(
    found: dict[str, list[Once]],
    submissions: Iterable[Submission],
    rounds: Mapping[int, Round],
    codes: Mapping[int, str],
    end: datetime,
) -> None:
    """Sent back by the reviewer; what was reopened after acceptance is a correction and is not."""
    of_unit = {s.pk: (rounds[s.round_id], codes.get(s.unit_id)) for s in submissions}
    rows = Submission.history.filter(id__in=list(of_unit), history_date__lte=end)
    before: dict[int, str] = {}
    ordered = rows.order_by("id", "history_date", "history_id")
    for pk, state, at in ordered.values_list("id", "state", "history_date"):
        round_, code = of_unit[pk]
        if code and state == State.RETURNED and before.get(pk) == State.SUBMITTED:
            on = timezone.localdate(at)
            found[code].append(Once(f"{round_.named}退回", on, table_page(round_, code)))
        before[pk] = state


def _add_cleared(
    found: dict[str, list[Once]], county: County, moment: datetime, end: datetime
) -> None:
    """问题销号, to the credit of the unit that was to solve it, else of the project's."""
    codes = {unit.pk: code for code, unit in county.units.items()}
    since = min((c.starts_on for c in county.campaigns), default=county.as_of)
    ours = Project.objects.of_county(county.centre.pk).values("pk")
    issues = [
        issue
        for issue in history.known(Issue, moment, project__in=ours)
        if issue.cleared_at and issue.cleared_at <= end
        and timezone.localdate(issue.cleared_at) >= since
    ]  # fmt: skip
    then = history.known(Project, moment, id__in={i.project_id for i in issues})
    projects = {project.pk: project.unit_id for project in then}
    for issue in issues:
        code = codes.get(issue.unit_id or projects.get(issue.project_id, 0))
        if code:
            on = timezone.localdate(issue.cleared_at)
            found[code].append(Once(f"销号：{issue.text[:60]}", on, f"/issues/{issue.pk}/"))


def units_that_report(county: County) -> list[Unit]:
    return [unit for unit in county.units.values() if unit.files_reports]
