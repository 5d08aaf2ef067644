"""达标测算 against every feasible subset of small counties, and hand-made edges."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.rules import Level, Status
from reporting import reach
from reporting.formulas import Facts, FundFact, ItemFact, ProjectFact
from reporting.indicators import INDICATORS
from reporting.reach import Hint, item_key
from reporting.rules import Convention

PERMITS = INDICATORS["permit_rate"]
KINDS = ["approval", "land", "planning", "eia"]
FIRST = date(2023, 2, 1)
GOALS = [Decimal(n) / 100 for n in (1, 33, 50, 65, 80, 97, 100)]


def project(n, **facts):
    return ProjectFact(n, f"PX-{n:03}", f"项目{n}", "XUEGUAN", "county", "new", **facts)


@st.composite
def counties(draw):
    """≤ 4 projects × ≤ 4 kinds, any status, any order of the kinds, any days."""
    kinds = KINDS[: draw(st.integers(1, 4))]
    direct = {
        kind: draw(st.sets(st.sampled_from(kinds[:place]))) if place else set()
        for place, kind in enumerate(kinds)
    }
    items, hints = [], {}
    for n in range(draw(st.integers(1, 4))):
        of = [draw(item_of(project(n), kind)) for kind in kinds]
        items += of
        waiting = {item.kind for item in of if item.open}
        for item in of:
            before = back(item.kind, direct, waiting) if item.open else set()
            keys = frozenset(f"{n}.{kind}" for kind in before)
            hints[item_key(item)] = Hint(item.day, keys)
    return Facts(items=items), hints


@st.composite
def item_of(draw, of, kind):
    status = draw(st.sampled_from([s.value for s in Status]))
    days = draw(st.none() | st.integers(0, 20))
    return ItemFact(
        of, kind, status, done=status == "done",
        level=draw(st.sampled_from(list(Level))).value,
        day=None if days is None else FIRST + timedelta(days),
    )  # fmt: skip


def back(kind, direct, waiting):
    """All open kinds before `kind`: those of a finished one do not matter."""
    found = set()
    for before in direct[kind] & waiting:
        found |= {before} | back(before, direct, waiting)
    return found


def feasible(tasks):
    """Every set that holds what its members wait for, the small ones first."""
    for size in range(len(tasks) + 1):
        for chosen in combinations(tasks, size):
            keys = {task.key for task in chosen}
            if all(task.before <= keys for task in chosen):
                yield chosen


@pytest.mark.parametrize("convention", Convention)
@settings(max_examples=150, deadline=None)
@given(county=counties(), goal=st.sampled_from(GOALS))
def test_no_feasible_set_is_smaller(convention, county, goal):
    facts, hints = county
    tasks = reach.tasks(facts, PERMITS, hints)
    found = reach.need(facts, PERMITS, convention, goal, tasks)
    share = PERMITS.count(facts, convention)
    if not share.denominator:
        assert found is None
        return
    shares = (
        (len(chosen), reach.then(facts, PERMITS, convention, chosen)) for chosen in feasible(tasks)
    )
    smallest = next((size for size, reached in shares if reached.reaches(goal)), None)
    assert found.reachable is (smallest is not None)
    assert found.gap == goal * share.denominator - share.numerator
    if smallest is not None:
        assert len(found.choice) == smallest
        assert found.result.reaches(goal)
    assert found.result == reach.then(facts, PERMITS, convention, found.choice)
    assert reach.without_before(found.choice) == []
    assert not any(task.fact.exempt for task in found.choice)


@settings(max_examples=100, deadline=None)
@given(county=counties())
def test_every_beginning_of_the_order_can_be_done_alone(county):
    facts, hints = county
    tasks = reach.tasks(facts, PERMITS, hints)
    for count in range(len(tasks) + 1):
        assert reach.without_before(tasks[:count]) == []


def test_of_as_many_the_nearest_day_then_what_is_free_then_the_county_comes_first():
    def item(n, kind, day, level="county", status="preparing"):
        return ItemFact(project(n), kind, status, done=False, level=level, day=day)

    late, soon = date(2023, 2, 20), date(2023, 2, 10)
    items = [
        item(1, "approval", late),
        item(1, "land", soon),  # waits for 1.approval: stands behind it
        item(2, "approval", soon, "province"),
        item(3, "approval", soon, "county"),
        item(4, "approval", None),
        item(5, "approval", None, status="done"),  # only a day or a confirmation is missing
        item(6, "eia", soon),
    ]
    hints = {
        "1.land": Hint(soon, frozenset({"1.approval"})),
        "6.eia": Hint(soon, outside=("用地预审",)),
    }
    keys = [task.key for task in reach.tasks(Facts(items=items), PERMITS, hints)]
    assert keys == [
        "5.approval", "3.approval", "2.approval", "6.eia", "1.approval", "1.land", "4.approval",
    ]  # fmt: skip


def test_an_exemption_is_never_the_way_and_a_goal_beyond_all_items_is_called_unreachable():
    items = [ItemFact(project(1), "approval", "preparing", done=False)]
    items += [ItemFact(project(1), kind, "not_required", done=False) for kind in KINDS[1:]]
    facts = Facts(items=items)
    known = reach.tasks(facts, PERMITS)
    found = reach.need(facts, PERMITS, "full_matrix", Decimal("0.65"), known)
    assert not found.reachable
    assert (found.best.numerator, found.best.denominator) == (1, 4)
    assert [task.key for task in found.choice] == ["1.approval"]


def works(*rows):
    return Facts([project(n, planned=Decimal(p), completed=Decimal(c)) for n, p, c in rows])


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(1, 90000), st.integers(0, 90000)), min_size=1, max_size=6),
    goal=st.sampled_from(GOALS),
)
def test_no_fewer_projects_bring_the_money(rows, goal):
    facts = works(*[(n, Decimal(p) / 100, Decimal(c) / 100) for n, (p, c) in enumerate(rows)])
    indicator = INDICATORS["investment_rate"]
    known = reach.tasks(facts, indicator)
    found = reach.need(facts, indicator, "", goal, known)
    sums = (
        (size, sum(task.amount for task in chosen))
        for size in range(len(known) + 1)
        for chosen in combinations(known, size)
    )
    smallest = next((size for size, total in sums if total >= found.gap), None)
    assert found.reachable is (smallest is not None)
    if smallest is None:
        assert found.result == found.best
    else:
        assert len(found.choice) == smallest
        assert found.result.reaches(goal)
        a_cent_less = Decimal(found.count) - Decimal("0.01")
        assert found.reached or a_cent_less < found.gap <= found.count


def test_who_is_beyond_the_plan_brings_nothing_and_the_rest_may_not_suffice():
    facts = works((1, 100, 20), (2, 100, 150), (3, 0, 0))
    indicator = INDICATORS["completed_total"]
    known = reach.tasks(facts, indicator)
    assert [(task.key, task.amount) for task in known] == [("1", 80)]
    found = reach.need(facts, indicator, "", Decimal(300), known)
    assert not found.reachable
    assert (found.gap, found.best.numerator) == (130, 250)


def test_the_last_project_gives_only_what_is_missing():
    facts = works((1, 100, 20), (2, 60, 0))
    indicator = INDICATORS["investment_rate"]
    found = reach.need(facts, indicator, "", Decimal("0.65"), reach.tasks(facts, indicator))
    assert [(task.key, task.amount) for task in found.choice] == [("1", 80), ("2", 4)]
    assert found.result.value == Decimal("0.65")


def test_projects_that_have_their_permits_begin_first():
    ready, later, bare = (
        project(n, planned_start=date(2023, m, 1)) for n, m in [(1, 5), (2, 6), (3, 3)]
    )
    facts = Facts([ready, later, bare], [ItemFact(bare, "land", "preparing", done=False)])
    indicator = INDICATORS["start_rate"]
    found = reach.need(facts, indicator, "", Decimal("0.6"), reach.tasks(facts, indicator))
    assert [task.key for task in found.choice] == ["1", "2"]
    assert (found.result.numerator, found.result.denominator) == (2, 3)


@settings(max_examples=150, deadline=None)
@given(
    plans=st.lists(st.tuples(st.integers(1, 10**7), st.booleans()), min_size=1, max_size=5),
    goal=st.sampled_from(GOALS[:-1]),
)
def test_a_new_industrial_project_of_just_that_plan_reaches_the_share(plans, goal):
    facts = Facts(
        [
            ProjectFact(
                n, "", "", "X", "county", "reserve", planned=Decimal(p) / 100, is_industrial=i
            )
            for n, (p, i) in enumerate(plans)
        ]
    )
    indicator = INDICATORS["reserve_industrial_share"]
    found = reach.need(facts, indicator, "", goal, [])
    if found.reached:
        return
    assert found.result.reaches(goal)
    a_cent = Decimal("0.01")
    share, less = found.share, Decimal(found.fresh) - a_cent
    assert share.numerator + less < goal * (share.denominator + less)


def test_a_share_of_everything_cannot_be_bought():
    pool = [ProjectFact(1, "", "", "X", "county", "reserve", planned=Decimal(5))]
    indicator = INDICATORS["reserve_industrial_share"]
    assert not reach.need(Facts(pool), indicator, "", Decimal(1), []).reachable


@pytest.mark.parametrize(
    ("key", "goal", "fresh"),
    [("reserve_count", "3", 2), ("reserve_total", "70", 20), ("reserve_plan", "30.5", "10.5")],
)
def test_the_pool_needs_so_many_or_so_much_more(key, goal, fresh):
    pool = [ProjectFact(1, "", "", "X", "county", "reserve", Decimal(50), Decimal(20))]
    found = reach.need(Facts(pool), INDICATORS[key], "", Decimal(goal), [])
    assert found.fresh == Decimal(fresh)
    assert found.result.numerator == Decimal(goal)


def test_applications_that_wait_come_before_new_ones():
    one = project(1)
    funds = [
        FundFact(one, "special_bond", "approved", Decimal(100), Decimal(60)),
        FundFact(one, "special_bond", "applied", Decimal(30)),
        FundFact(one, "other", "rejected", Decimal(500)),
        FundFact(one, "other", "applied", Decimal(50)),
    ]
    facts, indicator = Facts(funds=funds), INDICATORS["funding_total"]
    known = reach.tasks(facts, indicator)
    assert [task.key for task in known] == ["fund-3", "fund-1"]
    near = reach.need(facts, indicator, "", Decimal(100), known)
    assert ([t.key for t in near.choice], near.fresh) == (["fund-3"], 0)
    assert near.result.numerator == 100
    far = reach.need(facts, indicator, "", Decimal(200), known)
    assert (len(far.choice), far.fresh, far.best.numerator) == (2, 60, 140)


def test_what_is_reached_needs_nothing_and_without_rows_nothing_is_said():
    facts = Facts(items=[ItemFact(project(1), "land", "done", done=True)])
    found = reach.need(facts, PERMITS, "required_only", Decimal("0.65"), [])
    assert (found.reached, found.choice, found.count) == (True, (), 0)
    assert reach.need(Facts(), PERMITS, "required_only", Decimal("0.65"), []) is None


@pytest.mark.parametrize(
    ("count", "days", "money", "week"),
    [
        (50, 17, False, "15"),  # 3.4 weeks
        (50, 20, False, "13"),
        (50, 25, False, "10"),
        (9, 2, False, "9"),  # less than a week
        (9, 0, False, "9"),
        (Decimal("100.00"), 15, True, "33.34"),
    ],
)
def test_so_much_a_week_of_five_working_days(count, days, money, week):
    assert reach.per_week(count, days, money=money) == Decimal(week)
