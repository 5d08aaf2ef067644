"""Two records side by side: what differs, and whose value is proposed."""

from dataclasses import dataclass
from typing import Any

from projects.models import AnnualPlan, Project

from .changes import text_of

# What may be chosen from one record or the other; services.merging takes nothing else.
CHOSEN = (
    *("name", "national_code", "owner", "place", "scale", "industry", "is_industrial"),
    *("build_nature", "total_investment", "planned_start", "started_on", "resumed_on"),
    *("strategies", "leader", "in_statistics", "note"),
)
BLANK = ("", None)


@dataclass(frozen=True)
class Difference:
    """A fact that the records tell otherwise; `theirs` is proposed where ours is blank."""

    key: str
    label: str
    ours: str
    other: str
    theirs: bool


def differences(keep: Project, gone: Project) -> list[Difference]:
    """Facts first, then the plans of years that both have; one query."""
    found = []
    for key in CHOSEN:
        ours, other = getattr(keep, key), getattr(gone, key)
        if ours != other:
            field = Project._meta.get_field(key)
            label = str(field.verbose_name).removesuffix("（万元）")  # type: ignore[union-attr]
            found.append(_difference(key, label, field, ours, other))
    plans = AnnualPlan.objects.ever_listed().filter(project__in=[keep, gone])
    money = {(plan.project_id, plan.year): plan.planned_investment for plan in plans}
    field = AnnualPlan._meta.get_field("planned_investment")
    for (project_id, year), other in sorted(money.items()):
        if project_id == gone.pk and (keep.pk, year) in money:
            ours = money[keep.pk, year]
            if ours != other:
                label = f"{year}年计划投资"
                found.append(_difference(f"plan_{year}", label, field, ours, other))
    return found


def _difference(key: str, label: str, field: Any, ours: Any, other: Any) -> Difference:
    before, after = (text_of(field, value, {}) or "空" for value in (ours, other))
    return Difference(key, label, before, after, theirs=ours in BLANK)
