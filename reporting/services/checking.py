"""上报检查: what blocks, what asks for a word, what moved since last week (design §5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from accounts.errors import Refused
from accounts.models import User
from reporting.models import Answer, Submission
from reporting.selectors.filing import table_of
from reporting.selectors.rows import TableRows
from sheets.columns import Finding
from sheets.diff import Change
from sheets.text import CellError, clean
from workplace import clock

MAX_ANSWER = 200
MAX_VALUE = 500
Place = tuple[str, str, str]  # project number, column key, code of the warning


@dataclass(frozen=True)
class Report:
    """All that a table's check found, over the rows it would seal now."""

    table: TableRows
    errors: list[Finding]
    warnings: list[Finding]
    unanswered: list[Finding]
    changes: list[Change]
    added: list[str]  # project numbers that were not in the last seal
    removed: list[str]  # and those that no longer are
    answers: Mapping[Place, str] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        return bool(self.changes or self.added or self.removed)


class CheckFailed(Refused):
    """The table cannot be sealed yet; `report` lists every cell and why."""

    def __init__(self, report: Report) -> None:
        parts = []
        if report.errors:
            parts.append(f"还有 {len(report.errors)} 处必须改正")
        if report.unanswered:
            parts.append(f"还有 {len(report.unanswered)} 处提醒要说明")
        super().__init__(f"{'，'.join(parts)}。", 422)
        self.report = report


def place(finding: Finding) -> Place:
    return (finding.row or "", finding.key or "", finding.code)


def check(submission: Submission, *, today: date | None = None) -> Report:
    """Check the table as it stands; a fixed number of queries."""
    table = table_of(submission)
    today = today or clock.today()
    errors: list[Finding] = []
    warnings: list[Finding] = []
    for number in table.rows:
        for finding in table.findings(number, today=today):
            (errors if finding.level == "error" else warnings).append(finding)
    known = _answers(submission, list(table.projects.values()))
    answers = {
        place(w): text
        for w in warnings
        if (text := known.get((*place(w), w.value[:MAX_VALUE]))) is not None
    }
    return Report(
        table=table,
        errors=errors,
        warnings=warnings,
        unanswered=[warning for warning in warnings if place(warning) not in answers],
        changes=table.changes,
        added=[n for n in table.rows if table.previous_seal and n not in table.previous],
        removed=[n for n in table.previous if n not in table.rows],
        answers=answers,
    )


def save_answers(
    submission: Submission, report: Report, given: Mapping[Place, str], *, by: User, at: datetime
) -> Report:
    """Keep the words typed beside warnings; an empty one answers nothing."""
    answers = dict(report.answers)
    for warning in report.warnings:
        text = _word(given.get(place(warning), ""))
        if not text or warning.row is None:
            continue
        answers[place(warning)] = text
        Answer.objects.update_or_create(
            submission=submission,
            project=report.table.projects[warning.row],
            key=warning.key or "",
            code=warning.code,
            defaults={"value": warning.value[:MAX_VALUE], "text": text, "by": by, "at": at},
        )
    unanswered = [warning for warning in report.warnings if place(warning) not in answers]
    return replace(report, answers=answers, unanswered=unanswered)


def _word(raw: str) -> str:
    try:
        return clean(raw, max_length=MAX_ANSWER)
    except CellError as error:
        raise Refused(f"说明：{error.message}", 422) from None


def _answers(submission: Submission, projects: list) -> dict[tuple[str, str, str, str], str]:
    """Words given in this round or an earlier one: they hold until the value changes."""
    answers = Answer.objects.filter(
        submission__unit=submission.unit_id,
        submission__round__campaign=submission.round.campaign_id,
        submission__round__cutoff_on__lte=submission.round.cutoff_on,
        project__in=projects,
    ).order_by("submission__round__cutoff_on", "at")
    rows = answers.values_list("project__number", "key", "code", "value", "text")
    return {(number, key, code, value): text for number, key, code, value, text in rows}
