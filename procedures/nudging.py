"""催办: which step of a permit, problem or decision is due to be told, and to which unit. Pure.

A step is told once: its key holds the object and the date it speaks of, so that a date that moves
starts anew. Of steps that were missed (the sweep slept) only the latest is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import timezone

from accounts.rules import UnitKind
from workplace.workdays import Calendar

from . import steps
from .issue_rules import promised_on
from .models import AgendaItem, Issue, Nudge, Permit
from .rules import OPEN, HandlerSays, IssueStatus, OwnerSays, Side, Status
from .timing import add_working_days, working_days

SOON = (1, 3, 7)  # working days before the date, the nearest first
WEEK = 7
DIFFERS_EVERY = 5  # working days
ACCEPT_WITHIN = 5  # working days, 行政许可法第三十二条
ACKNOWLEDGE_WITHIN = 2  # working days
EXPIRING = (30, 90)  # days before 批复有效期至, the nearest first
NAMED = 8  # units in one line
HORIZON = timedelta(days=30)  # seven working days lie within, whatever the holidays


class Nudged(TextChoices):
    """The kinds of steps, most urgent first; pages and people choose by them."""

    HEAD = "head", "报单位负责人"
    RETURNED = "returned", "退件补正"
    DIFFERS = "differs", "两边不一致"
    OVERDUE = "overdue", "已超时限"
    ACCEPT = "accept", "超过5日未受理"
    REPLY = "reply", "督办答复"
    PROMISE = "promise", "答应的日期"
    DECISION = "decision", "议定事项"
    SOON = "soon", "快到期"
    ACKNOWLEDGE = "acknowledge", "分解未签收"
    CLEAR = "clear", "申请销号"
    EXPIRING = "expiring", "批复到期"
    NO_HEAD = "no_head", "没有负责人账号"


AT_ONCE = frozenset({Nudged.HEAD, Nudged.RETURNED, Nudged.DIFFERS})
CHASE = "chase"  # 催办 by hand; not a step


@dataclass(frozen=True)
class Found:
    """One step that is due."""

    step: Nudged
    unit_id: int
    key: str
    text: str
    url: str = ""
    permit_id: int | None = None
    issue_id: int | None = None
    to_head: bool = False


@dataclass(frozen=True)
class Day:
    """Today, with what the working days around it are and when heads are told."""

    today: date
    known: Calendar
    head_after: int = 5  # working days past the date
    # few dates, many rows
    _counted: dict[tuple[date, date], int] = field(default_factory=dict, compare=False)

    def until(self, day: date) -> int:
        return self._count(self.today, day)

    def since(self, day: date) -> int:
        return self._count(day, self.today)

    def _count(self, start: date, end: date) -> int:
        if (start, end) not in self._counted:
            self._counted[start, end] = working_days(start, end, self.known)
        return self._counted[start, end]


def last_near(today: date, known: Calendar) -> date:
    """The last day that a date may have for 快到期 to be told."""
    beyond = add_working_days(today, max(SOON) + 1, known)
    return min(today + HORIZON, beyond - timedelta(days=1))


# --- permits ----------------------------------------------------------------------------------


def of_permit(permit: Permit, centre_id: int, day: Day) -> Iterator[Found]:
    """Every step of this permit that is due today."""
    if permit.status == Status.DONE:
        yield from _expiring(permit, day)
    if permit.status not in OPEN and permit.differs_since is None:
        return
    teller = _Teller(permit, centre_id)
    yield from _differs(permit, teller, day)
    if permit.status in OPEN:
        yield from _dates(permit, teller, day)
        yield from _turns(permit, teller, day)


@dataclass(frozen=True)
class _Teller:
    """Makes what is told of one permit."""

    permit: Permit
    centre_id: int

    @property
    def head(self) -> str:
        return f"{self.permit.project.name}（{self.permit.kind.name}）"

    @property
    def holder_id(self) -> int:
        permit = self.permit
        side = steps.holder(permit.status, permit.handling_unit_id is not None)
        handler = permit.handling_unit_id
        if side == Side.HANDLER and handler is not None:
            return handler
        return self.centre_id if side == Side.CENTRE else permit.project.unit_id

    @property
    def is_with_handler(self) -> bool:
        return self.permit.status == Status.SUBMITTED and bool(self.permit.handling_unit_id)

    def tell(
        self, step: Nudged, unit_id: int, stamp: str, text: str, *, to_head: bool = False
    ) -> Found:
        permit = self.permit
        url = f"/permits/{permit.pk}/"
        key = f"{step}-p{permit.pk}-{stamp}"
        words = f"{self.head}：{text}"[:300]
        return Found(step, unit_id, key, words, url, permit_id=permit.pk, to_head=to_head)


def deadline(permit: Permit) -> date | None:
    """As the desk counts (rules.DEADLINE), so that the bell never says 超时限 where the desk does
    not; but nobody is reminded of the owner's own 预计办结."""
    return permit.limit_on or permit.due_on


