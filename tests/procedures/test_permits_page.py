from datetime import date
from io import BytesIO

import openpyxl
import pytest

from procedures.models import Permit
from tests import factories

NOW = factories.at("2022-12-08 10:00")

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
            handling_unit=units[handler] if handler else None,
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
    assert rows["超了"].holding.late_by == 3
    hold = rows["预计下周"].holding
    assert (hold.left, hold.which) == (5, "预计")
    counts = answer.context["counts"]
    assert (counts["mine"], counts["overdue"], counts["soon"], counts["done"]) == (4, 1, 1, 1)
    assert answer.context["done_this_week"] == 1


def test_a_bureau_reads_name_code_owner_and_permit_but_no_project_page(handler, make):
    permit = make("别人的项目", note="方案已过会")
    text = handler.get("/permits/").content.decode()
    assert "别人的项目" in text and "方案已过会" in text
    assert "薛关镇" not in text
    assert f"/projects/{permit.project.number}/" not in text
    assert handler.get(f"/projects/{permit.project.number}/").status_code == 404
    assert handler.get(f"/projects/{permit.project.number}/permits/").status_code == 404


def test_a_unit_that_handles_nothing_finds_its_own_projects_permits(client, people, make):
    make("甲", unit="XUEGUAN", status="returned")
    make("乙", unit="PUCHENG")
    client.force_login(people["reporter"])
    answer = client.get("/permits/")
    assert names(answer) == ["甲"]
    assert answer.context["side"] == "owner"
    assert names(client.get("/permits/?side=handler")) == []


def test_a_bureau_has_both_desks_and_each_its_own_permits(handler, make):
    make("别人的", handler="ZRZY", unit="XUEGUAN")
    make("自己的", handler="FGJ", unit="ZRZY", status="preparing")
    assert names(handler.get("/permits/")) == ["别人的"]
    own = handler.get("/permits/?side=owner")
    assert names(own) == ["自己的"]
    assert [tab["here"] for tab in own.context["tabs"]] == [False, True]


@pytest.mark.parametrize("who", ["reporter", "handler", "centre", "leader"])
def test_an_empty_desk_says_what_next(client, people, who, units):
    client.force_login(people[who])
    text = client.get("/permits/").content.decode()
    assert "px-empty" in text
    assert "下载 Excel" not in text


def test_nothing_waits_today(handler, make):
    make("办完了", status="done", completed_on=date(2022, 12, 8))
    text = handler.get("/permits/").content.decode()
    assert "今天没有要办的手续" in text and "only=open" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["甲", "乙", "甲厂路"]),
        ("q=乙", ["乙"]),
        ("q=jcl", ["甲厂路"]),
        ("level=city", ["甲厂路"]),
        ("only=differs", ["乙"]),
        ("only=expiring", ["丙"]),
        ("only=accept", ["甲", "甲厂路"]),
        ("only=receipt", ["甲"]),
        ("only=paused", []),
        ("kind=eia", ["乙"]),
        ("unit=FGJ", ["乙"]),
        ("only=returned", ["乙"]),
        ("only=overdue", ["甲"]),
        ("only=done", ["丙"]),
        ("only=all", ["甲", "乙", "丙", "甲厂路"]),
        ("only=x&sort=project__unit&kind[]=1", ["甲", "乙", "甲厂路"]),
        ("q=%00", ["甲", "乙", "甲厂路"]),
    ],
)
def test_filters_come_from_the_url(centre, make, kinds, query, found):
    eia = next(kind for kind in kinds if kind.code == "eia")
    make("甲", due_on=date(2022, 12, 1), assigned_at=NOW)
    make("甲厂路", level="city")
    late = {"expected_on": date(2023, 1, 1), "differs_since": NOW}
    make("乙", handler="FGJ", kind=eia, status="returned", **late)
    make("丙", status="done", valid_until=date(2023, 1, 1))
    answer = centre.get(f"/permits/?{query}")
    assert sorted(names(answer)) == sorted(found)


def test_the_page_takes_the_same_queries_for_three_as_for_thirty(
    centre, make, django_assert_max_num_queries
):
    for n in range(3):
        make(f"第{n}号")
    centre.get("/permits/")
    with django_assert_max_num_queries(14) as few:
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
    assert "薛关镇" not in texts
    assert {"在谁手里", "自然资源局", "责任单位说", "承办部门说", "剩余天数"} <= set(texts)


def test_the_order_is_by_promise_then_limit_then_expectation(handler, make):
    make("承诺最早", limit_on=date(2022, 12, 12), due_on=date(2022, 12, 30))
    make("时限", due_on=date(2022, 12, 13), expected_on=date(2022, 12, 11))
    make("预计", expected_on=date(2022, 12, 14))
    answer = handler.get("/permits/")
    assert names(answer) == ["承诺最早", "时限", "预计"]
    assert [row.holding.which for row in answer.context["rows"]] == ["承诺", "办结时限", "预计"]


def test_the_row_says_in_whose_hands_and_that_the_clock_stands(centre, make):
    make(
        "在评审",
        owner_says="sent",
        handler_says="review",
        held_since=factories.at("2022-12-05 09:00"),
        accepted_on=date(2022, 12, 5),
        limit_days=7,
        used_days=2,
    )
    make("未定", handler=None)
    make("在镇里", status="returned", held_since=factories.at("2022-12-09 09:00"))
    answer = centre.get("/permits/?only=all&sort=project")
    holds = {row.permit.project.name: row.holding for row in answer.context["rows"]}
    paused = holds["在评审"]
    assert (paused.name, paused.number) == ("自然资源局", 5)
    assert paused.clock_words == "已用 2/7 个工作日，专家评审停表"
    assert holds["未定"].name == "未定承办部门"
    assert (holds["在镇里"].name, holds["在镇里"].number) == ("薛关镇", 1)


def test_long_and_hostile_names_are_only_text(centre, make):
    make("<b>" + "长" * 97, note="<script>alert(1)</script>")
    text = centre.get("/permits/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;b&gt;" + "长" * 97 in text


def test_the_desk_and_the_queryset_and_the_pages_count_the_same_overdue(client, cast):
    late, early = date(2022, 12, 8), date(2022, 12, 30)
    for dates in (
        {"limit_on": late, "due_on": early},
        {"limit_on": early, "due_on": late},
        {"due_on": late, "expected_on": early},
        {"due_on": early, "expected_on": late},
        {"expected_on": late},
        {},
    ):
        project = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
        factories.PermitFactory(project=project, kind=cast.permit.kind, **dates)
    client.force_login(cast.centre)
    chips = {chip.key: chip.count for chip in client.get("/permits/").context["chips"]}
    counted = Permit.objects.overdue(date(2022, 12, 9))
    assert chips["overdue"] == counted.count() == 3
    for permit in Permit.objects.all():
        due = client.get(f"/permits/{permit.pk}/").context["page"].due
        assert bool(due and due.is_late) is (permit in counted)
