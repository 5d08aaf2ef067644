"""预测 against counties whose truth is known: 80 % intervals hold eight times in ten.

By the model's own assumptions, and where they are wrong: slower than every limit, a tail that no
limit knows, two ways of being handled. Learned from 20 to 200 finished permits of a kind.
"""

import pytest

from reporting.curves import Own
from reporting.forecasting import Drawer, Span, chance_of
from tests.reporting.simulated import Judged, by_limits, counties, heavy, lognormal, two_ways

pytestmark = pytest.mark.thorough
WORLDS = {
    "by_limits": (by_limits, {"learning": False}),
    "lognormal": (lognormal, {}),
    "heavy": (heavy, {}),
    "two_ways": (two_ways, {}),
}


@pytest.fixture(scope="module")
def judged():
    return {
        name: counties(truth, seed="11", count=60, projects=6, **more)
        for name, (truth, more) in WORLDS.items()
    }


@pytest.mark.parametrize("world", WORLDS)
def test_intervals_of_80_per_cent_hold_eight_times_in_ten(judged, world):
    found = judged[world]
    assert len(found.outcomes) >= 2_000
    assert 0.75 <= found.coverage <= 0.85, found.coverage


@pytest.mark.parametrize("world", WORLDS)
def test_what_happens_lies_anywhere_among_the_draws(judged, world):
    """A tenth of all that happened in each tenth of what was drawn (PIT)."""
    assert all(0.07 <= share <= 0.13 for share in judged[world].tenths), judged[world].tenths


def test_samples_reach_from_twenty_to_two_hundred(judged):
    samples = [n for name in ("lognormal", "heavy", "two_ways") for n in judged[name].samples]
    assert min(samples) < 25
    assert max(samples) > 190


@pytest.mark.parametrize("low", [0.0, 0.25, 0.5, 0.75])
def test_a_goal_is_reached_as_often_as_was_said(judged, low):
    pooled = Judged(chances=[chance for found in judged.values() for chance in found.chances])
    said, came_true, count = pooled.came_true(low, low + 0.25 + (low == 0.75))
    assert count >= 100
    assert abs(said - came_true) < 0.1, (said, came_true, count)


def test_without_those_under_way_a_young_county_looks_quick():
    """Why Own counts how long the open ones have lasted."""
    rng, held = chance_of("5"), {"with": 0, "without": 0}
    days = lognormal(rng)
    for n in range(60):
        past = [(rng.randrange(100), days("b")) for _ in range(90)]
        over = tuple(took for gone, took in past if took <= gone)
        lasting = tuple(gone for gone, took in past if took > gone)
        assert len(over) >= 20
        fresh = [days("b") for _ in range(40)]
        for name, known in (("with", lasting), ("without", ())):
            draws = Drawer(str(n)).steps(Own("b", over, known), None, "x")
            span = Span.of(draws)
            held[name] += sum(span.low <= one <= span.high for one in fresh)
    assert 0.75 <= held["with"] / 2400 <= 0.85
    assert held["without"] / 2400 < 0.65
