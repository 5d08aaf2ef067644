"""Locks in the order Unit(centre) → Submission → Project → Permit, and the version they guard.

All without the key (`no_key`): who writes a row that only names a locked one (an event, a nudge,
an alarm) need not wait, and cannot close a circle with somebody who locks in this order.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from accounts.models import Unit, User
from projects.models import Project
from workplace import history


def lock_centre(centre_id: int | None) -> None:
    """Held while a name, 项目代码 or number is given: they are unique in the county.

    Who also locks submissions or projects takes this one first.
    """
    if centre_id is not None:
        units = Unit.objects.select_for_update(no_key=True)
        list(units.filter(pk=centre_id).values_list("pk"))


def lock_projects(ids: Collection[int]) -> dict[int, Project]:
    """The projects, locked in the order of their keys, in one query."""
    rows = Project.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    found = {project.pk: project for project in rows.filter(pk__in=set(ids)).order_by("pk")}
    if len(found) != len(set(ids)):
        raise Project.DoesNotExist
    return found


@dataclass(frozen=True)
class Held:
    """Locked projects that several services write to; one act raises their version once.

    `fresh`: made in this very transaction. Nothing hangs on them yet, and nobody has seen the
    first version, which covers all that is written with it.
    """

    projects: Mapping[int, Project]
    fresh: bool = False
    touched: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)  # have their new version already

    def close(self, *, by: User | None, reason: str = "") -> None:
        ids = set() if self.fresh else self.touched - self.raised
        bump([self.projects[pk] for pk in sorted(ids)], by=by, reason=reason)


@contextmanager
def holding(
    ids: Collection[int], held: Held | None, *, by: User | None, reason: str = ""
) -> Iterator[Held]:
    """The caller's locked projects, else ours, which are a version higher at the end."""
    ours = held or Held(lock_projects(ids))
    yield ours
    if held is None:
        ours.close(by=by, reason=reason)


def bump(projects: Iterable[Project], *, by: User | None, reason: str = "") -> None:
    """Raise the version of locked projects: something that belongs to them has changed."""
    rows = list(projects)
    for project in rows:
        project.version += 1
    history.update_many(Project, rows, ["version"], by=by, reason=reason)
