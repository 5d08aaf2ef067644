"""Of a rate that changed while its definition did too: how much is which, exactly.

No database here. The order is fixed, so that two people split alike: what moved is measured by the
former definition, what the definition did is measured on the new rows.
"""

from dataclasses import dataclass
from fractions import Fraction

from .formulas import Facts, Share, permitted
from .rules import Basis


@dataclass(frozen=True)
class Effect:
    """movement + definition == total, to the last digit."""

    movement: Fraction
    definition: Fraction

    @property
    def total(self) -> Fraction:
        return self.movement + self.definition


def split(
    old_facts: Facts, new_facts: Facts, old_definition: Basis, new_definition: Basis
) -> Effect | None:
    """Of 办结率 between two days; None where one of the three rates has nothing to divide by."""
    return split_shares(
        counted(old_facts, old_definition),
        counted(new_facts, old_definition),
        counted(new_facts, new_definition),
    )


def split_shares(before: Share, moved: Share, after: Share) -> Effect | None:
    """`moved`: the new rows by the former definition."""
    first, middle, last = exact(before), exact(moved), exact(after)
    if first is None or middle is None or last is None:
        return None
    return Effect(movement=middle - first, definition=last - middle)


def counted(facts: Facts, definition: Basis) -> Share:
    return permitted(facts.counted_by(definition.counting), definition.convention)


def exact(share: Share) -> Fraction | None:
    if not share.denominator:
        return None
    return Fraction(share.numerator) / Fraction(share.denominator)
