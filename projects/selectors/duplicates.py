"""Records that may be one project: pairs of the county, and what a new one may be already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.rules import Role
from projects.likeness import Entry, alike, likely_doubles
from projects.models import Project, ProjectQuerySet
from workplace.models import Act

MOST_SHOWN = 5


@dataclass(frozen=True)
class Double:
    """Two records, and why they may be one."""

    first: Project
    second: Project
    why: tuple[str, ...]

    @property
    def pair(self) -> str:
        return pair_key(self.first.number, self.second.number)


@dataclass(frozen=True)
class Found:
    """A record like the one about to be made."""

    project: Project
    why: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """What the one who adds may see by name, and whether other units have something like it."""

    shown: list[Found]
    elsewhere: bool

    def __bool__(self) -> bool:
        return bool(self.shown) or self.elsewhere


def pair_key(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))


def county_doubles(centre_id: int | None) -> list[Double]:
    """In two queries; pairs that somebody has looked at and found to be two are left out."""
    projects = {project.pk: project for project in _standing(centre_id)}
    dismissed = set(Act.objects.filter(verb="duplicates-dismiss").values_list("target", flat=True))
    pairs = likely_doubles([_entry(project) for project in projects.values()])
    found = [Double(_of(projects, p.first), _of(projects, p.second), p.why) for p in pairs]
    return [double for double in found if double.pair not in dismissed]


def _of(projects: Mapping[int, Project], entry: Entry) -> Project:
    return projects[entry.key or 0]


def alike_for(user: User, values: Mapping[str, Any]) -> Alike:
    """In one query. A reporter sees its own unit's; of others' only that there are some."""
    projects = {project.pk: project for project in _standing(user.unit.centre_id)}
    new = Entry(
        None,
        str(values.get("name") or ""),
        str(values.get("national_code") or ""),
        str(values.get("owner") or ""),
        str(values.get("place") or ""),
    )
    pairs = alike(new, map(_entry, projects.values()), most=len(projects))
    found = [Found(_of(projects, pair.second), pair.why) for pair in pairs]
    seen = [one for one in found if _may_see(user, one.project)]
    return Alike(seen[:MOST_SHOWN], elsewhere=len(seen) < len(found))


def _may_see(user: User, project: Project) -> bool:
    return user.role != Role.REPORTER or project.unit_id == user.unit_id


def _standing(centre_id: int | None) -> ProjectQuerySet:
    rows = Project.objects.of_county(centre_id).select_related("unit")
    return rows.filter(withdrawn_on__isnull=True, package__isnull=True).order_by("number")


def _entry(project: Project) -> Entry:
    return Entry(project.pk, project.name, project.national_code, project.owner, project.place)
