"""What else a problem stands in: its files, meetings, letters, seals; and what a reply promised."""

from datetime import date, timedelta

import pytest

from procedures.models import Issue, Letter, Meeting, Nudge
from procedures.services import issues
from tests import factories
from tests.procedures.issue_steps import take
from tests.procedures.nudged import decide, lines_of, put, steps
from tests.reporting.filing import file_table
from tests.uploads import handed, photo
from workplace import clock
from workplace.models import Attachment


def shown(client, user, issue):
    client.force_login(user)
    return client.get(f"/issues/{issue.pk}/")


def test_files_stand_on_the_page_for_all_and_go_by_who_brought_them(client, cast):
    client.force_login(cast.reporter)
    add = f"/issues/{cast.issue.pk}/files/add/"
    answer = client.post(add, {"file": handed("现场.jpg", photo()), "label": "情况说明"})
    assert answer.url == f"/issues/{cast.issue.pk}/"
    file = Attachment.objects.get(name="现场.jpg")
    html = shown(client, cast.handler, cast.issue).content.decode()
    assert "附件：1 个" in html
    assert f"/files/{file.pk}/remove/" not in html
    assert "上传附件" not in shown(client, cast.leader, cast.issue).content.decode()
    client.force_login(cast.reporter)
    gone = client.post(f"/files/{file.pk}/remove/", follow=True)
    assert "已移除 现场.jpg" in gone.content.decode()


def test_a_problem_goes_on_the_agenda_from_its_own_page(client, cast):
    draft = Meeting.objects.get()
    draft.items.all().delete()
    page = shown(client, cast.office, cast.issue)
    assert page.context["ties"].drafts == [draft]
    client.post(f"/meetings/{draft.pk}/agenda/", {"take": f"issue-{cast.issue.pk}"})
    page = shown(client, cast.office, cast.issue)
    assert "已列入议程" in page.content.decode()
    assert not page.context["ties"].may_offer
    assert "联席会议和书面意见" not in shown(client, cast.reporter, cast.issue).content.decode()


def test_a_new_meeting_for_a_problem_has_it_ticked_first(client, cast):
    Meeting.objects.all().delete()
    factories.IssueFactory(project=cast.project, in_table=False, wanted_by=date(2022, 12, 1))
    client.force_login(cast.office)
    form = {"title": "联席会议", "held_on": "2022-12-09"}
    made = client.post(f"/meetings/add/?issue={cast.issue.pk}", form)
    page = client.get(made.url)
    assert page.context["offers"][0].issue == cast.issue
    assert page.content.decode().count("checked") == 1
    assert client.post("/meetings/add/?issue=999", form).status_code == 404


def test_a_letter_names_the_problem_and_the_page_names_the_letter(client, cast):
    Letter.objects.update(rows=[{"key": f"issue-{cast.issue.pk}"}, {"key": "permit-1"}])
    [letter] = shown(client, cast.leader, cast.issue).context["ties"].letters
    assert letter == cast.letter
    Letter.objects.update(rows=[{"key": f"issue-{cast.issue.pk}0"}])
    assert shown(client, cast.leader, cast.issue).context["ties"].letters == []


def test_the_seals_are_those_with_these_words(client, cast):
    client.force_login(cast.reporter)
    address = f"/seals/issues/{cast.issue.pk}/"
    assert "还没有随周报表上报" in client.get(address).content.decode()
    Issue.objects.update(in_table=True)
    file_table(cast.submission, cast.reporter)
    assert "第1期" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    Issue.objects.update(text="改过的")
    assert "还没有随周报表上报" in client.get(address).content.decode()


@pytest.fixture
def replied(cast):
    """The bureau said that it will be done a week from now."""
    take("assign", cast.issue, cast.centre, cast.units)
    day = clock.today() + timedelta(days=7)
    issues.reply(Issue.objects.get(pk=cast.issue.pk), "去协调", day, cast.handler)
    return Issue.objects.get(pk=cast.issue.pk)


def test_what_a_reply_promised_is_seen_in_the_list_and_told_when_it_passes(client, cast, replied):
    client.force_login(cast.centre)
    [row] = client.get("/issues/").context["rows"]
    assert (row.promised, row.broken_by) == (date(2022, 12, 16), 0)
    for day in ("14", "15", "16", "19"):
        decide(f"2022-12-{day} 08:30")
    texts = list(Nudge.objects.filter(step="promise").values_list("text", flat=True))
    assert len(texts) == 3
    assert "答复里答应的 2022年12月16日到期，已超 3 天" in texts[0]
    assert set(steps("ZRZY")) >= {"ZRZY promise"}


def test_a_new_order_or_asking_to_clear_ends_the_promise(cast, replied):
    take("ask_clear", replied, cast.handler, cast.units)
    decide("2022-12-19 10:00")
    assert not Nudge.objects.filter(step="promise").exists()
    Issue.objects.update(clear_asked_at=None, replied_at=None)
    decide("2022-12-20 10:00")
    assert not Nudge.objects.filter(step="promise").exists()


def test_the_officer_who_serves_a_permit_is_told_with_its_owner(cast):
    officer = factories.UserFactory(unit=cast.units["XZSP"])
    put(cast.permit, due_on=date(2022, 12, 8), officer=officer)
    decide("2022-12-09 08:30")
    assert steps() == ["XUEGUAN overdue"]
    assert [line.url for line in lines_of(officer)] == [f"/permits/{cast.permit.pk}/"]
    assert len(lines_of(cast.reporter)) == 1
    put(cast.permit, due_on=None, status="submitted", limit_on=date(2022, 12, 8))
    decide("2022-12-09 10:00")
    assert len(lines_of(officer)) == 1  # the bureau's own delay is not the officer's
