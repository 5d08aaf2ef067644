from datetime import date
from io import BytesIO

import openpyxl
import pytest

from tests import factories

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def land(kinds):
    return next(kind for kind in kinds if kind.code == "land")


@pytest.fixture
def make(units, land):
    def build(name="甲", handler="ZRZY", unit="XUEGUAN", kind=None, status="submitted", **more):
        project = factories.ProjectFactory(name=name, unit=units[unit])
        return factories.PermitFactory(
            project=project,
            kind=kind or land,
            handling_unit=units[handler],
            status=status,
            **more,
        )

    return build


@pytest.fixture
def handler(client, people):
    client.force_login(people["handler"])
    return client


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


def names(answer):
    return [row.permit.project.name for row in answer.context["rows"]]


def test_a_bureau_sees_what_it_handles_most_urgent_first(handler, make):
    make("没有日期")
    make("不急", due_on=date(2023, 1, 20))
    make("超了", due_on=date(2022, 12, 6), expected_on=date(2023, 1, 30))
    make("预计下周", expected_on=date(2022, 12, 14))
    make("别家办的", handler="FGJ", due_on=date(2022, 12, 1))
    make("办完了", status="done", completed_on=date(2022, 12, 8))

    answer = handler.get("/permits/")

    assert names(answer) == ["超了", "预计下周", "不急", "没有日期"]
    rows = {row.permit.project.name: row for row in answer.context["rows"]}
    assert rows["超了"].late_by == 3
    assert (rows["预计下周"].left, rows["预计下周"].is_promise) == (5, True)
    counts = answer.context["counts"]
    assert (counts["open"], counts["overdue"], counts["soon"], counts["done"]) == (4, 1, 1, 1)
    assert answer.context["done_this_week"] == 1


def test_a_bureau_reads_name_code_owner_and_permit_but_no_project_page(handler, make):
    permit = make("别人的项目", note="方案已过会")
    text = handler.get("/permits/").content.decode()
    assert "别人的项目" in text and "方案已过会" in text
    assert "薛关镇" not in text
    assert f"/projects/{permit.project.number}/" not in text
    assert handler.get(f"/projects/{permit.project.number}/").status_code == 404
    assert handler.get(f"/projects/{permit.project.number}/permits/").status_code == 404


def test_a_unit_that_handles_nothing_is_told_where_its_own_permits_are(client, people, make):
    make("甲")
    client.force_login(people["reporter"])
    answer = client.get("/permits/")
    assert names(answer) == []
    assert "没有由本单位承办的手续" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["甲", "乙"]),
        ("q=乙", ["乙"]),
        ("kind=eia", ["乙"]),
        ("unit=FGJ", ["乙"]),
        ("only=returned", ["乙"]),
        ("only=overdue", ["甲"]),
        ("only=done", ["丙"]),
        ("only=all", ["甲", "乙", "丙"]),
        ("only=x&sort=project__unit&kind[]=1", ["甲", "乙"]),
        ("q=%00", ["甲", "乙"]),
    ],
)
def test_filters_come_from_the_url(centre, make, kinds, query, found):
    eia = next(kind for kind in kinds if kind.code == "eia")
    make("甲", due_on=date(2022, 12, 1))
    make("乙", handler="FGJ", kind=eia, status="returned", expected_on=date(2023, 1, 1))
    make("丙", status="done")
    answer = centre.get(f"/permits/?{query}")
    assert sorted(names(answer)) == sorted(found)


def test_the_page_takes_the_same_queries_for_three_as_for_thirty(
    centre, make, django_assert_max_num_queries
):
    for n in range(3):
        make(f"第{n}号")
    centre.get("/permits/")
    with django_assert_max_num_queries(12) as few:
        centre.get("/permits/")
    for n in range(30):
        make(f"另{n}号", unit="PUCHENG", handler="FGJ")
    with django_assert_max_num_queries(len(few)):
        assert len(names(centre.get("/permits/"))) == 33


def test_the_workbook_keeps_the_unit_from_a_bureau(handler, make):
    make("=甲", due_on=date(2022, 12, 20))
    body = b"".join(handler.get("/permits/export.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(body)).active
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "=甲" in texts and "责任单位" not in texts
