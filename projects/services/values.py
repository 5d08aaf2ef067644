"""What may be written to a project and its plan, and whether names and codes are free."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.models import Unit
from projects.models import AnnualPlan, Project
from projects.own_fields import is_own
from projects.sheets import CODE_PATTERN
from sheets.text import CellError, clean, fold
from workplace import clock

Values = Mapping[str, Any]

PLAN_LISTED = frozenset({"listed_from", "listed_to", "listed_reason", "delisted_reason"})
PLAN_ONLY = frozenset({"planned_investment", "content"}) | PLAN_LISTED
ON_BOTH = frozenset({"nature", "level"})  # the plan's for its year, the project's at present
VERSIONED = ("planned_investment", "nature", "level")
PROJECT_TEXT = frozenset({"name", "national_code", "owner", "place", "scale", "industry"})
PROJECT_DATES = frozenset({"planned_start", "started_on", "resumed_on", "stopped_on"})
PROJECT_STOP = frozenset({"stop_kind", "stop_reason", "expected_restart_on"})
PROJECT_ENDS = frozenset({"finished_on", "withdrawn_on", "withdraw_reason"})
PROJECT_REST = frozenset({"is_industrial", "build_nature", "total_investment", "in_statistics"})
PROJECT_WORDS = frozenset({"strategies", "leader", "note"})
# rows of other tables; `stage` is the finer word for `nature`, each follows the other
LINKS = frozenset({"unit", "package", "merged_into"})
PROJECT_ONLY = (
    (PROJECT_TEXT | PROJECT_DATES | PROJECT_STOP | PROJECT_ENDS | PROJECT_REST | PROJECT_WORDS)
    | LINKS
    | {"stage", "extra"}
)
MULTILINE = frozenset({"scale", "note", "content"})
PAST = ("started_on", "resumed_on", "stopped_on", "finished_on", "withdrawn_on")

NAME_TAKEN = "同一年度已有同名项目。换一个能区分的名称，或请县项目推进中心核对"
CODE_TAKEN = "这个项目代码已经用于另一个项目。核对代码，或请县项目推进中心核对"


@dataclass(frozen=True)
class ProjectChange:
    """New values of one project and of its plan of `year` (None: its latest plan)."""

    project_id: int
    values: Values
    year: int | None = None
    since: date | None = None  # the day a new stage began, when it is told


@dataclass(frozen=True)
class NewProject:
    """A project to be made; without a year it is on no year's list."""

    unit: Unit
    year: int | None
    values: Values = field(default_factory=dict)


def invalid(key: str, message: str, code: str) -> ValidationError:
    return ValidationError({key: ValidationError(message, code=code)})


