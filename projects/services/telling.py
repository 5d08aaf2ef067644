"""Units hear by the bell when somebody else has changed whose, or what, their projects are."""

from collections.abc import Iterable

from accounts.models import User
from accounts.rules import Role
from projects.models import Project
from workplace import post


def tell_units(projects: Iterable[Project], what: str, *, by: User | None) -> None:
    """One line for each unit, however many of its projects it is about."""
    of_unit: dict[int, list[Project]] = {}
    for project in projects:
        if by is None or project.unit_id != by.unit_id:
            of_unit.setdefault(project.unit_id, []).append(project)
    people = list(User.objects.filter(unit__in=of_unit, role=Role.REPORTER))
    for unit_id, own in of_unit.items():
        first = own[0]
        names = f"{first.number} {first.name}"
        names = f"{names}等 {len(own)} 个项目" if len(own) > 1 else names
        post.notify(
            users=[user for user in people if user.unit_id == unit_id],
            key=f"moved-{first.number}-{first.version}",
            text=f"{names}{what}",
            url=f"/projects/{first.number}/",
        )
