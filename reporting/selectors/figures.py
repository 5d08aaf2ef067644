"""The figures themselves: one query over facts, by source, unit, level, kind (design §6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from accounts.models import Unit
from reporting.formulas import (
    CENT,
    SCOPE_WORDS,
    SCOPES,
    BothSides,
    Facts,
    Number,
    Share,
    both_sides,
    percent,
    to_go,
)
from reporting.indicators import (
    INDICATORS,
    LEVEL_WORDS,
    LIVE,
    NO_INDUSTRY,
    SEALED,
    WORDINGS,
    Indicator,
)
from reporting.lights import Limits
from reporting.models import Definition, Round, Target
from reporting.references import Printed, Reference, facts_row, rows_digest
from reporting.rules import Counting, Form

from .county import County, limits_on, load_county
from .register import Register, load_register
from .sealed import RoundSeals, SealedBook, load_sealed

CONFIRMED = "只计两边确认的办结：责任单位和承办部门都说办结，或者存有批复文件。"


@dataclass(frozen=True)
class Group:
    """A part of a figure, Σ/Σ of its own rows; `share` is None for a unit that never sealed."""

    key: str
    label: str
    share: Share | None

    @property
    def shown(self) -> str:
        return percent(self.share.value) if self.share else "—"


@dataclass(frozen=True)
class Figure:
    """One figure with all that must stand beside it."""

    indicator: Indicator
    share: Share
    as_of: date
    year: int
    source: str
    convention: str
    scope: str = "all"
    target: Target | None = None
    groups: list[Group] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts, repr=False, compare=False)
    in_part: bool = False  # of one level or industry only
    round: Round | None = None  # of a sealed figure, once there is one
    counting: str = Counting.ONE_SIDE  # 办结 by whose word
    definition_version: int = 1  # 口径版本
    reference: Reference = field(kw_only=True)

    @cached_property
    def printed(self) -> Printed:
        """The number with all that is needed to count it again."""
        share, rows = self.share, self.indicator.behind(self.facts)
        return Printed(
            self.reference,
            self.title,
            self.shown,
            str(share.numerator),
            "" if share.denominator is None else str(share.denominator),
            rows_digest(facts_row(fact) for fact in rows),
        )

    @property
    def key(self) -> str:
        return self.indicator.key

    @property
    def label(self) -> str:
        return self.indicator.label

    @property
    def counted_on(self) -> date:
        """序时进度 and lights are judged by the day that the amounts speak of."""
        return self.round.cutoff_on if self.round else self.as_of

    @property
    def title(self) -> str:
        return self.indicator.title.format(year=self.year)

    @property
    def value(self) -> Decimal | None:
        return self.share.value

    @property
    def floor(self) -> Decimal | None:
        return self.target.floor if self.target else None

    @property
    def stretch(self) -> Decimal | None:
        return self.target.stretch if self.target else None

    @property
    def met(self) -> bool | None:
        return self.share.reaches(self.floor)

    @property
    def parts(self) -> tuple[str, str]:
        if not self._by_convention:
            return self.indicator.formula
        part, whole = WORDINGS[self.convention].formula
        return (f"{part}（两边确认）" if self.by_both_sides else part), whole

    @property
    def word(self) -> str:
        return WORDINGS[self.convention].word if self._by_convention else self.indicator.word

    @property
    def definition(self) -> str:
        if not self._by_convention:
            return self.indicator.definition
        return WORDINGS[self.convention].definition + (CONFIRMED if self.by_both_sides else "")

    @property
    def scope_words(self) -> str:
        return SCOPE_WORDS[self.scope]

    @property
    def shown(self) -> str:
        """65.0%; a total with its word: 46 个, 270,000.00 万元."""
        if self.indicator.is_total:
            return self.words(self.share)
        return percent(self.value, self.floor if self.floor is not None else self.stretch)

    def words(self, share: Share) -> str:
        """A total, or one part of it, with its word."""
        return f"{amount(share.numerator)} {self.word}"

    @property
    def missing(self) -> Decimal | None:
        """差 N to the floor, rounded up; None when reached or without a floor."""
        lacking = self.share.missing(self.floor)
        if lacking is None or lacking <= 0:
            return None
        return to_go(lacking, money=self.indicator.money)

    @property
    def by_both_sides(self) -> bool:
        return self._by_convention and self.counting == Counting.BOTH_SIDES

    @cached_property
    def sides(self) -> BothSides | None:
        """办结率 by either way of counting; None where only the table has ever spoken."""
        if not self._by_convention:
            return None
        found = both_sides(self.facts, self.convention)
        return found if self.by_both_sides or found.agreed else None

    @property
    def sides_words(self) -> str:
        """What must stand beside the figure: all of it where both sides count, else how many."""
        if self.sides is None:
            return ""
        return self.sides.words if self.by_both_sides else f"两边确认 {self.sides.agreed} 项"

    @property
    def _by_convention(self) -> bool:
        return self.indicator.rows == "items"


@dataclass
class Books:
    """All sources of one county, each read at most once, whatever is asked of them."""

    county: County
    unit: Unit | None = None
    rounds: int | None = 1  # how many sealed rounds of each form to read; None = all
    moment: datetime | None = None  # when they are read, for the references; None = not pinned
    _register: Register | None = None
    _sealed: dict[Form, SealedBook] = field(default_factory=dict)
    _limits: Limits | None = None
    _counted: dict[tuple[Form | None, int, date], Facts] = field(default_factory=dict)

    @property
    def register(self) -> Register:
        if self._register is None:
            county = self.county
            self._register = load_register(
                county.centre,
                county.years,
                county.kinds,
                unit=self.unit,
                known=county.known,
            )
        return self._register

    @property
    def sealed(self) -> SealedBook:
        """What the weekly table of the permits sealed."""
        return self.sealed_by(Form.PERMITS)

    @property
    def limits(self) -> Limits:
        """Of the lights, by the rule of the day."""
        if self._limits is None:
            county = self.county
            self._limits = limits_on(county.centre, county.as_of, county.known)
        return self._limits

    def sealed_by(self, form: Form) -> SealedBook:
        if form not in self._sealed:
            self._sealed[form] = load_sealed(
                self.county.sealing_campaign(form),
                self.county.as_of,
                unit=self.unit,
                last=self.rounds,
                known=self.county.known,
            )
        return self._sealed[form]

    def facts(
        self, indicator: Indicator, source: str, on: date | None = None, year: int | None = None
    ) -> Facts:
        """By the table's word; who counts by both sides asks for `counted_by`."""
        day, year = on or self.county.as_of, year or self.county.year_of(indicator)
        form = indicator.form if source == SEALED else None
        if (form, year, day) not in self._counted:
            found = self.sealed_by(form).facts(day) if form else self.register.facts(year, day)
            self._counted[form, year, day] = found
        return self._counted[form, year, day]

    def round_facts(self, form: Form, found: RoundSeals) -> Facts:
        """Of one round's seals, by the definition that held on its cut-off."""
        counting = self.county.definition_on(found.round.cutoff_on).counting
        return self.sealed_by(form).facts_of(found).counted_by(counting)

    def definition_of(self, indicator: Indicator, source: str) -> Definition:
        """口径 of the day that the amounts speak of: a sealed figure stays as it was reported."""
        round_ = self._round(indicator) if source == SEALED else None
        return self.county.definition_on(round_.cutoff_on if round_ else self.county.as_of)

    def source_of(self, key: str, wanted: str) -> str:
        """Sealed where a form seals the figure, else the register."""
        return wanted if self.county.seals(INDICATORS[key]) else LIVE

    def figure(
        self,
        key: str,
        *,
        source: str = LIVE,
        by: str | None = None,
        convention: str | None = None,
        scope: str = "all",
        kind: str | None = None,
        level: str | None = None,
        industry: str | None = None,
        year: int | None = None,
        definition: Definition | None = None,
    ) -> Figure:
        """`definition`: by another 口径 than the day's; `convention`: by another part of it."""
        indicator, county, asked_year = INDICATORS[key], self.county, year or self.county.asked_year
        year = year or county.year_of(indicator)
        valid = definition or self.definition_of(indicator, source)
        counted = convention or valid.convention
        facts = self.facts(indicator, source, year=year).counted_by(valid.counting)
        levels = SCOPES[scope] if scope != "all" else None
        facts = facts.where(levels=levels, kind=kind, level=level, industry=industry)
        compared = kind is None and level is None and self._is_whole(indicator, industry)
        return Figure(
            indicator=indicator,
            share=indicator.count(facts, counted),
            as_of=county.as_of,
            year=year,
            source=source,
            convention=counted,
            scope=scope,
            target=county.target(key, year, scope) if compared else None,
            groups=self.groups(indicator, facts, by, counted) if by else [],
            facts=facts,
            in_part=level is not None or industry is not None,
            round=self._round(indicator) if source == SEALED else None,
            counting=valid.counting,
            definition_version=valid.version,
            reference=self.reference(f"/indicators/{key}/", source).narrowed(
                *(scope, kind or "", level or "", industry),
                year=asked_year,
                definition=definition.version if definition else None,
            ),
        )

    def _is_whole(self, indicator: Indicator, industry: str | None) -> bool:
        """A county's total says nothing about a part of it; a rate holds for each of its parts."""
        return not indicator.is_total or (self.unit is None and industry is None)

    def reference(self, path: str, source: str) -> Reference:
        """Of what these books say at `path`: pinned to the moment they were opened for."""
        known = self.county.known or self.moment
        unit = self.unit.code if self.unit else ""
        return Reference(path, self.county.as_of, source, known, unit)

    def _round(self, indicator: Indicator) -> Round | None:
        if indicator.form is None:
            return None
        found = self.sealed_by(indicator.form).at(self.county.as_of)
        return found.round if found else None

    def industries(self, figure: Figure) -> list[str]:
        """Of all the projects that the figure speaks of before it is narrowed; "" comes last."""
        facts = self.facts(figure.indicator, figure.source, year=figure.year)
        return _industries(figure.indicator, facts)

    def groups(self, indicator: Indicator, facts: Facts, by: str, convention: str) -> list[Group]:
        return list(_groups(self.county, indicator, facts, by, convention))


