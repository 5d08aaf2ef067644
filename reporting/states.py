"""开复工状态: one word of the progress table, told from the project's dates and written to them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices

from projects.rules import Nature, StopKind


class WorkState(TextChoices):
    WAITING = "waiting", "未开工"
    STARTED = "started", "已开工"
    RESUMED = "resumed", "已复工"
    STOPPED = "stopped", "停工"
    WINTER = "winter", "冬季停工"
    FINISHED = "finished", "竣工"


FIELD = {
    WorkState.STARTED: "started_on",
    WorkState.RESUMED: "resumed_on",
    WorkState.STOPPED: "stopped_on",
    WorkState.WINTER: "stopped_on",
    WorkState.FINISHED: "finished_on",
}
STOPS = frozenset({WorkState.STOPPED, WorkState.WINTER})
UNSTOPPED = {"stopped_on": None, "stop_kind": "", "stop_reason": "", "expected_restart_on": None}
# How far a project has come; a stop stands beside the way, not on it.
PLACE = {
    WorkState.WAITING: 0,
    WorkState.STARTED: 1,
    WorkState.RESUMED: 1,
    WorkState.STOPPED: 1,
    WorkState.WINTER: 1,
    WorkState.FINISHED: 2,
}


@dataclass(frozen=True)
class WorkDates:
    """The dates a state is told from, of a project or a sealed row."""

    nature: str
    started_on: date | None = None
    resumed_on: date | None = None
    stopped_on: date | None = None
    stop_kind: str = ""
    finished_on: date | None = None


def state_of(dates: WorkDates) -> tuple[WorkState, date | None]:
    """状态 and 时间. A continuing project begins its year by 复工: its old 开工 does not count."""
    if dates.finished_on:
        return WorkState.FINISHED, dates.finished_on
    started, resumed, stopped = dates.started_on, dates.resumed_on, dates.stopped_on
    if stopped and not (resumed and resumed > stopped):
        is_winter = dates.stop_kind == StopKind.WINTER
        return (WorkState.WINTER if is_winter else WorkState.STOPPED), stopped
    if dates.nature == Nature.CONTINUING:
        return (WorkState.RESUMED, resumed) if resumed else (WorkState.WAITING, None)
    if resumed and (started is None or resumed > started):
        return WorkState.RESUMED, resumed
    return (WorkState.STARTED, started) if started else (WorkState.WAITING, None)


def stop_on(dates: WorkDates, on: date) -> str:
    """Which stop holds on a day, "" for none; what came after the day has not happened yet."""
    later = {name: None for name in FIELD.values() if (getattr(dates, name) or on) > on}
    state, _ = state_of(replace(dates, **later))  # type: ignore[arg-type]
    return str(state) if state in STOPS else ""


def moved(dates: WorkDates, state: str, day: date | None) -> dict[str, Any]:
    """The fields of the project that make `state` true since `day`."""
    state = WorkState(state)
    values: dict[str, Any] = {"finished_on": None}
    if state in STOPS:
        kind = StopKind.WINTER if state == WorkState.WINTER else StopKind.STOP
        return values | {"stopped_on": day, "stop_kind": str(kind)}
    if state == WorkState.FINISHED:
        return {"finished_on": day}
    if state == WorkState.RESUMED:
        ended = bool(dates.stopped_on and day and dates.stopped_on >= day)
        return values | {"resumed_on": day} | (UNSTOPPED if ended else {})
    values |= {"resumed_on": None} | UNSTOPPED
    if dates.nature == Nature.CONTINUING and state == WorkState.WAITING:
        return values  # 开工 of an earlier year stays
    return values | {"started_on": day if state == WorkState.STARTED else None}


def after(dates: WorkDates, state: str, day: date | None) -> WorkDates:
    names = WorkDates.__dataclass_fields__
    values = {key: value for key, value in moved(dates, state, day).items() if key in names}
    return WorkDates(**{name: getattr(dates, name) for name in names} | values)


def held(dates: WorkDates, state: str) -> date | None:
    """The day the register already has for a state, if that day makes it true."""
    field = FIELD.get(WorkState(state))
    day = getattr(dates, field) if field else None
    return day if day and state_of(after(dates, state, day)) == (state, day) else None


def fits(dates: WorkDates, state: str, day: date | None) -> bool:
    """Would the table show the state and the day that were typed?"""
    if state != WorkState.WAITING and day is None:
        return True  # half a state waits in the row, the register is not touched
    return state_of(after(dates, state, day))[0] == state
