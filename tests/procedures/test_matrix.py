"""项目 × 手续: cells, totals, filters, whose projects."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from tests import factories

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def make(units, kinds):
    by_code = {kind.code: kind for kind in kinds}

    def build(name, unit="XUEGUAN", nature="new", year=2023, **permits):
        project = factories.ProjectFactory(name=name, unit=units[unit], nature=nature)
        factories.PlanFactory(project=project, year=year)
        for code, values in permits.items():
            values = {"handling_unit": units["ZRZY"], **values}
            factories.PermitFactory(project=project, kind=by_code[code], **values)
        return project

    return build


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


def rows(answer):
    return {row.project.name: row for group in answer.context["groups"] for row in group.rows}


def cell(row, code):
    return next(cell for cell in row.cells if cell.kind.code == code)


def test_every_new_project_of_the_year_by_unit_with_a_cell_a_permit(centre, make):
    make("丙", unit="PUCHENG")
    held = factories.at("2022-12-05 09:00")
    make("甲", land={"status": "submitted", "due_on": date(2022, 12, 6), "held_since": held})
    make("续建", nature="continuing")
    make("去年", year=2022)
    answer = centre.get("/permits/matrix/")
    assert [group.unit.code for group in answer.context["groups"]] == ["PUCHENG", "XUEGUAN"]
    assert list(rows(answer)) == ["丙", "甲"]
    assert len(answer.context["kinds"]) == 6
    words = cell(rows(answer)["甲"], "land").words
    assert words == "审批中，县，自然资源局第 5 天，超 3 天"
    assert cell(rows(answer)["甲"], "eia").status == "not_started"
    assert set(rows(centre.get("/permits/matrix/?nature=all"))) == {"甲", "丙", "续建"}
    assert set(rows(centre.get("/permits/matrix/?year=all"))) == {"甲", "丙", "去年"}


def test_totals_count_what_is_needed_and_what_is_done(centre, make):
    make("甲", land={"status": "done"}, eia={"status": "not_required"})
    make("乙", land={"status": "submitted"}, approval={"status": "done"})
    answer = centre.get("/permits/matrix/")
    tallies = {kind.code: tally for kind, tally in answer.context["totals"].columns}
    assert (tallies["land"].done, tallies["land"].required) == (1, 2)
    assert (tallies["eia"].done, tallies["eia"].required) == (0, 1)
    whole = answer.context["totals"].whole
    assert (whole.done, whole.required, whole.rate_words) == (2, 11, "18.2%")
    [group] = answer.context["groups"]
    assert group.tally == whole
    assert rows(answer)["甲"].tally.required == 5


def test_a_further_kind_counts_only_where_it_is_needed(centre, make):
    project = make("甲")
    make("乙")
    water = factories.KindFactory(code="water_save", name="水保")
    factories.PermitFactory(project=project, kind=water, status="done")
    answer = centre.get("/permits/matrix/")
    tallies = {kind.code: tally for kind, tally in answer.context["totals"].columns}
    assert (tallies["water_save"].done, tallies["water_save"].required) == (1, 1)
    assert cell(rows(answer)["乙"], "water_save").status == ""
    assert len(centre.get("/permits/matrix/?kinds=six").context["kinds"]) == 6


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甲", "乙", "丙"}),
        ("unit=PUCHENG", {"丙"}),
        ("level=city", {"乙"}),
        ("state=done", {"甲"}),
        ("state=returned", {"乙"}),
        ("state=not_started", {"甲", "乙", "丙"}),
        ("state=not_started&level=city", set()),
        ("only=overdue", {"甲"}),
        ("only=differs", {"乙"}),
        ("only=open", {"甲", "乙", "丙"}),
        ("q=丙", {"丙"}),
        ("q=b", {"丙"}),
        ("year=1999&nature=x&level=x&state=x&only=x&size=9&q=%00", {"甲", "乙", "丙"}),
    ],
)
def test_filters_come_from_the_url(centre, make, query, found):
    late = {"status": "submitted", "due_on": date(2022, 12, 1)}
    make("甲", land={"status": "done"}, planning=late)
    differs = factories.at("2022-12-08 09:00")
    make("乙", land={"status": "returned", "level": "city", "differs_since": differs})
    make("丙", unit="PUCHENG")
    assert set(rows(centre.get(f"/permits/matrix/?{query}"))) == found


def test_cells_beside_those_asked_for_stand_back(centre, make):
    make("甲", land={"status": "done"}, planning={"status": "submitted"})
    row = rows(centre.get("/permits/matrix/?state=done"))["甲"]
    assert [c.kind.code for c in row.cells if c.is_asked] == ["land"]


def test_a_reporter_sees_its_own_projects(client, people, make):
    make("甲")
    make("丙", unit="PUCHENG", land={})
    client.force_login(people["reporter"])
    assert set(rows(client.get("/permits/matrix/"))) == {"甲"}
    client.force_login(people["handler"])
    text = client.get("/permits/matrix/").content.decode()
    assert "丙" not in text and "手续办理" in text


def test_the_page_takes_the_same_queries_for_three_as_for_thirty(
    centre, make, django_assert_max_num_queries
):
    for n in range(3):
        make(f"第{n}号", land={"status": "done"})
    centre.get("/permits/matrix/")
    with django_assert_max_num_queries(16) as few:
        centre.get("/permits/matrix/")
    for n in range(30):
        make(f"另{n}号", unit="PUCHENG", land={}, eia={"status": "returned"})
    with django_assert_max_num_queries(len(few)):
        assert len(rows(centre.get("/permits/matrix/"))) == 33


def test_pages_go_by_projects(centre, make):
    for n in range(51):
        make(f"第{n}号")
    first = centre.get("/permits/matrix/")
    assert len(rows(first)) == 50
    assert first.context["totals"].whole.required == 51 * 6
    assert len(rows(centre.get("/permits/matrix/?page=2"))) == 1
    assert len(rows(centre.get("/permits/matrix/?size=200"))) == 51


def test_the_workbook_has_every_project_and_the_sums(centre, make):
    make("=甲", land={"status": "done"})
    body = b"".join(centre.get("/permits/matrix/export.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(body)).active
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "=甲" in texts and "1/1 100.0%" in texts and "合计" in texts


def test_names_are_only_text(centre, make):
    make("<i>" + "长" * 97, land={})
    text = centre.get("/permits/matrix/").content.decode()
    assert "<i>长" not in text and "&lt;i&gt;" + "长" * 97 in text
