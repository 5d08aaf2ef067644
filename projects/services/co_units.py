"""协同单位: who helps the responsible unit.

The book keeps what they were (verb co-units-set, before and after): a history table holds no list.
"""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Unit, User
from projects.models import Project
from workplace import acts

from .locks import bump, lock_projects
from .values import invalid


@transaction.atomic
def set_co_units(
    *, project_id: int, units: Sequence[Unit], by: User | None, reason: str = ""
) -> Project:
    project = lock_projects([project_id])[project_id]
    if any(unit.centre_id != project.unit.centre_id for unit in units):
        raise invalid("co_units", "选本县的单位", "choice")
    others = [unit for unit in units if unit != project.unit]
    before = list(project.co_units.all())
    if {unit.pk for unit in before} == {unit.pk for unit in others}:
        return project
    project.co_units.set(others)
    bump([project], by=by, reason=reason)
    acts.record(
        by=by, verb="co-units-set", target=project.number, reason=reason,
        before=_names(before), after=_names(others),
    )  # fmt: skip
    return project


def _names(units: Sequence[Unit]) -> str:
    return "、".join(unit.short_name for unit in sorted(units, key=lambda u: (u.order, u.code)))
