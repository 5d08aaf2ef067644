from datetime import date
from decimal import Decimal

import pytest

from projects.models import StageChange, Term
from tests import factories
from tests.reporting.county import target

pytestmark = pytest.mark.usefixtures("friday")
TODAY = date(2022, 12, 9)


@pytest.fixture
def make(units, people):
    def build(name, *stages, unit="XUEGUAN", total="10000", planned="1000", **facts):
        facts = {"nature": "reserve", "owner": "", "total_investment": Decimal(total), **facts}
        stage = stages[-1][0] if stages else facts.pop("stage", "idea")
        project = factories.ProjectFactory(unit=units[unit], name=name, stage=stage, **facts)
        factories.PlanFactory(project=project, planned_investment=Decimal(planned))
        for to, since in stages:
            StageChange.objects.create(
                project=project,
                stage=to,
                since=date.fromisoformat(since),
                by=people["centre"],
                at=factories.at(f"{since} 08:00"),
            )
        return project

    return build


@pytest.fixture
def targets(units):
    factories.CampaignFactory(centre=units["XMZX"])
    day, year = date(2022, 12, 31), {"year": 2023}
    target("reserve_count", day, "5", **year)
    target("reserve_total", day, "155600", **year)
    target("reserve_plan", day, "2900", **year)
    target("reserve_industrial_share", day, "0.5", **year)


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


def reserve(client, query="?year=2023"):
    return client.get(f"/reserve/{query}").context["reserve"]


def names(client, query):
    return [row.project.name for row in client.get(f"/reserve/{query}").context["page"]]


def test_the_four_figures_say_what_is_still_to_do(centre, make, targets):
    """Three projects, 32,600 and 3,000 万元, 1,000 of them industrial."""
    make("甲", total="10000", planned="1000", is_industrial=True)
    make("乙", total="20000", planned="1500", nature="preliminary", stage="preliminary")
    make("丙", total="2600", planned="500")
    make("新建的", nature="new", stage="new")

    found = reserve(centre)

    assert [card.figure.share.numerator for card in found.cards] == [3, 32600, 3000, 1000]
    gaps = [card.gap for card in found.cards]
    assert gaps == ["还差 2 个", "还差 12.30 亿元", "", "还差 16.7 个百分点"]
    assert found.gap == "还差 2 个、总投资 12.30 亿元、产业占比 16.7 个百分点"
    assert [card.state for card in found.cards] == ["short", "short", "met", "short"]
    text = centre.get("/reserve/?year=2023").content.decode()
    for card in found.cards:
        assert f"/indicators/{card.figure.key}/?as_of=2022-12-09" in text


def test_the_way_tells_counts_days_and_conversion(centre, make):
    make("甲", ("idea", "2022-11-29"))
    make("乙", ("idea", "2022-12-05"))
    make("丙", ("idea", "2022-10-01"), ("reserve", "2022-10-31"), planned="7")
    make("丁", ("idea", "2022-10-01"), ("reserve", "2022-10-11"), ("new", "2022-11-01"),
         nature="new")  # fmt: skip

    idea, stored, early, new = reserve(centre).steps

    assert [step.count for step in (idea, stored, early, new)] == [2, 1, 0, 1]
    assert (idea.staying, idea.stayed, idea.rate) == (7, 20, "50.0%")
    assert (idea.conversion.moved, idea.conversion.came) == (2, 4)
    assert (stored.staying, stored.stayed, stored.rate) == (39, 21, "50.0%")
    assert (stored.count, stored.planned) == (1, 7)
    assert (early.staying, early.rate) == (None, "—")


def test_what_is_missing_is_told_for_each_and_filters_the_list(centre, make, kinds):
    whole = {"owner": "水务公司", "place": "薛关镇", "scale": "一座", "industry": "水利",
             "is_industrial": False}  # fmt: skip
    make("缺一样", **{**whole, "industry": ""})
    make("不缺", **whole)
    early = {**whole, "planned_start": date(2023, 3, 1), "strategies": "生态"}
    done = make("立项办完", stage="preliminary", nature="preliminary", national_code="x", **early)
    approval = next(kind for kind in kinds if kind.code == "approval")
    factories.PermitFactory(
        project=done, kind=approval, status="done", completed_on=date(2022, 12, 1)
    )
    make("立项没办", stage="preliminary", nature="preliminary", national_code="y", **early)

    missing = {row.project.name: row.missing for row in reserve(centre).rows}

    assert missing == {"缺一样": ["行业"], "不缺": [], "立项办完": [], "立项没办": ["立项"]}
    assert sorted(names(centre, "?year=2023&lacking=yes")) == ["立项没办", "缺一样"]


