"""拆分: one project becomes a package of new parts whose amounts sum up to it, to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from projects.models import Project
from projects.selectors.deeds import require, split_numbers
from workplace import acts, clock

from .locks import bump
from .moment import hold, hold_all, lock_county, part_ids_of
from .projects import create_projects, update_projects
from .sums import Amounts, add, amounts_of
from .telling import tell_units
from .values import NewProject, ProjectChange, invalid

MOST_PARTS = 20
SHARED = (
    *("owner", "place", "scale", "industry", "is_industrial", "build_nature", "level", "stage"),
    *("planned_start", "started_on", "resumed_on", "strategies", "leader", "in_statistics"),
)
REJOINED = "收回拆分"


@dataclass(frozen=True)
class Part:
    """A part to be made; `planned` by year."""

    name: str
    total: Decimal | None = None
    planned: Mapping[int, Decimal | None] = field(default_factory=dict)


@transaction.atomic
def split_project(
    *, project_id: int, parts: Sequence[Part], reason: str, by: User | None
) -> list[Project]:
    """The project stays on the list and counts; its parts belong to it and do not."""
    whole = hold(project_id, "split")
    if not 2 <= len(parts) <= MOST_PARTS:
        raise invalid("parts", f"拆成 2 至 {MOST_PARTS} 个部分", "choice")
    if not reason:
        raise invalid("reason", "必填。写原因或依据", "required")
    amounts = amounts_of([whole])[whole.pk]
    _check_sums(amounts, parts)
    years = sorted(amounts.plans, reverse=True)
    facts = {key: getattr(whole, key) for key in SHARED}
    news = [
        NewProject(whole.unit, next(iter(years), None), _values(facts, whole, part, amounts, years))
        for part in parts
    ]
    made = create_projects(news, by=by, reason=reason)
    for year in years[1:]:
        update_projects(
            [
                ProjectChange(project.pk, _plan(amounts, part, year), year)
                for project, part in zip(made, parts, strict=True)
            ],
            by=by,
            reason=reason,
        )
    bump([whole], by=by, reason=reason)
    numbers = [project.number for project in made]
    acts.record(by=by, verb="project-split", target=whole.number, reason=reason, parts=numbers)
    tell_units([whole], f"已拆成 {len(made)} 个部分，按原项目计数", by=by)
    return made


def _values(
    facts: Mapping[str, Any], whole: Project, part: Part, amounts: Amounts, years: Sequence[int]
) -> dict[str, Any]:
    values = {**facts, "name": part.name, "total_investment": part.total, "package": whole}
    return values | (_plan(amounts, part, years[0]) if years else {})


def _plan(amounts: Amounts, part: Part, year: int) -> dict[str, Any]:
    plan = amounts.plans[year]
    return {
        "planned_investment": part.planned.get(year),
        "listed_from": plan.listed_from,
        "nature": plan.nature,
        "level": plan.level,
    }


def _check_sums(amounts: Amounts, parts: Sequence[Part]) -> None:
    _check_sum("total", "总投资", amounts.total, [part.total for part in parts])
    for year in amounts.plans:
        shares = [part.planned.get(year) for part in parts]
        _check_sum(f"plan_{year}", f"{year}年计划投资", amounts.planned(year), shares)


def _check_sum(
    key: str, what: str, whole: Decimal | None, shares: Sequence[Decimal | None]
) -> None:
    total = add(shares)
    if (total or 0) != (whole or 0):
        sentence = (
            f"各部分{what}合计 {total or 0:,.2f} 万元，原项目 {whole or 0:,.2f} 万元，应当相等"
        )
        raise invalid(key, sentence, "number")


@transaction.atomic
def rejoin(*, project_id: int, reason: str, by: User | None) -> Project:
    """Take a split back: its parts leave the list, the project stands as it did."""
    lock_county([project_id])
    [whole, *parts] = hold_all([project_id, *part_ids_of(project_id)])
    require(whole, "rejoin")
    if not {part.number for part in parts} <= split_numbers(whole):
        raise Refused(f"{whole.name}的子项目不都是拆分出来的。用“拆包”。")
    if not reason:
        raise invalid("reason", "必填。写原因或依据", "required")
    words = f"{REJOINED}：{reason}"[:200]
    values = {"withdrawn_on": clock.today(), "withdraw_reason": words}
    update_projects([ProjectChange(part.pk, values) for part in parts], by=by, reason=words)
    bump([whole], by=by, reason=words)
    numbers = [part.number for part in parts]
    acts.record(by=by, verb="project-rejoin", target=whole.number, reason=reason, parts=numbers)
    return whole
