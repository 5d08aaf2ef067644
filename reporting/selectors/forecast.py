"""办结预测: every open permit, every project, and 办结率 at its targets. Never mixed with facts."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from accounts.models import Unit
from procedures.order import ARROW
from reporting.forecast_words import chance_words, day_words, grasp, range_words
from reporting.forecasting import Drawer, Draws, Span, Tally, longest, whole
from reporting.formulas import (
    SCOPE_WORDS,
    SCOPES,
    Facts,
    ItemFact,
    ProjectFact,
    Share,
    goal_words,
    percent,
    to_go,
)
from reporting.models import Target
from reporting.references import Printed, moment_text
from reporting.rules import Convention

from .cards import floor_word
from .county import load_county
from .durations import Papers, known_by, load_papers
from .figures import Books, Figure
from .forecast_tasks import OpenPermit, Tasks, coming_days

KEY = "permit_rate"
DAYS = 750  # working days looked ahead: three years


@dataclass(frozen=True)
class Range:
    """八成可能 from `low` to `high`; None = later than anybody looks ahead."""

    on: date
    low: date | None
    middle: date | None
    high: date | None

    @property
    def words(self) -> str:
        return range_words(self.low, self.high, self.on)

    @property
    def middle_words(self) -> str:
        return day_words(self.middle, self.on)


@dataclass(frozen=True)
class PermitForecast:
    project: ProjectFact
    unit: str
    permit: OpenPermit
    span: Span
    range: Range
    waits: tuple[str, ...]  # names of the open kinds before it

    @property
    def is_stuck(self) -> bool:
        return bool(self.permit.stuck)


@dataclass(frozen=True)
class ProjectForecast:
    project: ProjectFact
    unit: str
    permits: list[PermitForecast]
    span: Span
    range: Range
    chain: str  # 立项→土地→规划

    @property
    def stuck(self) -> list[PermitForecast]:
        return [row for row in self.permits if row.is_stuck]


@dataclass(frozen=True)
class Goal:
    """The chance of one goal: 约六成把握达到底线 65%."""

    word: str  # 底线, 力争, 目标
    goal: Decimal
    chance: float
    is_met: bool  # today already

    @property
    def shown(self) -> str:
        return goal_words(self.goal)

    @property
    def grasp(self) -> str:
        return "现在已达到" if self.is_met else grasp(self.chance)

    @property
    def chance_words(self) -> str:
        return chance_words(self.chance)


@dataclass(frozen=True)
class Outlook:
    """A rate as it may stand at the target's date; `now` is the fact beside it."""

    label: str
    target: Target
    now: Printed | None
    share: Share
    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None
    floor_chance: float | None  # None: there is no such goal, or nothing to divide by
    stretch_chance: float | None
    key: str = ""

    @property
    def words(self) -> str:
        return f"{percent(self.low)} 至 {percent(self.high)}"

    @property
    def middle_words(self) -> str:
        return percent(self.middle)

    @property
    def goals(self) -> list["Goal"]:
        """What the target asks for, each with its chance."""
        chances = (self.floor_chance, self.stretch_chance)
        words = (floor_word(self.target), "力争")
        asked = zip(words, (self.target.floor, self.target.stretch), chances, strict=True)
        return [
            Goal(word, goal, chance, bool(self.share.reaches(goal)))
            for word, goal, chance in asked
            if goal is not None and chance is not None
        ]


@dataclass(frozen=True)
class Forecast:
    on: date
    source: str
    figure: Figure
    books: Books
    papers: Papers
    tasks: Tasks
    seed: str
    projects: list[ProjectForecast]
    outlooks: list[Outlook]  # of the county, one for each coming target
    by_unit: list[Outlook]  # against the first of them

    @property
    def outlook(self) -> Outlook | None:
        return self.outlooks[0] if self.outlooks else None

    @cached_property
    def permits(self) -> list[PermitForecast]:
        return [permit for project in self.projects for permit in project.permits]

    @property
    def stuck(self) -> int:
        return sum(permit.is_stuck for permit in self.permits)


def forecast(
    *,
    centre: Unit,
    on: date,
    source: str,
    known: datetime | None = None,
    year: int | None = None,
    moment: datetime | None = None,
    only: str = "",
) -> Forecast:
    """Draws again what was drawn before: the seed says county, day, source and moment alone.

    `only` one project, by its number: the same days as among all of them, and no rate.
    """
    then = known_by(on, known)
    books = Books(load_county(centre, on, year, then), moment=moment)
    papers = load_papers(centre, on, then)
    source = books.source_of(KEY, source)
    pinned = moment_text(known) if known else ""
    run = _run(books, papers, source, f"{centre.code}/{on}/{source}/{pinned}", rates=not only)
    projects = run.projects(only)  # first: the rates count what they drew
    return Forecast(
        on=on,
        source=source,
        figure=run.figure,
        books=books,
        papers=papers,
        tasks=run.tasks,
        seed=run.drawer.seed,
        projects=projects,
        outlooks=[run.outlook(target) for target in run.targets],
        by_unit=run.units(run.targets[0]) if run.targets else [],
    )


def _run(books: Books, papers: Papers, source: str, seed: str, *, rates: bool) -> "_Run":
    figure, county = books.figure(KEY, source=source), books.county
    projects = figure.indicator.projects(figure.facts)
    listed = {project.project_id: project.listed_from or papers.on for project in projects}
    return _Run(
        figure=figure,
        books=books,
        tasks=Tasks(papers, {kind.pk for kind in county.kinds}, listed),
        drawer=Drawer(seed),
        days=coming_days(papers, DAYS),
        targets=_coming(books, figure) if rates else [],
    )