def _dates(permit: Permit, teller: _Teller, day: Day) -> Iterator[Found]:
    due = deadline(permit)
    if due is None:
        return
    unit = teller.holder_id
    if day.today <= due:
        left = day.until(due)
        near = next((n for n in SOON if left <= n), None)
        if near is not None and due - day.today <= HORIZON:
            text = f"{_on(due)}到期，{_left(left)}。办不完的，写明原因和新日期报项目推进中心"
            yield teller.tell(Nudged.SOON, unit, f"{due}-{near}", text)
        return
    past = (day.today - due).days
    week = (past - 1) // WEEK
    text = f"{_on(due)}到期，已超 {past} 天。请抓紧办理，写明办结日期"
    yield teller.tell(Nudged.OVERDUE, unit, f"{due}-{week}", text)
    late = day.since(due)
    if late >= day.head_after:
        text = f"{_on(due)}到期，已超 {late} 个工作日，请单位负责人督促"
        yield teller.tell(Nudged.HEAD, unit, f"{due}", text, to_head=True)


def _turns(permit: Permit, teller: _Teller, day: Day) -> Iterator[Found]:
    """Whose word is awaited: 补正, 受理, 签收."""
    if permit.status == Status.RETURNED and permit.handler_says == HandlerSays.RETURNED:
        at = timezone.localtime(permit.handler_at) if permit.handler_at else None
        text = "承办部门退件，要求补正。补正材料交齐后，在系统里报“补正已交”"
        stamp = f"{at:%Y-%m-%dT%H%M}" if at else "?"
        yield teller.tell(Nudged.RETURNED, permit.project.unit_id, stamp, text)
    if (sent := waits_for_acceptance(permit)) and day.since(sent) > ACCEPT_WITHIN:
        text = (
            f"{_on(sent)}报来，{day.since(sent)} 个工作日没有受理或退件。"
            "逾期不告知补正的，自收到材料之日起即为受理（行政许可法第三十二条）"
        )
        yield teller.tell(Nudged.ACCEPT, teller.holder_id, f"{sent}", text)
    if permit.assigned_at and not permit.acknowledged_at and permit.handling_unit_id:
        given = timezone.localdate(permit.assigned_at)
        if day.since(given) >= ACKNOWLEDGE_WITHIN:
            text = f"{_on(given)}分解下达，还没有签收。请在“手续办理”里签收"
            yield teller.tell(Nudged.ACKNOWLEDGE, permit.handling_unit_id, f"{given}", text)


def waits_for_acceptance(permit: Permit) -> date | None:
    """Since when what the owner handed in lies there unanswered."""
    if permit.status != Status.SUBMITTED or permit.owner_on is None:
        return None
    if permit.owner_says == OwnerSays.SENT and not permit.handler_says:
        return permit.owner_on
    if permit.owner_says == OwnerSays.RESENT and permit.handler_says == HandlerSays.RETURNED:
        return permit.owner_on
    return None


