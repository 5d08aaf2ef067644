"""Conditions of the database's own checks, where columns must stand in order."""

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from operator import and_

from django.db.models import F, Q


def rising(names: Sequence[str]) -> Q:
    """Each column is at most every later one, where both are filled in."""
    return reduce(and_, (_at_most(low, high) for low, high in combinations(names, 2)))


def falling(names: Sequence[str]) -> Q:
    return rising(tuple(reversed(names)))


def _at_most(low: str, high: str) -> Q:
    empty = Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True})
    return Q(**{f"{low}__lte": F(high)}) | empty
