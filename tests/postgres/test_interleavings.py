"""Many hands on one row: nothing that was answered «saved» is lost without trace (R8, R9, R10)."""

import random
from functools import partial

import pytest

from accounts.errors import Refused
from projects.models import Project
from reporting.models import Seal, Submission
from reporting.rules import MOVES, State
from reporting.selectors.rows import live_rows
from reporting.services import grid, submissions
from sheets.check import wire
from sheets.grid import Patch
from tests.postgres.test_races import fill
from tests.reporting.filing import file_table, step

KEYS = ["owner", "place", "scale", "land.ref", "issue"]


def cells(submission) -> dict[str, str]:
    table = live_rows(submission)
    [row] = table.rows.values()
    return {key: wire(table.sheet.column(key), row[key]) for key in KEYS}


def send(cast, by, changes: dict[str, tuple[str, str]]):
    patches = [Patch(cast.project.number, key, *pair, "") for key, pair in changes.items()]
    return grid.apply_patches(
        submission_id=cast.submission.pk, patches=patches, by=by, reason="核对"
    )


@pytest.mark.parametrize("seed", range(4))
def test_three_editors_in_five_cells_at_once(cast, race, seed):
    """Each holds what it read; what is saved stood on that, the rest is a clash with both values.

    Per cell the saved values make one chain from the first to the last: nothing was overwritten
    by somebody who had not seen it.
    """
    dice = random.Random(seed)  # noqa: S311  any dice will do
    saved: dict[str, list[tuple[str, str]]] = {key: [] for key in KEYS}
    first = cells(cast.submission)
    for turn in range(3):
        seen = cells(cast.submission)
        asked = []
        for editor in range(3):
            keys = dice.sample(KEYS, 3)
            asked.append({key: (seen[key], f"第{turn}轮{editor}号") for key in keys})
        people = [cast.reporter, cast.centre, cast.reporter]
        answers = race(
            [partial(send, cast, by, one) for by, one in zip(people, asked, strict=True)]
        )
        for one, results in zip(asked, answers, strict=True):
            assert not isinstance(results, Exception), results
            for result in results:
                assert result.status in ("saved", "clash"), result
                if result.status == "saved":
                    saved[result.key].append(one[result.key])
    last = cells(cast.submission)
    for key, pairs in saved.items():
        value = first[key]
        for was, new in pairs:
            assert was == value, (key, pairs)
            value = new
        assert value == last[key], (key, pairs)


def test_the_versions_of_a_row_rise_one_by_one(cast, race):
    def type_in(number: int):
        now = cells(cast.submission)
        changes = {key: (now[key], f"{key}{number}") for key in ("scale", "land.ref", "issue")}
        return send(cast, cast.reporter, changes | {"note": ("", f"备注{number}")})

    race([partial(type_in, number) for number in range(3)])
    history = Project.history.filter(id=cast.project.pk).order_by("history_id")
    versions = list(history.values_list("version", flat=True))
    assert versions == list(range(versions[0], versions[0] + len(versions)))


@pytest.mark.parametrize("turn", range(3))
def test_a_cell_is_in_the_seal_or_was_refused(cast, race, turn):
    fill(cast)
    submit = partial(submissions.submit, submission_id=cast.submission.pk, by=cast.reporter)
    before = cells(cast.submission)["owner"]
    edit = partial(send, cast, cast.centre, {"owner": (before, "新的建设单位")})
    acts = [submit, edit] if turn % 2 else [edit, submit]

    answers = race(acts)

    [edited] = [answer for answer in answers if not isinstance(answer, Seal)]
    [row] = Seal.objects.get().projects.all()
    if isinstance(edited, Refused):
        assert (edited.status, row.owner) == (409, before)
    else:
        assert (edited[0].status, row.owner) == ("saved", "新的建设单位")


WAYS = {
    State.OPEN: [],
    State.SUBMITTED: ["submit"],
    State.ACCEPTED: ["submit", "accept"],
}
PAIRS = [
    (state, a, b)
    for state in WAYS
    for place, a in enumerate(MOVES)
    for b in list(MOVES)[place:]
    if state in MOVES[a].since and state in MOVES[b].since
]


@pytest.mark.parametrize(("state", "a", "b"), PAIRS)
def test_of_any_two_steps_at_once_each_happens_once_or_is_told_why_not(cast, race, state, a, b):
    fill(cast)
    for verb in WAYS[state]:
        move(cast, verb)

    answers = race([partial(move, cast, a), partial(move, cast, b)])

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    done = [answer for answer in answers if isinstance(answer, Submission | Seal)]
    assert len(refused) + len(done) == 2, answers
    assert done
    assert {answer.status for answer in refused} <= {409}
    submission = Submission.objects.get(pk=cast.submission.pk)
    assert submission.state in {MOVES[a].to, MOVES[b].to}
    assert submission.seal_count == submission.seals.count()
    if a == b:
        assert len(refused) == 1, answers


def move(cast, verb: str):
    if verb == "submit":
        return file_table(cast.submission, cast.reporter)
    return step(cast.submission, verb, cast.centre, "请核对")