def _differs(permit: Permit, teller: _Teller, day: Day) -> Iterator[Found]:
    said = steps.difference(permit) if permit.differs_since else None
    if said is None or permit.differs_since is None:
        return
    since = timezone.localdate(permit.differs_since)
    days = day.since(since)
    text = f"两边不一致 {days + 1} 天。{said.words}。请两家核对，说错的一方改过来"
    units = [permit.project.unit_id, permit.handling_unit_id]
    for unit_id in dict.fromkeys(pk for pk in units if pk is not None):
        yield teller.tell(Nudged.DIFFERS, unit_id, f"{since}-{days // DIFFERS_EVERY}", text)


def _expiring(permit: Permit, day: Day) -> Iterator[Found]:
    until = permit.valid_until
    if until is None or permit.project.finished_on:
        return
    left = (until - day.today).days
    near = next((n for n in EXPIRING if left <= n), None)
    if near is None:
        return
    teller = _Teller(permit, 0)
    if left < 0:
        text = f"批复 {_on(until)}已经到期。项目还要用的，请办理延期或重新报批"
        yield teller.tell(Nudged.EXPIRING, permit.project.unit_id, f"{until}-0", text)
        return
    text = f"批复有效期至 {_on(until)}，还有 {left} 天。需要延期的，请在到期前提出"
    yield teller.tell(Nudged.EXPIRING, permit.project.unit_id, f"{until}-{near}", text)


# --- problems and decisions -------------------------------------------------------------------


def of_issue(issue: Issue, centre_id: int, day: Day) -> Iterator[Found]:
    if issue.status == IssueStatus.CLEARED:
        return
    unit = issue.unit_id or centre_id
    if issue.reply_due_on and not issue.replied_at:
        yield from _issue_dates(issue, Nudged.REPLY, unit, issue.reply_due_on, day)
    if issue.decision_due_on and issue.status == IssueStatus.DECIDED:
        yield from _issue_dates(issue, Nudged.DECISION, unit, issue.decision_due_on, day)
    elif (promised := promised_on(issue)) and issue.clear_asked_at is None:
        yield from _issue_dates(issue, Nudged.PROMISE, unit, promised, day)
    if issue.clear_asked_at:
        at = timezone.localtime(issue.clear_asked_at)
        raiser = issue.raised_unit_id or issue.project.unit_id
        text = "办理部门说已经解决，申请销号。请核实：同意就销号，没解决就退回并写明"
        yield _of_issue(issue, Nudged.CLEAR, raiser, f"{at:%Y-%m-%dT%H%M}", text)


ASKED = {Nudged.REPLY: "督办答复", Nudged.DECISION: "议定事项", Nudged.PROMISE: "答复里答应的"}
TO_DO = {
    Nudged.REPLY: "请尽快答复",
    Nudged.DECISION: "请抓紧办理；办完的申请销号",
    Nudged.PROMISE: "办完的申请销号，办不完的补充答复，写明原因和新日期",
}


def _issue_dates(issue: Issue, step: Nudged, unit_id: int, due: date, day: Day) -> Iterator[Found]:
    """The working day before, on the day, then each week; the head after so many days."""
    what, to_do = ASKED[step], TO_DO[step]
    if day.today <= due:
        left = day.until(due)
        if left <= 1 and due - day.today <= HORIZON:
            text = f"{what} {_on(due)}到期，{_left(left)}"
            yield _of_issue(issue, step, unit_id, f"{due}-before{left}", text)
        return
    past = (day.today - due).days
    text = f"{what} {_on(due)}到期，已超 {past} 天。{to_do}"
    yield _of_issue(issue, step, unit_id, f"{due}-{(past - 1) // WEEK}", text)
    if day.since(due) >= day.head_after:
        text = f"{what} {_on(due)}到期，已超 {day.since(due)} 个工作日，请单位负责人督促"
        stamp = f"{step}-{due}"
        yield _of_issue(issue, Nudged.HEAD, unit_id, stamp, text, to_head=True)


def _of_issue(
    issue: Issue, step: Nudged, unit_id: int, stamp: str, text: str, *, to_head: bool = False
) -> Found:
    short = issue.text if len(issue.text) <= 40 else f"{issue.text[:39]}…"
    words = f"{issue.project.name}，问题“{short}”：{text}"[:300]
    key, url = f"{step}-i{issue.pk}-{stamp}", f"/issues/{issue.pk}/"
    return Found(step, unit_id, key, words, url, issue_id=issue.pk, to_head=to_head)


