"""Merging, splitting and handing over a project: what both sides said stays said."""

from datetime import date

import pytest

from procedures.models import Permit, PermitEvent
from procedures.services import clocks
from procedures.services.permits import KNOWN, PermitChange, apply
from procedures.services.steps import retract_step, take_step
from procedures.steps import Step
from projects import services
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def spoken(cast, friday):
    """Accepted, returned and contradicted, some days ago."""
    take_step(permits=[cast.permit], step=Step.ACCEPT, by=cast.handler, on=date(2022, 12, 1))
    take_step(permits=[cast.permit], step=Step.REVIEW, by=cast.handler, on=date(2022, 12, 6))
    retract_step(permits=[cast.permit], side="handler", by=cast.handler, note="点错")
    take_step(
        permits=[cast.permit],
        step=Step.RETURN,
        by=cast.handler,
        on=date(2022, 12, 6),
        lacks=["勘测定界图"],
    )
    ground = {"ground": "见批复原件"}
    take_step(permits=[cast.permit], step=Step.OBTAIN, by=cast.reporter, values=ground)
    friday.move_to(at("2022-12-14 09:00"))
    cast.permit.refresh_from_db()
    return cast.permit


def sides(permit):
    return {name: getattr(permit, name) for name in sorted(KNOWN)}


def merge(cast, keep, gone):
    services.merge_projects(keep_id=keep.pk, gone_id=gone.pk, by=cast.centre, reason="重复录入")


def test_a_merged_record_brings_both_sides_and_its_steps(cast, spoken):
    file = factories.AttachmentFactory(target=spoken)
    keep = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
    factories.PlanFactory(project=keep)
    merge(cast, keep, cast.project)
    permit = Permit.objects.get(project=keep, kind=spoken.kind)
    assert sides(permit) == sides(spoken)
    file.refresh_from_db()
    assert file.target == permit
    assert permit.differs_since == spoken.differs_since == at("2022-12-09 10:00")
    steps = list(permit.events.filter(action="step").values_list("after", "on", "by", "at"))
    assert [step[0] for step in steps] == ["accept", "return", "obtain"]
    assert {step[3] for step in steps} == {at("2022-12-09 10:00")}
    assert PermitEvent.objects.get(permit=permit, after="return").details == {
        "lacks": ["勘测定界图"]
    }
    assert clocks.differs() == []


def test_what_the_kept_record_says_stands(cast, spoken):
    keep = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
    factories.PlanFactory(project=keep)
    kept = factories.PermitFactory(project=keep, kind=spoken.kind, handling_unit=cast.units["ZRZY"])
    take_step(permits=[kept], step=Step.ACCEPT, by=cast.handler, on=date(2022, 12, 12))
    change = PermitChange(keep.pk, spoken.kind_id, {"status": "not_started"})
    apply([change], by=cast.reporter, side="owner")
    merge(cast, keep, cast.project)
    kept.refresh_from_db()
    assert (kept.handler_says, kept.accepted_on) == ("accepted", date(2022, 12, 12))
    assert clocks.differs() == []


def test_an_order_that_was_given_out_is_not_lost(cast, units):
    take_step(
        permits=[cast.permit],
        step=Step.ASSIGN,
        by=cast.centre,
        values={"due_on": date(2023, 1, 31), "level": "city"},
    )
    keep = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
    factories.PlanFactory(project=keep)
    merge(cast, keep, cast.project)
    permit = Permit.objects.get(project=keep, kind=cast.permit.kind)
    assert (permit.due_on, permit.first_due_on) == (date(2023, 1, 31), date(2023, 1, 31))
    assert (permit.level, permit.assigned_at) == ("city", at("2022-12-09 10:00"))


def test_an_order_taken_back_takes_its_dates_and_units_back(cast, units):
    take_step(
        permits=[cast.permit],
        step=Step.ASSIGN,
        by=cast.centre,
        values={"due_on": date(2023, 1, 31), "handling_unit_id": units["FGJ"].pk},
    )
    retract_step(permits=[cast.permit], side="centre", by=cast.centre)
    cast.permit.refresh_from_db()
    assert (cast.permit.due_on, cast.permit.first_due_on) == (None, None)
    assert cast.permit.handling_unit == units["ZRZY"]


def test_a_project_handed_over_keeps_what_both_sides_said(cast, spoken):
    services.transfer(
        project_id=cast.project.pk,
        unit=cast.units["HEILONGGUAN"],
        since=date(2022, 12, 14),
        by=cast.centre,
        reason="责任单位调整",
    )
    spoken_now = Permit.objects.get(pk=spoken.pk)
    assert sides(spoken_now) == sides(spoken)
    assert clocks.differs() == []
