"""Two people at one permit at the same moment: one step is taken, the other person is told."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from procedures.models import Permit, PermitEvent
from procedures.services import clocks
from procedures.services.steps import retract_step, take_step
from procedures.steps import Step


def step(cast, name, by, **more):
    permit = Permit.objects.select_related("project", "kind").get(pk=cast.permit.pk)
    return partial(take_step, permits=[permit], step=name, by=by, **more)


def told(answers):
    """Exactly one was done; what the others were told."""
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == len(answers) - 1, answers
    return " ".join(message for error in refused for message in error.messages)


def test_of_two_who_accept_one_does(cast, race):
    answers = race([step(cast, Step.ACCEPT, cast.handler), step(cast, Step.ACCEPT, cast.centre)])
    assert "已经受理" in told(answers)
    assert PermitEvent.objects.filter(action="step").count() == 1


def test_accept_and_return_of_the_same_page_exclude_each_other(cast, race):
    step(cast, Step.SEND, cast.reporter)()
    seen = Permit.objects.get(pk=cast.permit.pk).version
    answers = race(
        [
            step(cast, Step.ACCEPT, cast.handler, version=seen),
            step(cast, Step.RETURN, cast.handler, lacks=["图"], version=seen),
        ]
    )
    assert "又有变动" in told(answers)
    assert Permit.objects.get(pk=cast.permit.pk).version == seen + 1


def test_both_sides_at_once_are_both_heard(cast, race):
    ground = {"ground": "见原件"}
    answers = race(
        [
            step(cast, Step.OBTAIN, cast.reporter, values=ground),
            step(cast, Step.FINISH, cast.handler, values=ground),
        ]
    )
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    permit = Permit.objects.get(pk=cast.permit.pk)
    assert (permit.owner_says, permit.handler_says) == ("obtained", "done")
    assert permit.differs_since is None


def test_a_step_is_taken_back_once(cast, race):
    step(cast, Step.ACCEPT, cast.handler, on=date(2022, 12, 1))()
    permit = Permit.objects.select_related("project", "kind").get(pk=cast.permit.pk)
    back = partial(retract_step, permits=[permit], side="handler", by=cast.handler)
    assert "不能撤回" in told(race([back, back]))
    assert clocks.differs() == []


@pytest.mark.parametrize("name", [Step.SEND, Step.ACCEPT])
def test_taking_back_and_the_next_step_keep_the_books_whole(cast, race, name):
    step(cast, name, cast.handler if name == Step.ACCEPT else cast.reporter)()
    permit = Permit.objects.select_related("project", "kind").get(pk=cast.permit.pk)
    side = "handler" if name == Step.ACCEPT else "owner"
    back = partial(retract_step, permits=[permit], side=side, by=cast.centre)
    race([back, step(cast, Step.RETURN, cast.handler, lacks=["图"])])
    assert clocks.differs() == []
