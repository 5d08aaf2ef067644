"""达标测算: what a goal still lacks, and the smallest set that closes it. No database here.

What would be is counted by the figure's own formula, over facts in which the chosen things are
done: a result cannot differ from the figure of the day on which they really are. Nothing here
ever proposes 无需办理: it would reach the goal without a permit being got.

Why the sets are the smallest:
- items one by one (`_first`): each adds exactly one. `ranked` is an order in which nothing stands
  before what it waits for, so its first k are feasible for every k, and fewer than k cannot do.
- whole projects (`_whole`): each adds one and costs its open items, whatever their order; so the
  k cheapest have the least sum.
- money (`_largest`): no n projects can give more than the n with the most left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from procedures.rules import Level, Status
from projects.rules import FundingStatus, Nature

from .formulas import CENT, Facts, FundFact, ItemFact, Number, ProjectFact, Share, to_go
from .indicators import Indicator
from .rules import Convention

SOMEDAY = date.max  # a hypothesis has no day of its own
LEVELS = {level.value: place for place, level in enumerate(Level)}  # the county's come first
WEEK = 5  # working days
TURNED_DOWN = FundingStatus.REJECTED


@dataclass(frozen=True)
class Hint:
    """What is known of an item beside its fact."""

    day: date | None = None  # 时限, else 预计办结
    before: frozenset[str] = frozenset()  # keys of all open items it waits for, however far back
    outside: tuple[str, ...] = ()  # open permits it waits for that the table does not hold
    level: str = ""  # 层级 where the item has none of its own


@dataclass(frozen=True)
class Task:
    """One thing that adds `amount` to the numerator once it is done."""

    key: str
    fact: ItemFact | ProjectFact | FundFact
    amount: Number = 1
    day: date | None = None
    before: frozenset[str] = frozenset()
    outside: tuple[str, ...] = ()
    level: str = ""

    @property
    def project(self) -> ProjectFact:
        return self.fact if isinstance(self.fact, ProjectFact) else self.fact.project


@dataclass(frozen=True)
class Need:
    """What it takes from `share`, a fact, to `goal`; all the rest is 测算."""

    goal: Decimal
    share: Share
    gap: Decimal  # exactly what the numerator lacks; not positive when it is reached
    count: Number  # the same in whole items or projects, in 万元 to the cent
    result: Share  # once the choice is done
    best: Share  # once all that is known is done
    reachable: bool = True
    choice: Sequence[Task] = ()
    fresh: Number = 0  # of it, what nothing known can give: new projects, new 万元

    @property
    def reached(self) -> bool:
        return self.gap <= 0


def item_key(item: ItemFact) -> str:
    return f"{item.project.project_id}.{item.kind}"


def tasks(
    facts: Facts, indicator: Indicator, hints: Mapping[str, Hint] | None = None
) -> list[Task]:
    """Everything open that could raise the figure, the easiest first."""
    if indicator.rows == "items":
        return ranked(_item_task(item, hints or {}) for item in facts.new_items if item.open)
    if indicator.rows == "funds":
        return _fund_tasks(facts)
    if indicator.rows == "works" and indicator.money:
        return _money_tasks(facts, indicator)
    return _start_tasks(facts, indicator) if indicator.rows == "works" else []


def need(
    facts: Facts, indicator: Indicator, convention: str, goal: Decimal, known: Sequence[Task]
) -> Need | None:
    """None where there is nothing to divide by. `known` are the facts' own tasks."""
    share = indicator.count(facts, convention)
    gap = share.missing(goal)
    if gap is None:
        return None
    if gap <= 0:
        return Need(goal, share, gap, 0, share, share)
    if indicator.rows == "pool":
        return _pool_need(facts, indicator, Need(goal, share, gap, 0, share, share))
    best = then(facts, indicator, convention, known)
    if indicator.money:
        return _money_need(facts, indicator, Need(goal, share, gap, 0, share, best), known)
    count = int(to_go(gap, money=False))
    by_projects = indicator.rows == "items" and convention == Convention.WHOLE_PROJECT
    choice = _whole(known, count) if by_projects else _first(known, count)
    result = then(facts, indicator, convention, choice)
    reachable = best.reaches(goal) is True
    return Need(goal, share, gap, count, result, best, reachable, choice)


