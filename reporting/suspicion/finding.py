"""What a rule is, and what it says when it finds something. No database here."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .facts import Facts, Work

SENTENCE = 300
# What the order says of each sort of finding (第五条（四）, 强化工作考核).
FALSE = "第五条（四）：弄虚作假要进行通报"
SLOW = "第五条（四）：不作为、慢作为要进行通报"
WILD = "第五条（四）：乱作为要进行通报"


@dataclass(frozen=True)
class Row:
    """One row that a finding rests on: where it stands, what it says, where to see it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Finding:
    """`values` are exactly what the rule looked at: while they stay, it is the same finding."""

    work: Work
    sentence: str
    values: tuple[Any, ...]
    rows: tuple[Row, ...]
    about: str = ""  # which permit, table or number of the project

    @property
    def subject(self) -> str:
        return f"{self.work.project.number} {self.about}".strip()

    @property
    def fact(self) -> str:
        text = json.dumps(self.values, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


Find = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    code: str
    title: str
    looks: str  # what it looks for, in words, with its threshold and why
    clears: str  # what would explain or correct it
    clause: str
    find: Find


def wan(amount: Decimal) -> str:
    return f"{amount:,.2f} 万元"


def day(when: date) -> str:
    return f"{when.year}年{when.month}月{when.day}日"


def iso(when: date | datetime | None) -> str:
    return "" if when is None else f"{when:%Y-%m-%d}"
