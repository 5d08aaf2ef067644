"""What the address of the list says: search, filters, chips, columns, order, sums."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Unit
from projects.models import AnnualPlan, Project
from projects.services import create_project, update_project
from tests import factories
from tests.projects.lists import centre as centre
from tests.projects.lists import make as make
from tests.projects.lists import names, text_of
from tests.projects.lists import own as own
from tests.projects.lists import term as term

pytestmark = pytest.mark.usefixtures("friday")
CEILING = 15


@pytest.fixture
def register(make, units, term):
    """Four projects, each with something the others have not."""
    term("乡村振兴")
    term("生态保护")
    make(
        "薛关镇核桃加工项目", number="PX-2023-001", industry="农产品加工", is_industrial=True,
        strategies="乡村振兴、生态保护", planned_start=date(2023, 5, 1),
        first_planned_start=date(2023, 3, 1), place="薛关镇", town=units["XUEGUAN"],
    )  # fmt: skip
    make(
        "煤矿延深工程", number="PX-2023-002", level="province", industry="煤炭",
        stopped_on=date(2022, 12, 1), started_on=date(2022, 11, 1), stop_kind="winter",
        stage="preliminary", in_statistics=True,
    )  # fmt: skip
    funded = make(
        "东关厂房", number="PX-2023-003", unit="PUCHENG", nature="continuing", is_industrial=False,
        started_on=date(2022, 3, 1), stopped_on=date(2022, 12, 5), resumed_on=None,
    )  # fmt: skip
    funded.funding.create(
        year=2023, channel="other", status="approved", applied=900, approved=Decimal("800"),
        created_at=factories.at("2022-12-01 08:00"),
    )  # fmt: skip
    make("生态修复", number="PX-2023-004", strategies="生态保护区建设", owner="昕水公司")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=htjg", ["薛关镇核桃加工项目"]),
        ("q=XGZ", ["薛关镇核桃加工项目"]),
        ("q=xgz+核桃", ["薛关镇核桃加工项目"]),
        ("q=xgz+煤矿", []),
        ("q=薛关镇", ["薛关镇核桃加工项目"]),
        ("q=昕水", ["生态修复"]),
        ("q=2023-003", ["东关厂房"]),
        ("industry=煤炭", ["煤矿延深工程"]),
        ("industry=没有", None),
        ("strategy=乡村振兴", ["薛关镇核桃加工项目"]),
        ("strategy=生态保护", ["薛关镇核桃加工项目"]),  # a whole name, not a part of another
        ("industrial=yes", ["薛关镇核桃加工项目"]),
        ("industrial=no", ["东关厂房"]),
        ("statistics=yes", ["煤矿延深工程"]),
        ("town=XUEGUAN", ["薛关镇核桃加工项目"]),
        ("town=ZRZY", None),  # no town
        ("stage=preliminary", ["煤矿延深工程"]),
        ("status=stopped", ["煤矿延深工程", "东关厂房"]),
        ("status=winter", ["煤矿延深工程"]),
        ("slipped=yes", ["薛关镇核桃加工项目"]),
        ("slipped=maybe", None),
        ("funding=yes", ["东关厂房"]),
        ("status=stopped&unit=PUCHENG&funding=yes", ["东关厂房"]),
        ("sort=-name", ["薛关镇核桃加工项目", "生态修复", "煤矿延深工程", "东关厂房"]),
        ("sort=slip", ["薛关镇核桃加工项目", "煤矿延深工程", "东关厂房", "生态修复"]),
        ("sort=-funded", ["东关厂房", "薛关镇核桃加工项目", "煤矿延深工程", "生态修复"]),
        ("sort=status", ["薛关镇核桃加工项目", "生态修复", "煤矿延深工程", "东关厂房"]),
    ],
)
def test_the_address_filters_and_orders(centre, register, query, found):
    everything = ["薛关镇核桃加工项目", "煤矿延深工程", "东关厂房", "生态修复"]
    assert names(centre.get(f"/projects/?{query}")) == (everything if found is None else found)


@pytest.mark.thorough
def test_every_column_can_be_shown_and_sorted_by(centre, register, own):
    own("用地面积", "number")
    own("公司名称")
    for column, _ in centre.get("/projects/").context["offered"]:
        for sort in (column.key, f"-{column.key}"):
            answer = centre.get(f"/projects/?cols={column.key}&sort={sort}")
            assert [c.key for c in answer.context["columns"]] == ["number", "name", column.key]
            assert answer.context["filters"].sort == column.key
            assert len(names(answer)) == 4


def test_columns_that_are_ticked_become_one_word_in_the_address(centre, register):
    ticked = "status=stopped&sort=-total&col=name&col=leader&col=slip&col=password"
    answer = centre.get(f"/projects/?{ticked}")
    assert answer.status_code == 302
    assert answer["Location"] == "/projects/?status=stopped&sort=-total&cols=name%2Cslip%2Cleader"
    head = centre.get(answer["Location"]).context["columns"]
    assert [column.label for column in head] == ["编号", "项目名称", "推迟天数", "包联领导"]


def test_cells_say_what_the_register_holds(centre, register):
    keys = "slip,status,funded,is_industrial,strategies,town,planned_start,rate"
    plan = AnnualPlan.objects.get(project__number="PX-2023-001")
    factories.ProgressFactory(plan=plan, as_of=date(2022, 12, 2), completed_investment=500)
    shown = {
        row.project.number: {column.key: text for column, text in row.cells}
        for row in centre.get(f"/projects/?cols={keys}").context["rows"]
    }
    assert shown["PX-2023-001"] == {
        "slip": "61", "status": "未开工", "funded": "", "is_industrial": "是",
        "strategies": "乡村振兴、生态保护", "town": "薛关镇", "planned_start": "2023-05",
        "rate": "25.0%",
    }  # fmt: skip
    assert shown["PX-2023-002"]["status"] == "冬季停工"
    assert shown["PX-2023-003"]["funded"] == "800.00"


def test_sums_are_of_the_whole_list_whatever_its_columns(centre, make):
    for n in range(60):
        make(f"第{n}号", planned="10.10", total_investment=Decimal("100.05"))
    answer = centre.get("/projects/?cols=planned")
    assert len(names(answer)) == 50
    assert "总投资 0.60 亿元" in text_of(answer)
    assert [(c.key, total) for c, total in answer.context["foot"]] == [
        ("planned", Decimal("606.00"))
    ]
    assert len(names(centre.get("/projects/?size=100"))) == 60
    assert len(names(centre.get("/projects/?size=9999"))) == 50


def test_chips_count_what_the_other_filters_leave(centre, register):
    def chips(query):
        context = centre.get(f"/projects/?{query}").context
        return {chip.label: chip.count for chip in (*context["natures"], *context["calls"])}

    assert chips("") == {
        "全部": 4, "新建": 3, "续建": 1, "未开工": 2, "停工": 2, "冬季停工": 1, "计划开工已推迟": 1,
    }  # fmt: skip
    assert chips("nature=continuing") == {"全部": 4, "新建": 3, "续建": 1, "停工": 1}
    assert chips("status=stopped") == {
        "全部": 2, "新建": 1, "续建": 1, "未开工": 2, "停工": 2, "冬季停工": 1,
    }  # fmt: skip


def test_filters_are_cleared_and_the_look_stays(centre, register):
    page = text_of(centre.get("/projects/?q=x&stage=idea&sort=-name&cols=leader&size=100"))
    assert 'href="/projects/?sort=-name&amp;cols=leader&amp;size=100"' in page
    assert "<b>1</b>" in page  # one filter stands behind 更多筛选
    assert "清除筛选" not in text_of(centre.get("/projects/?sort=-name"))


def test_an_own_field_is_a_column_a_filter_an_order_and_a_sum(centre, make, own):
    own("土地性质", "choice", ["国有", "集体"])
    own("用地面积", "number")
    own("自筹资金", "money")
    own("旧字段", is_active=False)
    make("甲", extra={"own1": "国有", "own2": "12.5", "own3": "10.50"})
    make("乙", extra={"own1": "集体", "own2": "9", "own3": "7.25"})
    make("丙")

    answer = centre.get("/projects/?cols=own1,own2,own3,own4&sort=-own2")

    assert names(answer) == ["甲", "乙", "丙"]
    assert [c.label for c in answer.context["columns"][2:]] == ["土地性质", "用地面积", "自筹资金"]
    assert [text for _, text in answer.context["rows"][0].cells] == ["国有", "12.5", "10.50"]
    assert answer.context["sums"]["own3"] == Decimal("17.75")
    assert names(centre.get("/projects/?own1=集体")) == ["乙"]
    assert names(centre.get("/projects/?own1=x&own2=9&own4=y")) == ["甲", "乙", "丙"]


def test_initials_follow_the_name(units, people):
    project = create_project(
        unit=units["XUEGUAN"], values={"name": "薛关镇2期A段"}, year=2023, by=people["centre"]
    )
    assert project.initials == "xgz2qad"
    project = update_project(project_id=project.pk, values={"name": "东关厂房"}, by=None)
    assert Project.objects.get(pk=project.pk).initials == "dgcf"


@pytest.mark.thorough
def test_two_thousand_projects_take_no_more_queries(
    centre, make, own, units, django_assert_max_num_queries
):
    own("用地面积", "number")
    make("第一个")
    query = "/projects/?q=dyg+第一&cols=own1,total,rate,funded&sort=-rate&own1=x"
    centre.get(query)
    with django_assert_max_num_queries(CEILING) as few:
        centre.get(query)
    most = len(few)
    unit = Unit.objects.get(code="PUCHENG")
    made = Project.objects.bulk_create(
        factories.ProjectFactory.build(unit=unit, number=f"PX-2022-{n}", name=f"第一批{n}号")
        for n in range(2000)
    )
    AnnualPlan.objects.bulk_create(
        factories.PlanFactory.build(project=project, nature="new", level="county")
        for project in made
    )
    centre.get(query)  # the clock's shift is read again after five seconds
    with django_assert_max_num_queries(most):
        assert names(centre.get(query)) == ["第一个"]
    with django_assert_max_num_queries(most):
        assert centre.get("/projects/?size=200").context["sums"]["count"] == 2001