def figures(
    *,
    centre: Unit,
    as_of: date,
    year: int | None = None,
    source: str = LIVE,
    unit: Unit | None = None,
    by: str | None = None,
    convention: str | None = None,
    scope: str = "all",
) -> list[Figure]:
    """Every figure of a county (or one unit) on a day, in a fixed number of queries."""
    books = Books(load_county(centre, as_of, year), unit=unit)
    return [
        books.figure(key, source=source, by=by, convention=convention, scope=scope)
        for key, indicator in INDICATORS.items()
        if source == LIVE or books.county.seals(indicator)
    ]


def amount(number: Number) -> str:
    """A count as it is, money with separators."""
    return f"{number:,}" if isinstance(number, int) else f"{number.quantize(CENT):,}"


def _groups(
    county: County, indicator: Indicator, facts: Facts, by: str, convention: str
) -> Iterable[Group]:
    if by == "unit":
        yield from _by_unit(county, indicator, facts, convention)
    elif by == "level":
        for level, label in LEVEL_WORDS.items():
            part = facts.where(levels=frozenset({level}))
            yield Group(level, label, indicator.count(part, convention))
    elif by == "industry":
        for industry in _industries(indicator, facts):
            part = facts.where(industry=industry)
            yield Group(industry, industry or NO_INDUSTRY, indicator.count(part, convention))
    elif indicator.rows == "items":
        for kind in county.kinds:
            part = facts.where(kind=kind.code)
            yield Group(kind.code, kind.name, indicator.count(part, convention))


def _industries(indicator: Indicator, facts: Facts) -> list[str]:
    named = {project.industry for project in indicator.projects(facts)}
    return sorted(named, key=lambda name: (not name, name))


def _by_unit(
    county: County, indicator: Indicator, facts: Facts, convention: str
) -> Iterable[Group]:
    """Units with a row, in the county's order; those that never sealed are named, not counted."""
    having = {project.unit for project in indicator.projects(facts)}
    order = {code: place for place, code in enumerate(county.units)}
    for code in sorted(having | set(facts.silent), key=lambda code: order.get(code, len(order))):
        unit = county.units.get(code)
        part = facts.where(unit=code)
        share = indicator.count(part, convention) if code in having else None
        yield Group(code, unit.short_name if unit else code, share)
