"""收报: which unit has filed, when, what moved; unfiled ones first (mock 07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F

from accounts.models import Unit, User
from accounts.rules import Role
from projects.models import AnnualPlan
from reporting.models import Reminder, Round, Seal, Submission
from reporting.rules import State
from sheets.columns import Sheet
from workplace.models import Notification

from .changes import told
from .facts import Cells
from .filing import cells_of_seals
from .rounds import newest_valid
from .rows import campaign_kinds, natures, sheet_for, table_changes

FILTERS = {
    "": "全部",
    "missing": "未报",
    "submitted": "待审核",
    "returned": "已退回",
    "backward": "有退步",
    "issues": "有新问题",
}
ORDER = [State.OPEN, State.SUBMITTED, State.RETURNED, State.ACCEPTED]


@dataclass(frozen=True)
class Diff:
    """What a unit's last seal says, against its seal of the week before."""

    projects: int = 0
    changes: int = 0
    backward: int = 0
    issues: int = 0
    new_issues: int = 0
    compared: bool = False  # there was something to compare with


@dataclass(frozen=True)
class Line:
    """One unit on the board."""

    submission: Submission
    diff: Diff
    due_at: datetime
    now: datetime
    reminded_at: datetime | None
    reminder_read: bool
    reachable: bool
    has_mail: bool
    corrected: bool = False

    @property
    def unit(self) -> Unit:
        return self.submission.unit

    @property
    def is_missing(self) -> bool:
        return self.submission.submitted_at is None

    @property
    def overdue_minutes(self) -> int:
        late = self.now - self.due_at
        return max(0, int(late.total_seconds()) // 60) if self.is_missing else 0

    @property
    def mark(self) -> str:
        return "late" if self.is_missing and self.now > self.due_at else self.submission.state

    def shows_in(self, only: str) -> bool:
        return {
            "missing": self.is_missing,
            "submitted": self.submission.state == State.SUBMITTED,
            "returned": self.submission.state == State.RETURNED,
            "backward": self.diff.backward > 0,
            "issues": self.diff.new_issues > 0,
        }.get(only, True)

    def is_called(self, text: str) -> bool:
        names = (self.unit.code, self.unit.name, self.unit.short_name, *self.unit.aliases)
        return any(text.casefold() in name.casefold() for name in names)


@dataclass(frozen=True)
class Board:
    round: Round
    now: datetime
    lines: list[Line]

    @property
    def filed(self) -> int:
        return sum(not line.is_missing for line in self.lines)

    @property
    def missing(self) -> int:
        return len(self.lines) - self.filed

    @property
    def late(self) -> int:
        return sum(line.submission.late_minutes > 0 for line in self.lines)

    @property
    def share(self) -> str:
        """Filed, as the width of a bar."""
        return f"{100 * self.filed / len(self.lines):.1f}%" if self.lines else "0%"

    def count(self, state: str) -> int:
        return sum(line.submission.state == state for line in self.lines)

    @property
    def submitted(self) -> int:
        return self.count(State.SUBMITTED)

    @property
    def returned(self) -> int:
        return self.count(State.RETURNED)

    @property
    def accepted(self) -> int:
        return self.count(State.ACCEPTED)

    @property
    def chips(self) -> list[dict[str, object]]:
        return [
            {"key": key, "label": label, "count": sum(x.shows_in(key) for x in self.lines)}
            for key, label in FILTERS.items()
        ]

    def only(self, key: str, text: str = "") -> list[Line]:
        return [
            line for line in self.lines if line.shows_in(key) and (not text or line.is_called(text))
        ]


def board(round_: Round, now: datetime) -> Board:
    """A fixed number of queries, however many units and rows."""
    submissions = list(round_.submissions.select_related("unit").order_by("unit__order"))
    units = [submission.unit for submission in submissions]
    diffs = _diffs(round_, submissions)
    listed = _listed(round_, units)
    reminded, read = _reminded(round_)
    reachable, mail = _reach(units)
    lines = [
        Line(
            submission=s,
            diff=diffs.get(s.pk) or Diff(projects=listed.get(s.unit_id, 0)),
            due_at=round_.due_at,
            now=now,
            reminded_at=reminded.get(s.unit_id),
            reminder_read=s.unit_id in read,
            reachable=s.unit_id in reachable,
            has_mail=s.unit_id in mail,
            corrected=s.is_correction,
        )
        for s in submissions
    ]
    lines.sort(key=lambda x: (not x.is_missing, ORDER.index(State(x.submission.state))))
    return Board(round_, now, lines)


def _diffs(round_: Round, submissions: Sequence[Submission]) -> dict[int, Diff]:
    """By submission, for those that have sealed anything in this round."""
    kinds = campaign_kinds(round_.campaign)
    sheet = sheet_for(round_, kinds)
    newest = {
        seal.submission_id: seal
        for seal in Seal.objects.filter(
            submission__in=[s.pk for s in submissions], number=F("submission__seal_count")
        )
    }
    filed = [s for s in submissions if s.pk in newest]
    before = newest_valid(round_, [s.unit for s in filed], before=True)
    cells = cells_of_seals([*newest.values(), *before.values()], kinds)
    found = {}
    for submission in filed:
        old = before.get(submission.unit_id)
        now = cells[newest[submission.pk].pk]
        found[submission.pk] = _diff(sheet, cells[old.pk] if old else None, now)
    return found


def _diff(sheet: Sheet, before: Mapping[str, Cells] | None, now: Mapping[str, Cells]) -> Diff:
    old = before or {}
    changes = told(table_changes(sheet, old, now))
    came_or_went = len(set(old) ^ set(now)) if before is not None else 0
    issues = [number for number, row in now.items() if row.get("issue")]
    return Diff(
        projects=len(now),
        changes=len(changes) + came_or_went,
        backward=sum(change.backward for change in changes),
        issues=len(issues),
        new_issues=sum(not old.get(number, {}).get("issue") for number in issues),
        compared=before is not None,
    )


def _listed(round_: Round, units: Iterable[Unit]) -> dict[int, int]:
    """Projects that stand in the tables of this round, by unit."""
    campaign = round_.campaign
    plans = AnnualPlan.objects.listed(campaign.year, round_.cutoff_on)
    counts = (
        plans.filter(nature__in=natures(campaign.form), project__unit__in=list(units))
        .values("project__unit")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {row["project__unit"]: row["count"] for row in counts}


def _reminded(round_: Round) -> tuple[dict[int, datetime], set[int]]:
    """When each unit was last reminded, and which units have read any of it."""
    sent = round_.reminders.filter(status=Reminder.Status.SENT).order_by("at")
    times = dict(sent.values_list("unit_id", "at"))
    read = Notification.objects.filter(
        key__startswith=f"reminder-{round_.pk}-", read_at__isnull=False
    ).values_list("user__unit_id", flat=True)
    return times, set(read)


def _reach(units: Iterable[Unit]) -> tuple[set[int], set[int]]:
    users = User.objects.filter(unit__in=list(units), role=Role.REPORTER, is_active=True)
    found = list(users.values_list("unit_id", "email"))
    return {unit for unit, _ in found}, {unit for unit, email in found if email}
