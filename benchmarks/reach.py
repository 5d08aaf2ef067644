"""达标测算 with 3,000 projects × 6 permits: the smallest set, its page, and a simple search."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from accounts.models import User
from procedures.models import Permit
from reporting import reach
from reporting.formulas import Facts
from reporting.indicators import INDICATORS
from reporting.models import Target
from reporting.reach import Task
from reporting.rules import Convention
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books, Figure
from reporting.selectors.reach_hands import Hands

from .county import CUTOFF, client_of, grow
from .measure import Line, page_line, timed

PROJECTS = 3_000
GOAL = Decimal("0.65")
LIMIT = "限 1,000 ms"
STATUSES = itertools.cycle(["done", "submitted", "preparing", "not_started", "not_required"])


def lines(people: dict[str, User]) -> list[Line]:
    reporters = [person for code, person in people.items() if code != "XMZX"]
    for reporter in reporters:
        grow(reporter.unit, -(-PROJECTS // len(reporters)), _dress)
    target, _ = Target.objects.get_or_create(
        indicator="permit_rate", year=2023, scope="all", due_on=date(2023, 2, 28),
        defaults={"floor": GOAL},
    )  # fmt: skip
    client = client_of(people["XMZX"])
    return [
        *_sets(people["XMZX"]),
        page_line(client, f"达标测算 {PROJECTS:,} 个项目", "/reach/"),
        page_line(client, "　逐项试算，只看县级", f"/reach/{target.pk}/floor/?to_level=county"),
    ]


def _sets(centre: User) -> list[Line]:
    books = Books(load_county(centre.unit, CUTOFF))
    figure, hands = books.figure("permit_rate"), Hands(books)
    hands.hints(figure.facts)  # the register is read
    found = []
    for convention in (Convention.REQUIRED_ONLY, Convention.WHOLE_PROJECT):
        ours = timed(partial(_smallest, hands, figure, convention), times=3)
        found.append(Line(f"最少的一组（{convention.label}）", ours, other=LIMIT))
    known = reach.tasks(figure.facts, figure.indicator, hands.hints(figure.facts))
    few = timed(lambda: _one_by_one(figure.facts, known, steps=20))
    found.append(Line("　对照：一项一项试，只试 20 项", few))
    return found


def _smallest(hands: Hands, figure: Figure, convention: str) -> None:
    known = reach.tasks(figure.facts, figure.indicator, hands.hints(figure.facts))
    need = reach.need(figure.facts, figure.indicator, convention, GOAL, known)
    assert need is not None
    assert need.result.reaches(GOAL)
    assert reach.without_before(need.choice) == []


def _one_by_one(facts: Facts, known: Sequence[Task], steps: int) -> None:
    """Count the figure again after every further item, as one would by hand."""
    for count in range(1, steps + 1):
        reach.then(facts, INDICATORS["permit_rate"], Convention.REQUIRED_ONLY, known[:count])


def _dress(permit: Permit) -> None:
    permit.status = next(STATUSES)
    if permit.status == "done":
        permit.completed_on = CUTOFF
    elif permit.status != "not_required":
        permit.expected_on = CUTOFF + timedelta(days=permit.kind_id % 60)
