"""联席会议 on pages: the list, one with its subjects, what is offered for the agenda, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Unit
from accounts.rules import UnitKind
from procedures.models import AgendaItem, Issue, Meeting, MeetingQuerySet
from procedures.rules import IssueStatus, MeetingStatus, Outcome
from procedures.selectors.issues import open_for_agenda
from sheets.text import asked_word

OFFERED = 200
MEMBERS = (UnitKind.OFFICE, UnitKind.BUREAU, UnitKind.ZONE, UnitKind.CENTRE)
SORTS = {"date": ("-held_on", "-number"), "oldest": ("held_on", "number")}
ONLY: dict[str, tuple[str, Q]] = {
    "": ("全部", Q()),
    "draft": ("筹备和会中", Q(status=MeetingStatus.DRAFT)),
    "closed": ("已定稿", Q(status=MeetingStatus.CLOSED)),
}


@dataclass(frozen=True)
class Filters:
    q: str = ""
    only: str = ""
    sort: str = "date"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        only, sort = query.get("only", ""), query.get("sort", "")
        return cls(
            q=asked_word(query.get("q", "")),
            only=only if only in ONLY else "",
            sort=sort if sort in SORTS else "date",
        )


@dataclass(frozen=True)
class Standing:
    """A subject and what has become of its decision by today."""

    item: AgendaItem
    late: int  # days past its date; 0 while there is time, or when it is done
    word: str
    mark: str  # of `px-st-…`

    @property
    def issue(self) -> Issue | None:
        return self.item.issue


@dataclass(frozen=True)
class Offer:
    """A problem, or a subject of its own, that may come on the agenda, and why."""

    title: str
    why: str
    issue: Issue | None = None
    subject: AgendaItem | None = None  # an own subject put off last time
    is_put_off: bool = False

    @property
    def key(self) -> str:
        return f"issue-{self.issue.pk}" if self.issue else f"item-{self.subject.pk}"  # type: ignore[union-attr]


def meeting_list(seen: MeetingQuerySet, filters: Filters, today: date) -> Any:
    """With the counts of subjects, decisions and overdue decisions."""
    decided = Q(items__outcome=Outcome.DECIDED)
    late = decided & Q(items__due_on__lt=today, items__issue__isnull=False)
    rows = _narrowed(seen, filters).filter(ONLY[filters.only][1])
    return rows.annotate(
        subjects=Count("items"),
        decided=Count("items", filter=decided),
        put_off=Count("items", filter=Q(items__outcome=Outcome.LATER)),
        late=Count(
            "items",
            filter=late & ~Q(items__issue__status=IssueStatus.CLEARED)
            & Q(status=MeetingStatus.CLOSED),
        ),
    ).order_by(*SORTS[filters.sort])  # fmt: skip


def chips(seen: MeetingQuerySet, filters: Filters) -> list[tuple[str, str, int]]:
    tests = {
        f"n{i}": Count("pk", filter=test or Q(pk__isnull=False))
        for i, (_, test) in enumerate(ONLY.values())
    }
    counts = _narrowed(seen, filters).aggregate(**tests)
    return [(key, ONLY[key][0], counts[f"n{i}"]) for i, key in enumerate(ONLY)]


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The subjects in their order; one about a problem is about its project."""
    rows = meeting.items.select_related(
        "issue__project__unit", "issue__unit", "issue__permit__kind", "project__unit", "unit"
    )
    items = list(rows)
    for item in items:
        if item.project is None and item.issue:
            item.project = item.issue.project
    return items


def standings(meeting: Meeting, items: list[AgendaItem], today: date) -> list[Standing]:
    return [_standing(item, today, closed=bool(meeting.closed_at)) for item in items]


def decisions(seen: MeetingQuerySet, filters: Filters) -> QuerySet[AgendaItem]:
    """议定事项 of closed meetings, newest first; for the workbook."""
    meetings = _narrowed(seen, filters).filter(status=MeetingStatus.CLOSED)
    rows = AgendaItem.objects.filter(meeting__in=meetings, outcome=Outcome.DECIDED)
    rows = rows.select_related("meeting", "issue", "project__unit", "unit")
    return rows.order_by("-meeting__held_on", "-meeting__number", "order", "pk")


