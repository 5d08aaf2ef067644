"""The chips above a list: filters of one click, each with its count."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    key: str  # in the URL
    label: str
    count: int
