"""谋划储备 (第一条2): four figures, the way from 谋划 to 新建, what each project lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.utils import timezone

from procedures.rules import Status
from projects.models import AnnualPlan, AnnualPlanVersion, Project, StageChange, Term
from projects.rules import NATURE_OF, STAGE_OF, Nature, Stage, TermKind
from projects.selectors.listed import plan_on, why_left_out
from projects.stage_rules import (
    NEXT_STAGE,
    POOL_STAGES,
    WAY,
    Conversion,
    Spell,
    conversion,
    middle,
    missing_for,
    spells,
)
from reporting.formulas import CENT, POOL, money, percent
from sheets.text import fold

from .cards import in_yi, short_day
from .figures import Books, Figure

# The four figures, and what each is called in the line of all that is lacking.
WORDS = {
    "reserve_count": "",
    "reserve_total": "总投资 ",
    "reserve_plan": "年度计划 ",
    "reserve_industrial_share": "产业占比 ",
}
SETTLED = frozenset({Status.DONE, Status.NOT_REQUIRED})
TENTH = Decimal("0.1")
MANY_WAN = 10_000  # a gap of this much is told in 亿元
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class ReserveCard:
    """One figure against its target, what is still to do in words."""

    figure: Figure
    lacks: str  # 42 个; empty when reached, or without a target

    @property
    def gap(self) -> str:
        return f"还差 {self.lacks}" if self.lacks else ""

    @property
    def state(self) -> str:
        if self.figure.met is None or self.figure.target is None:
            return ""
        if self.figure.met:
            return "met"
        return "missed" if self.figure.target.due_on < self.figure.as_of else "short"

    @property
    def goal(self) -> str:
        figure, floor = self.figure, self.figure.floor
        if floor is None or figure.target is None:
            return ""
        day = short_day(figure.target.due_on, figure.as_of)
        return f"目标 {_amount(figure, floor)}（{day}）"

    @property
    def shown(self) -> str:
        """亿元 in the headline, as the order writes it."""
        if self.figure.indicator.money and self.figure.indicator.is_total:
            return f"{in_yi(self.figure.share.numerator)} 亿元"
        return self.figure.shown

    @property
    def width(self) -> Decimal:
        """Of the bar, in per cent of the target; full when it is reached."""
        floor = self.figure.floor
        if not floor:
            return Decimal(0)
        total, value = self.figure.indicator.is_total, self.figure.value
        now = Decimal(self.figure.share.numerator) if total else value or Decimal(0)
        return min((now / floor * 100).quantize(TENTH), Decimal(100))


@dataclass(frozen=True)
class ReserveRow:
    """A project on its way, as of the day."""

    project: Project
    valid: AnnualPlan | AnnualPlanVersion
    stay: Sequence[Spell]
    missing: list[str]
    on: date

    @property
    def stage(self) -> Stage:
        return Stage(self.stay[-1].stage)

    @property
    def days(self) -> int:
        return self.stay[-1].days(self.on)

    @property
    def next_stage(self) -> Stage | None:
        return NEXT_STAGE.get(self.stage)

    @property
    def planned(self) -> Decimal:
        return self.valid.planned_investment or Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.project.total_investment or Decimal(0)

    @property
    def in_pool(self) -> bool:
        """Counts in the four figures: by the 年度类别 of its plan, not by its stage."""
        return self.valid.nature in POOL


@dataclass(frozen=True)
class Step:
    """One stage of the way: who stands there, how long, how many went on."""

    stage: Stage
    count: int
    total: Decimal
    planned: Decimal
    staying: int | None  # median days of those who stand there
    stayed: int | None  # median days of those who went on
    conversion: Conversion

    @property
    def rate(self) -> str:
        came = self.conversion.came
        return percent(Decimal(self.conversion.moved) / came) if came else "—"


@dataclass(frozen=True)
class Covered:
    """A 战略方向 and the projects that serve it."""

    name: str
    count: int
    planned: Decimal


@dataclass(frozen=True)
class Part:
    """An industry's part of the planned investment."""

    name: str
    count: int
    planned: Decimal
    share: Decimal | None

    @property
    def shown(self) -> str:
        return percent(self.share)


