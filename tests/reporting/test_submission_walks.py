"""Long walks of many people through one table: what must hold after every step."""

from random import Random

import pytest
from django.db import transaction

from accounts.errors import Refused
from reporting.models import Seal, Submission
from reporting.rules import MOVES, State
from reporting.services.compile import compile_round, verify_compilations
from reporting.services.sealing import verify_seals
from tests.reporting.filing import file_table, step

PEOPLE = ["reporter", "reporter", "centre", "centre", "centre", "outsider", "office"]
STEPS = [*MOVES, "submit", "compile", "edit", "remark"]


def walk(cast, dice):
    """One random act; True when it was allowed."""
    by, act = getattr(cast, dice.choice(PEOPLE)), dice.choice(STEPS)
    try:
        with transaction.atomic():
            if act == "submit":
                file_table(cast.submission, by)
            elif act == "compile":
                compile_round(round_id=cast.round.pk, by=by)
            elif act == "edit":
                cast.project.owner = f"第{dice.randint(1, 9)}公司"
                cast.project.save()
            elif act == "remark":
                cast.submission.remarks.create(text="看", by=cast.centre, at=cast.round.opens_at)
            else:
                step(cast.submission, act, by, dice.choice(["", "原因"]))
    except Refused:
        return False
    return True


def must_hold(submission):
    seals = list(submission.seals.order_by("number"))
    assert [seal.number for seal in seals] == list(range(1, submission.seal_count + 1))
    assert (submission.state == State.OPEN) == (not seals)
    valid = list(Seal.objects.valid().filter(submission=submission))
    assert [seal.number for seal in valid] == [n for n in [submission.valid_number] if n]
    if submission.state == State.ACCEPTED:
        assert submission.accepted_number == submission.seal_count
    assert submission.accepted_number <= submission.seal_count


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(12))
def test_whatever_people_do_seals_stay_whole_and_one_is_valid(cast, seed):
    dice = Random(seed)  # noqa: S311  a walk, not a secret
    done = 0
    for _ in range(30):
        done += walk(cast, dice)
        must_hold(Submission.objects.get(pk=cast.submission.pk))

    assert done
    assert verify_seals() + verify_compilations() == []
