"""What each side says of a permit: one step after the other, and where they disagree."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from procedures.models import Permit, PermitEvent
from procedures.rules import HandlerSays, OwnerSays, Side, Status
from procedures.services.permits import PermitChange, apply
from procedures.services.steps import retract_step, take_step
from procedures.steps import Step
from tests.factories import at


@pytest.fixture
def permit(cast):
    return cast.permit


def take(permit, step, by, **more):
    permit.refresh_from_db()
    [found] = take_step(permits=[permit], step=step, by=by, **more)
    return found


def test_a_permit_goes_its_way_and_the_clock_runs_and_rests(permit, cast, friday):
    take(permit, Step.SEND, cast.reporter, on=date(2022, 12, 1))
    row = take(permit, Step.ACCEPT, cast.handler, on=date(2022, 12, 2))
    assert (row.status, row.accepted_on, row.clock_since) == (
        Status.SUBMITTED,
        date(2022, 12, 2),
        date(2022, 12, 2),
    )
    row = take(permit, Step.RETURN, cast.handler, on=date(2022, 12, 7), lacks=["勘测定界图"])
    assert (row.status, row.used_days, row.clock_since) == (Status.RETURNED, 3, None)
    row = take(permit, Step.RESEND, cast.reporter)
    assert (row.status, row.owner_says) == (Status.SUBMITTED, OwnerSays.RESENT)
    friday.move_to(at("2022-12-13 09:00"))
    row = take(permit, Step.ACCEPT, cast.handler, on=date(2022, 12, 12))
    assert (row.used_days, row.clock_since) == (3, date(2022, 12, 12))
    paper = {"document_no": "用字第14103320220001号"}
    row = take(permit, Step.FINISH, cast.handler, values=paper, has_file=True)
    assert (row.status, row.used_days, row.completed_on) == (
        Status.DONE,
        4,
        date(2022, 12, 13),
    )
    assert row.valid_until == date(2025, 12, 13)
    assert (row.handler_says, row.differs_since) == (HandlerSays.DONE, None)
    done = PermitEvent.objects.get(action="step", after="return")
    assert (done.side, done.on, done.details["lacks"]) == (
        Side.HANDLER,
        date(2022, 12, 7),
        ["勘测定界图"],
    )


def test_the_bureau_does_not_move_what_the_owner_claims(permit, cast):
    take(permit, Step.ACCEPT, cast.handler)
    ground = {"ground": "见批复原件"}
    row = take(permit, Step.OBTAIN, cast.reporter, values=ground)
    assert (row.status, row.differs_since) == (Status.DONE, at("2022-12-09 10:00"))
    row = take(permit, Step.REVIEW, cast.handler)
    assert row.status == Status.DONE
    row = take(permit, Step.FINISH, cast.handler, values=ground)
    assert row.differs_since is None


def test_an_illegal_step_is_refused_in_words_and_leaves_nothing(permit, cast):
    with pytest.raises(ValidationError, match="还没有报来"):
        take(permit, Step.RETURN, cast.handler, lacks=["申请书"])
    with pytest.raises(ValidationError, match="先受理"):
        take(permit, Step.NOTICE, cast.handler)
    with pytest.raises(ValidationError, match="文号"):
        take(permit, Step.FINISH, cast.handler, values={"document_no": "用字第1号"})
    assert not PermitEvent.objects.exists()


def test_a_step_is_taken_back_as_long_as_nothing_followed(permit, cast):
    take(permit, Step.SEND, cast.reporter)
    before = Permit.objects.values().get(pk=permit.pk)
    take(permit, Step.ACCEPT, cast.handler)
    retract_step(permits=[permit], side=Side.HANDLER, by=cast.handler)
    after = Permit.objects.values().get(pk=permit.pk)
    assert {k: v for k, v in after.items() if before[k] != v} == {"version": 4}
    with pytest.raises(ValidationError, match="不能撤回"):
        retract_step(permits=[permit], side=Side.OWNER, by=cast.reporter)


def test_the_table_is_the_owners_word(permit, cast):
    change = PermitChange(permit.project_id, permit.kind_id, {"status": "preparing"})
    apply([change], by=cast.reporter, side=Side.OWNER)
    row = take(permit, Step.ACCEPT, cast.handler)
    assert row.owner_says == OwnerSays.PREPARING
    assert row.differs_since is not None
    change = PermitChange(permit.project_id, permit.kind_id, {"status": "not_started"})
    apply([change], by=cast.reporter, side=Side.OWNER)
    row = take(permit, Step.SEND, cast.reporter)
    assert row.differs_since is None
