"""What the URL of the list asks for. Names in it pass fixed maps (S2); the unknown is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef

from accounts.models import Unit, User
from projects.models import AnnualPlan, Project, ProjectQuerySet, Term
from projects.own_fields import columns_of
from projects.rules import Level, Nature, Stage, Standing, TermKind
from projects.selectors.units import TOWNS
from sheets.columns import Column, Type
from sheets.text import asked_word

ALL_YEARS = "all"
WINTER = "winter"
STATUSES = {**{str(word): str(word.label) for word in Standing}, WINTER: "冬季停工"}
YES_NO = {"yes": "是", "no": "否"}
SIZES = (50, 100, 200)
# Behind 更多筛选: filter → its words; those with words of their own stand in Filters.of.
FIXED = {"stage": Stage.values, "level": Level.values, "industrial": list(YES_NO),
         "statistics": list(YES_NO), "funding": list(YES_NO), "slipped": ["yes"]}  # fmt: skip
SHOWN_FIRST = ("q", "year", "unit", "nature", "status")


@dataclass(frozen=True)
class Known:
    """What the filters of a person's list may say; read in five queries."""

    years: list[int]
    units: list[Unit]  # that have projects
    towns: list[Unit]
    industries: list[str]
    strategies: list[str]
    own: list[Column]

    @classmethod
    def of(cls, user: User, seen: ProjectQuerySet) -> "Known":
        centre_id = user.unit.centre_id
        units = list(
            Unit.objects.of_county(centre_id).annotate(
                has_projects=Exists(seen.filter(unit=OuterRef("pk")))
            )
        )
        strategies = Term.objects.filter(centre=centre_id, kind=TermKind.STRATEGY)
        return cls(
            years=_years(seen),
            units=[unit for unit in units if unit.has_projects],
            towns=[unit for unit in units if unit.kind in TOWNS],
            industries=_industries(seen),
            strategies=list(strategies.values_list("name", flat=True)),
            own=columns_of(centre_id),
        )

    @property
    def own_choices(self) -> list[Column]:
        """Own fields with fixed words, which a list can be filtered by."""
        return [column for column in self.own if column.type is Type.CHOICE]


@dataclass(frozen=True)
class Filters:
    """A list as a person asked for it; the same whatever nonsense stood beside it in the URL."""

    q: str = ""
    year: int | None = None  # None: every project with its latest plan
    unit: str = ""
    nature: str = ""
    status: str = ""
    stage: str = ""
    level: str = ""
    town: str = ""
    industry: str = ""
    strategy: str = ""
    industrial: str = ""
    statistics: str = ""
    funding: str = ""
    slipped: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    sort: str = "number"
    falling: bool = False
    cols: tuple[str, ...] = ()  # empty: the usual ones
    size: int = SIZES[0]
    newest: int | None = None  # the year of a list that names none

    @classmethod
    def of(
        cls, query: Mapping[str, str], known: Known, *, sorts: Sequence[str] = ("number",)
    ) -> "Filters":
        def one_of(name: str, words: Sequence[str]) -> str:
            return _known(query.get(name, ""), words)

        sort = query.get("sort", "")
        key = sort.removeprefix("-")
        cols = query.get("cols", "").split(",")
        size = query.get("size", "")
        return cls(
            q=asked_word(query.get("q", "")),
            year=_year(query.get("year", ""), known.years),
            unit=asked_word(query.get("unit", "")),
            nature=one_of("nature", Nature.values),
            status=one_of("status", list(STATUSES)),
            town=one_of("town", [unit.code for unit in known.towns]),
            industry=one_of("industry", known.industries),
            strategy=one_of("strategy", known.strategies),
            own=_own(query, known.own_choices),
            sort=key if key in sorts else "number",
            falling=key in sorts and sort.startswith("-"),
            cols=tuple(key for key in sorts if key in cols),
            size=int(size) if size in map(str, SIZES) else SIZES[0],
            newest=known.years[0] if known.years else None,
            **{name: one_of(name, words) for name, words in FIXED.items()},  # type: ignore[arg-type]
        )

    @property
    def more(self) -> int:
        """How many filters stand behind 更多筛选."""
        names = (*FIXED, "town", "industry", "strategy")
        return sum(bool(getattr(self, name)) for name in names) + len(self.own)

    @property
    def narrows(self) -> bool:
        named = [name for name in SHOWN_FIRST if name != "year"]
        return bool(self.more or any(getattr(self, name) for name in named))

    @property
    def pairs(self) -> dict[str, str]:
        """The filters as the URL says them, without what is usual anyway."""
        names = [*SHOWN_FIRST, *FIXED, "town", "industry", "strategy"]
        found = {name: getattr(self, name) for name in names if name != "year"} | dict(self.own)
        if self.year != self.newest:
            found["year"] = str(self.year or ALL_YEARS)
        return {name: value for name, value in found.items() if value}

    @property
    def looks(self) -> dict[str, str]:
        """Order, columns and page size, without what is usual anyway."""
        sort = f"-{self.sort}" if self.falling else self.sort
        size = "" if self.size == SIZES[0] else str(self.size)
        found = {"sort": "" if sort == "number" else sort, "cols": ",".join(self.cols)}
        return {name: value for name, value in {**found, "size": size}.items() if value}

    @property
    def query(self) -> str:
        """The list as one string: what a saved view keeps and a link says."""
        return urlencode({**self.pairs, **self.looks})

    @property
    def looks_query(self) -> str:
        return urlencode(self.looks)

    def query_with(self, cols: tuple[str, ...]) -> str:
        return replace(self, cols=cols).query

    def without(self, *names: str) -> "Filters":
        usual = Filters()
        return replace(self, **{name: getattr(usual, name) for name in names})


def _years(seen: ProjectQuerySet) -> list[int]:
    plans = AnnualPlan.objects.ever_listed().filter(project__in=seen).order_by("-year")
    return list(plans.values_list("year", flat=True).distinct())


def _industries(seen: ProjectQuerySet) -> list[str]:
    named: Any = Project.objects.filter(pk__in=seen.values("pk")).exclude(industry="")
    return list(named.order_by("industry").values_list("industry", flat=True).distinct())


def _own(query: Mapping[str, str], columns: Sequence[Column]) -> dict[str, str]:
    found = {c.key: _known(query.get(c.key, ""), [x.value for x in c.choices]) for c in columns}
    return {key: value for key, value in found.items() if value}


def _year(text: str, years: list[int]) -> int | None:
    if text == ALL_YEARS:
        return None
    chosen = next((year for year in years if str(year) == text), None)
    return chosen or (years[0] if years else None)


def _known(text: str, words: Sequence[str]) -> str:
    return text if text in words else ""
