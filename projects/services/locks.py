"""Locks in the order Unit(centre) → Submission → Project → Permit, and the version they guard."""

from collections.abc import Collection, Iterable

from accounts.models import Unit, User
from projects.models import Project
from workplace import history


def lock_centre(centre_id: int | None) -> None:
    """Held while a name, 项目代码 or number is given: they are unique in the county.

    Who also locks submissions or projects takes this one first.
    """
    if centre_id is not None:
        list(Unit.objects.select_for_update().filter(pk=centre_id).values_list("pk"))


def lock_projects(ids: Collection[int]) -> dict[int, Project]:
    """The projects, locked in the order of their keys, in one query."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("unit")
    found = {project.pk: project for project in rows.filter(pk__in=set(ids)).order_by("pk")}
    if len(found) != len(set(ids)):
        raise Project.DoesNotExist
    return found


def bump(projects: Iterable[Project], *, by: User | None, reason: str = "") -> None:
    """Raise the version of locked projects: something that belongs to them has changed."""
    rows = list(projects)
    for project in rows:
        project.version += 1
    history.update_many(Project, rows, ["version"], by=by, reason=reason)