def test_strategies_with_and_without_a_project_and_industries_by_money(centre, make, units):
    for order, name in enumerate(("能源革命", "文旅康养", "现代农业")):
        Term.objects.create(centre=units["XMZX"], kind="strategy", name=name, order=order)
    make("甲", strategies="能源革命、现代农业", industry="能源", planned="3000")
    make("乙", strategies="自己写的", industry="能源", planned="1000")
    make("丙", planned="1000")

    found = reserve(centre)

    assert found.uncovered == ["文旅康养"]
    assert [(c.name, c.count, c.planned) for c in found.covered] == [
        ("能源革命", 1, 3000),
        ("现代农业", 1, 3000),
        ("自己写的", 1, 1000),
    ]
    assert [(part.name, part.shown) for part in found.parts] == [
        ("能源", "80.0%"),
        ("未填行业", "20.0%"),
    ]
    assert names(centre, "?year=2023&strategy=现代农业") == ["甲"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=核桃", ["核桃加工"]),
        ("q=水务", ["供水二期"]),
        ("unit_of=PUCHENG", ["供水二期"]),
        ("unit=PUCHENG", ["供水二期"]),
        ("stage=preliminary", ["供水二期"]),
        ("industrial=yes", ["核桃加工"]),
        ("q=没有", []),
        ("stage=x&industrial=y&lacking=z&page=99", ["核桃加工", "供水二期"]),
    ],
)
def test_filters_come_from_the_url(centre, make, query, found):
    make("核桃加工", is_industrial=True)
    make("供水二期", unit="PUCHENG", nature="preliminary", stage="preliminary", owner="水务公司")
    assert names(centre, f"?year=2023&{query}") == found


def test_projects_of_the_pool_off_the_list_are_counted_apart(centre, make, units):
    make("甲")
    factories.ProjectFactory(unit=units["PUCHENG"], name="只是想法", stage="idea")
    assert reserve(centre).unlisted == 1
    assert "/plans/2023/add/" in centre.get("/reserve/?year=2023").content.decode()


def test_the_stage_of_a_past_day_is_told(centre, make):
    make("甲", ("idea", "2022-11-01"), ("reserve", "2022-12-05"))
    [row] = reserve(centre, "?year=2023&as_of=2022-12-03").rows
    assert (row.stage, row.days) == ("idea", 32)


def test_a_reporter_sees_its_own_without_the_countys_targets(client, people, make, targets):
    make("甲")
    make("乙", unit="PUCHENG")
    client.force_login(people["reporter"])
    found = reserve(client)
    [row] = found.rows
    assert row.project.name == "甲"
    text = client.get("/reserve/?year=2023").content.decode()
    assert f"/projects/{row.project.number}/stage/" in text
    client.force_login(people["leader"])  # who may only look is offered no step
    assert "/stage/" not in client.get("/reserve/?year=2023").content.decode()
    assert found.gap == "还差 产业占比 50.0 个百分点"  # a rate holds for each unit


def test_without_projects_the_page_says_what_to_do(centre, kinds):
    answer = centre.get("/reserve/")
    assert answer.status_code == 200
    assert "还没有储备项目" in answer.content.decode()
    target("reserve_industrial_share", date(2022, 12, 31), "0.5", year=2023)
    assert "还没有可以算的项目" in centre.get("/reserve/?year=2023").content.decode()
    assert centre.get("/reserve/?year=99999999999").status_code == 404


def test_the_page_takes_the_same_queries_for_three_as_for_thirty(
    centre, make, kinds, django_assert_max_num_queries
):
    def more(first, last):
        for n in range(first, last):
            project = make(f"第{n}号", ("idea", "2022-11-01"), ("reserve", "2022-12-05"))
            factories.PermitFactory(project=project, kind=kinds[0], status="done")

    more(0, 3)
    centre.get("/reserve/?year=2023")
    with django_assert_max_num_queries(20) as few:
        centre.get("/reserve/?year=2023")
    more(3, 33)
    with django_assert_max_num_queries(len(few)):
        assert len(reserve(centre).rows) == 33


def test_without_a_project_a_share_has_no_state_to_draw(centre, targets):
    text = centre.get("/reserve/?year=2023").content.decode()
    assert 'class="px-st px-st-"' not in text
    assert "还没有可以算的项目" in text
