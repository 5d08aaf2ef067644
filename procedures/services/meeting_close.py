"""定稿 hands decisions to the problems; 重新打开 takes a reason and lets correct them."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from accounts.rules import Role
from procedures.models import AgendaItem, IssueEvent, Meeting
from procedures.rules import IssueStatus, IssueStep, MeetingStatus, Outcome
from procedures.services import issues
from projects.services import lock_centre, lock_projects
from workplace import acts, clock, history, post


@dataclass(frozen=True)
class Handed:
    """What closing did: problems decided, and those that could not take the decision."""

    decided: int
    left: tuple[str, ...]


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User) -> Handed:
    """Every subject has its result; the decided ones go back to their problems, units are told."""
    lock_centre(meeting.centre_id)
    found = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if found.status == MeetingStatus.CLOSED:
        raise Refused(f"{found}会议已经定稿。请刷新页面。")
    items = list(found.items.select_related("issue__unit", "issue__project", "unit", "project"))
    problems = faults(found, items)
    if problems:
        raise ValidationError(problems)
    found.status = MeetingStatus.CLOSED
    found.closed_at = clock.now()
    history.save(found, by=by, fields=["status", "closed_at"])
    handed = _hand_over(found, [i for i in items if i.outcome == Outcome.DECIDED], by)
    acts.record(
        by=by, verb="meeting-close", target=str(found), meeting=found.pk,
        decided=handed.decided, left=list(handed.left),
    )  # fmt: skip
    return handed


@transaction.atomic
def reopen_meeting(meeting: Meeting, reason: str, *, by: User) -> Meeting:
    """To correct it. What the problems were told stays until the meeting is closed again."""
    lock_centre(meeting.centre_id)
    found = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if found.status != MeetingStatus.CLOSED:
        raise Refused(f"{found}会议没有定稿，可以直接改。")
    found.status = MeetingStatus.DRAFT
    found.closed_at = None
    history.save(found, by=by, reason=reason, fields=["status", "closed_at"])
    acts.record(
        by=by, verb="meeting-reopen", target=str(found), reason=reason, meeting=found.pk
    )  # fmt: skip
    return found


def faults(meeting: Meeting, items: list[AgendaItem]) -> list[str]:
    """Why it cannot be closed yet, each with its place and the remedy."""
    if not items:
        return ["还没有议题。先列入议题，再定稿。"]
    if meeting.held_on > clock.today():
        return ["会议日期还没到。开完会再定稿，或把日期改为开会那天。"]
    return [why for place, item in enumerate(items, 1) if (why := _fault(meeting, place, item))]


def _fault(meeting: Meeting, place: int, item: AgendaItem) -> str:
    where = f"议题{place}："
    if not item.outcome:
        return f"{where}没有结果。选“已议定”或“暂缓”。"
    if item.outcome != Outcome.DECIDED:
        return ""
    if not item.decision:
        return f"{where}已议定，没有写议定事项。"
    if item.issue_id and not (item.unit_id and item.due_on):
        return f"{where}已议定，还要填责任单位和完成时限。"
    if item.due_on and item.due_on < meeting.held_on:
        return f"{where}完成时限早于会议日期。改为会后的日期。"
    return ""


def _hand_over(meeting: Meeting, items: list[AgendaItem], by: User) -> Handed:
    lock_projects({item.issue.project_id for item in items if item.issue})  # all, in one order
    latest = _latest_decisions(items)
    decided, left = 0, []
    for item in items:
        if item.issue is None:
            _tell(meeting, item, by)
            continue
        last = latest.get(item.issue_id or 0)
        if last and last.details.get("meeting") == meeting.pk and _stands(item):
            continue  # closed again, and nothing else was decided
        why = _refusal(meeting, item, last)
        if not why:
            try:
                issues.decide(
                    item.issue, item.decision, item.unit, item.due_on, meeting.pk, by=by
                )  # fmt: skip
                decided += 1
            except Refused as refused:
                why = refused.why.rstrip("。")
        if why:
            left.append(f"“{item.title[:30]}”{why}")
    return Handed(decided, tuple(left))


def _refusal(meeting: Meeting, item: AgendaItem, last: IssueEvent | None) -> str:
    if item.issue and item.issue.status == IssueStatus.CLEARED:
        return "已经销号"
    key = last.details.get("meeting") if last else None
    other = Meeting.objects.filter(pk=key).exclude(pk=meeting.pk).first() if key else None
    if other and (other.held_on, other.pk) > (meeting.held_on, meeting.pk):
        return f"{other}会议已另行议定"
    return ""


def _latest_decisions(items: list[AgendaItem]) -> dict[int, IssueEvent]:
    keys = [item.issue_id for item in items if item.issue_id]
    events = IssueEvent.objects.filter(issue__in=keys, step=IssueStep.DECIDE).order_by("at", "pk")
    return {event.issue_id: event for event in events}


def _stands(item: AgendaItem) -> bool:
    issue = item.issue
    return issue is not None and (issue.decision, issue.unit_id, issue.decision_due_on) == (
        item.decision,
        item.unit_id,
        item.due_on,
    )


def _tell(meeting: Meeting, item: AgendaItem, by: User) -> None:
    """A subject that is no problem has no page: the bell says all of it, once per wording."""
    if item.unit is None:
        return
    until = f"，{item.due_on:%Y-%m-%d} 前完成" if item.due_on else ""
    people = User.objects.filter(unit=item.unit, is_active=True, role=Role.REPORTER)
    last = item.history.values_list("pk", flat=True).first()
    post.notify(
        users=people.exclude(pk=by.pk),
        key=f"meeting-{meeting.pk}-{item.pk}-{last}",
        text=f"联席会议（{meeting}）议定：{item.decision}{until}",
    )
