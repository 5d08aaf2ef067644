"""Permits with a past: what was said of them on which day."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from procedures.models import PermitEvent
from tests import factories
from tests.reporting.tables import kind_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def say(permit, *said):
    """(word, day[, day it was said]): a step of the bureau, else a status of the table."""
    for word, on, *at in said:
        is_step = word in ("accept", "return", "review", "notice", "proceed", "finish", "retract")
        PermitEvent.objects.create(
            permit=permit,
            at=datetime.combine(at[0] if at else on, time(10), SHANGHAI),
            side="handler" if is_step else "owner",
            action="step" if is_step else "status",
            after=word,
            on=on if is_step else None,
        )


def permit(cast, project, code, status, *said, **facts):
    found = factories.PermitFactory(
        project=project, kind=kind_of(cast, code), status=status, **facts
    )
    say(found, *said)
    return found


def new_project(cast, unit="XUEGUAN", **facts):
    project = factories.ProjectFactory(unit=cast.units[unit], **facts)
    factories.PlanFactory(project=project)
    return project


def finished(cast, code, days, *, level="county"):
    """Finished permits of projects of their own, accepted on Thursday 2022-12-01."""
    began = date(2022, 11, 7)
    for end in days:
        project = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
        permit(
            cast,
            project,
            code,
            "done",
            ("accept", began),
            ("finish", end),
            completed_on=end,
            level=level,
        )
