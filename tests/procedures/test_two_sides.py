"""Every word of the owner × every word of the bureau × every status: the whole table."""

from dataclasses import dataclass
from datetime import date

import pytest

from procedures import steps
from procedures.rules import OPEN, HandlerSays, OwnerSays, Side, Status
from procedures.steps import HANDLER_STEPS, OWNER_STEPS, Step

STATUSES = ["not_started", "preparing", "submitted", "returned", "done", "not_required"]
# what the bureau says, what the owner says: at which statuses they agree (=) or not (x)
AGREEMENT = {
    "": dict.fromkeys(["", *OwnerSays.values], "======"),
    "accepted": {
        **dict.fromkeys(["", "sent", "resent"], "xx=xxx"),
        **dict.fromkeys(["preparing", "obtained", "exempt"], "xxxxxx"),
    },
    "review": {
        **dict.fromkeys(["", "sent", "resent"], "xx=xxx"),
        **dict.fromkeys(["preparing", "obtained", "exempt"], "xxxxxx"),
    },
    "notice": {
        **dict.fromkeys(["", "sent", "resent"], "xx=xxx"),
        **dict.fromkeys(["preparing", "obtained", "exempt"], "xxxxxx"),
    },
    "returned": {
        **dict.fromkeys(["", "sent", "resent"], "x===xx"),
        "preparing": "x=xxxx",  # 组卷中 again after the return, not before it
        **dict.fromkeys(["obtained", "exempt"], "xxxxxx"),
    },
    "done": {
        **dict.fromkeys(["", "sent", "resent"], "xxxx=x"),
        **dict.fromkeys(["preparing", "exempt"], "xxxxxx"),
        "obtained": "======",  # as long as day and number are the same
    },
}
HOLDER = {  # status: with a bureau, without one
    "not_started": (Side.OWNER, Side.OWNER),
    "preparing": (Side.OWNER, Side.OWNER),
    "submitted": (Side.HANDLER, Side.CENTRE),
    "returned": (Side.OWNER, Side.OWNER),
    "done": (None, None),
    "not_required": (None, None),
}


@dataclass
class Said:
    status: str = "not_started"
    owner_says: str = ""
    handler_says: str = ""
    completed_on: date | None = None
    document_no: str = ""
    handler_done_on: date | None = None
    handler_document_no: str = ""
    assigned_at: object = None
    acknowledged_at: object = None
    accepted_on: date | None = None
    clock_since: date | None = None


def everything():
    for handler, owners in AGREEMENT.items():
        for owner, row in owners.items():
            for status, sign in zip(STATUSES, row, strict=True):
                yield Said(status, owner, handler), sign == "="


def test_the_table_is_whole():
    cells = [(s.owner_says, s.handler_says, s.status) for s, _ in everything()]
    assert len(cells) == len(set(cells)) == 6 * 6 * 6
    assert set(STATUSES) == set(Status.values)
    assert set(AGREEMENT) == {"", *HandlerSays.values}


def test_where_the_two_sides_agree():
    wrong = [said for said, agree in everything() if (steps.difference(said) is None) != agree]
    assert wrong == []


def test_every_open_permit_has_one_holder():
    for status, sides in HOLDER.items():
        assert (steps.holder(status, True), steps.holder(status, False)) == sides
        assert all((side is not None) == (Status(status) in OPEN) for side in sides)


def test_what_is_confirmed():
    """Both say done and agree, or a document is on file; never what the table calls open."""
    for said, _ in everything():
        both = (said.owner_says, said.handler_says) == ("obtained", "done")
        done = said.status == "done"
        assert steps.is_confirmed(said, has_file=False) is (done and both), said
        assert steps.is_confirmed(said, has_file=True) is done, said


@pytest.mark.parametrize(
    ("owner", "handler", "words"),
    [
        ({}, {}, None),
        ({"completed_on": date(2023, 1, 9)}, {}, None),
        (
            {"completed_on": date(2023, 1, 9)},
            {"handler_done_on": date(2023, 1, 10)},
            ("2023-01-09 办结", "2023-01-10 办结"),
        ),
        ({"document_no": "临环审[2023]3号"}, {"handler_document_no": "临环审〔2023〕3号"}, None),
        (
            {"document_no": "临环审〔2023〕3号"},
            {"handler_document_no": "临环审〔2023〕8号"},
            ("文号 临环审〔2023〕3号", "文号 临环审〔2023〕8号"),
        ),
    ],
)
def test_both_finished_may_differ_in_their_papers(owner, handler, words):
    said = Said("done", "obtained", "done", **owner, **handler)
    found = steps.difference(said)
    assert (found and (found.owner, found.handler)) == words
    assert steps.is_confirmed(said, has_file=False) is (found is None)
    # who wrote it wrong may say it again
    for step in (Step.OBTAIN, Step.FINISH):
        assert bool(steps.refusal(step, said)) is (found is None)


# Ordinary states, by status, owner's and bureau's word, and the steps that are legal there.
LEGAL = {
    ("not_started", "", ""): "send obtain acknowledge accept finish",
    ("preparing", "preparing", ""): "send obtain acknowledge accept finish",
    ("submitted", "sent", ""): "obtain acknowledge accept return finish",
    ("submitted", "", "accepted"): "send obtain acknowledge return review notice finish",
    ("submitted", "sent", "accepted"): "obtain acknowledge return review notice finish",
    ("submitted", "sent", "review"): "obtain acknowledge return notice proceed finish",
    ("submitted", "sent", "notice"): "obtain acknowledge return review proceed finish",
    ("returned", "sent", "returned"): "resend obtain acknowledge accept",
    ("preparing", "preparing", "returned"): "resend obtain acknowledge accept",
    ("submitted", "resent", "returned"): "obtain acknowledge accept return",
    ("returned", "sent", ""): "resend obtain acknowledge accept return finish",
    ("done", "sent", "done"): "obtain",
    ("done", "obtained", "done"): "",
    ("done", "obtained", ""): "accept return finish",
    ("done", "obtained", "accepted"): "obtain return review notice finish",
    ("submitted", "sent", "done"): "obtain acknowledge accept return finish",
    ("not_required", "exempt", ""): "accept finish",
    ("not_required", "exempt", "accepted"): "return review notice finish",
}


@pytest.mark.parametrize("state", LEGAL, ids=lambda s: "-".join(s))
def test_which_steps_are_legal(state):
    said = Said(*state, assigned_at="given")
    legal = {s.value for s in (*OWNER_STEPS, *HANDLER_STEPS) if not steps.refusal(s, said)}
    assert legal == set(LEGAL[state].split())


def test_only_what_was_given_and_is_open_waits_for_a_receipt():
    assert steps.refusal(Step.ACKNOWLEDGE, Said()) == "没有分解下达，不用签收"
    signed = Said(assigned_at="given", acknowledged_at="read")
    assert steps.refusal(Step.ACKNOWLEDGE, signed) == "已经签收"
    done = Said("done", "obtained", "done", assigned_at="given")
    assert steps.refusal(Step.ACKNOWLEDGE, done) == "这项手续已办结，不用签收"


def test_every_refusal_is_a_sentence():
    for said, _ in everything():
        for step in (*OWNER_STEPS, *HANDLER_STEPS):
            assert "None" not in steps.refusal(step, said)
