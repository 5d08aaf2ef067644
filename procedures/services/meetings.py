"""联席会议: its facts, its agenda and what is noted of each subject while it is a draft."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import User
from procedures.models import AgendaItem, Issue, Meeting
from procedures.rules import MeetingStatus
from projects.models import Project
from projects.services import lock_centre
from workplace import acts, clock, history

from .numbers import lock_own_centre, next_number

FACTS = ("title", "held_on", "place", "chair", "attendees", "opening")
SAID = ("notes", "outcome", "decision", "unit", "due_on")
SAID_WORDS = {
    "notes": "讨论情况",
    "outcome": "结果",
    "decision": "议定事项",
    "unit": "责任单位",
    "due_on": "完成时限",
}
MAX_ITEMS = 100


@transaction.atomic
def add_meeting(facts: Mapping[str, Any], *, by: User) -> Meeting:
    """The next one of its year; the number is given under the centre's lock."""
    centre = lock_own_centre(by)
    year = facts["held_on"].year
    meeting = Meeting(
        centre=centre,
        year=year,
        number=next_number(Meeting.objects.filter(centre=centre, year=year)),
        made_by=by,
        made_at=clock.now(),
        **{name: facts[name] for name in FACTS},
    )
    history.save(meeting, by=by)
    acts.record(by=by, verb="meeting-add", target=str(meeting), meeting=meeting.pk)
    return meeting


@transaction.atomic
def edit_meeting(meeting: Meeting, facts: Mapping[str, Any], *, by: User) -> Meeting:
    found = draft(meeting)
    if facts["held_on"].year != found.year:
        why = f"这是{found}的编号。跨年的会议请另建一次"
        raise ValidationError({"held_on": why})
    for name in FACTS:
        setattr(found, name, facts[name])
    history.save(found, by=by)
    acts.record(by=by, verb="meeting-edit", target=str(found), meeting=found.pk)
    return found


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User) -> None:
    """A draft without subjects that is the last of its year goes, so that no number is missing."""
    found = draft(meeting)
    if found.items.exists():
        raise Refused("会议已有议题。先移出议题，再撤销会议。")
    later = Meeting.objects.filter(centre=found.centre_id, year=found.year)
    if later.filter(number__gt=found.number).exists():
        raise Refused("后面还有会议，撤销后编号会断。请改为以后的日期和内容。")
    acts.record(by=by, verb="meeting-cancel", target=str(found), meeting=found.pk)
    found._history_user = by  # type: ignore[attr-defined]
    found._history_date = clock.now()  # type: ignore[attr-defined]
    found.delete()  # its history stays


@transaction.atomic
def take_issues(meeting: Meeting, issues: Iterable[Issue], *, by: User) -> int:
    """Put these problems at the end of the agenda, in their order; how many are new on it."""
    found = draft(meeting)
    there = set(found.items.filter(issue__isnull=False).values_list("issue_id", flat=True))
    new = [issue for issue in issues if issue.pk not in there]
    order = _last(found)
    _require_room(found, len(new))
    items = [
        AgendaItem(
            meeting=found,
            order=order + position,
            issue=issue,
            project=issue.project,
            title=issue.text[:200],
            unit=issue.unit,
        )
        for position, issue in enumerate(new, 1)
    ]
    history.create_many(AgendaItem, items, by=by)
    if items:
        keys = [issue.pk for issue in new]
        acts.record(by=by, verb="meeting-take", target=str(found), meeting=found.pk, issues=keys)
    return len(items)


@transaction.atomic
def add_subject(meeting: Meeting, title: str, project: Project | None, *, by: User) -> AgendaItem:
    """A subject that is no registered problem."""
    found = draft(meeting)
    _require_room(found, 1)
    item = AgendaItem(meeting=found, order=_last(found) + 1, title=title, project=project)
    history.save(item, by=by)
    acts.record(by=by, verb="meeting-take", target=str(found), meeting=found.pk, subject=title)
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool, by: User) -> bool:
    """One place up or down; False at the end of the agenda."""
    found = draft(item.meeting)
    items = list(found.items.select_for_update(of=("self",), no_key=True))
    place = next((i for i, one in enumerate(items) if one.pk == item.pk), None)
    if place is None:
        raise Refused("这个议题已经移出。请刷新页面。")
    other = place + (-1 if up else 1)
    if not 0 <= other < len(items):
        return False
    items[place], items[other] = items[other], items[place]
    moved = [one for order, one in enumerate(items, 1) if one.order != order]
    for order, one in enumerate(items, 1):
        one.order = order
    history.update_many(AgendaItem, moved, ["order"], by=by)
    acts.record(by=by, verb="meeting-move", target=str(found), meeting=found.pk, item=item.pk)
    return True