def of_agenda_item(item: AgendaItem, day: Day) -> Iterator[Found]:
    """What a meeting decided of a subject of its own; with a problem, the problem's date counts.

    Nobody reports such a matter as done, so it is told before and once after its date.
    """
    if item.unit_id is None or item.due_on is None:
        return
    past = (day.today - item.due_on).days
    left = day.until(item.due_on)
    if past <= 0 and (left > 1 or -past > HORIZON.days):
        return
    stage = "past" if past > 0 else "before"
    when = f"已超 {past} 天" if past > 0 else _left(left)
    text = f"联席会议议定“{item.title}”：{item.decision}。{_on(item.due_on)}到期，{when}"
    key = f"{Nudged.DECISION}-m{item.pk}-{item.due_on}-{stage}"
    seen = item.unit.kind in (UnitKind.CENTRE, UnitKind.OFFICE) if item.unit else False
    url = f"/meetings/{item.meeting_id}/" if seen else ""  # for others the words say all of it
    yield Found(Nudged.DECISION, item.unit_id, key, text[:300], url)


def is_settled(nudge: Nudge) -> bool:
    """Is what it speaks of over? Then nobody is chased for it any more."""
    if nudge.permit is not None:
        return _permit_is_settled(nudge.step, nudge.permit)
    if nudge.issue is not None:
        return _issue_is_settled(nudge.step, nudge.issue)
    return False


def _permit_is_settled(step: str, permit: Permit) -> bool:
    if step == Nudged.DIFFERS:
        return permit.differs_since is None
    if step == Nudged.RETURNED:
        return permit.status != Status.RETURNED
    if step == Nudged.ACCEPT:
        return waits_for_acceptance(permit) is None
    if step == Nudged.ACKNOWLEDGE:
        return permit.acknowledged_at is not None
    return step != Nudged.EXPIRING and permit.status not in OPEN


def _issue_is_settled(step: str, issue: Issue) -> bool:
    if issue.status == IssueStatus.CLEARED:
        return True
    if step == Nudged.REPLY:
        return issue.replied_at is not None
    if step == Nudged.DECISION:
        return issue.status != IssueStatus.DECIDED
    if step == Nudged.PROMISE:
        return (
            issue.status == IssueStatus.DECIDED
            or issue.replied_at is None
            or issue.clear_asked_at is not None
        )
    return step == Nudged.CLEAR and issue.clear_asked_at is None


# --- silence on Fridays -----------------------------------------------------------------------


@dataclass(frozen=True)
class Missed:
    """A unit that did not file so many rounds of a table in a row; the last cut-off."""

    unit_id: int
    centre_id: int
    table: str
    rounds: int
    last: date
    url: str


def of_missed(missed: Missed, head_after: int) -> Iterator[Found]:
    if missed.rounds < head_after:
        return
    last = _on(missed.last)
    text = f"{missed.table}连续 {missed.rounds} 期没有报，最近一期 {last}，请单位负责人督促"
    key = f"{Nudged.HEAD}-u{missed.unit_id}-{missed.table[:40]}-{missed.last}"
    yield Found(Nudged.HEAD, missed.unit_id, key, text, missed.url, to_head=True)


def no_head(units: Sequence[str], centre_id: int, today: date) -> Found:
    """The centre hears once a month which units have no head's account."""
    names = "、".join(units[:NAMED]) + ("等" if len(units) > NAMED else "")
    text = (
        f"{names} {len(units)} 个单位没有标明单位负责人的账号，逾期事项只告诉了联络人。"
        "请系统管理员在“账号”里标明"
    )
    key = f"{Nudged.NO_HEAD}-u{centre_id}-{today:%Y-%m}"
    return Found(Nudged.NO_HEAD, centre_id, key, text)


def _on(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _left(days: int) -> str:
    return f"还有 {days} 个工作日" if days else "今天是最后一个工作日"