def offers(meeting: Meeting, words: str = "") -> list[Offer]:
    """What was put off comes first, then what presses, then the rest of the open problems."""
    on_agenda = _on_agendas(meeting)
    put_off = _put_off(meeting)
    pressing = {p.issue.pk: p for p in open_for_agenda(meeting.centre)}
    rows = Issue.objects.filter(
        project__unit__in=Unit.objects.of_county(meeting.centre_id),
        project__withdrawn_on__isnull=True,
        status__in=[IssueStatus.OPEN, IssueStatus.ESCALATED],
    ).exclude(pk__in=on_agenda)
    rows = rows.select_related("project__unit", "permit__kind", "unit").order_by("raised_at", "pk")
    known = {issue.pk: issue for issue in rows}
    first = [item for item in put_off if item.issue_id is None or item.issue_id in known]
    found = [_again(item, known) for item in first]
    taken = {item.issue_id for item in first}
    found += [
        Offer(known[pk].text, p.reason, issue=known[pk])
        for pk, p in pressing.items()
        if pk in known and pk not in taken
    ]
    others = [issue for pk, issue in known.items() if pk not in taken and pk not in pressing]
    found += [Offer(issue.text, "", issue=issue) for issue in others]
    return [offer for offer in found if _says(offer, words)]


def reopenings(meeting: Meeting) -> list[Any]:
    """When a closed meeting was opened again, by whom and why."""
    rows = meeting.history.filter(status=MeetingStatus.DRAFT, history_change_reason__isnull=False)
    return list(rows.select_related("history_user").order_by("history_date"))


def member_units(centre_id: int | None) -> str:
    """成员单位 by their short names: the default of 参加单位."""
    units = Unit.objects.of_county(centre_id).active().filter(kind__in=MEMBERS)
    return "、".join(units.order_by("order", "code").values_list("short_name", flat=True))[:500]


def owners(centre_id: int | None) -> QuerySet[Unit]:
    """Units that a decision may name."""
    return Unit.objects.of_county(centre_id).active().order_by("order", "code")


def _narrowed(seen: MeetingQuerySet, filters: Filters) -> MeetingQuerySet:
    if not filters.q:
        return seen
    words = filters.q
    found = AgendaItem.objects.filter(
        Q(title__icontains=words) | Q(decision__icontains=words)
        | Q(project__name__icontains=words) | Q(issue__project__name__icontains=words)
    )  # fmt: skip
    return seen.filter(
        Q(title__icontains=words) | Q(pk__in=found.values("meeting"))
        | Q(chair__icontains=words)
    )  # fmt: skip


def _standing(item: AgendaItem, today: date, *, closed: bool) -> Standing:
    if item.outcome == Outcome.LATER:
        return Standing(item, 0, "下次再议", "carried")
    if item.outcome != Outcome.DECIDED:
        return Standing(item, 0, "还没有议", "open")
    issue = item.issue
    if issue is None or not closed:
        return Standing(item, 0, "已议定", "submitted")
    if issue.status == IssueStatus.CLEARED:
        return Standing(item, 0, "已销号", "done")
    late = (today - item.due_on).days if item.due_on and item.due_on < today else 0
    if late:
        return Standing(item, late, f"超 {late} 天", "late")
    word = "等确认销号" if issue.clear_asked_at else issue.get_status_display()
    return Standing(item, 0, word, "submitted")


def _on_agendas(meeting: Meeting) -> set[int]:
    """Of this meeting, and of the county's others that are not closed yet."""
    drafts = Q(meeting__status=MeetingStatus.DRAFT, meeting__centre=meeting.centre_id)
    rows = AgendaItem.objects.filter(drafts | Q(meeting=meeting), issue__isnull=False)
    return {pk for pk in rows.values_list("issue_id", flat=True) if pk}


def _put_off(meeting: Meeting) -> list[AgendaItem]:
    """The last word on each was 暂缓 and no later meeting has it."""
    rows = AgendaItem.objects.filter(
        meeting__centre=meeting.centre_id, meeting__status=MeetingStatus.CLOSED
    ).exclude(meeting=meeting.pk)
    rows = rows.select_related("meeting", "project").order_by(
        "meeting__held_on", "meeting__pk", "order"
    )
    last: dict[tuple[int | None, str], AgendaItem] = {}
    for item in rows:
        last[item.issue_id, "" if item.issue_id else item.title] = item
    here = set(meeting.items.filter(issue__isnull=True).values_list("title", flat=True))
    return [
        item
        for item in last.values()
        if item.outcome == Outcome.LATER and not (item.issue_id is None and item.title in here)
    ]


def _again(item: AgendaItem, known: Mapping[int, Issue]) -> Offer:
    why = f"{item.meeting}会议暂缓"
    if item.issue_id is None:
        return Offer(item.title, why, subject=item, is_put_off=True)
    issue = known[item.issue_id]
    return Offer(issue.text, why, issue=issue, is_put_off=True)


def _says(offer: Offer, words: str) -> bool:
    if not words:
        return True
    project = offer.issue.project if offer.issue else offer.subject and offer.subject.project
    texts = [offer.title]
    if project:
        texts += [project.name, project.number, project.initials, project.unit.short_name]
    return any(words.casefold() in text.casefold() for text in texts)
