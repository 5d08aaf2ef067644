"""What the address of a figure asks for: day, source, unit, permit kind (design §8)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.http import urlencode

from accounts.http import SignedInRequest
from accounts.models import Unit
from accounts.rules import Role
from reporting.access import county_of, unit_for
from reporting.converters import DateConverter
from reporting.indicators import GROUPINGS, LEVEL_WORDS, LIVE, SOURCES
from workplace import clock

NONE = "-"  # ?industry=- asks for projects without one


@dataclass(frozen=True)
class Asked:
    """A reporter always asks for its own unit, whatever the address says."""

    centre: Unit
    as_of: date
    source: str
    unit: Unit | None  # the figures' unit
    narrowed: bool  # somebody of the county asked for one unit
    kind: str | None
    by: str | None
    year: int | None = None  # of the plans, when another than the day's is wanted
    level: str | None = None
    industry: str | None = None  # as in the address: NONE for 未填行业

    @property
    def in_industry(self) -> str | None:
        """As the projects have it."""
        return "" if self.industry == NONE else self.industry

    def query(self, **other: Any) -> str:
        """The same question as a query string, with some answers changed."""
        unit = self.unit.code if self.unit and self.narrowed else None
        found = {
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "unit": unit,
            "kind": self.kind,
            "by": self.by,
            "year": self.year,
            "level": self.level,
            "industry": self.industry,
        } | other
        return urlencode({key: value for key, value in found.items() if value})


def asked(request: SignedInRequest) -> Asked:
    user, get = request.user, request.GET
    own = user.unit if user.role == Role.REPORTER else None
    code = get.get("unit", "")
    unit = unit_for(user, code) if code else own
    return Asked(
        centre=county_of(user),
        as_of=_day(get["as_of"]) if get.get("as_of") else clock.today(),
        source=_one_of(get.get("source", ""), SOURCES) or LIVE,
        unit=unit,
        narrowed=own is None and unit is not None,
        kind=get.get("kind") or None,
        by=_one_of(get.get("by", ""), GROUPINGS),
        year=_year(get["year"]) if get.get("year") else None,
        level=_one_of(get.get("level", ""), tuple(LEVEL_WORDS)),
        industry=get.get("industry") or None,
    )


def _day(text: str) -> date:
    if not re.fullmatch(DateConverter.regex, text):
        raise Http404
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _year(text: str) -> int:
    if not re.fullmatch("20[0-9]{2}", text):
        raise Http404
    return int(text)


def _one_of(text: str, allowed: tuple[str, ...]) -> str | None:
    if text and text not in allowed:
        raise Http404
    return text or None
