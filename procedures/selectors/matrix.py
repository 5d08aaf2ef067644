"""项目 × 手续: every project of a year's list and where each of its permits stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts.models import Unit, User
from procedures.models import Permit, PermitKind, deadline
from procedures.rules import OPEN, Level, Status
from projects.models import AnnualPlan, Project, ProjectQuerySet
from projects.rules import Nature
from sheets.text import asked_word

from .desk import found_by
from .holding import Holding, holdings

ANY = "all"
SIZES = (50, 200)
ONLY = {"overdue": "有超时限的", "differs": "有两边不一致的", "open": "有未办结的"}
SIX = "six"


@dataclass(frozen=True)
class MatrixFilters:
    q: str = ""
    unit: str = ""
    level: str = ""  # of a permit
    state: str = ""  # of a permit
    only: str = ""
    year: int = 0  # 0 = of any year
    nature: str = Nature.NEW
    kinds: str = ""
    size: int = SIZES[0]

    @classmethod
    def of(cls, query: Mapping[str, str], years: Sequence[int]) -> "MatrixFilters":
        """Without a word of it, the newest year and its new projects (design §6)."""
        year = query.get("year", "")
        known = {str(one): one for one in years} | {ANY: 0}
        nature = query.get("nature", Nature.NEW)
        return cls(
            q=asked_word(query.get("q", "")),
            unit=asked_word(query.get("unit", "")),
            level=_one_of(query.get("level", ""), Level.values),
            state=_one_of(query.get("state", ""), Status.values),
            only=_one_of(query.get("only", ""), ONLY),
            year=known.get(year, years[0] if years else 0),
            nature=nature if nature in {ANY, Nature.NEW, Nature.CONTINUING} else Nature.NEW,
            kinds=_one_of(query.get("kinds", ""), [SIX]),
            size=next((size for size in SIZES if query.get("size") == str(size)), SIZES[0]),
        )

    @property
    def year_word(self) -> str:
        return str(self.year) if self.year else ANY

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.unit or self.level or self.state or self.only)

    @property
    def picks_cells(self) -> bool:
        """Cells beside those asked for are drawn back."""
        return bool(self.level or self.state or self.only)


@dataclass(frozen=True)
class Tally:
    """应办、已办结: Σ/Σ, never a mean."""

    required: int = 0
    done: int = 0

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.done) / self.required if self.required else None

    @property
    def rate_words(self) -> str:
        return "—" if self.rate is None else f"{self.rate * 100:.1f}%"

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.required + other.required, self.done + other.done)


@dataclass(frozen=True)
class Cell:
    kind: PermitKind
    holding: Holding | None  # None: no row, which is 未办理 of a headline kind
    is_asked: bool  # passes the filters of cells

    @property
    def status(self) -> str:
        """Empty where the project does not need a permit of this kind."""
        if self.holding:
            return self.holding.permit.status
        return Status.NOT_STARTED if self.kind.headline else ""

    @property
    def words(self) -> str:
        """As one cell of the workbook: 审批中，县，自然资源局第 5 天，超 3 天，两边不一致."""
        if not self.status:
            return ""
        found = [Status(self.status).label]
        if hold := self.holding:
            permit = hold.permit
            found += [permit.get_level_display(), _held(hold), hold.left_words]
            found += ["两边不一致"] if permit.differs_since else []
        return "，".join(filter(None, found))


@dataclass(frozen=True)
class MatrixRow:
    project: Project
    cells: Sequence[Cell]

    @property
    def tally(self) -> Tally:
        needed = [cell for cell in self.cells if cell.status not in ("", Status.NOT_REQUIRED)]
        return Tally(len(needed), sum(cell.status == Status.DONE for cell in needed))


@dataclass(frozen=True)
class MatrixGroup:
    """The rows of one unit on this page."""

    unit: Unit
    rows: Sequence[MatrixRow]

    @property
    def tally(self) -> Tally:
        return sum((row.tally for row in self.rows), Tally())


@dataclass(frozen=True)
class Totals:
    columns: Sequence[tuple[PermitKind, Tally]] = field(default_factory=list)

    @property
    def whole(self) -> Tally:
        return sum((tally for _, tally in self.columns), Tally())


def years_of(projects: ProjectQuerySet) -> list[int]:
    """The years that these projects are listed in, the newest first."""
    plans = AnnualPlan.objects.ever_listed().filter(project__in=projects)
    return list(plans.order_by("-year").values_list("year", flat=True).distinct())


def units_of(projects: ProjectQuerySet) -> Any:
    return Unit.objects.filter(pk__in=projects.values("unit")).order_by("order", "code")


def kinds_of(filters: MatrixFilters) -> list[PermitKind]:
    """The columns: the six and what else is switched on in the catalogue."""
    kinds = PermitKind.objects.filter(is_active=True)
    return list(kinds.headline() if filters.kinds == SIX else kinds)


def projects_of(
    projects: ProjectQuerySet, kinds: Sequence[PermitKind], filters: MatrixFilters, today: date
) -> Any:
    rows = projects.standing(today)
    if filters.year or filters.nature != ANY:
        plans = AnnualPlan.objects.in_force(today).filter(project=OuterRef("pk"))
        plans = plans.filter(year=filters.year) if filters.year else plans
        plans = plans.filter(nature=filters.nature) if filters.nature != ANY else plans
        rows = rows.filter(Exists(plans))
    if filters.q:
        rows = rows.filter(found_by(filters.q))
    if filters.unit:
        rows = rows.filter(unit__code=filters.unit)
    if filters.picks_cells:
        rows = _with_cells(rows, kinds, filters, today)
    return rows.select_related("unit").order_by("unit__order", "unit__code", "number")


def groups_of(
    projects: Sequence[Project],
    kinds: Sequence[PermitKind],
    filters: MatrixFilters,
    today: date,
    user: User,
) -> list[MatrixGroup]:
    """The page's rows with their cells, by unit; in two queries."""
    own = {project.pk: project for project in projects}
    permits = list(
        Permit.objects.filter(project__in=own, kind__in=kinds).select_related("handling_unit")
    )
    for permit in permits:
        permit.project = own[permit.project_id]
    held = {(h.permit.project_id, h.permit.kind_id): h for h in holdings(permits, today, user)}
    rows = [
        MatrixRow(p, [_cell(kind, held.get((p.pk, kind.pk)), filters) for kind in kinds])
        for p in projects
    ]
    return [
        MatrixGroup(unit, list(together))
        for unit, together in groupby(rows, key=lambda row: row.project.unit)
    ]


