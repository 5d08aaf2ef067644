"""How long a step takes: by its limit, and by what a county has finished."""

from statistics import median, quantiles

import pytest

from reporting.curves import Assumed, Own
from reporting.forecasting import BLOCKS, LONGEST, STEPS, Drawer, Span


def pooled(curve, gone=None, seed="s"):
    return [day for table in curve.tables(seed, gone) for day in table]


def test_a_limit_stands_for_half_done_in_eight_tenths_and_eight_in_ten_around_it():
    draws = sorted(pooled(Assumed.by_limit("land", 100)))
    tenth, *_, ninth = quantiles(draws, n=10)
    assert median(draws) == pytest.approx(80, rel=0.05)
    assert tenth == pytest.approx(40, rel=0.08)
    assert ninth == pytest.approx(160, rel=0.08)


def test_a_block_is_quick_or_slow_as_a_whole():
    middles = [median(table) for table in Assumed.by_limit("land", 100).tables("s", None)]
    assert len(middles) == BLOCKS
    assert max(middles) > 2 * min(middles)


@pytest.mark.parametrize("gone", [0, 1, 30, 400])
@pytest.mark.parametrize("curve", [Assumed("x", 10), Own("x", tuple(range(1, 25)))])
def test_what_is_under_way_takes_one_day_more_at_least_and_never_a_wild_number(curve, gone):
    draws = pooled(curve, gone)
    assert len(draws) == BLOCKS * STEPS
    assert min(draws) >= 1
    assert max(draws) <= LONGEST


def test_what_has_lasted_longer_than_most_is_not_due_tomorrow():
    """Longer than all that were finished: it goes on as the slowest third did."""
    own = Own("x", (*range(5, 25), 60, 80, 100))
    assert median(pooled(own, 110)) > 10
    assert median(pooled(own, 10)) < 20


def test_the_gaps_between_finished_ones_are_equally_likely():
    """19 values, 20 gaps: a new one is below the second smallest in a tenth of all cases."""
    own = Own("x", tuple(range(10, 200, 10)))
    draws = [day for n in range(40) for day in pooled(own, seed=str(n))]
    for rank, value in ((2, 20), (10, 100), (18, 180)):
        assert sum(day <= value for day in draws) / len(draws) == pytest.approx(rank / 20, abs=0.02)


def test_those_under_way_make_it_slower():
    quick = Own("x", tuple(range(1, 31)))
    slow = Own("x", tuple(range(1, 31)), lasting=(30,) * 30)
    assert median(pooled(slow)) > 1.5 * median(pooled(quick))


def test_equal_days_come_out_as_the_days_they_are():
    draws = pooled(Own("x", (7,) * 50))
    assert sum(day == 7 for day in draws) / len(draws) > 0.9


def test_the_same_seed_gives_the_same_tables_and_another_seed_others():
    own = Own("x", tuple(range(1, 31)))
    assert own.tables("s", 3) == own.tables("s", 3)
    assert own.tables("s", 3) != own.tables("t", 3)


def test_a_larger_sample_says_the_same_in_every_block():
    """With 25 finished the curve itself is unsure, with 400 hardly."""

    def spread(values):
        middles = [median(table) for table in Own("x", values).tables("s", None)]
        return max(middles) - min(middles)

    few, many = tuple(range(4, 101, 4)), tuple(n for n in range(1, 101) for _ in range(4))
    assert spread(few) > 2 * spread(many)
    assert Span.of(Drawer("s").steps(Own("x", many), None, "k")).middle == pytest.approx(50, abs=4)
