"""出处: the address of a number, which gives the same number for ever. No database here."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from django.utils.http import urlencode

from .formulas import Share

MOMENT = "%Y%m%dT%H%M%S.%fZ"
MOMENT_SHAPE = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
NONE = "-"  # ?industry=- asks for projects without one


@dataclass(frozen=True)
class Reference:
    """What a number was counted over: day, source, filters, definition, and when it was known.

    `known` pins the register's history and the seals valid then; without it the number is
    today's and moves.
    """

    path: str  # /indicators/<key>/ or /lists/<key>/
    as_of: date
    source: str
    known: datetime | None = None
    unit: str = ""
    scope: str = "all"
    kind: str = ""
    level: str = ""
    industry: str | None = None  # "" = projects without one
    year: int | None = None
    definition: int | None = None  # only when another than the day's

    def at(self, known: datetime | None) -> "Reference":
        return replace(self, known=known)

    def narrowed(
        self,
        scope: str = "all",
        kind: str = "",
        level: str = "",
        industry: str | None = None,
        year: int | None = None,
        definition: int | None = None,
    ) -> "Reference":
        return replace(
            self,
            scope=scope,
            kind=kind,
            level=level,
            industry=industry,
            year=year,
            definition=definition,
        )

    @property
    def query(self) -> str:
        """In one fixed order, so that the same reference is the same text."""
        found = {
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "known": moment_text(self.known) if self.known else "",
            "unit": self.unit,
            "scope": "" if self.scope == "all" else self.scope,
            "kind": self.kind,
            "level": self.level,
            "industry": NONE if self.industry == "" else self.industry or "",
            "year": self.year or "",
            "definition": self.definition or "",
        }
        return urlencode({key: value for key, value in found.items() if value})

    @property
    def href(self) -> str:
        return f"{self.path}?{self.query}"


@dataclass(frozen=True)
class Printed:
    """A number as it was printed: what FigureReference keeps."""

    reference: Reference
    label: str
    shown: str
    numerator: str
    denominator: str  # "" for a total
    digest: str  # of the rows behind it

    @classmethod
    def of(
        cls, reference: Reference, label: str, shown: str, share: Share, rows: Sequence[Any]
    ) -> "Printed":
        """A figure; `rows` are the facts behind it."""
        whole = "" if share.denominator is None else str(share.denominator)
        return cls(reference, label, shown, str(share.numerator), whole, facts_digest(rows))

    @property
    def check(self) -> str:
        """核对码: enough of the digest to be read aloud."""
        return self.digest[:10]


def parsed(path: str, query: str) -> Reference:
    """The reference back from its address. ValueError when the text is none of ours."""
    found = dict(parse_qsl(query, strict_parsing=True))
    known = moment_of(found["known"]) if "known" in found else None
    industry = found.get("industry")
    return Reference(
        path=path,
        as_of=date.fromisoformat(found["as_of"]),
        source=found["source"],
        known=known,
        unit=found.get("unit", ""),
        scope=found.get("scope", "all"),
        kind=found.get("kind", ""),
        level=found.get("level", ""),
        industry="" if industry == NONE else industry,
        year=int(found["year"]) if "year" in found else None,
        definition=int(found["definition"]) if "definition" in found else None,
    )


def moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(MOMENT)


def moment_of(text: str) -> datetime | None:
    """None for anything that is not the text of a moment."""
    if not MOMENT_SHAPE.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def normal_code(text: str) -> str:
    """As it was minted, from what somebody typed: no spaces and hyphens, O is 0, I and L are 1."""
    plain = re.sub(r"[\s-]", "", text).upper()
    return plain.translate(str.maketrans("OIL", "011"))


def rows_digest(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 of the rows behind a number, as they are listed."""
    return _digest([[_plain(cell) for cell in row] for row in rows])


def facts_digest(facts: Sequence[Any]) -> str:
    """The same of facts, a row each: all fields, its project's in place."""
    projects: dict[int, list[Any]] = {}  # by identity: a project is told once, not for each row
    return _digest([_fact_cells(fact, projects) for fact in facts])


def _digest(rows: list[list[Any]]) -> str:
    text = json.dumps(rows, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _fact_cells(fact: Any, told: dict[int, list[Any]]) -> list[Any]:
    cells: list[Any] = []
    for name in _field_names(fact.__class__):
        value = getattr(fact, name)
        if not hasattr(value, "__dataclass_fields__"):
            cells.append(_plain(value))
            continue
        if id(value) not in told:
            told[id(value)] = _fact_cells(value, told)
        cells += told[id(value)]
    return cells


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, int | bool) or cell is None else str(cell)