def totals_of(projects: Any, kinds: Sequence[PermitKind]) -> Totals:
    """Of all filtered projects, not of the page alone; in two queries."""
    count = projects.count()
    rows = Permit.objects.filter(project__in=projects.order_by().values("pk"), kind__in=kinds)
    not_required = Count("pk", filter=Q(status=Status.NOT_REQUIRED))
    done = Count("pk", filter=Q(status=Status.DONE))
    counted = {
        row["kind"]: row
        for row in rows.order_by()
        .values("kind")
        .annotate(n=Count("pk"), exempt=not_required, done=done)
    }
    return Totals([(kind, _tally(kind, counted.get(kind.pk), count)) for kind in kinds])


def _tally(kind: PermitKind, row: Mapping[str, Any] | None, projects: int) -> Tally:
    """A headline permit without a row is 未办理; of the others only what there is."""
    rows, exempt, done = (row[k] for k in ("n", "exempt", "done")) if row else (0, 0, 0)
    return Tally((projects if kind.headline else rows) - exempt, done)


def _with_cells(
    projects: ProjectQuerySet, kinds: Sequence[PermitKind], filters: MatrixFilters, today: date
) -> ProjectQuerySet:
    """Projects with a permit that passes the filters of cells."""
    own: Any = Permit.objects.filter(project=OuterRef("pk"), kind__in=kinds)
    found = own.annotate(deadline=deadline()).filter(_cells_test(filters, today))
    test: Any = Exists(found)
    asks_missing = filters.state == Status.NOT_STARTED or filters.only == "open"
    if asks_missing and not filters.level:
        headline = [kind.pk for kind in kinds if kind.headline]
        kept = Count("permits", filter=Q(permits__kind__in=headline))
        projects = projects.annotate(kept=Coalesce(kept, 0))
        test = Q(test) | Q(kept__lt=len(headline))
    return projects.filter(test)


def _cells_test(filters: MatrixFilters, today: date) -> Q:
    test = Q(level=filters.level) if filters.level else Q()
    if filters.state:
        test &= Q(status=filters.state)
    if filters.only == "overdue":
        test &= Q(status__in=OPEN, deadline__lt=today)
    if filters.only == "differs":
        test &= Q(differs_since__isnull=False)
    if filters.only == "open":
        test &= Q(status__in=OPEN)
    return test


def _cell(kind: PermitKind, hold: Holding | None, filters: MatrixFilters) -> Cell:
    if not filters.picks_cells:
        return Cell(kind, hold, True)
    if hold is None:
        missing = filters.state in ("", Status.NOT_STARTED) and filters.only in ("", "open")
        return Cell(kind, None, kind.headline and missing and not filters.level)
    permit = hold.permit
    asked = (
        (not filters.level or permit.level == filters.level)
        and (not filters.state or permit.status == filters.state)
        and (filters.only != "overdue" or hold.is_late)
        and (filters.only != "differs" or permit.differs_since is not None)
        and (filters.only != "open" or permit.status in OPEN)
    )
    return Cell(kind, hold, asked)


def _held(hold: Holding) -> str:
    if not hold.name:
        return ""
    return f"{hold.name}第 {hold.number} 天" if hold.number else hold.name


def _one_of(text: str, known: Any) -> str:
    return text if text in known else ""