@dataclass(frozen=True)
class ReserveFilters:
    """What the URL asks of the list; anything unknown is left out."""

    q: str = ""
    unit: str = ""
    stage: str = ""
    industrial: str = ""
    strategy: str = ""
    lacking: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "ReserveFilters":
        def known(name: str, words: Iterable[str]) -> str:
            return query.get(name, "") if query.get(name, "") in words else ""

        return cls(
            q=query.get("q", "").strip()[:50],
            unit=query.get("unit_of", "")[:20],
            stage=known("stage", [str(stage.value) for stage in WAY]),
            industrial=known("industrial", YES_NO),
            strategy=query.get("strategy", "").strip()[:30],
            lacking=known("lacking", ["yes", "no"]),
        )

    def fits(self, row: ReserveRow) -> bool:
        project = row.project
        words = (project.name, project.number, project.national_code, project.owner,
                 project.initials)  # fmt: skip
        return (
            (not self.q or any(fold(self.q) in fold(word) for word in words))
            and self.unit in ("", project.unit.code)
            and self.stage in ("", row.stage)
            and (not self.industrial or bool(project.is_industrial) is YES_NO[self.industrial])
            and (not self.strategy or self.strategy in names_in(project.strategies))
            and (not self.lacking or bool(row.missing) is YES_NO[self.lacking])
        )


@dataclass(frozen=True)
class Reserve:
    cards: list[ReserveCard]
    rows: list[ReserveRow]
    steps: list[Step]
    covered: list[Covered]
    uncovered: list[str]
    parts: list[Part]
    unlisted: int  # 谋划, 储备 and 前期 projects that are not on the year's list

    @property
    def gap(self) -> str:
        """All that is still to do, in one line."""
        lacking = [f"{WORDS[card.figure.key]}{card.lacks}" for card in self.cards if card.lacks]
        return f"还差 {'、'.join(lacking)}" if lacking else ""

    @property
    def has_target(self) -> bool:
        return any(card.state for card in self.cards)


def reserve(books: Books, year: int) -> Reserve:
    """Nine queries beside those of the county, for any number of projects."""
    on = books.county.as_of
    plans = [plan for plan in books.register.plans if plan.year == year]
    plans = [plan for plan in plans if not why_left_out(plan, on)]
    rows = _rows(plans, {kind.pk: kind.code for kind in books.county.kinds}, on)
    pool = [row for row in rows if row.in_pool]
    covered, uncovered = _strategies(books, pool)
    return Reserve(
        cards=[ReserveCard(figure, _lacks(figure)) for figure in map(books.figure, WORDS)],
        rows=[row for row in rows if row.in_pool or row.stage in POOL_STAGES],
        steps=[_step(stage, rows, on) for stage in WAY],
        covered=covered,
        uncovered=uncovered,
        parts=_parts(pool),
        unlisted=_unlisted(books, plans, on),
    )


def names_in(text: str) -> list[str]:
    """The names joined in Project.strategies."""
    return [name for name in text.split("、") if name]


def _rows(plans: Sequence[AnnualPlan], kinds: Mapping[int, str], on: date) -> list[ReserveRow]:
    changes: dict[int, list[tuple[str, date]]] = {}
    known = StageChange.objects.filter(project__in=[plan.project_id for plan in plans])
    for pk, stage, since in known.values_list("project", "stage", "since"):
        changes.setdefault(pk, []).append((stage, since))
    return [_row(plan, changes.get(plan.project_id, []), kinds, on) for plan in plans]