def then(facts: Facts, indicator: Indicator, convention: str, chosen: Iterable[Task]) -> Share:
    """What the figure is when these are done and nothing else changes."""
    return indicator.count(done(facts, indicator, chosen), convention)


def done(facts: Facts, indicator: Indicator, chosen: Iterable[Task]) -> Facts:
    """The same facts with these done."""
    amounts = {task.key: task.amount for task in chosen}
    if indicator.rows == "items":
        return replace(
            facts,
            items=[
                replace(item, done=True) if item_key(item) in amounts else item
                for item in facts.items
            ],
        )
    if indicator.rows == "funds":
        funds = [_won(fund, amounts.get(_fund_key(n), 0)) for n, fund in enumerate(facts.funds)]
        return replace(facts, funds=funds)
    work = _delivered if indicator.money else _begun
    return replace(
        facts,
        projects=[
            work(project, amounts[key]) if (key := _project_key(project)) in amounts else project
            for project in facts.projects
        ],
    )


def without_before(chosen: Sequence[Task]) -> list[Task]:
    """Those that wait for an item of the table which is open and not among them."""
    keys = {task.key for task in chosen}
    return [task for task in chosen if not task.before <= keys]


def per_week(count: Number, working_days: int, *, money: bool) -> Decimal:
    """How much of it a week, rounded up; less than a week left is one week."""
    days = max(working_days, WEEK)
    return to_go(Decimal(count) * WEEK / days, money=money)


def ranked(found: Iterable[Task]) -> list[Task]:
    """The easiest first, and nothing before what it waits for.

    Easy: only a confirmation or a date is missing; then the nearest day, prerequisites met, the
    county's own before the city's and the province's, the project's number. What waits for
    something harder stands where that stands, right behind it.
    """
    of_all = list(found)
    own = {task.key: (*_ease(task), place) for place, task in enumerate(of_all)}

    def place(task: Task) -> tuple[tuple[object, ...], int, tuple[object, ...]]:
        held_up_by = [own[key] for key in task.before if key in own]
        return max([own[task.key], *held_up_by]), len(task.before), own[task.key]

    return sorted(of_all, key=place)


def _ease(task: Task) -> tuple[int, date, int, int, str]:
    fact = task.fact
    return (
        0 if isinstance(fact, ItemFact) and is_said(fact) else 1,
        task.day or SOMEDAY,
        len(task.before) + len(task.outside),
        LEVELS.get(task.level, len(LEVELS)),
        task.project.number,
    )


def is_said(item: ItemFact) -> bool:
    """The table calls it done, and yet it does not count: no confirmation, no day, a later day."""
    return item.status == Status.DONE


def _item_task(item: ItemFact, hints: Mapping[str, Hint]) -> Task:
    key = item_key(item)
    hint = hints.get(key, Hint())
    return Task(
        key,
        item,
        day=hint.day or item.day,
        before=hint.before,
        outside=hint.outside,
        level=item.level or hint.level,
    )


def _start_tasks(facts: Facts, indicator: Indicator) -> list[Task]:
    """Projects not begun: those whose permits are all there, then by the planned month."""
    lacking: dict[int, int] = {}
    for item in facts.items:
        key = item.project.project_id
        lacking[key] = lacking.get(key, 0) + item.open
    waiting = [p for p in facts.of_natures(indicator.natures) if p.started_on is None]
    waiting.sort(key=lambda p: (lacking.get(p.project_id, 0), p.planned_start or SOMEDAY, p.number))
    return [Task(_project_key(project), project, day=project.planned_start) for project in waiting]


def _money_tasks(facts: Facts, indicator: Indicator) -> list[Task]:
    """What each project has left of its plan of the year; the most first."""
    works = facts.of_natures(indicator.natures)
    left = [Task(_project_key(p), p, p.planned - p.completed) for p in works]
    return _most_first(task for task in left if task.amount > 0)


