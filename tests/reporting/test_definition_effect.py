"""A rate that changed while its definition did: the two parts are exact and add up."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.rules import Status
from reporting.definition_effect import counted, exact, split
from reporting.definition_example import EXAMPLE, example_of
from reporting.formulas import Facts, ItemFact, ProjectFact
from reporting.rules import Convention, Counting


@dataclass(frozen=True)
class Basis:
    convention: str = Convention.REQUIRED_ONLY
    counting: str = Counting.ONE_SIDE


REQUIRED, MATRIX = Basis(), Basis(Convention.FULL_MATRIX)
BASES = st.builds(Basis, st.sampled_from(Convention.values), st.sampled_from(Counting.values))
# of one item: (project, exempt, done, confirmed)
ITEMS = st.lists(
    st.tuples(
        st.integers(0, 4), st.booleans(), st.booleans(), st.sampled_from([None, True, False])
    ),
    max_size=24,
)


def facts(items):
    return Facts(
        items=[
            ItemFact(
                ProjectFact(project, "", "", "", level="", nature="new"),
                "land",
                Status.NOT_REQUIRED if exempt else Status.DONE if done else Status.NOT_STARTED,
                done=done and not exempt,
                confirmed=confirmed if done and not exempt else None,
            )
            for project, exempt, done, confirmed in items
        ]
    )


@given(ITEMS, ITEMS, BASES, BASES)
def test_movement_and_definition_are_the_whole_difference(before, after, old, new):
    first, last = facts(before), facts(after)
    effect = split(first, last, old, new)
    ends = exact(counted(first, old)), exact(counted(last, new))
    if None in ends or exact(counted(last, old)) is None:
        assert effect is None
    else:
        assert effect.movement + effect.definition == effect.total == ends[1] - ends[0]
        assert isinstance(effect.total, Fraction)


@given(ITEMS, BASES, BASES)
def test_nothing_moved_leaves_the_definition_alone(items, old, new):
    effect = split(facts(items), facts(items), old, new)
    assert effect is None or effect.movement == 0


@given(ITEMS, ITEMS, BASES)
def test_the_same_definition_has_no_effect(before, after, basis):
    effect = split(facts(before), facts(after), basis, basis)
    assert effect is None or effect.definition == 0


def test_counted_by_hand():
    """Of six items one is exempt. Before: 2 of 5. After: 3 of 5, and by the matrix 3 of 6."""
    before = facts([(0, True, False, None)] + [(1, False, n < 2, None) for n in range(5)])
    after = facts([(0, True, False, None)] + [(1, False, n < 3, None) for n in range(5)])
    effect = split(before, after, REQUIRED, MATRIX)
    assert (effect.movement, effect.definition) == (Fraction(1, 5), Fraction(-1, 10))
    assert effect.total == Fraction(1, 10)  # 40 % → 50 %


@pytest.mark.parametrize(
    ("convention", "words"),
    [
        (Convention.FULL_MATRIX, "30 ÷ 60 ＝ 50.0%"),  # domain.md §4
        (Convention.EXEMPT_AS_DONE, "38 ÷ 60 ＝ 63.3%"),
        (Convention.REQUIRED_ONLY, "30 ÷ 52 ＝ 57.7%"),
        (Convention.WHOLE_PROJECT, "4 ÷ 10 ＝ 40.0%"),
    ],
)
def test_the_example_of_the_page_is_the_one_of_the_domain_notes(convention, words):
    assert example_of(convention) == words
    assert len(EXAMPLE.items) == 60
