"""One problem as its page shows it: where it stands, what happened, what each may do now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Unit, User
from procedures.issue_access import issues_for, parts_of
from procedures.issue_rules import Answer, Part, Standing, judge, rungs
from procedures.models import Issue, IssueEvent
from procedures.rules import IssueLevel, IssueStatus, IssueStep
from workplace import clock

from .issue_list import IssueRow, age_of, row_of

ALIKE = 5
BAD = frozenset({IssueStep.ESCALATE, IssueStep.REFUSE_CLEAR, IssueStep.REOPEN})
FIELD_WORDS = {
    "text": "问题", "level": "协调层级", "unit": "办理部门", "wanted_by": "要求时限",
    "in_table": "列入周报表",
}  # fmt: skip
NOBODY = "系统"


@dataclass(frozen=True)
class Stage:
    label: str
    state: str  # done | now | ahead


@dataclass(frozen=True)
class Moved:
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class EventLine:
    event: IssueEvent
    when: str
    who: str
    words: str
    quote: str
    moved: list[Moved]

    @property
    def mark(self) -> str:
        if self.event.step == IssueStep.RAISE:
            return "is-key"
        return "is-bad" if self.event.step in BAD else ""


@dataclass(frozen=True)
class Older:
    issue: Issue
    age: int


@dataclass(frozen=True)
class IssuePage:
    row: IssueRow
    stages: list[Stage]
    events: list[EventLine]
    may: Mapping[str, Answer]  # by step: what this person may do now, or why not
    level_words: str
    promised: date | None  # the finish date of the last reply
    broken_by: int  # days past that date, while nobody says it is solved
    alike: list[Older]
    levels: list[IssueLevel]  # to which it may be escalated

    @property
    def issue(self) -> Issue:
        return self.row.issue


def issue_page(issue: Issue, user: User, today: date) -> IssuePage:
    events = list(issue.events.select_related("by__unit"))
    parts = parts_of(user, issue)
    promised = _promised(events)
    return IssuePage(
        row=row_of(issue, user, today),
        stages=stages(issue, events),
        events=_lines(events),
        may=may_now(issue, parts),
        level_words=_level_words(issue, events),
        promised=promised,
        broken_by=_broken_by(issue, promised, today),
        alike=_alike(issue, user, today),
        levels=rungs(issue.status, issue.level),
    )


def may_now(issue: Issue, parts: Collection[Part]) -> dict[str, Answer]:
    asked = issue.clear_asked_at is not None
    now = Standing(issue.status, asked=asked, assigned=issue.supervised > 0)
    steps = [step for step in IssueStep if step != IssueStep.RAISE]
    return {step.value: judge(step, now, parts) for step in steps}


def last_order(part: IssuePage) -> IssueEvent | None:
    """The 交办 that the 督办单 on paper repeats."""
    orders = [line.event for line in part.events if line.event.step == IssueStep.ASSIGN]
    return orders[-1] if orders else None


def stages(issue: Issue, events: Sequence[IssueEvent]) -> list[Stage]:
    """The strip above the page; what was skipped on the way to now is left out."""
    taken = {event.step for event in events}
    labels = [
        ("单位提出", True),
        ("交办", IssueStep.ASSIGN in taken or issue.supervised > 0),
        (_escalation(issue), issue.status == IssueStatus.ESCALATED or IssueStep.ESCALATE in taken),
        ("议定措施", issue.decided_at is not None),
        ("申请销号，待确认" if issue.clear_asked_at else "销号", False),
    ]
    here = _position(issue)
    return [
        Stage(label, "done" if at < here else "now" if at == here else "ahead")
        for at, (label, passed) in enumerate(labels)
        if at >= here or passed
    ]


def _escalation(issue: Issue) -> str:
    reported = issue.status == IssueStatus.ESCALATED
    return f"升级协调（{issue.get_level_display()}级）" if reported else "升级协调"


def _position(issue: Issue) -> int:
    if issue.status == IssueStatus.CLEARED:
        return 5
    if issue.clear_asked_at is not None:
        return 4
    if issue.status == IssueStatus.DECIDED:
        return 3
    if issue.status == IssueStatus.ESCALATED:
        return 2
    return 1 if issue.supervised else 0


def _lines(events: Sequence[IssueEvent]) -> list[EventLine]:
    names = _unit_names(events)
    lines, supervised = [], 0
    for event in events:
        supervised += event.step == IssueStep.ASSIGN
        lines.append(_line(event, names, supervised))
    return lines


def _line(event: IssueEvent, names: Mapping[str, str], supervised: int) -> EventLine:
    step = IssueStep(event.step)
    moved = event.details.get("set", {})
    is_edit = step == IssueStep.EDIT
    return EventLine(
        event=event,
        when=_moment(event.at),
        who=f"{event.by.unit.short_name} {event.by.name}" if event.by else NOBODY,
        words=_words(step, event, names, supervised),
        quote="" if is_edit and "text" in moved else event.text,
        moved=[_moved(key, moved[key], names) for key in FIELD_WORDS if key in moved]
        if is_edit
        else [],
    )


def _words(step: IssueStep, event: IssueEvent, names: Mapping[str, str], supervised: int) -> str:
    moved = event.details.get("set", {})
    unit = names.get(event.details.get("unit") or "", "")
    due = _day(event.details.get("due_on") or event.details.get("finish_on"))
    if step == IssueStep.ASSIGN:
        again = f"，第 {supervised} 次督办" if supervised > 1 else ""
        return f"交办{unit}{f'，要求 {due}前答复' if due else ''}{again}"
    if step == IssueStep.ESCALATE:
        to = event.details.get("level", "")
        level = f"{IssueLevel(to).label}级" if to else ""
        return f"升级为{level}协调" if "level" in moved else f"上报{level}协调"
    if step == IssueStep.DECIDE:
        duty = "，".join(filter(None, [f"由{unit}办理" if unit else "", f"{due}前" if due else ""]))
        where = "联席会议议定" if event.details.get("meeting") else "议定"
        return f"{where}{'，' if duty else ''}{duty}"
    if step == IssueStep.REPLY:
        return f"答复，{due}前办完" if due else "答复"
    in_table = "（周报表）" if event.details.get("table") else ""
    return f"{step.label}{in_table}"


def _moved(key: str, pair: Sequence[Any], names: Mapping[str, str]) -> Moved:
    before, after = pair
    return Moved(FIELD_WORDS[key], _word(key, before, names), _word(key, after, names))


def _word(key: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "unit":
        return names.get(value or "", value or "")
    if key == "level" and value:
        return IssueLevel(value).label
    return _day(value) if key == "wanted_by" else str(value or "")


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    year = "" if local.year == clock.today().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def _day(value: str | None) -> str:
    day = date.fromisoformat(value) if value else None
    return f"{day.month}月{day.day}日" if day else ""


def _unit_names(events: Sequence[IssueEvent]) -> dict[str, str]:
    pairs = [event.details.get("set", {}).get("unit", []) for event in events]
    codes = {code for pair in pairs for code in pair if code}
    codes |= {event.details["unit"] for event in events if event.details.get("unit")}
    if not codes:
        return {}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "short_name"))


def _level_words(issue: Issue, events: Sequence[IssueEvent]) -> str:
    """省级（原县级，2月2日升级）."""
    if not issue.level:
        return "未定"
    now = f"{issue.get_level_display()}级"
    raises = [event for event in events if event.step == IssueStep.ESCALATE]
    if not raises:
        return now
    day = raises[-1].at
    before, _ = raises[0].details.get("set", {}).get("level", ["", ""])
    first = f"原{IssueLevel(before).label}级，" if before else ""
    local = timezone.localdate(day)
    return f"{now}（{first}{local.month}月{local.day}日上报）"


def _promised(events: Sequence[IssueEvent]) -> date | None:
    for event in reversed(events):
        if event.step == IssueStep.ASSIGN:
            return None
        if event.step == IssueStep.REPLY and event.details.get("finish_on"):
            return date.fromisoformat(event.details["finish_on"])
    return None


def _broken_by(issue: Issue, promised: date | None, today: date) -> int:
    if promised is None or issue.clear_asked_at or issue.status == IssueStatus.CLEARED:
        return 0
    return max((today - promised).days, 0)


def _alike(issue: Issue, user: User, today: date) -> list[Older]:
    """Standing problems with the same bureau, level or kind of permit, the likest first."""
    rows = issues_for(user).standing().exclude(pk=issue.pk).filter(unit=issue.unit_id)
    if issue.unit_id is None:
        rows = rows.filter(level=issue.level) if issue.level else rows.none()
    found = list(rows.select_related("project", "permit")[:50])
    kind = issue.permit.kind_id if issue.permit else None

    def likeness(other: Issue) -> tuple[bool, bool]:
        other_kind = other.permit.kind_id if other.permit else None
        return (kind is None or other_kind != kind, other.level != issue.level)

    return [Older(other, age_of(other, today)) for other in sorted(found, key=likeness)[:ALIKE]]
