"""Submit and review: who may when, lateness to the second, checks, acts that happen once."""

from datetime import date

import pytest

from accounts.errors import Refused
from reporting.models import Answer, Remark, Seal, Submission
from reporting.rules import MOVES, State
from reporting.selectors.filing import table_of
from reporting.services import checking, submissions
from tests import factories
from tests.factories import at
from tests.reporting.filing import file_table, next_round, step
from tests.reporting.tables import kind_of
from workplace import acts
from workplace.models import Act, Notification

PEOPLE = ["reporter", "outsider", "handler", "centre", "office", "leader", "admin", "auditor"]


def in_state(cast, state):
    """The cast's table taken to `state` by the services themselves."""
    if state == State.OPEN:
        return
    file_table(cast.submission, cast.reporter)
    if state == State.RETURNED:
        step(cast.submission, "return", cast.centre, "请核对")
    elif state == State.ACCEPTED:
        step(cast.submission, "accept", cast.centre)


def expected(who, verb, state):
    allowed = {"submit": {"reporter", "centre"}}.get(verb, {"centre"})
    if who not in allowed:
        return 403
    return 200 if state in MOVES[verb].since else 409


CASES = [(who, verb, state) for who in PEOPLE for verb in MOVES for state in State]


@pytest.mark.thorough
@pytest.mark.parametrize(("who", "verb", "state"), CASES)
def test_who_may_do_what_to_a_table_in_which_state(cast, who, verb, state):
    in_state(cast, state)
    by = getattr(cast, who)
    before = Submission.objects.get(pk=cast.submission.pk).state

    try:
        if verb == "submit":
            file_table(cast.submission, by)
        else:
            step(cast.submission, verb, by, "原因")
        status = 200
    except Refused as refused:
        status = refused.status

    assert status == expected(who, verb, state)
    after = Submission.objects.get(pk=cast.submission.pk).state
    assert after == (MOVES[verb].to if status == 200 else before)


def test_the_centre_of_another_county_moves_nothing(cast, units):
    other = factories.UnitFactory(kind="centre", parent=units["SXMZX"])
    stranger = factories.UserFactory(unit=other, role="centre")
    in_state(cast, State.SUBMITTED)

    with pytest.raises(Refused) as refused:
        step(cast.submission, "accept", stranger)
    assert refused.value.status == 403


DEADLINE = [
    ("2022-12-09 11:59:59", 0),
    ("2022-12-09 12:00:00", 0),
    ("2022-12-09 12:00:00.900000", 0),
    ("2022-12-09 12:00:01", 1),
    ("2022-12-09 12:01:00", 1),
    ("2022-12-09 12:01:01", 2),
    ("2022-12-10 12:00:00", 24 * 60),
]


@pytest.mark.parametrize(("when", "late"), DEADLINE)
def test_lateness_is_judged_to_the_second_by_the_arrival(cast, when, late):
    file_table(cast.submission, cast.reporter, at=at(when))

    cast.submission.refresh_from_db()
    assert (cast.submission.late_minutes, cast.submission.submitted_at) == (late, at(when))


def test_a_lock_that_took_long_makes_nobody_late(cast, friday):
    friday.move_to(at("2022-12-09 12:00:20"))

    file_table(cast.submission, cast.reporter, at=at("2022-12-09 11:59:59.900000"))

    cast.submission.refresh_from_db()
    assert cast.submission.late_minutes == 0


def test_a_returned_table_keeps_its_first_time(cast):
    in_state(cast, State.RETURNED)

    file_table(cast.submission, cast.reporter, at=at("2022-12-09 16:00"))

    cast.submission.refresh_from_db()
    assert (cast.submission.late_minutes, cast.submission.seal_count) == (0, 2)
    assert cast.submission.submitted_at == at("2022-12-09 10:00")


