"""One unit's filed table as its reviewer reads it: steps back first (mock 08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from reporting import sheets
from reporting.findings import STEP_BACK
from reporting.models import Answer, Remark, Round, Seal, Submission
from reporting.rules import Form, State
from sheets.check import show
from workplace.models import Act
from workplace.verbs import label as verb_label

from .changes import ChangeLine, change_lines
from .facts import permit_of
from .filing import sealed_table
from .owe import Rate, rate_of
from .rows import TableRows

EVENTS = 60


@dataclass(frozen=True)
class ReviewLine:
    """A change with what the unit says about it and what the reviewer has noted."""

    change: ChangeLine
    reason: str
    remarks: list[Remark]

    @property
    def place(self) -> str:
        return f"{self.change.row}:{self.change.key}"


@dataclass(frozen=True)
class IssueLine:
    number: str
    name: str
    text: str
    level: str
    unit: str
    wanted_by: Any
    is_new: bool


@dataclass(frozen=True)
class Event:
    """One line of 本期经过."""

    at: datetime
    text: str
    is_key: bool = False
    is_bad: bool = False


@dataclass(frozen=True)
class Review:
    submission: Submission
    seal: Seal
    seals: list[Seal]
    table: TableRows
    backward: list[ReviewLine]
    forward: list[ReviewLine]
    added: list[str]
    removed: list[str]
    issues: list[IssueLine]
    remarks: list[Remark]  # all, newest last
    rate: Rate

    @property
    def unsent(self) -> list[Remark]:
        return [r for r in self.remarks if r.sent_at is None]

    @property
    def change_count(self) -> int:
        lines = len(self.backward) + len(self.forward)
        return lines + len(self.added) + len(self.removed)

    @property
    def rate_before(self) -> str:
        """Of the seal compared with; "" when there is none."""
        if self.table.previous_seal is None:
            return ""
        return sheets.told(self.table.sheet, self.table.previous.values())["rate"]


def review_of(submission: Submission) -> Review | None:
    """None while nothing has been sealed. A fixed number of queries."""
    seals = list(submission.seals.select_related("by").order_by("number"))
    if not seals:
        return None
    table = sealed_table(submission)
    remarks = list(
        submission.remarks.exclude(sent_at=None, resolved_at__isnull=False).select_related(
            "project", "by"
        )
    )
    for remark in remarks:
        known_key = remark.key in table.sheet
        remark.label = table.sheet.column(remark.key).label if known_key else ""  # type: ignore[attr-defined]
    lines = _lines(submission, table, remarks)
    known = table.previous_seal is not None
    round_ = submission.round
    before = table.previous
    return Review(
        submission=submission,
        seal=seals[-1],
        seals=seals,
        table=table,
        backward=[line for line in lines if line.change.backward],
        forward=[line for line in lines if not line.change.backward],
        added=[str(r["name"]) for n, r in table.rows.items() if known and n not in before],
        removed=[str(row["name"]) for n, row in before.items() if n not in table.rows],
        issues=_issues(table),
        remarks=remarks,
        rate=rate_of(table.sheet, table.rows.values(), round_.campaign.year, round_.cutoff_on),
    )


def _lines(submission: Submission, table: TableRows, remarks: Sequence[Remark]) -> list[ReviewLine]:
    answers = Answer.objects.filter(submission=submission, code=STEP_BACK)
    reasons = {
        (number, key): text
        for number, key, text in answers.values_list("project__number", "key", "text")
    }
    noted: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        if remark.project and remark.resolved_at is None:
            noted.setdefault((remark.project.number, remark.key), []).append(remark)
    return [
        ReviewLine(
            change=line,
            reason=_ref_of(table, line) or reasons.get((line.row, line.key), ""),
            remarks=noted.get((line.row, line.key), []),
        )
        for line in change_lines(table, table.changes)
    ]


def _ref_of(table: TableRows, line: ChangeLine) -> str:
    """What explains a later date is the 文号/说明 of the same permit (design §5)."""
    about = permit_of(line.key)
    if not line.backward or about is None or about[1] != "date":
        return ""
    return str(table.rows[line.row].get(f"{about[0]}.ref") or "")


def _issues(table: TableRows) -> list[IssueLine]:
    has_level = "issue_level" in table.sheet
    level = table.sheet.column("issue_level") if has_level else None
    return [
        IssueLine(
            number=number,
            name=str(row["name"]),
            text=str(row["issue"]),
            level=show(level, row.get("issue_level")) if level else "",
            unit=str(row.get("issue_unit") or ""),
            wanted_by=row.get("issue_by"),
            is_new=not table.previous.get(number, {}).get("issue"),
        )
        for number, row in table.rows.items()
        if row.get("issue")
    ]


def neighbours(round_: Round, submission: Submission) -> dict[str, Submission | None]:
    """上一个, 下一个 among the filed; `waiting`: the next one that waits for review."""
    filed = list(
        round_.submissions.filter(seal_count__gt=0)
        .select_related("unit")
        .order_by("unit__order", "unit__code")
    )
    order = (submission.unit.order, submission.unit.code)
    after = [s for s in filed if (s.unit.order, s.unit.code) > order]
    before = [s for s in filed if (s.unit.order, s.unit.code) < order]
    waiting = [s for s in after + before if s.state == State.SUBMITTED]
    return {
        "previous": before[-1] if before else None,
        "next": after[0] if after else None,
        "waiting": waiting[0] if waiting else None,
    }


def events(submission: Submission) -> list[Event]:
    """本期经过 from the book of acts: one query."""
    round_ = submission.round
    target = f"{round_.cutoff_on} {submission.unit.code}"
    targets = [f"{round_.campaign.form} {target}"]
    if round_.is_of(Form.PERMITS):  # what is typed into it names no form
        targets.append(target)
    acts = list(
        Act.objects.filter(target__in=targets, result="ok")
        .select_related("user")
        .order_by("at", "pk")[:EVENTS]
    )
    found = [Event(round_.opens_at, "开始填报")]
    for (verb, name), group in groupby(acts, key=lambda act: (act.verb, _who(act))):
        found += _events(verb, name, list(group))
    return found


def _events(verb: str, name: str, acts: list[Act]) -> list[Event]:
    if verb == "report-cells":
        cells = sum(act.details.get("cells", 0) for act in acts)
        return [Event(acts[-1].at, f"{name} 修改 {cells} 格")]
    if verb in ("remark-add", "remark-delete"):
        return []
    return [_event(verb, name, act) for act in acts]


def _event(verb: str, name: str, act: Act) -> Event:
    reason = f"：{act.reason}" if act.reason else ""
    if verb == "report-submit":
        late = act.details.get("late_minutes", 0)
        number = act.details.get("seal")
        word = f"，迟报 {late} 分" if late and number == 1 else ""
        return Event(act.at, f"{name} 上报，第{number}次封存{word}", is_key=True)
    bad = verb in ("report-return", "report-reopen")
    return Event(act.at, f"{name} {verb_label(verb)}{reason}", is_bad=bad)


def _who(act: Act) -> str:
    return act.user.name if act.user else act.username
