"""Projects as the tests of packages and merges make them."""

from datetime import date
from decimal import Decimal

from projects import services
from projects.models import Progress, Project
from tests import factories

WHY = {"reason": "县委会议纪要"}


def make(units, by, name, total="100", planned="40", done=None, unit="XUEGUAN", **values):
    """Listed since the beginning of 2022; `done`: month → what is invested by its first day."""
    money = {"total_investment": total, "planned_investment": planned}
    project = services.create_project(
        unit=units[unit],
        year=2022,
        values={"name": name, **{k: v and Decimal(v) for k, v in money.items()}, **values},
        by=by,
        listed_from=date(2022, 1, 4),
    )
    for month, amount in (done or {}).items():
        factories.ProgressFactory(
            plan=project.plans.get(),
            as_of=date(2022, month, 1),
            completed_investment=Decimal(amount),
        )
    return project


def figures(project: Project) -> list[tuple[int, Decimal]]:
    """Month and cumulative investment of what is reported of the project."""
    rows = Progress.objects.filter(plan__project=project).order_by("as_of")
    return [(row.as_of.month, row.completed_investment) for row in rows]


def ids(*projects: Project) -> list[int]:
    return [project.pk for project in projects]