def _fund_tasks(facts: Facts) -> list[Task]:
    """Applications that wait for their answer, by what they ask for."""
    asked = [
        Task(_fund_key(place), fund, fund.applied)
        for place, fund in enumerate(facts.funds)
        if fund.applied > 0 and fund.approved == 0 and fund.status != TURNED_DOWN
    ]
    return _most_first(asked)


def _most_first(found: Iterable[Task]) -> list[Task]:
    return sorted(found, key=lambda task: (-task.amount, task.project.number))


def _first(known: Sequence[Task], count: int) -> list[Task]:
    return list(known[:count])


def _whole(known: Sequence[Task], count: int) -> list[Task]:
    """All open items of the projects with the fewest; of as many, of those done the soonest."""
    of_project: dict[int, list[tuple[int, Task]]] = {}
    for place, task in enumerate(known):
        of_project.setdefault(task.project.project_id, []).append((place, task))
    cheapest = sorted(of_project.values(), key=lambda found: (len(found), found[-1][0]))
    chosen = [pair for found in cheapest[:count] for pair in found]
    return [task for _, task in sorted(chosen, key=lambda pair: pair[0])]


def _largest(known: Sequence[Task], wanted: Decimal) -> tuple[list[Task], Decimal]:
    """Of the last one only what is still missing; and what all of them together cannot give."""
    chosen = []
    for task in known:
        if wanted <= 0:
            break
        amount = min(Decimal(task.amount), wanted)
        chosen.append(replace(task, amount=amount))
        wanted -= amount
    return chosen, wanted


def _money_need(facts: Facts, indicator: Indicator, asked: Need, known: Sequence[Task]) -> Need:
    """Works end with their plan; money may also be applied for anew."""
    count = to_go(asked.gap, money=True)
    choice, lacking = _largest(known, count)
    result = then(facts, indicator, "", choice)
    if indicator.rows == "funds":
        whole = Share(result.numerator + lacking)
        return replace(asked, count=count, choice=choice, fresh=lacking, result=whole)
    return replace(asked, count=count, choice=choice, result=result, reachable=lacking <= 0)


def _pool_need(facts: Facts, indicator: Indicator, asked: Need) -> Need:
    """Only new projects help: so many, or of so much."""
    count = _pool_count(indicator, asked)
    if count is None:
        return replace(asked, count=to_go(asked.gap, money=True), reachable=False)
    more = replace(facts, projects=[*facts.projects, *_invented(indicator, count)])
    result = indicator.count(more, "")
    return replace(asked, count=count, fresh=count, result=result, best=result)


def _pool_count(indicator: Indicator, asked: Need) -> Number | None:
    """A new industrial project raises both sides: (n + x) ÷ (d + x) ≥ g from x = gap ÷ (1 − g)."""
    if not indicator.money:
        return int(to_go(asked.gap, money=False))
    if indicator.is_total:
        return to_go(asked.gap, money=True)
    if asked.goal >= 1:
        return None
    return (asked.gap / (1 - asked.goal)).quantize(CENT, ROUND_CEILING)


def _invented(indicator: Indicator, count: Number) -> list[ProjectFact]:
    amount, number = (Decimal(count), 1) if indicator.money else (Decimal(0), int(count))
    project = ProjectFact(
        *(0, "", "", "", ""),
        Nature.RESERVE,
        total=amount,
        planned=amount,
        is_industrial=True,
    )
    return [project] * number


def _begun(project: ProjectFact, amount: Number) -> ProjectFact:
    return replace(project, started_on=SOMEDAY)


def _delivered(project: ProjectFact, amount: Number) -> ProjectFact:
    return replace(project, completed=project.completed + Decimal(amount))


def _won(fund: FundFact, amount: Number) -> FundFact:
    return replace(fund, approved=fund.approved + Decimal(amount)) if amount else fund


def _project_key(project: ProjectFact) -> str:
    return str(project.project_id)


def _fund_key(place: int) -> str:
    return f"fund-{place}"