def split(values: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Project values and plan values, each checked; a name we do not know is a bug."""
    unknown = set(values) - PROJECT_ONLY - PLAN_ONLY - ON_BOTH
    if unknown:
        raise TypeError(f"not a field of the register: {', '.join(sorted(unknown))}")
    project = {k: _tidy(Project, k, v) for k, v in values.items() if k not in PLAN_ONLY}
    plan = {k: _tidy(AnnualPlan, k, v) for k, v in values.items() if k in PLAN_ONLY | ON_BOTH}
    _check(project, plan)
    return project, plan


def _tidy(model: type[models.Model], key: str, value: Any) -> Any:
    if key in LINKS:
        return value
    if key == "extra":
        return _tidy_extra(value)
    column = model._meta.get_field(key)
    if not isinstance(column, models.Field):
        raise TypeError(key)
    try:
        if isinstance(column, models.CharField | models.TextField) and not column.choices:
            value = clean(value, max_length=column.max_length or 500, multiline=key in MULTILINE)
        return column.clean(value, None)
    except CellError as error:
        raise invalid(key, error.message, error.code) from None
    except ValidationError as error:
        code = "required" if value in (None, "") else _code(column)
        raise invalid(key, " ".join(error.messages), code) from None


def _tidy_extra(value: Mapping[str, str]) -> dict[str, str]:
    """Own fields as wire strings; what they may say was checked by their columns."""
    if not all(is_own(key) for key in value):
        raise TypeError(f"not own fields: {', '.join(sorted(value))}")
    return {key: clean(text, max_length=100) for key, text in value.items()}


def _code(column: "models.Field[Any, Any]") -> str:
    """Our word for what kind of value was wrong (sheets.text.CODES)."""
    if column.choices:
        return "choice"
    if isinstance(column, models.DecimalField):
        return "number"
    return "date" if isinstance(column, models.DateField) else "format"


def _check(project: Values, plan: Values) -> None:
    code = project.get("national_code")
    if code and not re.fullmatch(CODE_PATTERN, code):
        raise invalid(
            "national_code", "格式不对。应为 24 位，如 2211-141033-89-01-123456", "format"
        )
    total, planned = project.get("total_investment"), plan.get("planned_investment")
    if total is not None and total <= 0:
        raise invalid("total_investment", "应大于 0", "number")
    if planned is not None and planned < 0:
        raise invalid("planned_investment", "不能小于 0", "number")
    today = clock.today()
    for key in PAST:
        day = project.get(key)
        if day is not None and day > today:
            raise invalid(key, f"不能晚于今天 {today:%Y-%m-%d}", "date")


def check_listed(listed_from: date, listed_to: date | None) -> None:
    if listed_to is not None and listed_to <= listed_from:
        raise invalid("listed_to", "退出时间应晚于列入时间", "date")


@dataclass(frozen=True)
class Claim:
    """A project (None: one to be made) that wants a name in some years and a code."""

    project_id: int | None
    years: frozenset[int]  # 0: among the projects without a plan
    name: str | None = None
    code: str | None = None


Clash = dict[int, dict[str, ValidationError]]


def clashes(centre_id: int | None, claims: Sequence[Claim]) -> Clash:
    """The claims (by position) whose name or code is taken in the county; two queries at most.

    The sentence names neither the other unit nor its project (design §4).
    """
    found: Clash = {}
    for position in _doubles(_named(claims), _names_taken(centre_id, claims)):
        found.setdefault(position, {})["name"] = ValidationError(NAME_TAKEN, code="duplicate")
    for position in _doubles(_coded(claims), _codes_taken(centre_id, claims)):
        error = ValidationError(CODE_TAKEN, code="duplicate")
        found.setdefault(position, {})["national_code"] = error
    return found


Wanted = list[tuple[int, int | None, Any]]  # position, project, what it wants


def _named(claims: Sequence[Claim]) -> Wanted:
    return [
        (position, claim.project_id, (year, fold(claim.name)))
        for position, claim in enumerate(claims)
        if claim.name
        for year in claim.years
    ]


def _coded(claims: Sequence[Claim]) -> Wanted:
    return [(n, claim.project_id, claim.code) for n, claim in enumerate(claims) if claim.code]


def _doubles(wanted: Wanted, taken: Iterable[tuple[int, Any]]) -> list[int]:
    """Positions whose wish another project holds, or an earlier claim has."""
    movers = {project_id for _, project_id, _ in wanted}
    holders = {wish: project_id for project_id, wish in taken if project_id not in movers}
    first: dict[Any, int] = {}
    return [
        position
        for position, _, wish in wanted
        if wish in holders or first.setdefault(wish, position) != position
    ]


def _names_taken(centre_id: int | None, claims: Sequence[Claim]) -> list[tuple[int, Any]]:
    years = frozenset[int]().union(*(claim.years for claim in claims if claim.name))
    if not years:
        return []
    county = Project.objects.of_county(centre_id)
    # never listed for a day (an import undone), or one with another: its name is free again
    merged = Q(project__merged_into__isnull=False)
    never = Q(project__withdrawn_on__isnull=False, project__withdrawn_on__lte=F("listed_from"))
    listed = AnnualPlan.objects.ever_listed()
    plans = listed.filter(year__in=years, project__in=county).exclude(never | merged)
    rows = list(plans.values_list("project_id", "year", "project__name"))
    if 0 in years:
        planless = county.filter(plans=None, merged_into=None)
        rows += [(pk, 0, name) for pk, name in planless.values_list("pk", "name")]
    return [(project_id, (year, fold(name))) for project_id, year, name in rows]


def _codes_taken(centre_id: int | None, claims: Sequence[Claim]) -> list[tuple[int, Any]]:
    codes = {claim.code for claim in claims if claim.code}
    if not codes:
        return []
    county = Project.objects.of_county(centre_id).standing(clock.today())
    return list(county.filter(national_code__in=codes).values_list("pk", "national_code"))


def raise_first(found: Clash) -> None:
    for errors in found.values():
        raise ValidationError(errors)
