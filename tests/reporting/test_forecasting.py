"""Draws of projects: what comes first comes first in every one, and the same seed is the same."""

from datetime import date

import pytest

from reporting.curves import Assumed, Own
from reporting.forecast_words import chance_words, day_words, grasp, range_words
from reporting.forecasting import DRAWS, Drawer, Span, Tally, Task, Wait, longest, whole

QUICK, SLOW = Assumed("quick", 4), Assumed("slow", 30)
READY = Assumed("ready", 8)
CHAIN = {
    "approval": Task("approval", QUICK, None, (Wait(READY),)),
    "land": Task("land", SLOW, None, (Wait(READY),), after=("approval",)),
    "planning": Task("planning", QUICK, None, (Wait(READY),), after=("approval", "land")),
    "eia": Task("eia", QUICK, None, (Wait(READY),)),
}


def test_nothing_not_accepted_begins_before_what_it_waits_for_is_finished():
    ends = Drawer("s").project("p", CHAIN)
    for kind, task in CHAIN.items():
        for before in task.after:
            assert all(map(int.__ge__, ends[kind], ends[before])), (kind, before)
    assert all(len(draws) == DRAWS for draws in ends.values())


def test_what_was_accepted_early_runs_on_but_ends_no_earlier():
    tasks = CHAIN | {"planning": Task("planning", QUICK, 3, after=("land",))}
    ends = Drawer("s").project("p", tasks)
    assert all(map(int.__ge__, ends["planning"], ends["land"]))
    # its own days are over long before: it adds nothing to most draws
    assert sum(map(int.__eq__, ends["planning"], ends["land"])) > 0.9 * DRAWS


def test_a_problem_is_waited_for_and_a_known_day_is_kept():
    blocked = Task("a", QUICK, 2, not_before=30)
    ends = Drawer("s").project("p", {"a": blocked, "b": Task("b", not_before=5)})
    assert min(ends["a"]) > 30
    assert set(ends["b"]) == {5}


def test_a_block_without_a_day_delays_what_is_under_way():
    free = Drawer("s").project("p", {"a": Task("a", QUICK, 2)})
    stuck = Drawer("s").project("p", {"a": Task("a", QUICK, 2, blocks=(Wait(SLOW),))})
    assert Span.of(stuck["a"]).middle > Span.of(free["a"]).middle + 20


def test_leads_come_one_after_the_other_and_blocks_beside_each_other():
    waits = (Wait(Own("w", (10,) * 60)), Wait(Own("w", (10,) * 60)))
    led = Drawer("s").project("p", {"a": Task("a", QUICK, None, lead=waits)})
    blocked = Drawer("s").project("p", {"a": Task("a", QUICK, None, blocks=waits)})
    assert Span.of(led["a"]).middle == pytest.approx(Span.of(blocked["a"]).middle + 10, abs=1)


def test_the_same_seed_gives_the_same_draws_whoever_else_is_drawn():
    alone = Drawer("s").project("p", CHAIN)
    drawer = Drawer("s")
    drawer.project("another", CHAIN)
    assert drawer.project("p", CHAIN) == alone
    assert Drawer("t").project("p", CHAIN) != alone


def test_a_circle_ends():
    tasks = {
        "a": Task("a", QUICK, None, after=("b",)),
        "b": Task("b", QUICK, None, after=("a",)),
    }
    assert set(Drawer("s").project("p", tasks)) == {"a", "b"}


def test_as_a_project_moves_along_its_day_becomes_surer():
    """First all to do; then 立项 done and 土地 accepted; then 规划 alone."""
    later = {
        "land": Task("land", SLOW, 10),
        "planning": CHAIN["planning"],
    }
    last = {"planning": Task("planning", QUICK, 1)}
    spans = []
    for tasks in (CHAIN, later, last):
        spans.append(Span.of(whole(Drawer("s").project("p", tasks).values())))
    widths = [span.high - span.low for span in spans]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[-1]
    assert [span.middle for span in spans] == sorted((s.middle for s in spans), reverse=True)


def test_the_critical_path_is_the_chain_that_ends_last():
    ends = Drawer("s").project("p", CHAIN)
    spans = {kind: Span.of(draws) for kind, draws in ends.items()}
    chain = longest(CHAIN, spans)
    assert [kind for kind, _ in chain.steps] == ["approval", "land", "planning"]
    assert chain.days == spans["planning"].middle
    assert Span.of(whole(ends.values())).middle >= spans["planning"].middle


def test_a_tally_counts_draw_by_draw():
    tally = Tally(within=10)
    tally.add([10] * 500 + [11] * 1500)
    tally.add([1] * 1000 + [99] * 1000)
    assert (tally.chance(0), tally.chance(1), tally.chance(2), tally.chance(3)) == (
        1.0, 0.5, 0.25, 0.0,
    )  # fmt: skip
    other = Tally(within=10)
    other.join(tally)
    assert other.counts == tally.counts


@pytest.mark.parametrize(
    ("chance", "words", "number"),
    [
        (0.0, "把握很小", "不到 1%"), (0.04, "把握很小", "4%"), (0.08, "约一成把握", "8%"),
        (0.549, "约五成把握", "55%"), (0.58, "约六成把握", "58%"), (0.94, "约九成把握", "94%"),
        (0.96, "把握很大", "96%"), (1.0, "把握很大", "99% 以上"),
    ],
)  # fmt: skip
def test_a_chance_is_said_in_tenths_and_never_as_certain(chance, words, number):
    assert (grasp(chance), chance_words(chance)) == (words, number)


def test_days_are_said_with_the_year_only_when_it_is_another_one():
    today = date(2022, 12, 9)
    assert range_words(date(2022, 12, 12), date(2023, 1, 3), today) == "12月12日 至 2023年1月3日"
    assert range_words(today, today, today) == "12月9日"
    assert day_words(None, today) == "三年以后"
