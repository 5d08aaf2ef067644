"""Two people, two tabs, two clicks at the same moment: one effect, and both are told the truth."""

import uuid
from functools import partial

import pytest
from django.db import connection

from accounts.errors import Refused
from procedures.models import Permit, PermitKind
from projects.models import Project
from projects.services import projects
from reporting.models import Reminder, Seal, Submission
from reporting.services import grid, submissions
from reporting.services.sweep import sweep
from sheets.grid import Patch
from workplace import acts
from workplace.models import Act, Notification


def fill(cast) -> None:
    """The reporter's one project has nothing left to complain about."""
    for kind in PermitKind.objects.filter(headline=True):
        Permit.objects.update_or_create(
            project=cast.project,
            kind=kind,
            defaults={"status": "not_started", "level": kind.default_level or "county"},
        )


def accepts_submit(cast, **more):
    return partial(submissions.submit, submission_id=cast.submission.pk, by=cast.reporter, **more)


def test_of_two_submits_one_seals_and_the_other_is_told(cast, race):
    fill(cast)
    answers = race([accepts_submit(cast)] * 2)
    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds == ["Refused", "Seal"], answers
    [refused] = [answer for answer in answers if isinstance(answer, Refused)]
    assert refused.status == 409
    assert Seal.objects.count() == 1


@pytest.mark.parametrize("verb", ["return", "accept"])
def test_of_two_equal_moves_one_happens(cast, race, verb):
    fill(cast)
    accepts_submit(cast)()
    move = partial(
        submissions.move,
        submission_id=cast.submission.pk,
        verb=verb,
        by=cast.centre,
        reason="规划时间与批文不符",
    )
    answers = race([move, move])
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Submission"], answers


def test_accept_and_return_exclude_each_other(cast, race):
    fill(cast)
    accepts_submit(cast)()
    move = partial(
        submissions.move, submission_id=cast.submission.pk, by=cast.centre, reason="核对"
    )
    answers = race([partial(move, verb="accept"), partial(move, verb="return")])
    [refused] = [answer for answer in answers if isinstance(answer, Refused)]
    [moved] = [answer for answer in answers if isinstance(answer, Submission)]
    assert refused.status == 409
    assert Submission.objects.get(pk=moved.pk).state == moved.state


def test_projects_made_at_once_get_dense_numbers(cast, race):
    def add(number: int) -> Project:
        values = {"name": f"并发第{number}号工程", "nature": "new", "total_investment": "100.00"}
        unit = cast.units["XUEGUAN" if number % 2 else "HEILONGGUAN"]
        return projects.create_project(unit=unit, values=values, year=2023, by=cast.centre)

    answers = race([partial(add, number) for number in range(6)])
    assert all(isinstance(answer, Project) for answer in answers), answers
    numbers = sorted(int(answer.number.rsplit("-", 1)[1]) for answer in answers)
    assert numbers == list(range(numbers[0], numbers[0] + 6))


def test_one_name_is_given_once(cast, race):
    add = partial(
        projects.create_project,
        unit=cast.units["XUEGUAN"],
        values={"name": "同名工程", "nature": "new"},
        year=2023,
        by=cast.centre,
    )
    answers = race([add, add])
    assert sum(isinstance(answer, Project) for answer in answers) == 1, answers
    assert Project.objects.filter(name="同名工程").count() == 1


def test_of_two_people_in_one_cell_the_second_sees_both_values(cast, race):
    def type_in(value: str, by):
        [result] = grid.apply_patches(
            submission_id=cast.submission.pk,
            patches=[Patch(cast.project.number, "owner", cast.project.owner, value, "")],
            by=by,
        )
        return result

    answers = race(
        [partial(type_in, "甲公司", cast.reporter), partial(type_in, "乙公司", cast.centre)]
    )
    assert sorted(answer.status for answer in answers) == ["clash", "saved"], answers
    [clash] = [answer for answer in answers if answer.status == "clash"]
    cast.project.refresh_from_db()
    assert clash.theirs == cast.project.owner


def test_two_people_in_two_cells_of_a_row_merge(cast, race):
    def type_in(key: str, was: str, value: str):
        [result] = grid.apply_patches(
            submission_id=cast.submission.pk,
            patches=[Patch(cast.project.number, key, was, value, "")],
            by=cast.reporter,
        )
        return result.status

    project = cast.project
    answers = race(
        [
            partial(type_in, "owner", project.owner, "甲公司"),
            partial(type_in, "place", project.place, "薛关村"),
        ]
    )
    assert answers == ["saved", "saved"]
    version = project.version
    project.refresh_from_db()
    assert (project.owner, project.place) == ("甲公司", "薛关村")
    assert project.version >= version + 2


def test_an_operation_sent_five_times_at_once_acts_once(cast, race):
    op = uuid.uuid4()

    def chase() -> dict:
        def do() -> dict:
            acts.record(by=cast.centre, verb="chase", target="XUEGUAN")
            return {"chased": 1}

        return acts.once(op=op, by=cast.centre, body={"unit": "XUEGUAN"}, do=do)

    assert race([chase] * 5) == [{"chased": 1}] * 5
    assert Act.objects.filter(op=op).count() == 1


def test_sweeps_at_once_remind_once(cast, race):
    answers = race([sweep] * 4)
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    sent = Reminder.objects.filter(status=Reminder.Status.SENT)
    assert sent.count() == Submission.objects.filter(round=cast.round).count()
    assert Notification.objects.filter(user=cast.reporter).count() == 1


def test_nobody_waits_for_a_lock_longer_than_five_seconds():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1min",)