@transaction.atomic
def drop_item(item: AgendaItem, *, by: User) -> None:
    """Off the agenda, as long as nothing was noted of it."""
    found = draft(item.meeting)
    row = _locked_item(found, item.pk)
    if row.notes or row.outcome or row.decision:
        raise Refused("这个议题已有讨论情况或结果。先清空并保存，再移出。")
    acts.record(
        by=by, verb="meeting-drop", target=str(found), meeting=found.pk, subject=row.title,
        issue=row.issue_id,
    )  # fmt: skip
    row._history_user = by  # type: ignore[attr-defined]
    row._history_date = clock.now()  # type: ignore[attr-defined]
    row.delete()  # its history stays


@transaction.atomic
def note_item(
    item: AgendaItem, values: Mapping[str, Any], was: Mapping[str, str], *, by: User,
    mine: bool = False,
) -> AgendaItem:  # fmt: skip
    """What was said of a subject. `was`: what each field held on the page that asks.

    A field that another has changed meanwhile is a clash that shows both, unless `mine`.
    """
    found = draft(item.meeting)
    row = _locked_item(found, item.pk)
    new = {name: values[name] for name in SAID}
    present, wanted = said(row), _plain(new)
    moved = [name for name in SAID if wanted[name] != was.get(name, present[name])]
    if not mine:
        clashing = [n for n in moved if present[n] not in (was.get(n, present[n]), wanted[n])]
        if clashing:
            raise ValidationError({name: _clash(row, name, values[name]) for name in clashing})
    changed = [name for name in moved if present[name] != wanted[name]]
    for name in changed:
        setattr(row, name, new[name])
    if changed:
        history.save(row, by=by, fields=changed)
        acts.record(
            by=by, verb="meeting-item", target=str(found), meeting=found.pk, item=row.pk,
            fields=changed,
        )  # fmt: skip
    return row


def said(item: AgendaItem) -> dict[str, str]:
    """The fields of a subject as text, by which two people's pages are compared."""
    return _plain({name: getattr(item, name) for name in SAID})


def draft(meeting: Meeting) -> Meeting:
    """The meeting locked after its centre; refused once it is closed."""
    lock_centre(meeting.centre_id)
    found = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk).first()
    if found is None:
        raise Refused("这次会议已经撤销。请回到会议列表。")
    if found.status == MeetingStatus.CLOSED:
        raise Refused(f"{found}会议已定稿，不能再改。要改先重新打开。")
    return found


def _locked_item(meeting: Meeting, pk: int) -> AgendaItem:
    row = meeting.items.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise Refused("这个议题已经移出。请刷新页面。")
    return row


def _last(meeting: Meeting) -> int:
    return meeting.items.aggregate(last=Max("order"))["last"] or 0


def _require_room(meeting: Meeting, more: int) -> None:
    if meeting.items.count() + more > MAX_ITEMS:
        raise Refused(f"一次会议最多 {MAX_ITEMS} 个议题。请另建一次会议。", 422)


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value.pk) if hasattr(value, "pk") else str(value)


def _clash(row: AgendaItem, name: str, mine: Any) -> str:
    latest: Sequence[Any] = row.history.select_related("history_user")[:1]
    who = latest[0].history_user if latest else None
    at = timezone.localtime(latest[0].history_date) if latest else None
    theirs = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
    other = f"{who.name if who else '别人'} {at:%H:%M}" if at else "别人"
    return f"{SAID_WORDS[name]}两人都改了。你填“{mine or '空'}”，{other} 填“{theirs or '空'}”。"
