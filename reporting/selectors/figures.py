"""The figures themselves: one query over facts, by source, unit, level, kind (design §6)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from accounts.models import Unit
from reporting.adds import Row, adds
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
    LIVE,
    SEALED,
    WORDINGS,
    Indicator,
)
from reporting.lights import Limits
from reporting.models import Definition, Round, Target
from reporting.references import Printed, Reference
from reporting.rules import Counting, Form

from .county import County, limits_on, load_county
from .groups import Group, groups_of, industries_of
from .register import Register, load_register
from .sealed import RoundSeals, SealedBook, load_sealed

CONFIRMED = "只计两边确认的办结：责任单位和承办部门都说办结，或者存有批复文件。"


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
        rows = self.indicator.behind(self.facts)
        return Printed.of(self.reference, self.title, self.shown, self.share, rows)

    def adds(self, row: Row) -> Share:
        """What one of the rows behind it adds to its two numbers."""
        return self._adds[id(row)]

    @cached_property
    def _adds(self) -> dict[int, Share]:
        """By identity: two rows may say the same."""
        rows = self.indicator.behind(self.facts)
        found = adds(self.indicator, self.facts, self.convention)
        return {id(row): share for row, share in zip(rows, found, strict=True)}

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
        """65.0%; a total with its word: 46 个, 270,000.00 万元. Before the first seal neither."""
        if self.source == SEALED and self.round is None:
            return percent(None)
        if self.indicator.is_total:
            return self.words(self.share)
        return percent(self.value, self.floor if self.floor is not None else self.stretch)

    @property
    def parts_shown(self) -> str:
        """60 / 116; nothing of a total, and of a day before the first seal just that."""
        if self.source == SEALED and self.round is None:
            return "还没有封存"
        share = self.share
        if share.denominator is None:
            return ""
        return f"{amount(share.numerator)} / {amount(share.denominator)}"

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


@dataclass(frozen=True)
class Only:
    """What a figure is narrowed to."""

    scope: str = "all"
    kind: str | None = None
    level: str | None = None
    industry: str | None = None  # "" = projects without one

    def of(self, facts: Facts) -> Facts:
        if self == Only():
            return facts
        levels = SCOPES[self.scope] if self.scope != "all" else None
        return facts.where(levels=levels, kind=self.kind, level=self.level, industry=self.industry)


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
    _read: dict[tuple[Form | None, int, date], Facts] = field(default_factory=dict)
    _counted: dict[tuple[int, str], Facts] = field(default_factory=dict)

    def on(self, day: date) -> "Books":
        """The same county at another day, known at the same moment; the register serves again."""
        old = self.county
        county = load_county(old.centre, day, old.asked_year, old.known)
        register = self.register if (county.years, county.kinds) == (old.years, old.kinds) else None
        return Books(county, self.unit, self.rounds, self.moment, register)

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
        if (form, year, day) not in self._read:
            found = self.sealed_by(form).facts(day) if form else self.register.facts(year, day)
            self._read[form, year, day] = found
        return self._read[form, year, day]

    def counted(self, indicator: Indicator, source: str, counting: str, year: int) -> Facts:
        """Its facts by the word that counts, made once for all figures that rest on them."""
        facts = self.facts(indicator, source, year=year)
        key = (id(facts), counting)  # `_read` holds on to them
        if key not in self._counted:
            self._counted[key] = facts.counted_by(counting)
        return self._counted[key]

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
        indicator, county, only = INDICATORS[key], self.county, Only(scope, kind, level, industry)
        valid = definition or self.definition_of(indicator, source)
        counted, of_year = convention or valid.convention, year or county.year_of(indicator)
        facts = only.of(self.counted(indicator, source, valid.counting, of_year))
        return Figure(
            indicator=indicator,
            share=indicator.count(facts, counted),
            as_of=county.as_of,
            year=of_year,
            source=source,
            convention=counted,
            scope=scope,
            target=self._target(indicator, of_year, only),
            groups=self.groups(indicator, facts, by, counted) if by else [],
            facts=facts,
            in_part=level is not None or industry is not None,
            round=self._round(indicator) if source == SEALED else None,
            counting=valid.counting,
            definition_version=valid.version,
            reference=self.reference(f"/indicators/{key}/", source).narrowed(
                *(scope, kind or "", level or "", industry),
                year=year or county.asked_year,
                definition=definition.version if definition else None,
            ),
        )

    def _target(self, indicator: Indicator, year: int, only: Only) -> Target | None:
        """A county's total says nothing about a part of it; a rate holds for each of its parts.

        No target speaks of one permit kind or one level.
        """
        in_part = self.unit is not None or only.industry is not None
        if only.kind is not None or only.level is not None or (indicator.is_total and in_part):
            return None
        return self.county.target(indicator.key, year, only.scope)

    @property
    def known(self) -> datetime | None:
        """数据时刻: the county's own, else when these books were opened."""
        return self.county.known or self.moment

    def reference(self, path: str, source: str) -> Reference:
        """Of what these books say at `path`: pinned to the moment they were opened for."""
        unit = self.unit.code if self.unit else ""
        return Reference(path, self.county.as_of, source, self.known, unit)

    def _round(self, indicator: Indicator) -> Round | None:
        if indicator.form is None:
            return None
        found = self.sealed_by(indicator.form).at(self.county.as_of)
        return found.round if found else None

    def industries(self, figure: Figure) -> list[str]:
        """Of all the projects that the figure speaks of before it is narrowed; "" comes last."""
        facts = self.facts(figure.indicator, figure.source, year=figure.year)
        return industries_of(figure.indicator, facts)

    def groups(self, indicator: Indicator, facts: Facts, by: str, convention: str) -> list[Group]:
        return list(groups_of(self.county, indicator, facts, by, convention))


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
