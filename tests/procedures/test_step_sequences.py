"""Any sequence of steps and table edits: one holder, a clock as counted by hand, or a refusal."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures import steps, timing
from procedures.models import Permit, PermitEvent
from procedures.rules import OPEN, STEP, Side, Status
from procedures.services import clocks
from procedures.services.permits import PermitChange, apply
from procedures.services.standing import Moment
from procedures.services.steps import retract_step, take_step
from procedures.steps import HANDLER_STEPS, OWNER_STEPS, SIDE_OF, Step
from tests import factories
from workplace.models import CalendarDay

# The county's working days from a wall calendar, 调休 included: 1月28日、29日 are worked.
WORKED = {
    (2022, 11): "1-4 7-11 14-18 21-25 28-30",
    (2022, 12): "1-2 5-9 12-16 19-23 26-30",
    (2023, 1): "3-6 9-13 16-20 28-31",
    (2023, 2): "1-3 6-10 13-17 20-24 27-28",
}
HOLIDAYS = ["2022-12-31", "2023-01-01", "2023-01-02"] + [f"2023-01-{n}" for n in range(21, 28)]
FIRST, LAST = date(2022, 11, 1), date(2023, 2, 28)
COUNTED_STEPS = {"accept", "proceed"}
STOPPING_STEPS = {"return", "review", "notice", "finish"}
TABLE = [Status.NOT_STARTED, Status.PREPARING, Status.SUBMITTED, Status.RETURNED, Status.DONE]


def worked_days():
    for (year, month), spans in WORKED.items():
        for span in spans.split():
            first, _, last = span.partition("-")
            for day in range(int(first), int(last or first) + 1):
                yield date(year, month, day)


WORKING = list(worked_days())


def morning(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def by_hand(taken, today):
    """Tick off each working day: was it after the day the clock was set going, while it ran?"""
    total = 0
    for day in WORKING:
        before = [step for step, on in taken if on < day]
        word = next((s for s in reversed(before) if s in COUNTED_STEPS | STOPPING_STEPS), None)
        total += day <= today and word in COUNTED_STEPS
    return total


@pytest.fixture
def county(units, kinds, people):
    for day in HOLIDAYS:
        CalendarDay.objects.create(date=day, kind="holiday", name="放假")
    for day in ("2023-01-28", "2023-01-29"):
        CalendarDay.objects.create(date=day, kind="workday", name="调休")
    return {"owner": people["reporter"], "handler": people["handler"], "centre": people["centre"]}


def test_the_wall_calendar_and_the_county_calendar_are_the_same(county):
    known = Moment().known
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert [day for day in days if timing.working_days(day - timedelta(days=1), day, known)] == (
        WORKING
    )


def row(permit):
    events = PermitEvent.objects.filter(permit=permit).count()
    return Permit.objects.values().get(pk=permit.pk), events


class Walk:
    """One permit, and what was done to it, kept beside the service's own books."""

    def __init__(self, permit, county):
        self.permit, self.county = permit, county
        self.taken: list[tuple[str, date]] = []  # of the steps that stand
        self.before = None  # the row before the last act, if that was a step
        self.last = None

    def step(self, name, today):
        step, before = Step(name), row(self.permit)
        more = {"lacks": ["材料"]} if step == Step.RETURN else {}
        more |= {"values": {"ground": "见原件"}} if step in (Step.FINISH, Step.OBTAIN) else {}
        self.permit.refresh_from_db()
        refused = steps.refusal(step, self.permit)
        try:
            by = self.county[SIDE_OF[step]]
            take_step(permits=[self.permit], step=step, by=by, on=today, **more)
        except ValidationError:
            assert row(self.permit) == before, "a refused step left something"
            return
        assert not refused, "the service took what the table of steps refuses"
        self.taken.append((step.value, today))
        self.before, self.last = before[0], SIDE_OF[step]

    def table(self, status, today):
        before = row(self.permit)
        side = Side.OWNER
        change = PermitChange(self.permit.project_id, self.permit.kind_id, {"status": status})
        apply([change], by=self.county["owner"], side=side)
        if row(self.permit) != before:
            self.before = None

    def retract(self, side, today):
        before = row(self.permit)
        try:
            retract_step(permits=[self.permit], side=Side(side), by=self.county[side])
        except ValidationError:
            assert row(self.permit) == before
            assert self.before is None or side != self.last
            return
        assert self.before is not None
        assert side in (self.last, Side.CENTRE)
        now = row(self.permit)[0]
        changed = {name for name in now if now[name] != self.before[name]}
        assert changed == {"version"}
        self.taken.pop()
        self.before = None

    def check(self, today):
        permit = Permit.objects.get(pk=self.permit.pk)
        holder = steps.holder(permit.status, permit.handling_unit_id is not None)
        assert (holder is not None) == (permit.status in OPEN) == (permit.held_since is not None)
        assert (permit.differs_since is not None) == (steps.difference(permit) is not None)
        known = Moment().known
        clock = timing.Clock(permit.used_days, permit.clock_since, permit.accepted_on)
        events = permit.events.filter(action=STEP).order_by("pk").values_list("after", "on")
        assert clock == timing.replay(timing.standing(events), known)
        assert clock.elapsed(today, known) == by_hand(self.taken, today)


EVERY = (*OWNER_STEPS, *HANDLER_STEPS)
ACTS = st.one_of(
    st.tuples(st.just("step"), st.sampled_from([s.value for s in (*OWNER_STEPS, *HANDLER_STEPS)])),
    st.tuples(
        st.just("step"), st.sampled_from(["accept", "return", "resend", "review", "proceed"])
    ),
    st.tuples(st.just("table"), st.sampled_from(TABLE)),
    st.tuples(st.just("retract"), st.sampled_from(["owner", "handler", "centre"])),
)


@pytest.mark.thorough
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.tuples(ACTS, st.integers(0, 12)), min_size=1, max_size=14))
def test_any_sequence_has_one_holder_and_the_days_counted_by_hand(county, units, kinds, acts):
    land = next(kind for kind in kinds if kind.code == "land")
    project = factories.ProjectFactory(unit=units["XUEGUAN"])
    today = FIRST
    with time_machine.travel(morning(FIRST), tick=False) as traveller:
        change = PermitChange(project.pk, land.pk, {"due_on": LAST})
        [permit] = apply([change], by=county["centre"], side=Side.CENTRE)
        walk = Walk(permit, county)
        for (act, what), days in acts:
            today = min(today + timedelta(days=days), LAST)
            traveller.move_to(morning(today))
            getattr(walk, act)(what, today)
            walk.check(today)
        assert clocks.differs() == []


STATES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(Status.values),
        "owner_says": st.sampled_from(["", *steps.OwnerSays.values]),
        "handler_says": st.sampled_from(["", *steps.HandlerSays.values]),
    }
)


@pytest.mark.thorough
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(state=STATES, step=st.sampled_from([*OWNER_STEPS, *HANDLER_STEPS]))
def test_what_the_table_of_steps_refuses_the_service_refuses(county, units, kinds, state, step):
    """From any state at all, also those no sequence reaches."""
    project = factories.ProjectFactory(unit=units["XUEGUAN"])
    permit = factories.PermitFactory(project=project, kind=kinds[0], **state)
    walk = Walk(permit, county)
    refused = bool(steps.refusal(step, permit))
    with time_machine.travel(morning(date(2022, 12, 9)), tick=False):
        walk.step(step, date(2022, 12, 9))
    assert (not walk.taken) is refused