def _coming(books: Books, figure: Figure) -> list[Target]:
    """Those that are still ahead, the earliest first; of the whole county before its parts."""
    found = [
        target
        for target in books.county.targets
        if (target.indicator, target.year) == (KEY, figure.year)
        and target.due_on > books.county.as_of
    ]
    return sorted(found, key=lambda target: (target.scope != "all", target.due_on))


@dataclass
class _Run:
    """One forecast while it is drawn."""

    figure: Figure
    books: Books
    tasks: Tasks
    drawer: Drawer
    days: list[date]
    targets: Sequence[Target]

    def __post_init__(self) -> None:
        self.items: dict[int, list[ItemFact]] = defaultdict(list)
        for item in self.figure.facts.new_items:
            self.items[item.project.project_id].append(item)
        self.scoped = {target.pk: self._facts(target) for target in self.targets}
        self.tallies: dict[tuple[int, str], Tally] = {}
        within = {target.pk: self._within(target.due_on) for target in self.targets}
        for target in self.targets:
            for project in self.scoped[target.pk].projects:
                self.tallies.setdefault((target.pk, project.unit), Tally(within[target.pk]))

    def projects(self, only: str) -> list[ProjectForecast]:
        facts = self.figure.indicator.projects(self.figure.facts)
        found = [self._project(fact) for fact in facts if only in ("", fact.number)]
        return [project for project in found if project.permits]

    def _project(self, fact: ProjectFact) -> ProjectForecast:
        items = self.items[fact.project_id]
        counted = {item.kind for item in items if item.open}
        project = self.tasks.papers.projects.get(fact.project_id)
        open_ = self.tasks.of_project(project, counted) if project else {}
        tasks = {code: permit.task for code, permit in open_.items()}
        ends = self.drawer.project(fact.number, tasks)
        self._count(fact, {code: ends[code] for code in counted if code in ends})
        spans = {code: Span.of(draws) for code, draws in ends.items()}
        unit = self.books.county.units.get(fact.unit)
        name = unit.short_name if unit else fact.unit
        span = Span.of(whole(ends.values()))
        return ProjectForecast(
            project=fact,
            unit=name,
            permits=[self._permit(fact, name, open_, spans, code) for code in open_],
            span=span,
            range=self._range(span),
            chain=ARROW.join(open_[str(code)].kind.name for code, _ in longest(tasks, spans).steps),
        )

    def _permit(
        self,
        fact: ProjectFact,
        unit: str,
        open_: Mapping[str, OpenPermit],
        spans: Mapping[str, Span],
        code: str,
    ) -> PermitForecast:
        permit = open_[code]
        waits = tuple(open_[one].kind.name for one in permit.task.after if one in open_)
        return PermitForecast(fact, unit, permit, spans[code], self._range(spans[code]), waits)

    def _count(self, fact: ProjectFact, ends: Mapping[str, Draws]) -> None:
        """Items one by one, or the project once it has them all (整个项目办齐)."""
        if not ends:
            return
        by_project = self.figure.convention == Convention.WHOLE_PROJECT
        rows = [whole(ends.values())] if by_project else list(ends.values())
        for target in self.targets:
            if target.scope == "all" or fact.level in SCOPES[target.scope]:
                for draws in rows:
                    self.tallies[target.pk, fact.unit].add(draws)

    def outlook(self, target: Target) -> Outlook:
        facts, total = self.scoped[target.pk], Tally(self._within(target.due_on))
        for (pk, _), tally in self.tallies.items():
            if pk == target.pk:
                total.join(tally)
        share = self.figure.indicator.count(facts, self.figure.convention)
        label = "全县" if target.scope == "all" else SCOPE_WORDS[target.scope]
        return self._outlook(label, target, facts, share, total)

    def units(self, target: Target) -> list[Outlook]:
        facts = self.scoped[target.pk]
        parts = facts.by(lambda project: project.unit)
        groups = self.books.groups(self.figure.indicator, facts, "unit", self.figure.convention)
        return [
            self._outlook(
                group.label,
                target,
                parts[group.key],
                group.share,
                self.tallies[target.pk, group.key],
                group.key,
            )
            for group in groups
            if group.share is not None
        ]

    def _outlook(
        self, label: str, target: Target, facts: Facts, share: Share, tally: Tally, unit: str = ""
    ) -> Outlook:
        more = sorted(tally.counts)
        span = Span.of(more)
        low, middle, high = (
            Share(share.numerator + count, share.denominator).value
            for count in (span.low, span.middle, span.high)
        )
        return Outlook(
            label,
            target,
            self._now(facts, share, target, unit),
            share,
            *(low, middle, high),
            floor_chance=_chance(tally, share, target.floor),
            stretch_chance=_chance(tally, share, target.stretch),
            key=unit,
        )

    def _now(self, facts: Facts, share: Share, target: Target, unit: str) -> Printed:
        """The fact, with its own reference: the rows of today."""
        reference = self.figure.reference.narrowed(target.scope, year=self.books.county.asked_year)
        if unit:
            reference = replace(reference, unit=unit)
        shown, rows = percent(share.value, target.floor), self.figure.indicator.behind(facts)
        return Printed.of(reference, self.figure.title, shown, share, rows)

    def _facts(self, target: Target) -> Facts:
        levels = SCOPES[target.scope] if target.scope != "all" else None
        return self.figure.facts.where(levels=levels)

    def _within(self, day: date) -> int:
        """Working days until the end of that day."""
        return bisect_right(self.days, day) - 1

    def _range(self, span: Span) -> Range:
        last = len(self.days)
        ends = (span.low, span.middle, span.high)
        return Range(self.days[0], *(self.days[n] if n < last else None for n in ends))


def _chance(tally: Tally, share: Share, goal: Decimal | None) -> float | None:
    missing = share.missing(goal)
    return None if missing is None else tally.chance(int(to_go(missing, money=False)))