def _row(
    plan: AnnualPlan, changes: Sequence[tuple[str, date]], kinds: Mapping[int, str], on: date
) -> ReserveRow:
    project, valid = plan.project, plan_on(plan, on)
    stay = spells(changes, on) or [_since_typed(project, valid.nature, on)]
    facts = {**vars(project), "planned_investment": valid.planned_investment}
    settled = [
        kinds[permit.kind_id]
        for permit in project.permits.all()
        if permit.status in SETTLED and (permit.completed_on is None or permit.completed_on <= on)
    ]
    return ReserveRow(project, valid, stay, missing_for(stay[-1].stage, facts, settled), on)


def _since_typed(project: Project, nature: str, on: date) -> Spell:
    """Moved never: where the register says, or its plan, since the day it was typed."""
    fits = NATURE_OF[Stage(project.stage)] == nature
    stage = project.stage if fits else STAGE_OF[Nature(nature)]
    return Spell(stage, min(timezone.localdate(project.created_at), on))


def _lacks(figure: Figure) -> str:
    """4 个 · 12.30 亿元 · 3.2 个百分点."""
    if figure.missing is None or figure.floor is None:
        return ""
    if figure.indicator.is_total:
        return _amount(figure, figure.missing)
    lacking = (figure.floor - (figure.value or Decimal(0))) * 100
    return f"{lacking.quantize(TENTH, ROUND_CEILING)} 个百分点"


def _amount(figure: Figure, amount: Decimal) -> str:
    if not figure.indicator.is_total:
        return f"{(amount * 100).normalize():f}%"
    if not figure.indicator.money:
        return f"{amount.normalize():f} {figure.word}"
    if amount >= MANY_WAN:
        return f"{in_yi(amount)} 亿元"
    return f"{amount.quantize(CENT):,} 万元"


def _step(stage: Stage, rows: Sequence[ReserveRow], on: date) -> Step:
    here = [row for row in rows if row.stage == stage]
    gone = [spell for row in rows for spell in row.stay if spell.stage == stage and spell.until]
    return Step(
        stage=stage,
        count=len(here),
        total=money(row.total for row in here),
        planned=money(row.planned for row in here),
        staying=middle(row.days for row in here),
        stayed=middle(spell.days(on) for spell in gone),
        conversion=conversion(stage, [row.stay for row in rows], on),
    )


def _strategies(books: Books, pool: Sequence[ReserveRow]) -> tuple[list[Covered], list[str]]:
    """The county's list first, in its order, then what projects name beside it."""
    terms = Term.objects.filter(centre=books.county.centre, kind=TermKind.STRATEGY, is_active=True)
    listed = list(terms.values_list("name", flat=True))
    named = {name for row in pool for name in names_in(row.project.strategies)}
    found = []
    for name in [*listed, *sorted(named - set(listed))]:
        serving = [row for row in pool if name in names_in(row.project.strategies)]
        found.append(Covered(name, len(serving), money(row.planned for row in serving)))
    covered = [strategy for strategy in found if strategy.count]
    return covered, [strategy.name for strategy in found if not strategy.count]


def _parts(pool: Sequence[ReserveRow]) -> list[Part]:
    """By 行业, the largest plan first; 未填行业 is a part too."""
    by_name: dict[str, list[ReserveRow]] = {}
    for row in pool:
        by_name.setdefault(row.project.industry or "未填行业", []).append(row)
    whole = money(row.planned for row in pool)
    parts = []
    for name, rows in by_name.items():
        planned = money(row.planned for row in rows)
        parts.append(Part(name, len(rows), planned, planned / whole if whole else None))
    return sorted(parts, key=lambda part: (-part.planned, part.name))


def _unlisted(books: Books, plans: Sequence[AnnualPlan], on: date) -> int:
    county = Project.objects.of_county(books.county.centre.pk).standing(on)
    if books.unit is not None:
        county = county.filter(unit=books.unit)
    waiting = county.filter(stage__in=POOL_STAGES)
    return waiting.exclude(pk__in=[plan.project_id for plan in plans]).count()
