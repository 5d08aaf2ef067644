"""Which permit waits for which: circles and the longest chain, against brute force."""

from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from procedures.order import circle, circle_words, critical_path, finish_days, open_before

KINDS = "abcde"


@st.composite
def graphs(draw, *, acyclic):
    """Small graphs; an acyclic one lets a kind wait for earlier letters alone."""
    waits = {}
    for n, kind in enumerate(KINDS):
        others = KINDS[:n] if acyclic else KINDS
        waits[kind] = sorted(draw(st.sets(st.sampled_from(others)))) if others else []
    return waits


weights = st.fixed_dictionaries({kind: st.integers(0, 9) for kind in KINDS})


def chains(waits):
    """Every chain in which each kind directly comes before the next, by trying them all."""
    for length in range(1, len(KINDS) + 1):
        for chain in permutations(KINDS, length):
            if all(a in waits[b] for a, b in pairwise(chain)):
                yield chain


@given(graphs(acyclic=True), weights)
def test_the_longest_chain_is_that_of_brute_force(waits, days):
    longest = max(sum(days[kind] for kind in chain) for chain in chains(waits))
    found = critical_path(waits, days)
    assert found.days == longest == sum(n for _, n in found.steps)
    names = [kind for kind, _ in found.steps]
    assert all(days[kind] for kind in names)
    by_end = finish_days(waits, days)
    for kind in KINDS:
        ending = (c for c in chains(waits) if c[-1] == kind)
        assert by_end[kind] == max(sum(days[one] for one in chain) for chain in ending)


@given(graphs(acyclic=True))
def test_what_has_no_circle_is_let_through(waits):
    assert circle(waits) == []


@given(graphs(acyclic=False))
def test_a_circle_is_found_where_there_is_one_and_is_one(waits):
    found = circle(waits)
    stuck = set(KINDS)
    while free := {kind for kind in stuck if not stuck & set(waits[kind])}:
        stuck -= free  # who waits for nobody is finished first
    assert bool(found) == bool(stuck)
    if found:
        assert found[0] == found[-1]
        assert all(a in waits[b] for a, b in pairwise(found))


@given(graphs(acyclic=False), weights)
def test_a_standing_circle_ends_the_count_too(waits, days):
    assert critical_path(waits, days).days <= sum(days.values())


def test_the_circle_is_told_in_the_order_of_work():
    names = {"plan": "规划", "land": "土地"}
    waits = {"plan": ["land"], "land": ["plan"]}
    assert circle_words(waits, names) in ("规划→土地→规划", "土地→规划→土地")
    assert circle_words({"plan": ["land"], "land": []}, names) == ""


@given(graphs(acyclic=True), st.sets(st.sampled_from(KINDS)))
def test_only_what_is_open_is_waited_for(waits, still_open):
    for kind in KINDS:
        found = open_before(kind, waits, still_open)
        assert set(found) == set(waits[kind]) & still_open
