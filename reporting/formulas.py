"""How the figures are counted (design §6), over facts already fetched. No database here."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from procedures.rules import Status
from projects.rules import FundingStatus, Level, Nature
from projects.rules import elapsed as elapsed  # the charts and cards take it from here

from .rules import Convention, Counting

Number = int | Decimal
CENT = Decimal("0.01")
SIX_PLACES = Decimal("0.000001")
NEAR = Decimal("0.0005")  # 0.05 percentage points
WORKS = frozenset({Nature.NEW, Nature.CONTINUING})
POOL = frozenset({Nature.PRELIMINARY, Nature.RESERVE})  # 前期 counts like 谋划
# Whom a target speaks of (Target.scope).
SCOPES: dict[str, frozenset[Level]] = {
    "all": frozenset(Level),
    "province": frozenset({Level.PROVINCE}),
    "province_city": frozenset({Level.PROVINCE, Level.CITY}),
}
SCOPE_WORDS = {"all": "全部重点项目", "province": "省重点项目", "province_city": "省市重点项目"}


@dataclass(frozen=True)
class PlanBasis:
    """计划口径: the version of the year plan that a project counts by on a day."""

    valid_from: date
    approved: bool


@dataclass(frozen=True)
class ProjectFact:
    """A project listed on a day; nature, level and plan are those valid on that day."""

    project_id: int
    number: str
    name: str
    unit: str  # code
    level: str
    nature: str
    total: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)
    completed: Decimal = Decimal(0)  # this year, by the latest Progress
    is_industrial: bool = False
    started_on: date | None = None  # 开工 of a new, 复工 of a continuing one, if by that day
    stop: str = ""  # WorkState of the stop that holds on the day
    listed_from: date | None = None
    industry: str = ""
    planned_start: date | None = None
    basis: PlanBasis | None = None  # None: the plan has no versions and counts as it stands


@dataclass(frozen=True)
class ItemFact:
    """One permit of one project; `done` knows the day it is counted on, and by whose word."""

    project: ProjectFact
    kind: str  # code
    status: str
    done: bool
    level: str = ""
    day: date | None = None  # 办结日期, else 预计办结
    completed_on: date | None = None
    ref: str = ""
    # of what the table calls done by the day: do both sides say so, or a document; None = the
    # seal is of before anybody asked, or there is nothing to confirm
    confirmed: bool | None = None

    @property
    def said(self) -> bool:
        """办结 by the table alone: what counts, and what only waits for the other side."""
        return self.done or self.confirmed is False

    @property
    def unconfirmed(self) -> bool:
        return self.confirmed is False

    def counted_by(self, counting: str) -> "ItemFact":
        """Of a seal of before, which nobody asked, the table's word counts (and is said to)."""
        missing = counting == Counting.BOTH_SIDES and self.unconfirmed
        done = self.said and not missing
        return self if done == self.done else replace(self, done=done)

    @property
    def exempt(self) -> bool:
        return self.status == Status.NOT_REQUIRED

    @property
    def open(self) -> bool:
        """By the way that `done` counts; an unconfirmed one waits for the other side."""
        return not self.done and not self.exempt


@dataclass(frozen=True)
class FundFact:
    """One application for funds; the amounts are those of the day it is counted on."""

    project: ProjectFact
    channel: str
    status: str
    applied: Decimal = Decimal(0)
    approved: Decimal = Decimal(0)
    approved_on: date | None = None
    is_undated: bool = False  # approved, they say, but no day is given
    arrived: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    @property
    def counted(self) -> Decimal:
        """批复金额, and nothing of what was turned down in the end."""
        return Decimal(0) if self.status == FundingStatus.REJECTED else self.approved


@dataclass(frozen=True)
class Facts:
    """What a figure is counted over: one day, one year, one source."""

    projects: list[ProjectFact] = field(default_factory=list)
    items: list[ItemFact] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)  # codes of units that never sealed
    funds: list[FundFact] = field(default_factory=list)

    def where(
        self,
        *,
        unit: str | None = None,
        levels: frozenset[Level] | frozenset[str] | None = None,
        level: str | None = None,
        kind: str | None = None,
        industry: str | None = None,
    ) -> "Facts":
        """The same facts of one unit, some levels or one, one permit kind, one industry."""

        def fits(project: ProjectFact) -> bool:
            return (
                (unit is None or project.unit == unit)
                and (levels is None or project.level in levels)
                and (level is None or project.level == level)
                and (industry is None or project.industry == industry)
            )

        return Facts(
            [project for project in self.projects if fits(project)],
            [i for i in self.items if fits(i.project) and (kind is None or i.kind == kind)],
            [code for code in self.silent if unit is None or code == unit],
            [fund for fund in self.funds if fits(fund.project)],
        )

    def by(self, part: Callable[[ProjectFact], str]) -> dict[str, "Facts"]:
        """In parts, by what a project says of itself: one pass, where `where` asks for each."""
        parts: dict[str, Facts] = defaultdict(Facts)
        for project in self.projects:
            parts[part(project)].projects.append(project)
        for item in self.items:
            parts[part(item.project)].items.append(item)
        for fund in self.funds:
            parts[part(fund.project)].funds.append(fund)
        return dict(parts)

    def counted_by(self, counting: str) -> "Facts":
        return replace(self, items=[item.counted_by(counting) for item in self.items])

    @property
    def new_items(self) -> list[ItemFact]:
        """手续办结率 speaks of 新建项目 (第一条3)."""
        return [item for item in self.items if item.project.nature == Nature.NEW]

    def of_natures(self, natures: frozenset[Nature]) -> list[ProjectFact]:
        return [project for project in self.projects if project.nature in natures]


