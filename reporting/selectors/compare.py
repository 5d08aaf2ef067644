"""两日对比: two days side by side, with what moved told apart from what was counted otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from accounts.models import Unit
from reporting.definition_effect import exact
from reporting.formulas import CENT
from reporting.indicators import INDICATORS
from reporting.models import Campaign
from reporting.references import Printed, Reference
from reporting.rules import Form

from .figures import Books, Figure, amount
from .recount import books_of, figure_of


@dataclass(frozen=True)
class Pair:
    """One figure on both days; `middle` is the later day by the earlier day's 口径."""

    old: Figure
    new: Figure
    middle: Figure | None = None

    @property
    def difference(self) -> Fraction | None:
        """None between two years' lists: they are not the same projects."""
        if self.is_of_two_years:
            return None
        return _minus(value_of(self.new), value_of(self.old))

    @property
    def movement(self) -> Fraction | None:
        """What the rows moved, both days counted as on the earlier one."""
        if self.is_of_two_years:
            return None
        return _minus(value_of(self.middle or self.new), value_of(self.old))

    @property
    def effect(self) -> Fraction | None:
        """What the change of 口径 made of it: the same rows counted twice."""
        if self.middle is None or self.is_of_two_years:
            return None
        return _minus(value_of(self.new), value_of(self.middle))

    @property
    def difference_shown(self) -> str:
        return self._signed(self._rounded(self.difference))

    @property
    def movement_shown(self) -> str:
        return self._signed(self._rounded(self.movement))

    @property
    def effect_shown(self) -> str:
        """The rest, so that both parts as they are printed make up the difference as printed."""
        whole, part = self._rounded(self.difference), self._rounded(self.movement)
        return self._signed(None if whole is None or part is None else whole - part)

    @property
    def unit(self) -> str:
        return self.new.word if self.new.indicator.is_total else "个百分点"

    @property
    def is_of_two_years(self) -> bool:
        return self.old.year != self.new.year

    @property
    def has_moved(self) -> bool:
        return self.old.printed.digest != self.new.printed.digest or bool(self.difference)

    def _rounded(self, number: Fraction | None) -> Decimal | None:
        """Money and points to two places; counts are whole."""
        if number is None:
            return None
        scale = 1 if self.new.indicator.is_total else 100
        scaled = number * scale
        whole = Decimal(scaled.numerator) / Decimal(scaled.denominator)
        return whole.quantize(CENT, ROUND_HALF_UP)

    def _signed(self, number: Decimal | None) -> str:
        if not number:
            return "—" if number is None else "没有变"
        counts = self.new.indicator.is_total and not self.new.indicator.money
        text = amount(int(abs(number))) if counts else f"{abs(number):,.2f}"
        sign = "＋" if number > 0 else "－"
        return f"{sign}{text} {self.unit}"


@dataclass(frozen=True)
class Comparison:
    a: Books
    b: Books
    pairs: list[Pair] = field(default_factory=list)

    @property
    def days(self) -> tuple[date, date]:
        return self.a.county.as_of, self.b.county.as_of


def value_of(figure: Figure) -> Fraction | None:
    """Exact; None where there is nothing to divide by."""
    share = figure.share
    if share.denominator is None:
        return Fraction(share.numerator)
    return exact(share)


def open_books(
    a: date, b: date, asked: Reference, centre: Unit, moment: datetime
) -> tuple[Books, Books]:
    """Of both days, known at one moment; the register is read once."""
    later = books_of(replace(asked, as_of=b), centre, moment, 1)
    return later.on(a), later


def pair(a: Books, b: Books, key: str, asked: Reference) -> Pair:
    old, new = (figure_of(books, key, asked) for books in (a, b))
    return Pair(old, new, _middle(a, b, old, new))


def comparison(a: Books, b: Books, asked: Reference, keys: Iterable[str]) -> Comparison:
    return Comparison(a, b, [pair(a, b, key, asked) for key in keys])


def _middle(a: Books, b: Books, old: Figure, new: Figure) -> Figure | None:
    """None where both days count alike, or in another campaign, whose 口径 is another matter."""
    if (old.convention, old.counting) == (new.convention, new.counting):
        return None
    if new.indicator.rows != "items" or a.county.campaign != b.county.campaign:
        return None
    reference = replace(new.reference, definition=old.definition_version)
    return figure_of(b, new.key, reference)


def default_days(centre: Unit, today: date) -> tuple[date, date]:
    """The last round and the one before; without two rounds the last two Fridays."""
    campaigns = Campaign.objects.filter(centre=centre, form=Form.PERMITS)
    rounds = [
        round_.cutoff_on
        for campaign in campaigns
        for round_ in campaign.rounds.with_table().filter(cutoff_on__lte=today)
    ]
    days = sorted(set(rounds))[-2:]
    if len(days) == 2:
        return days[0], days[1]
    friday = last_friday(today)
    return last_friday(friday), friday


def last_friday(day: date) -> date:
    """The one before `day`, a whole week back from a Friday."""
    return date.fromordinal(day.toordinal() - ((day.weekday() - 4) % 7 or 7))


def _minus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def printed_of(pairs: Iterable[Pair]) -> list[Printed]:
    """Every number of a comparison, for who gives them codes."""
    return [f.printed for p in pairs for f in (p.old, p.middle, p.new) if f is not None]


ALL = tuple(INDICATORS)
