"""One act, one row, once per operation id (security.md R7, S45)."""

import uuid

import pytest
from django.db import transaction

from accounts.errors import Refused
from tests.factories import at
from workplace import acts, clock
from workplace.models import Act

OP = uuid.UUID("0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a13")


def act(by, *, op=OP, body="b", effects=None, records=1):
    def do():
        if effects is not None:
            effects.append(1)
        for number in range(records):
            acts.record(by=by, verb="try", target=str(number))
        return {"answer": 42}

    return acts.once(op=op, by=by, body=body, do=do)


def test_the_same_operation_gives_the_same_answer_and_one_effect(people):
    effects = []
    by = people["reporter"]
    assert act(by, effects=effects) == act(by, effects=effects) == {"answer": 42}
    assert effects == [1]
    assert Act.objects.filter(verb="try").count() == 1


def test_the_same_operation_with_another_body_or_person_is_refused(people):
    act(people["reporter"])
    with pytest.raises(Refused) as refused:
        act(people["reporter"], body="other")
    assert refused.value.status == 422
    with pytest.raises(Refused):
        act(people["outsider"])


def test_without_an_operation_id_each_is_done(people):
    effects = []
    for _ in range(2):
        act(people["reporter"], op=None, effects=effects)
    assert effects == [1, 1]


def test_an_act_of_several_parts_is_several_rows_and_still_once(people):
    for _ in range(2):
        act(people["reporter"], records=3)
    assert Act.objects.filter(verb="try").count() == 3


def test_a_refused_act_leaves_nothing_and_can_be_tried_again(people):
    def refuse():
        acts.record(by=people["reporter"], verb="try", target="x")
        raise Refused("不行")

    with pytest.raises(Refused):
        acts.once(op=OP, by=people["reporter"], body="b", do=refuse)
    assert not Act.objects.filter(verb="try").exists()
    assert act(people["reporter"]) == {"answer": 42}


def test_an_act_goes_with_its_transaction(people):
    with transaction.atomic():
        acts.record(by=people["reporter"], verb="try", target="x")
        transaction.set_rollback(True)
    assert not Act.objects.filter(verb="try").exists()


def test_an_act_says_who_where_and_when_by_our_clock(people, friday, settings):
    clock.set_shift(3600)
    acts.record(by=people["reporter"], verb="try", target="x" * 300, reason="y" * 600, n=1)
    row = Act.objects.get(verb="try")
    assert (row.username, row.role, row.unit_code) == ("reporter", "reporter", "XUEGUAN")
    assert row.at == at("2022-12-09 11:00")
    assert (len(row.target), len(row.reason)) == (200, 500)
    assert row.details == {"n": 1, "os_user": acts.os_user()}  # no request: a command or a job


def test_what_no_database_takes_is_left_out_of_the_book(cast):
    acts.record(by=cast.centre, verb="letter-add", target="x", filters={"q": "a\0b", "l": ["\0"]})
    assert Act.objects.get(verb="letter-add").details["filters"] == {"q": "ab", "l": [""]}
