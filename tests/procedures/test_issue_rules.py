"""The state machine of problems, walked through completely: status × flags × step × who."""

from itertools import chain, combinations, product

import pytest

from procedures import issue_rules as rules
from procedures.issue_rules import Part, Standing, judge
from procedures.rules import IssueStatus, IssueStep

STEPS = [step for step in IssueStep if step != IssueStep.RAISE]
STATUSES = [status.value for status in IssueStatus]
CROWDS = [
    frozenset(crowd)
    for crowd in chain.from_iterable(combinations(Part, n) for n in range(len(Part) + 1))
]
# step: who may, then the status after it from open, escalated, decided, cleared; - is refused.
# + after a status: only with a 督办单; * only when 销号 was asked for; ! not while it is asked for
TABLE = """
edit       raiser                          open!  -           -         -
assign     coordinator                     open!  escalated!  decided!  -
reply      handler                         open+  escalated+  decided+  -
remark     raiser,owner,handler,coordinator open  escalated   decided   -
escalate   coordinator                     escalated! escalated! escalated! -
decide     coordinator                     decided decided    decided   -
ask_clear  owner,handler,centre            open!  escalated!  decided!  -
clear      raiser                          cleared cleared    cleared   -
refuse     raiser                          open*  escalated*  decided*  -
reopen     raiser,centre                   -      -           -         open
"""


def expected(step, now, crowd):
    """What the table above says: a status, 403 or 409."""
    line = next(line.split() for line in TABLE.strip().splitlines() if line.split()[0] == step)
    if not set(line[1].split(",")) & {part.value for part in crowd}:
        return 403
    if step == "ask_clear" and Part.RAISER in crowd and now.status != "cleared":
        return 409  # its own problem: it clears it without asking itself
    cell = line[2 + STATUSES.index(now.status)]
    if cell == "-" or ("+" in cell and not now.assigned):
        return 409
    if ("*" in cell and not now.asked) or ("!" in cell and now.asked):
        return 409
    return cell.rstrip("+*!")


def test_every_step_of_everybody_at_every_point():
    assert {line.split()[0] for line in TABLE.strip().splitlines()} == {s.value for s in STEPS}
    wrong = []
    for step, status, asked, assigned, crowd in product(
        STEPS, STATUSES, [False, True], [False, True], CROWDS
    ):
        now = Standing(status, asked, assigned)
        answer = judge(step, now, crowd)
        got = answer.after if answer else answer.code
        if got != expected(step.value, now, crowd):
            wrong.append((step.value, now, sorted(crowd), got))
    assert wrong == []


def test_a_refusal_is_a_sentence_and_an_answer_is_a_status():
    for step, status, asked, crowd in product(STEPS, STATUSES, [False, True], CROWDS):
        answer = judge(step, Standing(status, asked, True), crowd)
        assert bool(answer) == (answer.after in STATUSES) == (answer.why == "")
        assert bool(answer) == (answer.code == 200)


def test_a_cleared_problem_comes_back_only_by_reopening_it():
    ways = {
        step.value
        for step, crowd in product(STEPS, CROWDS)
        if judge(step, Standing("cleared"), crowd)
    }
    assert ways == {"reopen"}


def test_only_the_side_that_raised_it_clears():
    for status, crowd in product(["open", "escalated", "decided"], CROWDS):
        answer = judge(IssueStep.CLEAR, Standing(status, asked=True), crowd)
        assert bool(answer) == (Part.RAISER in crowd)


@pytest.mark.parametrize(
    ("status", "level", "to", "ok"),
    [
        ("open", "", "city", True),
        ("open", "county", "province", True),
        ("open", "city", "city", True),  # the table said that it needs the city
        ("open", "province", "city", False),
        ("escalated", "city", "city", False),
        ("escalated", "city", "province", True),
        ("escalated", "province", "city", False),
        ("decided", "city", "city", True),
        ("open", "", "county", False),
    ],
)
def test_the_ladder_goes_up(status, level, to, ok):
    assert (rules.ladder_refusal(status, level, to) == "") is ok
