"""What city, province or nation must decide: open permits and problems, as rows one can read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Unit, User
from accounts.rules import UnitKind
from procedures.models import Issue, IssueEvent, Letter, Permit
from procedures.rules import IssueStatus, IssueStep, Level
from sheets.text import asked_word

UPWARD: dict[str, int] = {Level.CITY: 1, Level.PROVINCE: 2, Level.NATION: 3}
LEVELS: dict[str, str] = {level.value: str(level.label) for level in Level if level in UPWARD}
KINDS = {"permit": "手续", "issue": "问题"}
NOBODY = "还没有对接部门"
FAR = date.max
SORTS = {"group": "按层级和对接部门", "project": "按项目", "deadline": "按时限，最急在前"}


@dataclass(frozen=True)
class Filters:
    q: str = ""
    level: str = ""
    kind: str = ""
    bureau: str = ""
    late: bool = False
    sort: str = "group"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        level, kind, sort = (query.get(name, "") for name in ("level", "kind", "sort"))
        return cls(
            q=asked_word(query.get("q", "")),
            level=level if level in LEVELS else "",
            kind=kind if kind in KINDS else "",
            bureau=asked_word(query.get("bureau", "")),
            late=query.get("late") == "1",
            sort=sort if sort in SORTS else "group",
        )


@dataclass(frozen=True)
class UpRow:
    """One permit or problem that waits for a decision above the county."""

    key: str  # permit-12, issue-3
    level: str
    receiver: str  # who decides or, in the county, who talks to those above
    number: str
    initials: str
    project: str
    unit: str
    kind: str
    text: str  # what is stuck
    standing: str
    since: date | None
    days: int | None
    ask: str
    wanted_by: date | None
    late: int

    @property
    def level_label(self) -> str:
        return LEVELS.get(self.level, self.level)

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    def frozen(self) -> dict[str, str]:
        """As text, for a letter: what stood in the register that day."""
        return {
            "key": self.key,
            "level": self.level_label,
            "kind": self.kind_label,
            "receiver": self.receiver,
            "number": self.number,
            "project": self.project,
            "unit": self.unit,
            "text": self.text,
            "standing": self.standing,
            "since": self.since.isoformat() if self.since else "",
            "ask": self.ask,
            "wanted_by": self.wanted_by.isoformat() if self.wanted_by else "",
        }


def upward(user: User, today: date) -> list[UpRow]:
    """Everything of the county that waits above it; two queries."""
    county = Unit.objects.of_county(user.unit.centre_id)
    inside = Q(project__unit__in=county, project__withdrawn_on__isnull=True)
    permits = Permit.objects.open().filter(inside, level__in=UPWARD, kind__is_active=True)
    permits = permits.select_related("project__unit", "kind", "handling_unit", "liaison_unit")
    standing = [IssueStatus.OPEN, IssueStatus.ESCALATED, IssueStatus.DECIDED]
    issues = Issue.objects.filter(inside, level__in=UPWARD, status__in=standing)
    issues = issues.select_related("project__unit", "permit__kind", "unit")
    rows = [_of_permit(permit, today) for permit in permits]
    return rows + [_of_issue(issue, today) for issue in issues]


def narrowed(rows: Iterable[UpRow], filters: Filters) -> list[UpRow]:
    found = [row for row in rows if _fits(row, filters)]
    return sorted(found, key=lambda row: _order(row, filters.sort))


def level_counts(rows: Iterable[UpRow], filters: Filters) -> list[tuple[str, str, int]]:
    """The chips: all, and each level, by the other filters."""
    fitting = [row for row in rows if _fits(row, filters, any_level=True)]
    chips = [("", "全部", len(fitting))]
    for level, label in LEVELS.items():
        chips.append((level, label, sum(row.level == level for row in fitting)))
    return chips


def bureaus(rows: Iterable[UpRow]) -> list[str]:
    return sorted({row.receiver for row in rows})


def _fits(row: UpRow, filters: Filters, *, any_level: bool = False) -> bool:
    words = filters.q.casefold()
    texts = (row.project, row.number, row.initials, row.unit, row.text)
    return (
        (any_level or not filters.level or row.level == filters.level)
        and (not filters.kind or row.kind == filters.kind)
        and (not filters.bureau or row.receiver == filters.bureau)
        and (not filters.late or row.late > 0)
        and (not words or any(words in text.casefold() for text in texts))
    )


def _order(row: UpRow, sort: str) -> tuple[Any, ...]:
    wanted = row.wanted_by or FAR
    if sort == "project":
        return (row.number, row.kind, wanted, row.key)
    if sort == "deadline":
        return (wanted, row.number, row.key)
    return (UPWARD[row.level], row.receiver, row.number, wanted, row.key)


def _of_permit(permit: Permit, today: date) -> UpRow:
    since = permit.accepted_on or permit.owner_on
    if since is None and permit.held_since:
        since = timezone.localdate(permit.held_since)
    wanted = permit.due_on or permit.expected_on
    return UpRow(
        key=f"permit-{permit.pk}",
        level=permit.level,
        receiver=_receiver(permit.liaison_unit or permit.handling_unit),
        kind="permit",
        text=f"{permit.kind.name}手续" + (f"：{permit.note}" if permit.note else ""),
        standing=permit.get_status_display(),
        ask=f"加快{permit.kind.name}审批" + _until(wanted, "前办结", today),
        **_common(permit, since, wanted, today),
    )


def _of_issue(issue: Issue, today: date) -> UpRow:
    about = f"（{issue.permit.kind.name}）" if issue.permit else ""
    wanted = issue.decision_due_on or issue.wanted_by
    return UpRow(
        key=f"issue-{issue.pk}",
        level=issue.level,
        receiver=_receiver(issue.unit) if issue.unit else issue.unit_text or NOBODY,
        kind="issue",
        text=issue.text + about,
        standing=issue.get_status_display(),
        ask="协调解决" + _until(wanted, "前明确意见", today),
        **_common(issue, timezone.localdate(issue.raised_at), wanted, today),
    )


def _common(
    of: Permit | Issue, since: date | None, wanted: date | None, today: date
) -> dict[str, Any]:
    project = of.project
    return {
        "number": project.number,
        "initials": project.initials,
        "project": project.name,
        "unit": project.unit.short_name,
        "since": since,
        "days": (today - since).days if since else None,
        "wanted_by": wanted,
        "late": (today - wanted).days if wanted and wanted < today else 0,
    }


def _receiver(unit: Unit | None) -> str:
    """A city unit decides itself; a county bureau talks to those above (第三条2)."""
    if unit is None:
        return NOBODY
    return unit.short_name if unit.kind == UnitKind.CITY else f"{unit.short_name}对接"


def _until(wanted: date | None, words: str, today: date) -> str:
    """Until when; a date that is past cannot be asked for any more, but is said."""
    if wanted is None:
        return ""
    year = "" if wanted.year == today.year else f"{wanted.year}年"
    day = f"{year}{wanted.month}月{wanted.day}日"
    if wanted < today:
        return f"（要求{day}{words}，已超{(today - wanted).days}天）"
    return f"，{day}{words}"


def sent(letters: QuerySet[Letter], words: str) -> QuerySet[Letter]:
    if not words:
        return letters
    return letters.filter(Q(receiver__icontains=words) | Q(intro__icontains=words))


def assignment(issue: Issue) -> IssueEvent | None:
    """The last 交办 of a problem: what a 督办单 says."""
    return issue.events.filter(step=IssueStep.ASSIGN).order_by("-at", "-pk").first()
