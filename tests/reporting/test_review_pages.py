"""收报审核 in the browser: the board, a unit's changes, remarks, the steps of the reviewer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reporting.models import Reminder, Submission
from reporting.selectors import board as boards
from reporting.selectors.review import review_of
from reporting.services.grid import apply_patches
from sheets.grid import Patch
from tests import factories
from tests.reporting.filing import file_table, next_round, step
from tests.reporting.tables import add_projects, earlier_submission, kind_of
from workplace import clock
from workplace.models import Notification

BOARD = "/review/2022-12-09/"
UNIT = "/review/2022-12-09/XUEGUAN/"


@pytest.fixture
def centre(client, cast):
    client.force_login(cast.centre)
    return client


@pytest.fixture
def moved(cast):
    """Last week sealed; this week one date later with a reason and one permit done."""
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.expected_on, land.note = "submitted", date(2022, 12, 20), "受理"
    land.save()
    file_table(earlier_submission(cast, state="open"), cast.reporter)
    patches = [
        Patch(cast.project.number, "land.date", "2022-12-20", "2022-12-30", ""),
        Patch(cast.project.number, "land.ref", "受理", "报告表12月28日送审", ""),
        Patch(cast.project.number, "eia.status", "not_started", "done", ""),
        Patch(cast.project.number, "eia.date", "", "2022-12-08", ""),
        Patch(cast.project.number, "eia.ref", "", "临环审〔2022〕4号", ""),
        Patch(cast.project.number, "total_investment", "5000.00", "4000.00", ""),
    ]
    results = apply_patches(
        submission_id=cast.submission.pk, patches=patches, by=cast.reporter, reason="概算核减"
    )
    assert {result.status for result in results} == {"saved"}
    file_table(cast.submission, cast.reporter)
    cast.submission.refresh_from_db()
    return cast


def text_of(response):
    return response.content.decode()


def test_the_board_shows_the_unfiled_first(centre, cast):
    file_table(cast.submission, cast.reporter)

    lines = centre.get(BOARD).context["lines"]

    assert lines[0].is_missing
    assert lines[-1].unit.code == "XUEGUAN"


def test_the_board_counts_and_filters(centre, moved):
    response = centre.get(BOARD, {"only": "backward"})

    assert [line.unit.code for line in response.context["lines"]] == ["XUEGUAN"]
    counts = {chip["key"]: chip["count"] for chip in response.context["chips"]}
    assert (counts["submitted"], counts["backward"], counts["missing"]) == (1, 1, 25)


def test_a_unit_is_found_by_name_code_or_alias(centre, cast):
    for text in ("薛关", "xueguan", "XUE"):
        found = centre.get(BOARD, {"q": text}).context["lines"]
        assert [line.unit.code for line in found] == ["XUEGUAN"]


def test_the_minute_refresh_is_the_board_alone_and_keeps_the_ticks(centre, cast):
    response = centre.get(BOARD, {"kept": "1", "unit": ["JTJ"]}, headers={"HX-Request": "true"})

    assert "<html" not in text_of(response)
    assert response.context["chosen"] == {"JTJ"}


def test_the_board_says_who_was_reminded_and_has_not_read(centre, cast):
    centre.post(BOARD + "chase/", {"unit": "XUEGUAN"})
    line = centre.get(BOARD, {"q": "XUEGUAN"}).context["lines"][0]

    assert (line.reminded_at, line.reminder_read) == (clock.now(), False)
    Notification.objects.update(read_at=clock.now())
    assert centre.get(BOARD, {"q": "XUEGUAN"}).context["lines"][0].reminder_read


def test_overdue_minutes_are_shown_after_the_deadline(centre, cast, friday):
    friday.shift(timedelta(hours=2, minutes=18))

    assert "逾期 18 分" in text_of(centre.get(BOARD))


def test_chasing_reaches_only_who_has_not_filed(centre, cast):
    file_table(cast.submission, cast.reporter)

    centre.post(BOARD + "chase/", {"unit": ["XUEGUAN", "HEILONGGUAN"]})

    assert [r.unit.code for r in Reminder.objects.select_related("unit")] == ["HEILONGGUAN"]
    assert Notification.objects.filter(user=cast.outsider, text__startswith="催报").exists()
    assert not Notification.objects.filter(user=cast.reporter).exists()


def test_a_double_click_chases_once(centre, cast):
    op = "0b57a3b4-2f6e-4b8b-9a52-0d3e2a4f9d11"
    for _ in range(2):
        assert centre.post(BOARD + "chase/", {"unit": "XUEGUAN", "op": op}).status_code == 302

    assert Reminder.objects.count() == 1


def test_steps_back_stand_first_with_what_the_unit_says(moved):
    review = review_of(moved.submission)

    said = {line.change.key: line.reason for line in review.backward}
    assert said == {"land.date": "报告表12月28日送审", "total_investment": "概算核减"}
    assert "推迟 10 天" in {line.change.tag for line in review.backward}
    assert [line.change.what for line in review.forward] == ["土地文号/说明", "环评"]


def test_the_unit_page_shows_them(centre, moved):
    page = text_of(centre.get(UNIT))

    assert page.index("退步，先看") < page.index("其他变化")
    assert "临环审〔2022〕4号" in page


@pytest.mark.parametrize("tab", ["changes", "table", "remarks", "seals"])
def test_every_tab_opens(centre, moved, tab):
    assert centre.get(UNIT, {"tab": tab}).status_code == 200


def test_an_unfiled_unit_can_be_chased_from_its_page(centre, cast):
    assert "催报薛关镇" in text_of(centre.get(UNIT))


def note(client, cast, **more):
    data = {
        "row": cast.project.number,
        "key": "land.date",
        "text": "请附送审回执",
        "tab": "changes",
    }
    return client.post(UNIT + "remarks/", data | more)


def test_a_remark_is_written_at_its_cell_and_goes_with_the_return(centre, moved):
    page = text_of(centre.get(UNIT, {"remark": f"{moved.project.number}:land.date"}))
    assert 'id="remark"' in page

    assert note(centre, moved).status_code == 302
    assert "退回修改（1 条意见）" in text_of(centre.get(UNIT))
    centre.post(UNIT + "return/")

    remark = moved.submission.remarks.get()
    assert (remark.key, remark.project, remark.kind.code) == ("land.date", moved.project, "land")
    assert remark.sent_at is not None


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"key": "seq"}, {"row": "PX-1"}, {"row": "", "key": "land.date"}]
)
def test_a_remark_that_fits_nothing_is_refused(centre, moved, wrong):
    assert note(centre, moved, **wrong).status_code == 422
    assert not moved.submission.remarks.exists()


def test_a_remark_can_be_taken_back_before_it_is_returned(centre, moved):
    note(centre, moved)
    remark = moved.submission.remarks.get()

    centre.post(f"{UNIT}remarks/{remark.pk}/delete/")

    assert not moved.submission.remarks.unsent().exists()
    assert "请附送审回执" not in text_of(centre.get(UNIT, {"tab": "remarks"}))
    assert centre.post(UNIT + "accept/").status_code == 302


def test_accepting_leads_to_the_next_that_waits_and_can_be_taken_back(centre, moved):
    file_table(moved.other_submission, moved.outsider)

    response = centre.post(UNIT + "accept/", follow=True)

    assert response.redirect_chain[-1][0] == "/review/2022-12-09/HEILONGGUAN/?accepted=XUEGUAN"
    assert UNIT + "undo/" in text_of(response)
    centre.post(UNIT + "undo/")
    assert Submission.objects.get(pk=moved.submission.pk).state == "submitted"


def test_the_last_acceptance_leads_to_the_board(centre, moved):
    response = centre.post(UNIT + "accept/")

    assert response["Location"] == BOARD + "?accepted=XUEGUAN"


def test_a_return_without_reason_or_remark_is_refused(centre, moved):
    assert centre.post(UNIT + "return/").status_code == 422


def test_what_the_moment_does_not_allow_is_409(centre, moved):
    step(moved.submission, "accept", moved.centre)

    assert centre.post(UNIT + "accept/").status_code == 409


def test_office_reads_and_draws_no_buttons(client, moved):
    client.force_login(moved.office)

    page = text_of(client.get(UNIT))

    assert "px-foot-bar" not in page
    assert client.post(UNIT + "accept/").status_code == 403


def test_the_deadline_is_moved_with_a_reason(centre, cast):
    url = reverse("reporting:round-move", args=["2022-12-09"])
    data = {"due_on": "2022-12-09", "due_time": "15:00"}
    assert centre.post(url, data).status_code == 422

    assert centre.post(url, data | {"reason": "停电"}).status_code == 302
    assert "停电" in text_of(centre.get(BOARD))


def test_the_ladder_is_edited_by_the_centre(centre, cast):
    data = {
        "rung-TOTAL_FORMS": "3", "rung-INITIAL_FORMS": "0",
        "rung-0-kind": "weekday", "rung-0-weekday": "3", "rung-0-at": "16:00",
        "rung-1-kind": "before", "rung-1-minutes": "120",
        "rung-2-kind": "",
    }  # fmt: skip

    assert centre.post("/review/ladder/", data).status_code == 302

    cast.campaign.refresh_from_db()
    assert [step["stage"] for step in cast.campaign.ladder] == ["w3-1600", "m120"]
    assert "周四 16:00" in text_of(centre.get("/review/ladder/"))


def test_the_round_is_picked_from_the_list(centre, cast):
    next_round(cast)

    response = centre.get("/review/", {"cutoff": "2022-12-16"})

    assert response["Location"] == "/review/2022-12-16/"
    assert centre.get("/review/", {"cutoff": "x"}).status_code == 404


def test_the_board_needs_as_many_queries_for_thirty_rows_as_for_three(
    cast, django_assert_num_queries, django_assert_max_num_queries
):
    add_projects(cast, 2)
    file_table(earlier_submission(cast, state="open"), cast.reporter)
    file_table(cast.submission, cast.reporter)
    with django_assert_max_num_queries(14) as few:
        boards.board(cast.round, clock.now())
    add_projects(cast, 27, unit="HEILONGGUAN")
    file_table(cast.other_submission, cast.outsider)
    with django_assert_num_queries(len(few)):
        boards.board(cast.round, clock.now())


def test_the_unit_page_needs_as_many_queries_for_thirty_rows_as_for_three(
    centre, cast, django_assert_num_queries, django_assert_max_num_queries
):
    add_projects(cast, 2)
    add_projects(cast, 29, unit="HEILONGGUAN")
    factories.IssueFactory(project=cast.project)
    file_table(cast.submission, cast.reporter)
    file_table(cast.other_submission, cast.outsider)
    centre.get(UNIT)  # the session's first request
    with django_assert_max_num_queries(30) as few:
        centre.get(UNIT, {"tab": "table"})
    with django_assert_num_queries(len(few)):
        centre.get("/review/2022-12-09/HEILONGGUAN/", {"tab": "table"})


def test_where_no_table_is_due_the_way_leads_to_the_campaigns(centre, cast):
    page = centre.get("/review/?form=progress").content.decode()
    assert "现在没有开着的期" in page
    assert 'href="/campaigns/"' in page
