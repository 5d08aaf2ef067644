"""A project is locked for an act, which its standing allows or refuses with a sentence."""

from datetime import date

from django.core.exceptions import ValidationError

from accounts.models import Unit
from projects.models import Project
from projects.selectors.deeds import parts_of, require
from workplace import clock

from .locks import lock_centre, lock_projects
from .values import invalid


def hold(project_id: int, verb: str) -> Project:
    """The project under the county's lock and its own; Refused when it is the wrong moment."""
    [project] = hold_all([project_id])
    require(project, verb)
    return project


def hold_all(ids: list[int]) -> list[Project]:
    """Projects of one county, locked after its centre, in the order asked for."""
    lock_county(ids)
    found = lock_projects(ids)
    return [found[pk] for pk in ids]


def lock_county(ids: list[int]) -> None:
    """What is read of packages after this stays so until the end of the transaction."""
    centres = {unit.centre_id for unit in Unit.objects.filter(projects__in=ids).distinct()}
    if len(centres) > 1:
        raise ValidationError("一次只能办理一个县的项目。", code="foreign")
    for centre_id in centres:
        lock_centre(centre_id)


def part_ids_of(project_id: int) -> list[int]:
    return list(parts_of(Project(pk=project_id)).values_list("pk", flat=True))


def not_future(key: str, day: date) -> None:
    today = clock.today()
    if day > today:
        raise invalid(key, f"不能晚于今天 {today:%Y-%m-%d}", "date")
