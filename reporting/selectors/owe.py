"""我的待办: what one owes this week, what falls due, how far one's own unit is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from django.db.models import F

from accounts.models import Unit, User
from procedures.models import Permit, deadline
from reporting import sheets
from reporting.models import Remark, Round, Seal, Submission, Target
from reporting.sheets import Words
from sheets.columns import Finding, Row, Sheet

from .board import Board, Line, board
from .filing import FILED
from .grid import Grid, grid_of
from .rounds import current_rounds

DUE_WITHIN = timedelta(days=14)
SHOWN = 8


@dataclass(frozen=True)
class Todo:
    """One thing to settle before 上报."""

    row: str
    name: str
    key: str
    label: str
    finding: Finding | None = None
    remark: Remark | None = None


@dataclass(frozen=True)
class Owed:
    """One table of the open round as its unit sees it."""

    round: Round
    submission: Submission
    grid: Grid
    todo: list[Todo] = field(default_factory=list)

    @property
    def is_filed(self) -> bool:
        return self.submission.state in FILED

    @property
    def moved(self) -> int:
        """Cells changed, projects come or gone since the last seal."""
        if self.grid.table.previous_seal is None:
            return self.grid.changes
        return self.grid.changes + added_or_gone(self.grid)

    @property
    def no_change_why(self) -> str:
        """Why 本周无变化 cannot be said; empty when it can."""
        if self.grid.table.previous_seal is None:
            return "第一次上报，没有上期可比，请按填报表上报。"
        return f"已有 {self.moved} 处修改，请按填报表上报。" if self.moved else ""


def owed_table(submission: Submission) -> Owed:
    grid = grid_of(submission)
    return Owed(submission.round, submission, grid, _todo(grid))


def owed_now(user: User, now: datetime) -> list[Owed]:
    """The reporter's tables of the rounds that are on, one for each form."""
    submissions = Submission.objects.visible_to(user).select_related(
        "unit", "round__campaign__centre"
    )
    found = [
        submissions.filter(round=round_, unit=user.unit_id).first()
        for round_ in current_rounds(user.unit.centre_id, now)
    ]
    return [owed_table(submission) for submission in found if submission]


def added_or_gone(grid: Grid) -> int:
    """Projects that came to the table or left it since the last seal."""
    return len(set(grid.table.rows) ^ set(grid.table.previous))


def _todo(grid: Grid) -> list[Todo]:
    sheet = grid.table.sheet
    found = [
        Todo(row.number, row.name, f.key or "", sheet.column(f.key).label if f.key else "", f)
        for row in grid.rows
        for f in row.errors
    ]
    remarks = [(row.number, row.name, remark) for row in grid.rows for remark in row.remarks]
    remarks += [("", "整张表", remark) for remark in grid.table_remarks]
    return found + [
        Todo(
            number,
            name,
            remark.key,
            sheet.column(remark.key).label if remark.key in sheet else "",
            remark=remark,
        )
        for number, name, remark in remarks
    ]


@dataclass(frozen=True)
class DuePermit:
    permit: Permit
    on: date
    days: int  # negative: past

    @property
    def over(self) -> int:
        return max(0, -self.days)


def due_permits(unit: Unit, today: date) -> tuple[list[DuePermit], int]:
    """Open permits of the unit's projects that fall due within two weeks, and how many."""
    permits = (
        Permit.objects.open()
        .filter(project__unit=unit, project__withdrawn_on__isnull=True)
        .annotate(due=deadline())
        .filter(due__lte=today + DUE_WITHIN)
        .select_related("project", "kind", "handling_unit")
        .order_by("due", "project__number", "kind__order")
    )
    shown = [
        DuePermit(permit, permit.due, (permit.due - today).days)  # type: ignore[attr-defined]
        for permit in permits[:SHOWN]
    ]
    return shown, permits.count() if len(shown) == SHOWN else len(shown)


@dataclass(frozen=True)
class Rate:
    """The form's rate of one's own table against the next target: 办结率, 投资完成率."""

    part: Decimal
    whole: Decimal
    target: Target | None
    words: Words
    told: dict[str, str]

    @property
    def value(self) -> Decimal | None:
        return self.part / self.whole if self.whole else None

    @property
    def text(self) -> str:
        return self.told["rate"]

    @property
    def width(self) -> str:
        """The filled part of the bar, in per cent."""
        return f"{min(self.value or Decimal(0), Decimal(1)) * 100:.1f}"

    @property
    def floor(self) -> str:
        return _mark(self.target.floor if self.target else None)

    @property
    def stretch(self) -> str:
        return _mark(self.target.stretch if self.target else None)

    @property
    def missing(self) -> str:
        """How many more done items, or 万元, reach the floor; "" when it is reached."""
        if not self.target or self.target.floor is None:
            return ""
        wanted = (self.target.floor * self.whole).to_integral_value(ROUND_CEILING)
        return f"{wanted - self.part:,f}" if wanted > self.part else ""


def _mark(share: Decimal | None) -> str:
    return "" if share is None else f"{(share * 100).normalize():f}"


def rate_of(sheet: Sheet, rows: Iterable[Row], year: int, today: date) -> Rate:
    rows = list(rows)
    sums, (part, whole) = sheets.totals(sheet, rows), sheet.column("rate").ratio or ("", "")
    words = sheets.rules_of(sheet.form).WORDS
    return Rate(
        part=Decimal(str(sums[part])),
        whole=Decimal(str(sums[whole])),
        target=next_target(words.indicator, year, today),
        words=words,
        told=sheets.told(sheet, rows),
    )


def own_rate(owed: Owed, today: date) -> Rate:
    rows = [row.cells for row in owed.grid.rows]
    return rate_of(owed.grid.table.sheet, rows, owed.round.campaign.year, today)


def next_target(indicator: str, year: int, today: date) -> Target | None:
    """The one of the county's that is due next, else the last one."""
    targets = Target.objects.standing().filter(indicator=indicator, year=year, scope="all")
    coming = targets.filter(due_on__gte=today).order_by("due_on").first()
    return coming or targets.order_by("-due_on").first()


def past_seals(unit: Unit, limit: int = 4) -> list[Seal]:
    """The last seals of the unit, one a round, of either form."""
    seals = Seal.objects.filter(submission__unit=unit, number=F("submission__seal_count"))
    related = seals.select_related("submission__round__campaign", "submission__unit")
    return list(related.order_by("-cutoff_on")[:limit])


@dataclass(frozen=True)
class RoundWork:
    """The round that is on, as those see it who read all its tables."""

    board: Board
    versions: int  # compiled so far

    @property
    def missing(self) -> list[Line]:
        return self.board.only("missing")

    @property
    def waiting(self) -> list[Line]:
        """What moved backwards comes first."""
        return sorted(self.board.only("submitted"), key=lambda line: -line.diff.backward)

    @property
    def returned(self) -> list[Line]:
        return self.board.only("returned")

    @property
    def unread(self) -> int:
        """Units that were reminded and have not looked."""
        return sum(bool(x.reminded_at) and not x.reminder_read for x in self.missing)

    @property
    def reminded_at(self) -> datetime | None:
        return max((x.reminded_at for x in self.missing if x.reminded_at), default=None)


def round_work(round_: Round, now: datetime) -> RoundWork:
    return RoundWork(board(round_, now), round_.compilations.count())
