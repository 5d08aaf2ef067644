"""Which step is due on which day: by the county's working days, each once."""

from datetime import date

import pytest

from accounts.models import User
from procedures.models import Issue, Nudge
from tests import factories
from tests.factories import at
from tests.procedures.nudged import decide, put, spring_festival, steps


@pytest.fixture
def permit(cast):
    return cast.permit


def keys() -> list[str]:
    return list(Nudge.objects.order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2022-12-06 09:00", []),  # eight working days before
        ("2022-12-07 09:00", ["7"]),
        ("2022-12-12 09:00", ["7"]),  # four
        ("2022-12-13 09:00", ["3"]),
        ("2022-12-15 09:00", ["1"]),
        ("2022-12-16 23:00", ["1"]),  # the day itself
    ],
)
def test_due_soon_is_told_seven_three_and_one_working_days_before(permit, moment, found):
    put(permit, due_on=date(2022, 12, 16))
    decide(moment)
    assert [key.rpartition("-")[2] for key in keys()] == found


def test_the_spring_festival_does_not_count(permit):
    spring_festival()
    put(permit, due_on=date(2023, 1, 30))
    decide("2023-01-17 08:30")  # 18, 19, 20, 28, 29, 30: six working days
    assert "还有 6 个工作日" in Nudge.objects.get().text
    decide("2023-01-20 14:30")  # Friday before the holidays: 28, 29, 30 are left
    assert "还有 3 个工作日" in Nudge.objects.first().text
    assert steps() == ["XUEGUAN soon"] * 2


def test_overdue_the_day_after_then_each_week(permit):
    put(permit, due_on=date(2022, 12, 16))
    days = [17, 18, 23, 24, 30, 31]
    found = []
    for day in days:
        decide(f"2022-12-{day} 09:00")
        found.append(Nudge.objects.filter(step="overdue").count())
    assert found == [1, 1, 1, 2, 2, 3]


def test_a_date_that_moves_starts_anew(permit):
    put(permit, due_on=date(2022, 12, 8))
    decide("2022-12-09 08:30")
    put(permit, due_on=date(2022, 12, 23))
    decide("2022-12-21 08:30")
    assert steps() == ["XUEGUAN overdue", "XUEGUAN soon"]


def test_while_the_bureau_has_it_the_bureau_is_told_and_its_promise_counts(permit):
    put(permit, status="submitted", due_on=date(2023, 1, 31), limit_on=date(2022, 12, 8))
    decide("2022-12-09 10:00")
    assert steps() == ["ZRZY overdue"]


def test_a_return_is_told_to_the_owner_once_and_a_second_return_again(permit):
    said = {"status": "returned", "handler_says": "returned"}
    put(permit, **said, handler_at=at("2022-12-09 09:30"))
    decide("2022-12-09 10:00")
    decide("2022-12-12 10:00")
    put(permit, **said, handler_at=at("2022-12-12 15:00"))
    decide("2022-12-12 15:01")
    assert steps() == ["XUEGUAN returned"] * 2


def test_a_contradiction_is_told_to_both_sides_at_once_and_every_five_working_days(permit):
    put(
        permit,
        status="done",
        completed_on=date(2022, 12, 8),
        owner_says="obtained",
        handler_says="accepted",
        differs_since=at("2022-12-09 09:00"),
    )
    decide("2022-12-09 10:00")
    assert sorted(steps()) == ["XUEGUAN differs", "ZRZY differs"]
    assert "责任单位：已拿到批复；承办部门：已受理" in Nudge.objects.first().text
    decide("2022-12-15 10:00")
    assert Nudge.objects.count() == 2
    decide("2022-12-16 10:00")
    assert Nudge.objects.count() == 4


def test_what_lies_unaccepted_for_more_than_five_working_days(permit):
    put(permit, status="submitted", owner_says="sent", owner_on=date(2022, 12, 2))
    decide("2022-12-09 10:00")  # the fifth
    assert steps() == []
    decide("2022-12-12 10:00")
    assert steps() == ["ZRZY accept"]
    assert "行政许可法第三十二条" in Nudge.objects.get().text


