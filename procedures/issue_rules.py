"""What may happen to a problem, by whom, and what follows: one table. No database here.

A problem stands until the side that raised it says that it is solved. 申请销号 is a flag beside
the status, so that 不同意销号 leaves the problem where it was.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .rules import IssueLevel, IssueStatus, IssueStep


class Part(StrEnum):
    """What a person is to a problem; one person may be several of these."""

    RAISER = "raiser"  # the unit that raised it
    OWNER = "owner"  # 责任单位 of the project
    HANDLER = "handler"  # 办理部门
    CENTRE = "centre"
    COORDINATOR = "coordinator"  # the centre and the leading group's office


STANDING = frozenset({IssueStatus.OPEN, IssueStatus.ESCALATED, IssueStatus.DECIDED})
UNCHANGED = ""


@dataclass(frozen=True)
class Move:
    by: frozenset[Part]
    who: str  # the sentence for everybody else
    since: frozenset[IssueStatus] = STANDING
    to: str = UNCHANGED
    tells: frozenset[Part] = frozenset(Part)


COORDINATORS = frozenset({Part.COORDINATOR})
RAISER = frozenset({Part.RAISER})
PARTIES = frozenset({Part.RAISER, Part.OWNER, Part.HANDLER})
COORDINATE = "由项目推进中心或领导小组办公室办理"
MOVES: Mapping[IssueStep, Move] = {
    IssueStep.EDIT: Move(
        RAISER, "只有提出单位能修改", frozenset({IssueStatus.OPEN}),
        tells=frozenset({Part.HANDLER, Part.COORDINATOR}),
    ),
    IssueStep.ASSIGN: Move(COORDINATORS, COORDINATE, tells=PARTIES),
    IssueStep.REPLY: Move(
        frozenset({Part.HANDLER}), "由办理部门答复",
        tells=frozenset({Part.RAISER, Part.OWNER, Part.COORDINATOR}),
    ),
    IssueStep.REMARK: Move(
        frozenset({*PARTIES, Part.COORDINATOR}), "与这个问题有关的单位才能写处理意见"
    ),
    IssueStep.ESCALATE: Move(COORDINATORS, COORDINATE, to=IssueStatus.ESCALATED, tells=PARTIES),
    IssueStep.DECIDE: Move(COORDINATORS, COORDINATE, to=IssueStatus.DECIDED, tells=PARTIES),
    IssueStep.ASK_CLEAR: Move(
        frozenset({Part.OWNER, Part.HANDLER, Part.CENTRE}),
        "由办理部门、责任单位或项目推进中心申请", tells=RAISER,
    ),
    IssueStep.CLEAR: Move(RAISER, "谁提出，谁确认销号", to=IssueStatus.CLEARED),
    IssueStep.REFUSE_CLEAR: Move(RAISER, "谁提出，谁确认销号"),
    IssueStep.REOPEN: Move(
        frozenset({Part.RAISER, Part.CENTRE}), "由提出单位或项目推进中心重新打开",
        frozenset({IssueStatus.CLEARED}), IssueStatus.OPEN,
    ),
}  # fmt: skip
# what must be written with a step; the rest may stay without words
NEEDS_TEXT: Mapping[IssueStep, str] = {
    IssueStep.REPLY: "写明措施、谁来办",
    IssueStep.REMARK: "写处理意见",
    IssueStep.ESCALATE: "写明为什么要升级",
    IssueStep.DECIDE: "写议定事项",
    IssueStep.ASK_CLEAR: "写明怎样解决的",
    IssueStep.REFUSE_CLEAR: "写明还有什么没有解决",
    IssueStep.REOPEN: "写明为什么重新打开",
}
CLEARED_ALREADY = "问题已销号。还要办的，先重新打开"
NOT_CLEARED = "问题还没有销号，不用重新打开"
ASKED_ALREADY = "已经申请销号，等提出单位确认"
WAITS_FOR_RAISER = "已经申请销号。先等提出单位确认或退回"
NOT_ASKED = "还没有单位申请销号"
OWN_PROBLEM = "这是本单位提出的问题，直接销号即可"
NOT_ASSIGNED = "还没有交办，不用答复"
ONLY_OPEN = "已上报或已议定的问题不能修改。写处理意见说明"
ALREADY_THERE = "已经上报到{level}级，只能再往上升级"
NOT_LOWER = "协调层级是{level}，不能往下降"
NOT_COUNTY = "升级到市或省"
ACT_WORDS = {f"issue-{step.value}": f"问题{step.label}" for step in IssueStep}
ACT_WORDS |= {"issue-set": "填问题", "issues-export": "导出问题", "issue-order": "打印督办单"}


@dataclass(frozen=True)
class Standing:
    """As much of a problem as the table asks about."""

    status: str
    asked: bool = False  # 已申请销号
    assigned: bool = False  # has a 督办单


@dataclass(frozen=True)
class Answer:
    """The status afterwards, or why not: 403 = not this person, 409 = not now."""

    after: str = ""
    why: str = ""
    code: int = 200

    def __bool__(self) -> bool:
        return not self.why


def judge(step: IssueStep, now: Standing, parts: Collection[Part]) -> Answer:
    """Of a problem that exists; raising one is `procedures.issue_access.may_raise`."""
    move = MOVES[step]
    if not move.by & set(parts):
        return Answer(why=move.who, code=403)
    if why := _wrong_moment(step, move, now) or _superfluous(step, now, parts):
        return Answer(why=why, code=409)
    return Answer(after=move.to or now.status)


def _wrong_moment(step: IssueStep, move: Move, now: Standing) -> str:
    if now.status in move.since:
        return ""
    if now.status == IssueStatus.CLEARED:
        return CLEARED_ALREADY
    return NOT_CLEARED if step == IssueStep.REOPEN else ONLY_OPEN


def _superfluous(step: IssueStep, now: Standing, parts: Collection[Part]) -> str:
    if step == IssueStep.REPLY and not now.assigned:
        return NOT_ASSIGNED
    if step == IssueStep.REFUSE_CLEAR and not now.asked:
        return NOT_ASKED
    if step == IssueStep.ASK_CLEAR:
        if Part.RAISER in parts:
            return OWN_PROBLEM
        return ASKED_ALREADY if now.asked else ""
    # a meeting's decision is not refused: it has been taken, whoever asked for what meanwhile
    halted = step in (IssueStep.EDIT, IssueStep.ASSIGN, IssueStep.ESCALATE)
    return WAITS_FOR_RAISER if now.asked and halted else ""


LADDER: tuple[str, ...] = ("", IssueLevel.COUNTY, IssueLevel.CITY, IssueLevel.PROVINCE)


def ladder_refusal(status: str, level: str, to: str) -> str:
    """县 → 市 → 省, never down; what is already reported there must go further up."""
    if LADDER.index(to) < LADDER.index(IssueLevel.CITY):
        return NOT_COUNTY
    if LADDER.index(to) < LADDER.index(level):
        return NOT_LOWER.format(level=IssueLevel(level).label)
    if status == IssueStatus.ESCALATED and to == level:
        return ALREADY_THERE.format(level=IssueLevel(level).label)
    return ""


def rungs(status: str, level: str) -> list[IssueLevel]:
    """The levels to which it may still be escalated."""
    return [rung for rung in IssueLevel if not ladder_refusal(status, level, rung)]


@dataclass(frozen=True)
class Dates:
    """The dates of a problem, whether read from its columns or replayed from its events."""

    status: str
    wanted_by: date | None = None
    reply_due_on: date | None = None
    replied: bool = False
    decision_due_on: date | None = None

    @property
    def awaits_reply(self) -> bool:
        return self.status in STANDING and self.reply_due_on is not None and not self.replied

    @property
    def solve_by(self) -> date | None:
        """议定时限 takes the place of what the raiser wished."""
        decided = self.status == IssueStatus.DECIDED and self.decision_due_on
        return decided or self.wanted_by

    @property
    def next_date(self) -> date | None:
        """What comes first: the reply plan, or the solution."""
        if self.status not in STANDING:
            return None
        waiting = [self.reply_due_on] if self.awaits_reply else []
        return min((day for day in (*waiting, self.solve_by) if day), default=None)

    def reply_late(self, on: date) -> int:
        return _days_past(self.reply_due_on if self.awaits_reply else None, on)

    def is_overdue(self, on: date) -> bool:
        day = self.next_date
        return day is not None and day < on


def _days_past(day: date | None, on: date) -> int:
    return max((on - day).days, 0) if day else 0


def promised_on(issue: object) -> date | None:
    """The finish date of the standing reply; of a row that `with_promise` has read."""
    said = getattr(issue, "promised", None)
    return date.fromisoformat(said) if said else None
