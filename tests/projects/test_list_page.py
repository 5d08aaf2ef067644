from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from projects.imports import import_ledger
from projects.models import Project
from projects.rules import Standing, standing
from projects.selectors.listing import standings
from projects.sheets import ledger_sheet
from sheets.read import read_workbook
from tests import factories

pytestmark = pytest.mark.usefixtures("friday")
TODAY = date(2022, 12, 9)


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def make(units):
    def build(name, unit="XUEGUAN", planned="2000", year=2023, **more):
        project = factories.ProjectFactory(unit=units[unit], name=name, **more)
        factories.PlanFactory(project=project, planned_investment=Decimal(planned), year=year)
        return project

    return build


def names(answer):
    return [row.project.name for row in answer.context["rows"]]


def test_the_list_shows_the_newest_year_with_sums(centre, make):
    make("甲", planned="2000")
    plan = make("乙", planned="3000.50").plans.get()
    factories.ProgressFactory(plan=plan, as_of=date(2023, 1, 6), completed_investment=100)
    factories.ProgressFactory(plan=plan, as_of=date(2023, 1, 13), completed_investment=300)
    make("旧", year=2022)

    answer = centre.get("/projects/")

    assert names(answer) == ["甲", "乙"]
    sums = answer.context["sums"]
    assert (sums["count"], sums["planned"], sums["completed"]) == (2, Decimal("5000.50"), 300)
    assert names(centre.get("/projects/?year=2022")) == ["旧"]
    assert names(centre.get("/projects/?year=all")) == ["甲", "乙", "旧"]


def test_a_project_on_no_list_is_found_under_all_years(centre, make, units):
    make("甲")
    factories.ProjectFactory(unit=units["XUEGUAN"], name="没有年度")
    assert names(centre.get("/projects/?year=all")) == ["甲", "没有年度"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=核桃", ["核桃加工"]),
        ("q=2211-141033", ["煤矿延深"]),
        ("q=晋核公司", ["核桃加工"]),
        ("unit=PUCHENG", ["东关厂房"]),
        ("nature=continuing", ["东关厂房"]),
        ("level=province", ["煤矿延深"]),
        ("status=running", ["东关厂房"]),
        ("status=stopped", ["煤矿延深"]),
        ("sort=name", ["东关厂房", "核桃加工", "煤矿延深"]),
        ("sort=-total", ["煤矿延深", "核桃加工", "东关厂房"]),
        ("sort=unit__user__password", ["核桃加工", "煤矿延深", "东关厂房"]),
        ("_connector=OR&x__regex=(a%2B)%2B$", ["核桃加工", "煤矿延深", "东关厂房"]),
        ("page=1e9&nature=x&status=y", ["核桃加工", "煤矿延深", "东关厂房"]),
        ("q=%00%00", ["核桃加工", "煤矿延深", "东关厂房"]),
        ("q=没有", []),
    ],
)
def test_filters_and_order_come_from_the_url(centre, make, query, found):
    make("核桃加工", owner="晋核公司", number="PX-2023-001", total_investment=Decimal(5000))
    make(
        "煤矿延深",
        level="province",
        national_code="2211-141033-89-01-123456",
        started_on=date(2022, 11, 1),
        stopped_on=date(2022, 12, 1),
        number="PX-2023-002",
        total_investment=Decimal(9000),
    )
    make(
        "东关厂房",
        unit="PUCHENG",
        nature="continuing",
        resumed_on=date(2022, 3, 1),
        number="PX-2023-003",
        total_investment=Decimal(700),
    )
    answer = centre.get(f"/projects/?{query}")
    assert answer.status_code == 200
    assert names(answer) == found


def test_standing_says_the_same_of_one_project_and_in_the_database(units):
    days = [None, date(2022, 12, 1), TODAY, date(2022, 12, 20)]
    made = [
        factories.ProjectFactory(
            unit=units["XUEGUAN"],
            started_on=a,
            stopped_on=b,
            resumed_on=c,
            finished_on=d,
            withdrawn_on=e,
        )
        for a in days
        for b in days
        for c in days
        for d in (None, TODAY)
        for e in (None, TODAY)
    ]
    told = {project.pk: standing(vars(project), TODAY) for project in made}
    for word, condition in standings(TODAY).items():
        found = set(Project.objects.filter(condition).values_list("pk", flat=True))
        assert found == {pk for pk, stands in told.items() if stands == word}
    assert set(told.values()) == set(Standing)


def test_a_reporter_sees_its_own_only(client, make, people):
    make("甲")
    make("乙", unit="PUCHENG")
    client.force_login(people["reporter"])
    answer = client.get("/projects/?unit=PUCHENG&year=all")
    assert names(answer) == []
    assert names(client.get("/projects/")) == ["甲"]


def test_the_page_takes_the_same_queries_for_three_as_for_thirty(
    centre, make, django_assert_max_num_queries
):
    for n in range(3):
        make(f"第{n}号")
    centre.get("/projects/")
    with django_assert_max_num_queries(14) as few:
        centre.get("/projects/")
    for n in range(3, 33):
        make(f"第{n}号", unit="PUCHENG")
    with django_assert_max_num_queries(len(few)):
        assert len(names(centre.get("/projects/"))) == 33


def test_fifty_are_on_a_page(centre, make):
    for n in range(52):
        make(f"第{n}号")
    assert len(names(centre.get("/projects/"))) == 50
    assert len(names(centre.get("/projects/?page=2"))) == 2


def test_the_workbook_holds_the_filtered_list_and_comes_back_unchanged(
    centre, make, tmp_path, people, units
):
    make("甲", is_industrial=True, planned_start=date(2023, 3, 1), place="薛关镇")
    make("=1+1", total_investment=None, planned="0", build_nature="renovation")
    make("乙", unit="PUCHENG")

    answer = centre.get("/projects/export.xlsx?unit=XUEGUAN")

    body = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(body))["台账"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "甲" in texts and "乙" not in texts
    (tmp_path / "ledger.xlsx").write_bytes(body)
    read = read_workbook(tmp_path / "ledger.xlsx", ledger_sheet())
    report = import_ledger(read.rows, centre=units["XMZX"], unit=None, by=people["centre"])
    assert (report.errors, report.created, report.updated, report.unchanged) == ([], 0, 0, 2)


def test_names_are_text_on_the_page(centre, make):
    make("<img src=x onerror=alert(1)>")
    assert b"<img src=x" not in centre.get("/projects/").content


def test_an_empty_register_says_what_to_do(centre, client, people):
    assert "新增第一个项目，或导入台账" in centre.get("/projects/").content.decode()
    client.force_login(people["reporter"])
    assert "或请县项目推进中心导入台账" in client.get("/projects/").content.decode()
