"""清单: each number that is the length of a list opens its rows, for ever, of one's own unit."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import Issue, Permit, PermitKind
from procedures.services.issues.steps import clear
from reporting.models import Submission
from reporting.references import moment_text
from reporting.selectors.lists import LISTS
from tests import factories
from tests.reporting import county
from tests.reporting.filing import file_table, step
from tests.reporting.tables import earlier_submission, seal_as_it_stands
from tests.table import signed_in
from workplace import clock, history


@pytest.fixture
def open_list(cast):
    for model in (PermitKind, Submission):
        history.begin(model)

    def open_list(key, who="leader", **query):
        response = signed_in(cast, who).get(f"/lists/{key}/", query)
        assert response.status_code == 200
        return response.context["listed"]

    return open_list


def first_cells(listed):
    return [row.cells[0] for row in listed.rows]


def test_who_has_filed_who_is_late_and_who_has_not(open_list, cast, friday):
    units = sum(unit.files_reports for unit in cast.units.values())
    file_table(cast.submission, cast.reporter)
    friday.move_to(factories.at("2022-12-09 12:16"))
    clock.forget()
    file_table(cast.other_submission, cast.outsider)
    assert first_cells(open_list("filed")) == ["薛关镇", "黑龙关镇"]
    assert [row.cells[3] for row in open_list("late").rows] == [16]
    assert open_list("unfiled").number == units - 2
    assert "第1期" in open_list("late").definition
    assert open_list("late", unit="XUEGUAN").number == 0
    assert first_cells(open_list("filed", who="reporter")) == ["薛关镇"]
    assert open_list("filed", kind="progress").number == 0


def test_a_list_of_a_moment_stays_though_the_table_is_filed_later(open_list, cast, friday):
    then = moment_text(clock.now())
    friday.shift(timedelta(hours=3))
    clock.forget()
    file_table(cast.submission, cast.reporter)
    assert open_list("filed").number == 1
    assert open_list("filed", known=then).number == 0
    assert "薛关镇" in first_cells(open_list("unfiled", known=then))


def test_seals_carried_on_and_units_that_never_sealed(open_list, cast):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    carried = open_list("carried", source="sealed")
    assert first_cells(carried) == ["薛关镇"]
    assert signed_in(cast, "leader").get(carried.rows[0].href).status_code == 200
    silent = first_cells(open_list("silent", source="sealed"))
    assert "黑龙关镇" in silent
    assert "薛关镇" not in silent


def test_a_returned_table_is_still_filed_but_no_longer_sealed(open_list, cast, friday):
    file_table(cast.submission, cast.reporter)
    then, _ = moment_text(clock.now()), friday.shift(timedelta(minutes=5))
    step(cast.submission, "return", cast.centre, "请核对")
    assert first_cells(open_list("filed")) == ["薛关镇"]
    assert "薛关镇" in first_cells(open_list("silent", source="sealed"))
    assert "薛关镇" not in first_cells(open_list("silent", source="sealed", known=then))


def test_problems_stand_until_they_are_cleared(open_list, cast, friday):
    then, number = moment_text(clock.now()), Issue.objects.standing().count()
    assert open_list("blocked").number == number == 1
    friday.shift(timedelta(hours=1))
    clear(cast.issue, "已经协调解决", cast.reporter)
    friday.shift(timedelta(days=1))
    assert open_list("blocked").number == 0
    assert open_list("blocked", known=then, as_of="2022-12-09").number == 1
    assert open_list("blocked", who="outsider", known=then, as_of="2022-12-09").number == 0


def test_permits_past_their_deadline_and_approvals_that_run_out(open_list, cast):
    Permit.objects.filter(pk=cast.permit.pk).update(
        status="submitted", due_on=date(2022, 12, 5), completed_on=None
    )
    assert [row.cells[-2:] for row in open_list("overdue").rows] == [(date(2022, 12, 5), 4)]
    assert open_list("overdue", as_of="2022-12-05").number == 0
    for days, number in ((61, 0), (60, 1), (-3, 1)):
        until = date(2022, 12, 9) + timedelta(days=days)
        Permit.objects.filter(pk=cast.permit.pk).update(
            status="done", completed_on=date(2022, 11, 1), valid_until=until
        )
        assert open_list("expiring").number == number, days
    assert open_list("expiring").rows[0].cells[-1] == "已到期 3 天"


def test_stopped_works_and_province_projects_that_have_not_begun(open_list, cast):
    since = {"listed": (date(2021, 12, 1), None), "nature": "new", "plan": "100.00"}
    town = cast.units["XUEGUAN"]
    county.work(town, "停了", started_on=date(2022, 3, 1), stopped_on=date(2022, 9, 1), **since)
    county.work(town, "没开工", level="province", **since)
    county.work(town, "县里的", **since)
    assert first_cells(open_list("stopped")) == ["停了"]
    assert first_cells(open_list("waiting")) == ["没开工"]


def test_a_link_to_a_project_one_may_not_open_any_more_is_taken_away(open_list, cast, friday):
    """Known at a moment when it was one's own; handed on since."""
    since = {"listed": (date(2021, 12, 1), None), "nature": "new", "plan": "100.00"}
    project = county.work(cast.units["XUEGUAN"], "没开工", level="province", **since)
    then, _ = moment_text(clock.now()), friday.shift(timedelta(hours=1))
    project.unit = cast.units["GUXIAN"]
    history.save(project, by=cast.centre)
    assert [row.href for row in open_list("waiting", who="reporter", known=then).rows] == [""]
    assert [row.href for row in open_list("waiting", known=then).rows] != [""]


def test_rows_are_found_sorted_paged_and_taken_away(open_list, cast):
    client = signed_in(cast, "leader")
    response = client.get("/lists/unfiled/", {"q": "薛关", "sort": "-1"})
    assert [cells[0] for _, cells in response.context["lines"]] == ["薛关镇"]
    names = [cells[0] for _, cells in client.get("/lists/unfiled/?sort=-1").context["lines"]]
    assert names == sorted(names, reverse=True)
    assert "没有这样的行" in client.get("/lists/unfiled/?q=无此单位").content.decode()
    assert client.get("/lists/unfiled/?sort=99").status_code == 200
    export = client.get(reverse("reporting:list-export", args=["unfiled"]), {"q": "薛关"})
    sheet = load_workbook(BytesIO(b"".join(export.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["薛关镇", "未报"] in [row[:2] for row in rows]
    assert "引用编码：" in rows[1][0]


@pytest.mark.parametrize("key", LISTS)
def test_every_list_opens_empty_or_not_by_either_source(open_list, key):
    for source in ("live", "sealed"):
        assert open_list(key, source=source).definition


@pytest.mark.parametrize("key", ["overdue", "blocked", "waiting", "unfiled"])
def test_no_query_grows_with_the_rows(open_list, cast, key):
    client = signed_in(cast, "leader")

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(f"/lists/{key}/")
        return len(found)

    def grow(count):
        for _ in range(count):
            project = factories.ProjectFactory(unit=cast.units["GUXIAN"], level="province")
            factories.PlanFactory(project=project, year=2022)
            factories.PermitFactory(
                project=project, kind=cast.kinds[0], status="submitted", due_on=date(2022, 12, 1)
            )
            factories.IssueFactory(project=project, in_table=False)

    grow(2)
    queries()
    few = queries()
    grow(20)
    assert queries() == few < 40
