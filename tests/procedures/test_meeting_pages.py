"""The pages of 联席会议: from agenda to minutes, as one sees them."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from procedures.models import Meeting
from procedures.services import meeting_close, meetings
from tests import factories
from tests.procedures.meetings import body_of, decided, held_meeting, note, words


@pytest.fixture
def office(client, cast):
    client.force_login(cast.office)
    return client


@pytest.fixture
def minuted(cast) -> Meeting:
    """Closed: one decision, one subject put off."""
    meeting = held_meeting(cast, chair="刘副县长", place="三楼会议室", attendees="发改局、财政局")
    decided(meeting.items.get(), cast.office, cast.units["ZRZY"], notes="自然资源局作了汇报")
    later = meetings.add_subject(meeting, "通报<进展>&情况", cast.project, by=cast.centre)
    note(later, cast.office, outcome="later")
    meeting_close.close_meeting(meeting, by=cast.office)
    meeting.refresh_from_db()
    return meeting


def test_from_an_empty_county_to_minutes(cast, office):
    Meeting.objects.all().delete()
    assert "还没有开过联席会议" in office.get("/meetings/").content.decode()
    form = office.get("/meetings/add/")
    assert "自然资源局" in form.context["form"]["attendees"].value()
    made = office.post("/meetings/add/", {"title": "联席会议", "held_on": "2022-12-09"})
    meeting = Meeting.objects.get()
    assert made.url == f"/meetings/{meeting.pk}/agenda/"
    offered = office.get(made.url)
    assert [offer.issue for offer in offered.context["offers"]] == [cast.issue]
    office.post(made.url, {"take": f"issue-{cast.issue.pk}"})
    page = office.get(f"/meetings/{meeting.pk}/")
    item = meeting.items.get()
    was = page.context["cards"][0]["form"]["was"].value()
    saved = office.post(
        f"/meetings/{meeting.pk}/items/{item.pk}/",
        {"outcome": "decided", "decision": "落实指标", "unit": cast.units["ZRZY"].pk,
         "due_on": "2022-12-20", "was": was},
    )  # fmt: skip
    assert saved.url == f"/meetings/{meeting.pk}/#item-{item.pk}"
    assert "下达 1 项议定事项" in office.get(f"/meetings/{meeting.pk}/close/").content.decode()
    office.post(f"/meetings/{meeting.pk}/close/")
    cast.issue.refresh_from_db()
    assert cast.issue.status == "decided"
    assert "落实指标" in words(body_of(office.get(f"/meetings/{meeting.pk}/minutes.docx")))


def test_the_small_form_saves_by_itself_and_gives_the_next_op(cast, office):
    item = held_meeting(cast).items.get()
    url = f"/meetings/{item.meeting_id}/items/{item.pk}/"
    was = office.get(f"/meetings/{item.meeting_id}/").context["cards"][0]["form"]["was"].value()
    said = {"notes": "发改局汇报", "unit": cast.units["ZRZY"].pk, "was": was}
    saved = office.post(url, said, headers={"HX-Request": "true"})
    text = saved.content.decode()
    assert "已保存" in text
    assert "发改局汇报" in text  # what the next save is compared with
    clash = office.post(url, said | {"notes": "财政局汇报"}, headers={"HX-Request": "true"})
    assert clash.status_code == 422
    assert "用我的" in clash.content.decode()
    mine = office.post(
        url, said | {"notes": "财政局汇报", "mine": "1"}, headers={"HX-Request": "true"}
    )
    assert mine.status_code == 200
    item.refresh_from_db()
    assert item.notes == "财政局汇报"


def test_a_bad_date_comes_back_at_its_subject_with_what_was_typed(cast, office):
    item = held_meeting(cast).items.get()
    answer = office.post(
        f"/meetings/{item.meeting_id}/items/{item.pk}/",
        {"notes": "已研究", "due_on": "2022-02-30", "was": "{}"},
    )
    assert answer.status_code == 422
    [card] = answer.context["cards"]
    assert card["form"]["notes"].value() == "已研究"
    assert "没有这一天" in answer.content.decode()


def test_what_is_gone_meanwhile_is_not_taken(cast, office):
    meeting = held_meeting(cast)
    answer = office.post(f"/meetings/{meeting.pk}/agenda/", {"take": "issue-99999"})
    assert answer.status_code == 422


def test_a_second_click_finds_the_first_ones_answer(cast, office):
    op = "0c2f9a3e-3a44-4a0e-9d0a-2f6d6a5c0b12"
    item = cast.meeting.items.get()
    for _ in range(2):
        dropped = office.post(f"/meetings/{cast.meeting.pk}/items/{item.pk}/drop/", {"op": op})
        assert dropped.status_code == 302
    url = f"/meetings/{cast.meeting.pk}/agenda/"
    said = {"take": f"issue-{cast.issue.pk}", "op": op.replace("b12", "b13")}
    assert [office.post(url, said).status_code for _ in range(2)] == [302, 302]
    assert cast.meeting.items.count() == 1


def test_the_page_shows_what_has_become_of_each_decision(cast, office, minuted, friday):
    rows = office.get(f"/meetings/{minuted.pk}/").context["rows"]
    assert [(row.word, row.late) for row in rows] == [("已议定", 0), ("下次再议", 0)]
    friday.move_to(factories.at("2022-12-25 10:00"))
    office.force_login(cast.office)
    page = office.get(f"/meetings/{minuted.pk}/")
    assert [row.late for row in page.context["late"]] == [5]
    [meeting] = [m for m in office.get("/meetings/").context["meetings"] if m.pk == minuted.pk]
    assert (meeting.subjects, meeting.decided, meeting.put_off, meeting.late) == (2, 1, 1, 1)


def test_a_reason_opens_it_again_and_stays_visible(cast, office, minuted):
    url = f"/meetings/{minuted.pk}/"
    assert office.post(f"{url}reopen/", {}).status_code == 422
    office.post(f"{url}reopen/", {"reason": "责任单位写错"})
    page = office.get(url).content.decode()
    assert "责任单位写错" in page
    assert office.get(f"{url}minutes.docx").status_code == 409


def test_the_minutes_say_all_that_was_decided(cast, office, minuted):
    text = words(body_of(office.get(f"/meetings/{minuted.pk}/minutes.docx")))
    for said in (
        "重点项目前期手续联席会议纪要", f"（{minuted}）", "刘副县长在三楼会议室主持召开",
        "一、用地指标未落实", "责任单位：自然资源局；完成时限：2022年12月20日", "通报<进展>&情况",
        "暂缓，下次会议再议", "参加：发改局、财政局。", "蒲县项目推进中心", "2022年12月9日",
    ):  # fmt: skip
        assert said in text
    again = body_of(office.get(f"/meetings/{minuted.pk}/minutes.docx"))
    assert again == body_of(office.get(f"/meetings/{minuted.pk}/minutes.docx"))
    printed = office.get(f"/meetings/{minuted.pk}/print/").content.decode()
    assert "由自然资源局落实指标" in printed


def test_the_agenda_names_project_level_and_bureau(cast, office):
    text = words(body_of(office.get(f"/meetings/{cast.meeting.pk}/agenda.docx")))
    assert "一、用地指标未落实" in text
    assert (
        f"项目：{cast.project.name}（责任单位：薛关镇）；市级协调，办理部门：自然资源局。" in text
    )


def test_decisions_are_a_workbook(cast, office, minuted):
    body = body_of(office.get("/meetings/decisions.xlsx"))
    sheet = load_workbook(BytesIO(body)).worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {"由自然资源局落实指标", "自然资源局", "已议定"} <= set(values)


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("q=昕水河", 2), ("q=没有", 0), ("only=closed", 1), ("only=draft&sort=x", 1)],
)
def test_filters_come_from_the_url(cast, office, minuted, query, found):
    assert len(office.get(f"/meetings/?{query}").context["meetings"]) == found


def test_pages_take_the_same_queries_for_many_subjects(
    cast, office, minuted, django_assert_max_num_queries
):
    meeting = factories.MeetingFactory(centre=cast.units["XMZX"], held_on=date(2022, 12, 9))
    urls = ["/meetings/", f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/agenda/"]

    def grow(count):
        issues = [
            factories.IssueFactory(project=cast.project, in_table=False) for _ in range(2 * count)
        ]
        meetings.take_issues(meeting, issues[:count], by=cast.centre)
        for _ in range(count):
            factories.MeetingFactory(centre=cast.units["XMZX"])

    grow(3)
    few = {}
    for url in urls:
        office.get(url)
        with django_assert_max_num_queries(25) as counted:
            office.get(url)
        few[url] = len(counted)
    grow(20)
    for url in urls:
        with django_assert_max_num_queries(few[url]):
            office.get(url)


def test_another_county_does_not_see_it(cast, client, minuted):
    other = factories.UserFactory(unit=factories.UnitFactory(kind="centre"), role="centre")
    client.force_login(other)
    assert client.get(f"/meetings/{minuted.pk}/").status_code == 404
    assert client.get("/meetings/").context["meetings"] == []
    item = minuted.items.first()
    answer = client.post(f"/meetings/{minuted.pk}/items/{item.pk}/move/", {"to": "up"})
    assert answer.status_code == 404
