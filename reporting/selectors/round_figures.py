"""汇总时的数: the figures of a round as its compilation counted them, so that a chart over years
need not read the sealed rows of years.

The rows stay the truth: a summary counts only while the round's valid seals, and the carried
projects that have left the list, are the very ones it was counted over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from reporting.formulas import Facts, Share
from reporting.indicators import INDICATORS, Indicator
from reporting.models import Campaign, Compilation, CompilationSeal, RoundFigure
from reporting.rules import Basis, Convention, Counting, Form

from .sealed import RoundSeals, SealedBook, age

Age = tuple[date, datetime, int]
Dropped = frozenset[str]  # numbers of carried projects that are no longer on the list


# indicator, convention, counting; both empty where they say nothing
ShareKey = tuple[str, str, str]


def share_key(key: str, basis: Basis) -> ShareKey:
    by_items = INDICATORS[key].rows == "items"
    return (key, basis.convention, basis.counting) if by_items else (key, "", "")


def shares(form: Form, facts: Facts) -> Iterator[tuple[ShareKey, Share]]:
    """Every figure of the form by every definition there could be."""
    for indicator in INDICATORS.values():
        if indicator.form == form and indicator.rows != "items":
            yield (indicator.key, "", ""), indicator.count(facts, "")
        elif indicator.form == form:
            for counting in Counting.values:
                counted = facts.counted_by(counting)
                for convention in Convention.values:
                    share = indicator.count(counted, convention)
                    yield (indicator.key, convention, counting), share


def counted(compilation: Compilation, known: datetime | None) -> list[RoundFigure]:
    """The summaries of a compilation, from the rows of the seals it used: of the county, and of
    each unit over what of its own table no other has taken over, as the pages of one unit count."""
    campaign = compilation.round.campaign
    used = CompilationSeal.objects.filter(compilation=compilation).select_related(
        "seal__submission"
    )
    seals = {row.seal.unit_code: row.seal for row in used}
    whole = RoundSeals(compilation.round, seals, [])
    book = SealedBook(campaign, [whole], known)
    book.read([whole])
    parts = {"": whole} | {
        code: RoundSeals(
            compilation.round, {code: seal}, [], {of: s for of, s in seals.items() if of != code}
        )
        for code, seal in seals.items()
    }
    return [
        RoundFigure(
            compilation=compilation,
            key=key,
            convention=convention,
            counting=counting,
            unit_code=code,
            numerator=share.numerator,
            denominator=share.denominator,
        )
        for code, found in parts.items()
        for (key, convention, counting), share in shares(Form(campaign.form), book.facts_of(found))
    ]


@dataclass
class RoundShares:
    """One figure round by round by any definition, whatever the number of rounds."""

    book: SealedBook
    indicator: Indicator
    kept: dict[int, dict[ShareKey, Share]] = field(default_factory=dict)  # by round
    _facts: dict[tuple[int, str], Facts] = field(default_factory=dict)

    def of(self, found: RoundSeals, basis: Basis) -> Share:
        if found.round.pk in self.kept:
            return self.kept[found.round.pk][share_key(self.indicator.key, basis)]
        return self.indicator.count(self._counted(found, basis.counting), basis.convention)

    def _counted(self, found: RoundSeals, counting: str) -> Facts:
        key = (found.round.pk, counting)
        if key not in self._facts:
            self._facts[key] = self.book.facts_of(found).counted_by(counting)
        return self._facts[key]


def round_shares(book: SealedBook, key: str, unit_code: str = "") -> RoundShares:
    """Of all rounds of the book: summaries where they hold, the rows of the others at once."""
    found = RoundShares(book, INDICATORS[key])
    if book.campaign is not None:
        found.kept = _kept(book, key, unit_code)
    book.read(one for one in book.rounds if one.round.pk not in found.kept)
    return found


def _kept(book: SealedBook, key: str, unit_code: str) -> dict[int, dict[ShareKey, Share]]:
    newest = newest_compilations(book.campaign, book.known)
    if not newest:
        return {}
    used: dict[int, dict[str, Age]] = defaultdict(dict)
    rows = CompilationSeal.objects.filter(compilation__in=newest.values()).values_list(
        "compilation", "seal__unit_code", "seal__cutoff_on", "seal__sealed_at", "seal"
    )
    for pk, code, cutoff_on, sealed_at, seal in rows:
        used[pk][code] = cutoff_on, sealed_at, seal
    gone = book.gone(found for found in book.rounds if found.round.pk in newest)
    holding = {
        compilation.pk: found.round.pk
        for found in book.rounds
        if (compilation := newest.get(found.round.pk))
        and _counting(used[compilation.pk], unit_code) == _counting(_ages(found), unit_code)
        and _dropped(found, gone) == _dropped_then(compilation, unit_code)
    }
    kept: dict[int, dict[ShareKey, Share]] = defaultdict(dict)
    money = INDICATORS[key].money
    figures = RoundFigure.objects.filter(compilation__in=holding, key=key, unit_code=unit_code)
    for figure in figures:
        whole = figure.denominator
        kept[holding[figure.compilation_id]][key, figure.convention, figure.counting] = (
            Share(figure.numerator, whole)
            if money
            else Share(int(figure.numerator), None if whole is None else int(whole))
        )
    return dict(kept)


def _ages(found: RoundSeals) -> dict[str, Age]:
    return {code: age(seal) for code, seal in (found.seals | found.others).items()}


def _counting(ages: dict[str, Age], unit_code: str) -> dict[str, Age]:
    """For a unit its own seal, and what could have taken a project over from it."""
    if not unit_code:
        return ages
    own = ages.get(unit_code)
    return {} if own is None else {code: of for code, of in ages.items() if of >= own}


def newest_compilations(
    campaign: Campaign | None, known: datetime | None
) -> dict[int, Compilation]:
    """By round; without their workbooks."""
    found = Compilation.objects.filter(round__campaign=campaign)
    if known is not None:
        found = found.filter(at__lte=known)
    rows: Iterable[Compilation] = found.only("round", "version", "summary").order_by("version")
    return {compilation.round_id: compilation for compilation in rows}


def _dropped(found: RoundSeals, gone: dict[int, dict[str, date]]) -> Dropped:
    """By today's register, of the carried seals of this round."""
    cutoff = found.round.cutoff_on
    return frozenset(
        number
        for code in found.carried
        for number, day in gone.get(found.seals[code].pk, {}).items()
        if day <= cutoff
    )


def _dropped_then(compilation: Compilation, unit_code: str) -> Dropped:
    """As it was compiled. One of before, which did not say whose it was, fits no unit's table."""
    return frozenset(
        row["number"]
        for row in compilation.summary.get("dropped", [])
        if not unit_code or row.get("code", unit_code) == unit_code
    )
