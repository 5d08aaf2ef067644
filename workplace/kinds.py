"""The kinds of things that digests tell: their words, which are urgent, in which order."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import DigestLine


@dataclass(frozen=True)
class Kind:
    """A kind of line: its word, and whether it is told at once unless a person says otherwise."""

    label: str
    at_once: bool = False
    must: bool = False  # at once whatever a person says: somebody chased by hand


# Kinds by key, in the order in which pages offer them; apps above add theirs in AppConfig.ready.
KINDS: dict[str, Kind] = {}


def offered() -> list[tuple[str, str]]:
    return [(key, kind.label) for key, kind in KINDS.items() if not kind.must]


def at_once_by_default() -> list[str]:
    return [key for key, kind in KINDS.items() if kind.at_once]


def ranked(lines: Iterable[DigestLine]) -> list[DigestLine]:
    """The most urgent kind first, within a kind the oldest."""
    order = {kind: number for number, kind in enumerate(KINDS)}
    return sorted(lines, key=lambda line: (order.get(line.kind, len(order)), line.at, line.pk))