def break_row(cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status = "preparing"  # without an expected date
    land.save()


def test_row_errors_block_and_name_their_cell(cast):
    break_row(cast)

    with pytest.raises(checking.CheckFailed) as failed:
        file_table(cast.submission, cast.reporter)

    assert [(f.row, f.key) for f in failed.value.report.errors] == [
        (cast.project.number, "land.date")
    ]
    assert not Seal.objects.exists()


def warn(cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.completed_on, land.document_no = "done", date(2022, 12, 2), ""
    land.save()


def submit(cast, **how):
    return submissions.submit(submission_id=cast.submission.pk, by=cast.reporter, **how)


def test_a_warning_asks_for_a_word_once(cast):
    warn(cast)
    with pytest.raises(checking.CheckFailed) as failed:
        submit(cast)
    [warning] = failed.value.report.unanswered

    submit(cast, answers={checking.place(warning): "登记表备案"})

    assert Answer.objects.get().text == "登记表备案"
    later = next_round(cast)
    assert checking.check(later).unanswered == []


def test_a_word_holds_only_while_the_value_stays(cast):
    warn(cast)
    answer = Answer.objects.create(
        submission=cast.submission, project=cast.project, key="land.ref", code="no_number",
        value="别的值", text="以前的话", by=cast.reporter, at=at("2022-12-08 09:00"),
    )  # fmt: skip

    assert [w.code for w in checking.check(cast.submission).unanswered] == ["no_number"]
    answer.value = ""
    answer.save()
    assert checking.check(cast.submission).unanswered == []


def test_no_change_needs_a_seal_to_compare_with_and_no_change(cast):
    with pytest.raises(Refused, match="第一次上报"):
        submit(cast, no_change=True)
    file_table(cast.submission, cast.reporter)
    later = next_round(cast)
    cast.project.owner = "别的公司"
    cast.project.save()
    with pytest.raises(Refused, match="已有 1 处修改"):
        submissions.submit(submission_id=later.pk, by=cast.reporter, no_change=True)
    cast.project.owner = "蒲县水务公司"
    cast.project.save()

    seal = submissions.submit(submission_id=later.pk, by=cast.reporter, no_change=True)

    assert seal.no_change
    assert seal.projects.get().week == ""


def test_a_zero_report_needs_an_empty_table(cast):
    with pytest.raises(Refused, match="1 个项目"):
        submit(cast, zero=True)
    empty = Submission.objects.get(unit=cast.units["WTJ"], round=cast.round)
    by = factories.UserFactory(unit=cast.units["WTJ"])
    with pytest.raises(Refused, match="零报告"):
        submissions.submit(submission_id=empty.pk, by=by)

    assert submissions.submit(submission_id=empty.pk, by=by, zero=True).row_count == 0


def test_a_return_needs_a_reason_or_a_remark(cast):
    in_state(cast, State.SUBMITTED)

    with pytest.raises(Refused) as refused:
        step(cast.submission, "return", cast.centre)
    assert refused.value.status == 422


def test_unsent_remarks_go_with_the_return_and_the_unit_is_told(cast):
    in_state(cast, State.SUBMITTED)
    cell = Remark.objects.create(
        submission=cast.submission, project=cast.project, key="land.ref", text="文号有误",
        by=cast.centre, at=at("2022-12-09 10:00"),
    )  # fmt: skip

    step(cast.submission, "return", cast.centre)

    cell.refresh_from_db()
    assert cell.sent_at is not None
    assert Notification.objects.filter(user=cast.reporter, url="/report/2022-12-09/").exists()
    file_table(cast.submission, cast.reporter)
    cell.refresh_from_db()
    assert cell.resolved_at is not None


def test_an_acceptance_can_be_taken_back_until_it_is_compiled(cast):
    in_state(cast, State.ACCEPTED)

    moved = step(cast.submission, "undo", cast.centre)

    assert (moved.state, moved.accepted_number, moved.is_correction) == ("submitted", 0, False)


def test_while_filed_the_table_is_the_seal(cast):
    in_state(cast, State.SUBMITTED)
    cast.project.name = "改了名的工程"
    cast.project.save()

    cast.submission.refresh_from_db()
    assert table_of(cast.submission).rows[cast.project.number]["name"] == "昕水河治理工程"


def test_a_repeated_op_submits_once(cast):
    op = "6f1c2f1e-7f0d-4b5a-9d6d-0c3c5e1d9a11"

    def once():
        return acts.once(op=op, by=cast.reporter, body={}, do=lambda: {"seal": submit(cast).number})

    assert once() == once() == {"seal": 1}
    assert Seal.objects.count() == 1


def test_every_step_is_one_act_with_its_reason(cast):
    in_state(cast, State.RETURNED)

    found = Act.objects.filter(verb__startswith="report-").order_by("pk")
    assert [(act.verb, act.reason) for act in found] == [
        ("report-submit", ""), ("report-return", "请核对"),
    ]  # fmt: skip


def test_the_centre_hears_of_a_late_table_only(cast):
    file_table(cast.submission, cast.reporter)
    assert not Notification.objects.filter(user=cast.centre).exists()

    file_table(cast.other_submission, cast.outsider, at=at("2022-12-09 12:16"), zero=True)
    assert "迟报 16 分" in Notification.objects.get(user=cast.centre).text
