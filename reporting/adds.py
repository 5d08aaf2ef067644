"""What each row behind a figure adds to its two numbers: they sum to it. No database here."""

from collections.abc import Sequence

from .formulas import Facts, FundFact, ItemFact, ProjectFact, Share
from .indicators import Indicator
from .rules import Convention

Row = ItemFact | FundFact | ProjectFact


def adds(indicator: Indicator, facts: Facts, convention: str) -> list[Share]:
    """In the order of `indicator.behind(facts)`."""
    if indicator.rows == "items" and convention == Convention.WHOLE_PROJECT:
        return _by_project(indicator, facts.new_items, convention)
    if indicator.rows == "items":
        return _by_item(indicator, facts.new_items, convention)
    return [indicator.count(_alone(row), convention) for row in indicator.behind(facts)]


def _by_item(indicator: Indicator, items: Sequence[ItemFact], convention: str) -> list[Share]:
    """An item adds what any other adds that stands as it does."""
    known: dict[tuple[bool, bool], Share] = {}
    found = []
    for item in items:
        stands = (item.done, item.exempt)
        if stands not in known:
            known[stands] = indicator.count(_alone(item), convention)
        found.append(known[stands])
    return found


def _alone(row: Row) -> Facts:
    if isinstance(row, ItemFact):
        return Facts(items=[row])
    return Facts(funds=[row]) if isinstance(row, FundFact) else Facts(projects=[row])


def _by_project(indicator: Indicator, items: Sequence[ItemFact], convention: str) -> list[Share]:
    """A project counts as one: its first item carries it, the others nothing."""
    of_project: dict[int, list[ItemFact]] = {}
    for item in items:
        of_project.setdefault(item.project.project_id, []).append(item)
    whole = {
        key: indicator.count(Facts(items=found), convention) for key, found in of_project.items()
    }
    return [whole.pop(item.project.project_id, Share(0, 0)) for item in items]
