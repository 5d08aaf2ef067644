"""The example by which the conventions are explained (domain.md §4). No database here.

Ten projects of six items: 8 need no permit, 30 are done, four projects have all they need.
"""

from procedures.rules import Status
from projects.rules import Nature

from .formulas import Facts, ItemFact, ProjectFact, percent, permitted
from .indicators import WORDINGS

PROJECTS, ITEMS, EXEMPT, DONE = 10, 6, 8, 30
COMPLETE = 4  # all five that they require
SOME = range(COMPLETE, COMPLETE + 5)  # these have two each
SAID = f"{PROJECTS} 个项目 × {ITEMS} 项手续，其中 {EXEMPT} 项无需办理、已办结 {DONE} 项"


def _facts() -> Facts:
    facts = Facts()
    for place in range(PROJECTS):
        project = ProjectFact(place, "", "", "", level="", nature=Nature.NEW)
        exempt = place < EXEMPT
        done = ITEMS - 1 if place < COMPLETE else 2 if place in SOME else 0
        for item in range(ITEMS):
            is_exempt = exempt and item == ITEMS - 1
            status = Status.NOT_REQUIRED if is_exempt else Status.DONE
            facts.items.append(
                ItemFact(
                    project,
                    str(item),
                    status if is_exempt or item < done else Status.NOT_STARTED,
                    done=item < done,
                )
            )
    return facts


EXAMPLE = _facts()


def example_of(convention: str) -> str:
    """30 ÷ 52 ＝ 57.7%."""
    share = permitted(EXAMPLE, convention)
    return f"{share.numerator} ÷ {share.denominator} ＝ {percent(share.value)}"


EXAMPLES = [(wording.short, example_of(key)) for key, wording in WORDINGS.items()]
