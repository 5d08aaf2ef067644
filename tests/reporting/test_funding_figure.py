"""争取资金, 计划口径 and the groups as the pages and their workbooks show them."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from projects.models import AnnualPlan, AnnualPlanVersion, FundingApplication
from tests import factories
from tests.reporting import county

LIST = (date(2021, 12, 1), None)


def apply(project, approved, day, *, year=2022, channel="special_bond", status="approved"):
    return FundingApplication.objects.create(
        project=project, year=year, channel=channel, status=status, applied=Decimal(20000),
        approved=approved, approved_on=day, created_at=factories.at("2022-06-01 08:00"),
    )  # fmt: skip


@pytest.fixture
def page(client, cast):
    def open_page(key="funding_total", name="figure", who="leader", **query):
        client.force_login(cast.user(who))
        return client.get(reverse(f"reporting:{name}", args=[key]), query)

    return open_page


@pytest.fixture
def applications(cast):
    other = factories.ProjectFactory(unit=cast.units["HEILONGGUAN"], industry="煤炭")
    apply(cast.project, Decimal("12000.50"), date(2022, 11, 1))
    apply(cast.project, Decimal("500.00"), None, channel="policy_tool")
    apply(other, None, None, status="applied")
    apply(other, Decimal("9000.00"), date(2022, 12, 20))  # after the day


def cells(response):
    return [[cell.text for cell in row] for _, row in response.context["lines"]]


def test_the_total_opens_its_applications_with_their_amounts(page, cast, applications):
    county.target("funding_total", date(2022, 12, 31), "50000")
    response = page()
    assert response.context["figure"].shown == "12,000.50 万元"
    assert [row[2:4] + row[5:6] + row[-1:] for row in cells(response)] == [
        ["专项债券", "已批复", "2022-11-01", "12,000.50"],
        ["政策性开发性金融工具", "已批复", "", "0.00"],
        ["专项债券", "已申报", "", "0.00"],
        ["专项债券", "已批复", "", "0.00"],
    ]
    facts = dict(response.context["drill"].facts)
    assert facts["批复时间"] == "1 笔有批复金额、没有批复时间，不计入"
    assert facts["范围"].startswith("2022年申报资金的项目 2 个")
    assert facts["目标"] == "12月31日前目标 5.00 亿元"
    assert [chip.count for chip in response.context["chips"]] == [4, 1, 3]
    assert len(page(only="approved").context["lines"]) == 1


def test_one_unit_has_its_own_applications(page, applications):
    assert page(who="reporter").context["figure"].shown == "12,000.50 万元"
    assert page(who="outsider").context["figure"].shown == "0.00 万元"
    assert page(unit="HEILONGGUAN").context["page"].paginator.count == 2


def test_a_project_that_left_is_named_and_not_counted(page, cast, applications):
    into = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
    cast.project.withdrawn_on, cast.project.merged_into = date(2022, 12, 1), into
    cast.project.save()
    response = page()
    assert response.context["figure"].shown == "0.00 万元"
    [left] = response.context["drill"].left_out
    assert (left.project, left.why) == (cast.project, "2022-12-01 并入别的项目")
    assert page(as_of="2022-11-30").context["figure"].shown == "12,000.50 万元"


def test_the_workbook_has_the_rows_and_the_groups(page, applications):
    response = page(name="figure-export", by="industry")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames[:2] == ["明细", "分组"]
    rows = [[cell.value for cell in row] for row in book["明细"].iter_rows()]
    head = next(place for place, row in enumerate(rows) if row[0] == "编号")
    assert rows[head + 1][-1] == 12000.5
    groups = [[cell.value for cell in row][:2] for row in book["分组"].iter_rows()]
    assert groups[-4:] == [
        ["行业", "批复金额"],
        ["煤炭", 0],
        ["未填行业", 12000.5],
        ["合计", 12000.5],
    ]


def test_the_workbook_of_the_investment_rate_lights_each_group(page, cast):
    work = {"nature": "new", "listed": LIST, "plan": "100.00", "started_on": date(2022, 3, 1)}
    county.work(cast.units["XUEGUAN"], "一", progress=[(date(2022, 11, 30), "90")], **work)
    response = page("investment_rate", name="figure-export")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    groups = [[cell.value for cell in row][:5] for row in book["分组"].iter_rows()]
    assert groups[-1] == ["合计", 100, 90, pytest.approx(0.9), "绿灯，慢 4.1 个百分点"]


def test_the_years_of_the_board_each_with_its_funds(client, cast, applications):
    """Early in 2023 nothing is won yet: the year before still says how it ended."""
    county.target("funding_total", date(2022, 12, 31), "20000")
    client.force_login(cast.leader)

    def board(day, **query):
        found = client.get(reverse("reporting:dashboard"), {"as_of": day, **query})
        assert found.status_code == 200
        return found.context["board"].funding

    december = board("2022-12-09")
    assert [(line.text, line.state, line.year) for line in december.lines] == [
        ("1.20 / 2.00 亿元", "short", None)
    ]
    [line] = board("2023-02-03").lines
    assert (line.text, line.state, line.year) == ("2.10 / 2.00 亿元", "met", 2022)
    apply(cast.project, Decimal("3000.00"), date(2023, 1, 9), year=2023)
    [line] = board("2023-02-03").lines
    assert (line.text, line.state, line.year) == ("0.30 亿元", "", None)
    assert board("2023-02-03", year="2022").year == 2022


def test_each_rate_names_the_plan_versions_it_rests_on(page, client, cast):
    work = {"nature": "new", "listed": LIST, "plan": "100.00"}
    for name, approved in (("一", True), ("二", False), ("三", None)):
        project = county.work(cast.units["XUEGUAN"], name, **work)
        if approved is not None:
            AnnualPlanVersion.objects.create(
                plan=AnnualPlan.objects.get(project=project), valid_from=date(2022, 11, 20),
                nature="new", level="county", planned_investment=100, approved=approved,
                at=factories.at("2022-11-20 08:00"),
            )  # fmt: skip
    response = page("investment_rate")
    words = "已批准的计划版本 1 个，未批准的版本 1 个，没有版本、按现在的计划 1 个"
    assert dict(response.context["drill"].facts)["计划口径"] == words
    assert [row[7] for row in cells(response)] == ["2022-11-20 批准版", "2022-11-20 未批准", ""]
    board = client.get(reverse("reporting:dashboard")).context["board"]
    assert board.cards[1].basis == words


def test_the_board_has_a_line_for_each_level_with_a_target(client, cast):
    begun = {"nature": "new", "listed": LIST, "plan": "100.00", "started_on": date(2022, 3, 1)}
    for level in ("province", "city"):
        done = [(date(2022, 11, 30), "50")]
        county.work(cast.units["XUEGUAN"], level, level=level, progress=done, **begun)
    county.target("completed_total", date(2022, 12, 31), "1000", scope="province")
    client.force_login(cast.leader)
    others = client.get(reverse("reporting:dashboard")).context["board"].others
    assert [(other.key, other.scope, other.label) for other in others] == [
        ("completed_total", "all", "2022年累计完成投资"),
        ("start_rate", "province", "省重点开复工率"),
        ("start_rate", "province_city", "省市重点开复工率"),
        ("investment_rate", "province", "省重点投资完成率"),
        ("investment_rate", "province_city", "省市重点投资完成率"),
        ("completed_total", "province", "省重点完成投资"),
    ]


def test_a_group_opens_its_own_rows(page, cast, client):
    work = {"nature": "new", "listed": LIST, "plan": "100.00"}
    county.target("start_rate", date(2022, 12, 31), "0.95")
    begun = date(2022, 3, 1)
    county.work(cast.units["XUEGUAN"], "一", industry="煤炭", started_on=begun, **work)
    county.work(cast.units["XUEGUAN"], "二", industry="农业", level="city", **work)
    county.work(cast.units["XUEGUAN"], "三", **work)
    links = re.findall(
        r'href="(\?[^"]*industry=[^"]*)"', page("start_rate", by="industry").content.decode()
    )
    where = reverse("reporting:figure", args=["start_rate"])
    opened = [client.get(where + link.replace("&amp;", "&")) for link in links]
    assert [[row.name for row, _ in found.context["lines"]] for found in opened] == [
        ["二"],
        ["一"],
        ["三"],
    ]
    assert [found.context["narrowed"] for found in opened] == [["农业"], ["煤炭"], ["未填行业"]]
    assert opened[1].context["figure"].met is True
    assert "较七天前" not in dict(opened[1].context["drill"].facts)["范围"]
    city = page("start_rate", level="city").context["figure"]
    assert (city.share.denominator, city.target) == (1, None)
    assert page("start_rate", level="village").status_code == 404


def test_no_query_grows_with_the_applications(page, cast, applications):
    def queries():
        with CaptureQueriesContext(connection) as found:
            page(by="industry")
        return len(found)

    queries()
    few = queries()
    for _ in range(30):
        project = factories.ProjectFactory(unit=cast.units["GUXIAN"])
        apply(project, Decimal(1), date(2022, 6, 1))
    assert queries() == few < 30