def test_what_was_accepted_does_not_lie_there(permit):
    put(permit, status="submitted", owner_says="sent", owner_on=date(2022, 11, 2),
        handler_says="accepted", accepted_on=date(2022, 11, 3))  # fmt: skip
    decide("2022-12-12 10:00")
    assert steps() == []


def test_assigned_and_not_signed_for_two_working_days(permit):
    put(permit, assigned_at=at("2022-12-08 16:00"))
    decide("2022-12-09 10:00")
    assert steps() == []
    decide("2022-12-12 10:00")
    assert steps() == ["ZRZY acknowledge"]


@pytest.mark.parametrize(
    ("day", "found"),
    [("2025-09-12", None), ("2025-09-14", "90"), ("2025-11-15", "30"), ("2025-12-15", "0")],
)
def test_an_approval_runs_out(permit, day, found):
    put(permit, status="done", completed_on=date(2022, 12, 13), valid_until=date(2025, 12, 13))
    decide(f"{day} 10:00")
    assert [key.rpartition("-")[2] for key in keys()] == ([found] if found else [])


def test_an_approval_of_a_finished_project_may_run_out(permit):
    put(permit, status="done", valid_until=date(2022, 12, 20))
    permit.project.finished_on = date(2022, 11, 1)
    permit.project.save()
    decide("2022-12-09 10:00")
    assert steps() == []


def test_a_reply_plan_before_on_and_after_its_day(cast):
    Issue.objects.filter(pk=cast.issue.pk).update(reply_due_on=date(2022, 12, 14))
    found = []
    for day in ("12", "13", "14", "15", "16", "22"):
        decide(f"2022-12-{day} 08:30")
        found.append(Nudge.objects.filter(step="reply", unit__code="ZRZY").count())
    assert found == [0, 1, 2, 3, 3, 4]
    Issue.objects.update(replied_at=at("2022-12-22 11:00"))
    decide("2022-12-30 10:00")
    assert Nudge.objects.filter(step="reply").count() == 4


def test_a_decision_due_and_clearing_asked(cast):
    Issue.objects.filter(pk=cast.issue.pk).update(
        status="decided", decision_due_on=date(2022, 12, 8), clear_asked_at=at("2022-12-09 09:00")
    )
    decide("2022-12-09 10:00")
    assert sorted(steps()) == ["XUEGUAN clear", "ZRZY decision"]


def test_a_meetings_decision_on_a_subject_of_its_own(cast):
    factories.UserFactory(unit=cast.units["JTJ"])
    cast.meeting.status = "closed"
    cast.meeting.save()
    factories.AgendaItemFactory(
        meeting=cast.meeting, title="园区道路", outcome="decided", decision="交通局牵头",
        unit=cast.units["JTJ"], due_on=date(2022, 12, 15),
    )  # fmt: skip
    for day in ("13", "14", "16", "30"):
        decide(f"2022-12-{day} 08:30")
    assert steps() == ["JTJ decision"] * 2


def test_the_head_is_told_after_five_working_days_and_the_centre_that_none_is_named(cast, permit):
    put(permit, due_on=date(2022, 12, 2))
    decide("2022-12-08 10:00")
    assert steps("XMZX") == [] and "XUEGUAN head" not in steps()
    decide("2022-12-09 10:00")
    assert steps("XMZX") == ["XMZX no_head"]
    assert steps("XUEGUAN")[-1] == "XUEGUAN head"


def test_with_a_head_the_centre_is_left_in_peace(cast, permit):
    put(permit, due_on=date(2022, 12, 2))
    boss = factories.UserFactory(unit=cast.units["XUEGUAN"], is_head=True)
    decide("2022-12-09 10:00")
    assert steps("XMZX") == []
    told = User.objects.filter(digest_lines__kind="head").distinct()
    assert list(told) == [boss]
    others = User.objects.filter(digest_lines__kind="overdue").distinct()
    assert list(others) == [cast.reporter]


def test_a_withdrawn_projects_permits_are_nobodys_business(permit):
    put(permit, due_on=date(2022, 12, 2))
    permit.project.withdrawn_on = date(2022, 12, 5)
    permit.project.save()
    decide("2022-12-09 10:00")
    assert steps() == []
