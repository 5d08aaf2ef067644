"""What the address of a figure asks for: day, source, unit, permit kind (design §8)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.utils.http import urlencode

from accounts.http import SignedInRequest
from accounts.models import Unit
from accounts.rules import Role
from reporting.access import county_of, unit_for
from reporting.converters import DateConverter
from reporting.formulas import SCOPES
from reporting.indicators import GROUPINGS, LEVEL_WORDS, LIVE, SOURCES
from reporting.references import NONE, Reference, moment_of, moment_text
from reporting.selectors.county import County, load_county
from workplace import clock


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
    known: datetime | None = None  # 数据时刻 of a reference; None = now
    definition: int | None = None  # 口径版本, when another than the day's is wanted
    scope: str = "all"  # 全部, 省重点, 省市重点

    def reference(self, path: str) -> Reference:
        """What was asked for, as a page at `path` counts it; pinned only when `known` was said."""
        return Reference(
            path=path,
            as_of=self.as_of,
            source=self.source,
            known=self.known,
            unit=self.unit.code if self.unit else "",
            scope=self.scope,
            kind=self.kind or "",
            level=self.level or "",
            industry=self.in_industry,
            year=self.year,
            definition=self.definition,
        )

    @property
    def in_industry(self) -> str | None:
        """As the projects have it."""
        return "" if self.industry == NONE else self.industry

    def county(self) -> County:
        return load_county(self.centre, self.as_of, self.year, self.known)

    def query(self, **other: Any) -> str:
        """The same question as a query string, with some answers changed."""
        found = self.answers | other
        return urlencode({key: value for key, value in found.items() if value})

    @property
    def answers(self) -> dict[str, Any]:
        """As the address names them; empty where nothing was asked."""
        unit = self.unit.code if self.unit and self.narrowed else None
        return {
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "unit": unit,
            "kind": self.kind,
            "by": self.by,
            "year": self.year,
            "level": self.level,
            "industry": self.industry,
            "known": moment_text(self.known) if self.known else None,
            "definition": self.definition,
            "scope": None if self.scope == "all" else self.scope,
        }


def asked(request: SignedInRequest) -> Asked:
    user, get = request.user, request.GET
    own = user.unit if user.role == Role.REPORTER else None
    code = get.get("unit", "")
    unit = unit_for(user, code) if code else own
    return Asked(
        centre=county_of(user),
        as_of=day_asked(get["as_of"]) if get.get("as_of") else clock.today(),
        source=_one_of(get.get("source", ""), SOURCES) or LIVE,
        unit=unit,
        narrowed=own is None and unit is not None,
        kind=get.get("kind") or None,
        by=_one_of(get.get("by", ""), GROUPINGS),
        year=_year(get["year"]) if get.get("year") else None,
        level=_one_of(get.get("level", ""), tuple(LEVEL_WORDS)),
        industry=get.get("industry") or None,
        known=_moment(get["known"]) if get.get("known") else None,
        definition=_version(get["definition"]) if get.get("definition") else None,
        scope=_one_of(get.get("scope", ""), tuple(SCOPES)) or "all",
    )


def day_asked(text: str) -> date:
    if not re.fullmatch(DateConverter.regex, text):
        raise Http404
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _moment(text: str) -> datetime:
    """Of the past: what is not known yet cannot be asked for."""
    moment = moment_of(text)
    if moment is None or moment > clock.now():
        raise Http404
    return moment


def _version(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise Http404
    return int(text)


def _year(text: str) -> int:
    if not re.fullmatch("20[0-9]{2}", text):
        raise Http404
    return int(text)


def _one_of(text: str, allowed: tuple[str, ...]) -> str | None:
    if text and text not in allowed:
        raise Http404
    return text or None
