"""Both forms in the browser: which round a date means, and links that keep the form."""

import json
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from reporting.models import Submission
from reporting.selectors.filing import table_of
from tests import factories
from tests.reporting import progress
from tests.reporting.filing import file_table
from tests.reporting.tables import add_projects
from workplace.models import Notification

DAY = "/report/2022-12-09/"
BOARD = "/review/2022-12-09/"
FORM = "?form=progress"


@pytest.fixture
def work(cast):
    return progress.build(cast)


@pytest.fixture
def clerk(client, work):
    client.force_login(work.by)
    return client


@pytest.fixture
def centre(client, cast, work):
    client.force_login(cast.centre)
    return client


def text(response):
    assert response.status_code == 200, response
    return response.content.decode()


def links(page, path):
    """Every link and form of the page that leads below `path`."""
    found = [part.split('"')[0] for part in page.replace('action="', 'href="').split('href="')[1:]]
    return [link for link in found if link.startswith(path)]


class TestWhichFormADateMeans:
    def test_permits_unless_another_is_named(self, clerk):
        assert "前期手续办理情况表（第1期）" in text(clerk.get(DAY))
        assert "重点项目建设进展情况表（第12期）" in text(clerk.get(DAY + FORM))

    def test_the_only_form_that_has_the_date(self, clerk, work):
        work.round.cutoff_on = date(2022, 12, 31)
        work.round.save()

        page = text(clerk.get("/report/2022-12-31/"))
        assert "重点项目建设进展情况表" in page
        assert {FORM in link for link in links(page, "/report/2022-12-31/")} == {True}

    @pytest.mark.parametrize("form", ["permits ", "projects", "x"])
    def test_an_unknown_form_is_not_found(self, clerk, form):
        assert clerk.get(DAY, {"form": form}).status_code == 404


@pytest.mark.parametrize(
    "page", ["", "check/", "print/", "import/", "add/", "row/NUMBER/", "receipt/1/"]
)
def test_every_link_of_the_clerk_keeps_the_form(clerk, work, page):
    if page == "receipt/1/":
        work.type(completed_investment="0")
        file_table(work.submission, work.by)
    page = text(clerk.get(DAY + page.replace("NUMBER", work.new.number) + FORM))

    found = links(page, DAY)
    tab = [link for link in found if link == DAY]  # to the other form
    assert found and all(FORM in link for link in found if link not in tab)


@pytest.mark.parametrize(
    "page",
    ["", "compile/", "due/", "XUEGUAN/", "XUEGUAN/?tab=table", "XUEGUAN/?tab=remarks&remark=",
     "XUEGUAN/?tab=seals", "XUEGUAN/?ask=return"],
)  # fmt: skip
def test_every_link_of_the_centre_keeps_the_form(centre, work, page):
    work.type(completed_investment="0")
    file_table(work.submission, work.by)
    also = FORM if "?" not in page else "&form=progress"
    page = text(centre.get(BOARD + page + also))

    found = links(page, BOARD)
    assert found and all(FORM in link for link in found if link != BOARD)
    relative = links(page, "?")
    assert all("form=progress" in link for link in relative if link != "?")


def test_the_first_page_shows_both_open_rounds(clerk, client, cast):
    page = text(clerk.get("/"))
    assert "前期手续办理情况表（第1期）" in page and "重点项目建设进展情况表（第12期）" in page
    assert f"{DAY}{FORM}" in page

    client.force_login(cast.centre)
    page = text(client.get("/"))
    assert "重点项目建设进展情况表（第12期）" in page
    assert f"{BOARD}{FORM}" in page


def test_to_the_round_that_is_on(clerk, client, cast):
    assert clerk.get("/report/").headers["location"] == DAY
    assert clerk.get("/report/?form=progress").headers["location"] == DAY + FORM

    client.force_login(cast.centre)
    assert client.get("/review/").headers["location"] == BOARD
    assert client.get("/review/?form=progress").headers["location"] == BOARD + FORM
    picked = client.get("/review/?form=progress&cutoff=2022-12-09")
    assert picked.headers["location"] == BOARD + FORM


def test_cells_travel_with_their_form(clerk, work):
    body = {
        "op": str(uuid.uuid4()),
        "patches": [
            {"row": work.new.number, "key": "progress_state", "was": "waiting", "value": "已开工"},
            {"row": work.new.number, "key": "progress_on", "was": "", "value": "2022-11-28"},
        ],
    }
    answer = clerk.post(
        f"{DAY}cells/{FORM}", json.dumps(body), content_type="application/json"
    ).json()

    assert [cell["status"] for cell in answer["cells"]] == ["saved", "saved"]
    assert answer["rows"][0]["open"] is False
    work.new.refresh_from_db()
    assert work.new.started_on == date(2022, 11, 28)


def test_the_bar_tells_who_wrote_an_amount(clerk, work):
    work.type(work.old, completed_investment="1300")

    asked = {"form": "progress", "row": work.old.number, "key": "completed_investment"}
    told = clerk.get(f"{DAY}cell/", asked).json()

    steps = [(step["value"], step["by"]) for step in told["history"]]
    assert steps == [("1,300.00", work.by.name), ("1,200.00", "")]
    asked["key"] = "progress_on"
    assert clerk.get(f"{DAY}cell/", asked).status_code == 200


