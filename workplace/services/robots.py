"""Setting up robots. Tokens come in here and are seen nowhere again: not in acts, not in logs."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from workplace import acts, clock, history, robots
from workplace.models import Robot
from workplace.outbound import NotSent

PLAIN = ("name", "unit", "vendor", "kinds", "is_active")
KEPT_WHEN_EMPTY = ("token", "secret")
TEST = "【蒲县重点项目】这是一条测试：{name}可以收到提醒了。"


@sensitive_variables("values")
@transaction.atomic
def add_robot(*, values: Mapping[str, Any], by: User) -> Robot:
    robot = Robot(centre_id=by.unit.centre_id or by.unit_id, made_at=clock.now())
    for name in (*PLAIN, *KEPT_WHEN_EMPTY):
        setattr(robot, name, values[name])
    history.save(robot, by=by)
    acts.record(by=by, verb="robot-add", target=robot.name, vendor=robot.vendor)
    return robot


@sensitive_variables("values")
@transaction.atomic
def edit_robot(*, robot_id: int, values: Mapping[str, Any], by: User) -> Robot:
    """An empty token or secret stays what it was; another vendor starts without a secret."""
    robot = Robot.objects.select_for_update(of=("self",)).get(pk=robot_id)
    if robot.vendor != values["vendor"]:
        robot.secret = ""
    changed = [name for name in PLAIN if getattr(robot, name) != values[name]]
    for name in PLAIN:
        setattr(robot, name, values[name])
    for name in KEPT_WHEN_EMPTY:
        if values[name]:
            setattr(robot, name, values[name])
            changed.append(name)
    history.save(robot, by=by)
    acts.record(by=by, verb="robot-edit", target=robot.name, fields=changed)
    return robot


def try_robot(robot: Robot) -> str:
    """发一条测试, outside any lock; why it did not arrive, empty when it did."""
    try:
        robots.send(robot, TEST.format(name=robot.name))
    except NotSent as error:
        return str(error)
    return ""


@transaction.atomic
def note_trial(*, robot: Robot, by: User, why: str) -> None:
    acts.record(by=by, verb="robot-test", target=robot.name, reason=why, arrived=not why)
