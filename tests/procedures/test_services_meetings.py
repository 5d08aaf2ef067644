"""联席会议 from agenda to decisions that stand at the problems."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from procedures.models import AgendaItem, Meeting
from procedures.selectors import meetings as selectors
from procedures.services import issues, meeting_close, meetings
from tests import factories
from tests.procedures.meetings import DUE, HELD, decided, held_meeting, note
from workplace.models import Act, Notification

FACTS = {"title": "联席会议", "held_on": HELD, "place": "", "chair": "", "attendees": "",
         "opening": ""}  # fmt: skip


def again(meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def closed(meeting, by):
    return meeting_close.close_meeting(meeting, by=by)


def test_numbers_count_on_in_the_year_and_the_county(cast):
    Meeting.objects.all().delete()
    first = meetings.add_meeting(FACTS, by=cast.centre)
    second = meetings.add_meeting(FACTS, by=cast.office)
    other_year = meetings.add_meeting(FACTS | {"held_on": date(2023, 1, 5)}, by=cast.centre)
    assert [str(m) for m in (first, second, other_year)] == [
        "2022年第1次", "2022年第2次", "2023年第1次"]  # fmt: skip
    elsewhere = factories.UserFactory(unit=factories.UnitFactory(kind="centre"), role="centre")
    assert meetings.add_meeting(FACTS, by=elsewhere).number == 1


def test_a_meeting_keeps_its_year(cast):
    with pytest.raises(ValidationError, match="跨年"):
        meetings.edit_meeting(
            cast.meeting, FACTS | {"held_on": date(2023, 1, 5)}, by=cast.centre
        )  # fmt: skip


def test_only_an_empty_last_meeting_is_cancelled(cast):
    with pytest.raises(Refused, match="已有议题"):
        meetings.cancel_meeting(cast.meeting, by=cast.centre)
    new = meetings.add_meeting(FACTS, by=cast.centre)
    last = meetings.add_meeting(FACTS, by=cast.centre)
    with pytest.raises(Refused, match="编号会断"):
        meetings.cancel_meeting(new, by=cast.centre)
    meetings.cancel_meeting(last, by=cast.centre)
    assert not Meeting.objects.filter(pk=last.pk).exists()
    assert Meeting.history.filter(id=last.pk, history_type="-").exists()


def test_a_problem_comes_on_an_agenda_once(cast):
    assert meetings.take_issues(cast.meeting, [cast.issue], by=cast.centre) == 0
    assert cast.meeting.items.count() == 1


def test_subjects_move_by_keyboard_and_stay_in_order(cast):
    meeting = held_meeting(cast)
    for title in ("甲", "乙"):
        meetings.add_subject(meeting, title, None, by=cast.centre)
    last = meeting.items.get(title="乙")
    assert meetings.move_item(last, up=True, by=cast.office)
    assert [item.title for item in meeting.items.all()][1:] == ["乙", "甲"]
    assert not meetings.move_item(meeting.items.first(), up=True, by=cast.office)


def test_a_noted_subject_is_not_dropped(cast):
    item = held_meeting(cast).items.get()
    note(item, cast.office, notes="已研究")
    with pytest.raises(Refused, match="先清空"):
        meetings.drop_item(item, by=cast.office)
    note(item, cast.office, notes="")
    meetings.drop_item(item, by=cast.office)
    assert not AgendaItem.objects.filter(pk=item.pk).exists()


def test_two_people_who_note_different_fields_both_keep_theirs(cast):
    item = held_meeting(cast).items.get()
    was = meetings.said(item)
    note(item, cast.office, was=was, notes="发改局汇报")
    note(item, cast.centre, was=was, notes="", decision="落实指标")
    item.refresh_from_db()
    assert (item.notes, item.decision) == ("发改局汇报", "落实指标")


def test_two_people_who_note_one_field_are_shown_both(cast):
    item = held_meeting(cast).items.get()
    was = meetings.said(item)
    note(item, cast.office, was=was, notes="他的")
    with pytest.raises(ValidationError) as refused:
        note(item, cast.centre, was=was, notes="我的")
    [why] = refused.value.message_dict["notes"]
    assert "你填“我的”" in why
    assert f"{cast.office.name} 10:00 填“他的”" in why
    note(item, cast.centre, was=was, notes="我的", mine=True)
    item.refresh_from_db()
    assert item.notes == "我的"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "没有结果"),
        ({"outcome": "decided"}, "没有写议定事项"),
        ({"outcome": "decided", "decision": "办", "unit": None}, "责任单位和完成时限"),
        ({"outcome": "decided", "decision": "办", "due_on": date(2022, 12, 1)}, "早于会议日期"),
    ],
)
def test_it_is_not_closed_before_every_subject_has_its_result(cast, values, why):
    meeting = held_meeting(cast)
    note(meeting.items.get(), cast.office, **values)
    with pytest.raises(ValidationError, match=why):
        closed(meeting, cast.office)
    assert again(meeting).closed_at is None


def test_neither_an_empty_meeting_nor_one_of_tomorrow_is_closed(cast):
    empty = meetings.add_meeting(FACTS, by=cast.centre)
    with pytest.raises(ValidationError, match="还没有议题"):
        closed(empty, cast.centre)
    with pytest.raises(ValidationError, match="日期还没到"):
        closed(cast.meeting, cast.centre)


def test_closing_gives_the_decision_to_the_problem_and_tells_the_units(cast):
    meeting = held_meeting(cast)
    decided(meeting.items.get(), cast.office, cast.units["ZRZY"])
    handed = closed(meeting, cast.office)

    assert (handed.decided, handed.left) == (1, ())
    cast.issue.refresh_from_db()
    assert (cast.issue.status, cast.issue.decision_due_on) == ("decided", DUE)
    assert cast.issue.decision == "由自然资源局落实指标"
    event = cast.issue.events.get(step="decide")
    assert (event.details["meeting"], event.by) == (meeting.pk, cast.office)
    assert Notification.objects.filter(user=cast.handler, text__contains="议定").count() == 1
    assert Act.objects.filter(verb="meeting-close", user=cast.office).count() == 1


def test_a_subject_of_its_own_is_told_by_the_bell_alone(cast):
    meeting = factories.MeetingFactory(centre=cast.units["XMZX"], held_on=HELD)
    item = meetings.add_subject(meeting, "通报进展", None, by=cast.centre)
    decided(item, cast.office, cast.units["XUEGUAN"])
    assert closed(meeting, cast.office).decided == 0
    told = Notification.objects.get(user=cast.reporter)
    assert "由自然资源局落实指标，2022-12-20 前完成" in told.text


def test_a_closed_meeting_is_read_only(cast):
    meeting = held_meeting(cast)
    item = decided(meeting.items.get(), cast.office, cast.units["ZRZY"])
    closed(meeting, cast.office)
    for act in (
        lambda: note(item, cast.office, notes="晚了"),
        lambda: meetings.move_item(item, up=True, by=cast.office),
        lambda: meetings.drop_item(item, by=cast.office),
        lambda: meetings.edit_meeting(meeting, FACTS, by=cast.office),
        lambda: meetings.add_subject(meeting, "晚了", None, by=cast.office),
        lambda: closed(meeting, cast.centre),
    ):
        with pytest.raises(Refused, match="定稿"):
            act()


def test_a_correction_hands_over_only_what_changed(cast):
    meeting = held_meeting(cast)
    item = decided(meeting.items.get(), cast.office, cast.units["ZRZY"])
    closed(meeting, cast.office)
    meeting_close.reopen_meeting(meeting, "责任单位写错", by=cast.centre)
    assert closed(meeting, cast.office).decided == 0
    meeting_close.reopen_meeting(meeting, "责任单位写错", by=cast.centre)
    decided(item, cast.office, cast.units["FGJ"])
    assert closed(meeting, cast.office).decided == 1

    cast.issue.refresh_from_db()
    assert cast.issue.unit == cast.units["FGJ"]
    assert cast.issue.events.filter(step="decide").count() == 2
    reasons = [row.history_change_reason for row in selectors.reopenings(again(meeting))]
    assert reasons == ["责任单位写错"] * 2


def test_a_problem_cleared_meanwhile_is_left_and_named(cast):
    meeting = held_meeting(cast)
    decided(meeting.items.get(), cast.office, cast.units["ZRZY"])
    issues.clear(cast.issue, "指标已落实", cast.reporter)
    handed = closed(meeting, cast.office)
    assert handed.decided == 0
    assert "已经销号" in handed.left[0]
    cast.issue.refresh_from_db()
    assert cast.issue.status == "cleared"


def test_an_older_meeting_closed_late_does_not_overrule_a_newer_one(cast):
    AgendaItem.objects.all().delete()
    older = held_meeting(cast, held_on=date(2022, 12, 1))
    newer = held_meeting(cast)
    decided(newer.items.get(), cast.office, cast.units["FGJ"])
    closed(newer, cast.office)
    decided(older.items.get(), cast.office, cast.units["ZRZY"])
    handed = closed(older, cast.office)
    assert "另行议定" in handed.left[0]
    cast.issue.refresh_from_db()
    assert cast.issue.unit == cast.units["FGJ"]


def test_what_was_put_off_is_offered_first_and_an_own_subject_too(cast):
    AgendaItem.objects.all().delete()
    meeting = held_meeting(cast)
    meetings.add_subject(meeting, "通报进展", None, by=cast.centre)
    for item in meeting.items.all():
        note(item, cast.office, outcome="later")
    urgent = factories.IssueFactory(
        project=cast.project, in_table=False, level="province", wanted_by=date(2022, 12, 1)
    )
    quiet = factories.IssueFactory(project=cast.project, in_table=False, level="county", text="慢")
    closed(meeting, cast.office)

    offers = selectors.offers(meetings.add_meeting(FACTS, by=cast.centre))
    assert [offer.title for offer in offers] == [cast.issue.text, "通报进展", urgent.text, "慢"]
    assert [offer.is_put_off for offer in offers] == [True, True, False, False]
    assert offers[0].why == f"{meeting}会议暂缓"
    assert offers[3].issue == quiet


def test_what_is_on_another_open_agenda_is_not_offered(cast):
    assert selectors.offers(meetings.add_meeting(FACTS, by=cast.centre)) == []


def test_another_county_is_offered_nothing(cast):
    AgendaItem.objects.all().delete()
    elsewhere = factories.UserFactory(unit=factories.UnitFactory(kind="centre"), role="centre")
    assert selectors.offers(meetings.add_meeting(FACTS, by=elsewhere)) == []