@dataclass(frozen=True)
class Share:
    """Numerator ÷ denominator; a total has no denominator."""

    numerator: Number
    denominator: Number | None = None

    @property
    def value(self) -> Decimal | None:
        """The ratio to 28 digits; None for a total, or when there is nothing to divide by."""
        if not self.denominator:
            return None
        return Decimal(self.numerator) / Decimal(self.denominator)

    @property
    def rounded(self) -> Decimal | None:
        return None if self.value is None else self.value.quantize(SIX_PLACES, ROUND_HALF_UP)

    def reaches(self, goal: Decimal | None) -> bool | None:
        """Exact: multiplied, not divided. None when there is no goal or nothing to divide by."""
        missing = self.missing(goal)
        return None if missing is None else missing <= 0

    def missing(self, goal: Decimal | None) -> Decimal | None:
        """What the numerator lacks to reach the goal; negative when it is beyond it."""
        if goal is None or self.denominator == 0:
            return None
        whole = goal if self.denominator is None else goal * Decimal(self.denominator)
        return whole - Decimal(self.numerator)


def to_go(missing: Decimal, *, money: bool) -> Decimal:
    """差 N: whole items or projects, money to the cent; always rounded up."""
    return missing.quantize(CENT if money else Decimal(1), ROUND_CEILING)


def percent(value: Decimal | None, goal: Decimal | None = None) -> str:
    """65.0%; two decimals within 0.05 percentage points of the goal, so that 64.96 % shows."""
    if value is None:
        return "—"
    near = goal is not None and abs(value - goal) <= NEAR
    places = Decimal("0.01") if near else Decimal("0.1")
    return f"{(value * 100).quantize(places, ROUND_HALF_UP)}%"


def goal_words(goal: Decimal) -> str:
    """A target as the order writes it: 65%, 0.5%."""
    return f"{(goal * 100).normalize():f}%"


def pace_of_year(year: int, on: date) -> Decimal:
    """序时进度 of the plan of `year`: nothing before it begins, the whole once it is over."""
    return elapsed(on) if on.year == year else Decimal(on.year > year)


def started(facts: Facts, natures: frozenset[Nature] = WORKS) -> Share:
    listed = facts.of_natures(natures)
    return Share(sum(project.started_on is not None for project in listed), len(listed))


def invested(facts: Facts) -> Share:
    works = facts.of_natures(WORKS)
    return Share(money(p.completed for p in works), money(p.planned for p in works))


def completed(facts: Facts) -> Share:
    return Share(invested(facts).numerator)


def pooled(facts: Facts) -> Share:
    return Share(len(facts.of_natures(POOL)))


def pooled_total(facts: Facts) -> Share:
    return Share(money(project.total for project in facts.of_natures(POOL)))


def pooled_plan(facts: Facts) -> Share:
    return Share(money(project.planned for project in facts.of_natures(POOL)))


def pooled_industrial(facts: Facts) -> Share:
    """产业项目年度计划投资占比, by money (第一条2)."""
    pool = facts.of_natures(POOL)
    industrial = money(project.planned for project in pool if project.is_industrial)
    return Share(industrial, money(project.planned for project in pool))


def funded(facts: Facts) -> Share:
    """争取资金: Σ approved, an application at a time (第四条（四）)."""
    return Share(money(fund.counted for fund in facts.funds))


def permitted(facts: Facts, convention: str) -> Share:
    return CONVENTIONS[convention](facts.new_items)


@dataclass(frozen=True)
class BothSides:
    """办结率 by the table's word and by both sides', by one convention; where they part."""

    said: Share
    confirmed: Share
    unconfirmed: int  # items that the table calls done and nothing confirms
    agreed: int  # items confirmed
    unasked: int  # done in seals of before it was asked: counted as the table says

    @property
    def words(self) -> str:
        said, confirmed = percent(self.said.value), percent(self.confirmed.value)
        text = f"以填报为准 {said}，两边确认 {confirmed}，相差 {self.unconfirmed} 项"
        return f"{text}；{self.unasked} 项封存较早，没有问过，按填报计" if self.unasked else text


def both_sides(facts: Facts, convention: str) -> BothSides:
    items = facts.new_items
    return BothSides(
        permitted(facts.counted_by(Counting.ONE_SIDE), convention),
        permitted(facts.counted_by(Counting.BOTH_SIDES), convention),
        unconfirmed=sum(item.unconfirmed for item in items),
        agreed=sum(item.confirmed is True for item in items),
        unasked=sum(item.said and item.confirmed is None for item in items),
    )


def money(amounts: Iterable[Decimal]) -> Decimal:
    """万元; quantized, so that every database gives the same total."""
    return sum(amounts, Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def _required_only(items: list[ItemFact]) -> Share:
    return Share(sum(i.done for i in items), sum(not i.exempt for i in items))


def _full_matrix(items: list[ItemFact]) -> Share:
    return Share(sum(i.done for i in items), len(items))


def _exempt_as_done(items: list[ItemFact]) -> Share:
    return Share(sum(i.done or i.exempt for i in items), len(items))


def _whole_project(items: list[ItemFact]) -> Share:
    """Projects with all required items done ÷ projects that require any."""
    complete: dict[int, bool] = {}
    for item in items:
        if not item.exempt:
            key = item.project.project_id
            complete[key] = complete.get(key, True) and item.done
    return Share(sum(complete.values()), len(complete))


CONVENTIONS: dict[str, Callable[[list[ItemFact]], Share]] = {
    Convention.REQUIRED_ONLY: _required_only,
    Convention.FULL_MATRIX: _full_matrix,
    Convention.EXEMPT_AS_DONE: _exempt_as_done,
    Convention.WHOLE_PROJECT: _whole_project,
}