def test_a_new_project_by_the_plain_form_has_its_nature(clerk, work):
    page = text(clerk.get(f"{DAY}add/{FORM}"))
    assert 'name="nature"' in page and 'name="place"' not in page

    post = {"name": "乡镇供热", "nature": "continuing", "level": "county", "op": str(uuid.uuid4())}
    done = clerk.post(f"{DAY}add/{FORM}", post)

    assert done.status_code == 302 and done.headers["location"].endswith(FORM)
    project = Project.objects.get(name="乡镇供热")
    assert (project.nature, project.plans.get().year) == ("continuing", 2022)


def test_the_check_leads_to_where_the_photo_is_uploaded(clerk, work):
    page = text(clerk.get(f"{DAY}check/{FORM}"))

    assert f'href="/projects/{work.old.number}/files/"' in page
    assert "年度计划投资 4,000.00 万元，已完成 1,200.00 万元，投资完成率 30.0%" in page


def test_no_change_of_a_month_is_filed_with_one_button(clerk, work):
    work.type(completed_investment="0")
    factories.ProgressFactory(
        plan=work.new.plans.get(), as_of=date(2022, 11, 30), completed_investment=0
    )
    file_table(progress.earlier(work), work.by)
    assert "本月无变化，直接上报" in text(clerk.get(DAY + FORM))

    done = clerk.post(f"{DAY}no-change/{FORM}", {"op": str(uuid.uuid4())})

    assert done.headers["location"] == f"{DAY}receipt/1/{FORM}"
    assert Submission.objects.get(pk=work.submission.pk).no_change


def test_a_return_names_the_form_and_leads_to_it(centre, work):
    work.type(completed_investment="0")
    file_table(work.submission, work.by)
    post = {"op": str(uuid.uuid4()), "reason": "金额请核对"}

    done = centre.post(f"{BOARD}XUEGUAN/return/{FORM}", post)

    assert done.headers["location"] == f"{BOARD}XUEGUAN/{FORM}"
    note = Notification.objects.get(user=work.by)
    assert note.text == "建设进展第12期的表被退回修改：金额请核对"
    assert note.url == DAY + FORM


def test_compiling_and_the_workbook(centre, work):
    work.type(completed_investment="0")
    file_table(work.submission, work.by)
    done = centre.post(f"{BOARD}compile/{FORM}", {"op": str(uuid.uuid4()), "reason": ""})
    assert done.headers["location"] == f"{BOARD}compile/{FORM}"

    page = text(centre.get(f"{BOARD}compile/{FORM}"))
    assert "投资完成率" in page and "办结率口径" not in page
    assert "投资完成率 30.0%" in page
    book = centre.get(f"{BOARD}compiled.xlsx{FORM}")
    assert book.status_code == 200
    assert centre.get(f"{BOARD}compiled.xlsx").status_code == 404  # permits has no version yet


def test_the_deadline_of_one_form_leaves_the_other_alone(centre, cast, work):
    post = {"op": str(uuid.uuid4()), "due_on": "2022-12-10", "due_time": "12:00", "reason": "停电"}

    assert centre.post(f"{BOARD}due/{FORM}", post).headers["location"] == BOARD + FORM

    work.round.refresh_from_db()
    before = cast.round.due_at
    cast.round.refresh_from_db()
    assert work.round.due_at == factories.at("2022-12-10 12:00")
    assert cast.round.due_at == before


def test_the_queries_of_the_page_do_not_grow_with_the_projects(clerk, work):
    def count():
        with CaptureQueriesContext(connection) as queries:
            text(clerk.get(DAY + FORM))
        return len(queries)

    count()
    few = count()
    for n in range(27):
        progress.work(f"道路改造{n}", work.submission.unit)
    assert count() == few


class TestIsolation:
    """A project of both tables: what one form holds never shows in the other."""

    def test_the_permits_table_knows_nothing_of_progress(self, cast, work):
        table = file_and_read(cast.submission, cast.reporter)

        assert not {"progress_state", "completed_investment", "nature"} & set(table.sheet.keys)
        assert list(table.rows) == [cast.project.number]  # 2023's new project, not 2022's
        row = cast.submission.seals.get().projects.get()
        assert (row.progress_state, row.completed_investment, row.started_on) == ("", None, None)

    def test_the_progress_table_knows_nothing_of_permits(self, cast, work):
        work.type(completed_investment="0")
        table = file_and_read(work.submission, work.by)

        assert not any("." in key for key in table.sheet.keys)
        assert (table.kinds, cast.project.number in table.rows) == ([], False)
        row = work.submission.seals.get().projects.first()
        assert (row.week, row.place, row.planned_start) == ("", "", None)

    def test_notes_and_answers_stay_in_their_campaign(self, cast, work):
        both = add_projects(cast, 1)[0]
        factories.PlanFactory(project=both, year=2022, listed_from=date(2022, 1, 1))
        work.type(both, note="建设进展的备注")

        assert table_of(cast.submission).rows[both.number]["note"] == ""


def file_and_read(submission, by):
    file_table(submission, by)
    submission.refresh_from_db()
    return table_of(submission)
