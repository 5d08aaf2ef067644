"""Filters as links with counts: how many each would leave of what the others leave."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from projects.models import ProjectQuerySet
from projects.rules import Nature, Standing

from .filters import STATUSES, WINTER, Filters
from .rows import project_list, statuses

CALLS = (Standing.WAITING, Standing.STOPPED, WINTER)


@dataclass(frozen=True)
class Chip:
    name: str  # of the filter
    key: str
    label: str
    count: int
    is_on: bool


def chips(
    projects: ProjectQuerySet, filters: Filters, today: date
) -> tuple[list[Chip], list[Chip]]:
    """年度类别, and what calls for an act (未开工, 停工, 推迟); one query."""
    rows: Any = project_list(projects, filters.without("nature", "status", "slipped"), today)
    conditions = statuses(today)
    nature = Q(plan_nature=filters.nature) if filters.nature else Q()
    status = conditions[filters.status] if filters.status else Q()
    late = Q(planned_start__gt=F("first_planned_start"))
    slipped = late if filters.slipped else Q()
    wanted = {f"nature_{n}": Q(plan_nature=n) & status & slipped for n in Nature.values}
    wanted["nature_"] = status & slipped
    wanted |= {f"status_{word}": conditions[word] & nature & slipped for word in CALLS}
    wanted["slipped_yes"] = late & nature & status
    found = rows.order_by().aggregate(
        **{name: Count("pk", filter=q or None) for name, q in wanted.items()}
    )

    def chip(name: str, key: str, label: str) -> Chip:
        is_on = getattr(filters, name) == key
        return Chip(name, key, label, found[f"{name}_{key}"], is_on)

    natures = [chip("nature", "", "全部"), *(chip("nature", n.value, str(n.label)) for n in Nature)]
    calls = [chip("status", word, STATUSES[word]) for word in CALLS]
    calls.append(chip("slipped", "yes", "计划开工已推迟"))
    shown = [c for c in natures if c.count or c.is_on or not c.key]
    return shown, [c for c in calls if c.count or c.is_on]
