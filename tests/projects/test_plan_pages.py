from datetime import date
from decimal import Decimal

import pytest

from projects import services
from projects.models import AnnualPlan, AnnualPlanVersion
from tests import factories
from workplace.models import Job

pytestmark = pytest.mark.usefixtures("friday")
MORE_PAGES = ("add/", "approve/", "?by=unit&all=1")
PAGE = "/plans/2022/"


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def make(units, people):
    def build(name, unit="XUEGUAN", planned="10", year=2022, since=date(2022, 1, 1), **facts):
        facts = {"total_investment": Decimal(100), **facts}
        values = {"name": name, "planned_investment": Decimal(planned), "listed_from": since}
        return services.create_project(
            unit=units[unit], year=year, values={**values, **facts}, by=people["centre"]
        )

    return build


@pytest.fixture
def change(people):
    def run(project, reason="调整", since=None, **values):
        services.set_plan(
            project_id=project.pk,
            year=2022,
            values=values,
            by=people["centre"],
            reason=reason,
            valid_from=since,
        )

    return run


def shown(answer):
    return [row.project.name for group in answer.context["groups"] for row in group.rows]


def subtotals(answer):
    return [
        (group.label, group.sums.count, group.sums.total, group.sums.planned)
        for group in answer.context["groups"]
    ]


def test_the_list_has_subtotals_by_level_or_by_unit(centre, make):
    make("县一", planned="10.50", total_investment=Decimal(100))
    make("省一", planned="200", level="province", total_investment=Decimal(1000))
    make("县二", unit="PUCHENG", planned="3000", total_investment=Decimal(10000))

    by_level = centre.get(PAGE)
    by_unit = centre.get(f"{PAGE}?by=unit")

    assert subtotals(by_level) == [
        ("省重点", 1, 1000, 200),
        ("县重点", 2, 10100, Decimal("3010.50")),
    ]
    assert subtotals(by_unit) == [
        ("蒲城镇", 1, 10000, 3000),
        ("薛关镇", 2, 1100, Decimal("210.50")),
    ]
    sums = by_level.context["plan"].sums
    assert (sums.count, sums.total, sums.planned) == (3, 11100, Decimal("3210.50"))


def test_the_list_of_a_day_is_told_with_what_came_and_went(centre, make, change):
    make("一直在")
    make("五月增补", since=date(2022, 5, 1))
    gone = make("九月退出")
    change(gone, listed_to=date(2022, 9, 1))
    make("明天才来", since=date(2022, 12, 10))

    assert shown(centre.get(f"{PAGE}?on=2022-04-30")) == ["一直在", "九月退出"]
    now = centre.get(PAGE)
    assert shown(now) == ["一直在", "五月增补"]
    plan = now.context["plan"]
    assert [row.project.name for row in plan.added] == ["五月增补"]
    assert [row.project.name for row in plan.gone] == ["九月退出"]
    assert shown(centre.get(f"{PAGE}?state=added")) == ["五月增补"]
    assert shown(centre.get(f"{PAGE}?state=gone")) == ["九月退出", "明天才来"]
    later = centre.get(f"{PAGE}?since=2022-10-01").context["plan"]
    assert (later.added, later.gone) == ([], [])


def test_the_version_of_the_day_counts_and_an_unapproved_one_says_so(centre, make, change):
    project = make("甲", planned="10")
    AnnualPlanVersion.objects.update(
        approved=True, approved_on=date(2022, 2, 1), document="蒲政办发〔2022〕3号"
    )
    change(project, planned_investment=Decimal(8), since=date(2022, 6, 1), reason="资金调减")

    may, now = centre.get(f"{PAGE}?on=2022-05-31"), centre.get(PAGE)

    [then], [today] = may.context["plan"].rows, now.context["plan"].rows
    assert (then.planned, then.is_approved, then.document) == (10, True, "蒲政办发〔2022〕3号")
    assert (today.planned, today.is_approved) == (8, False)
    assert now.context["plan"].moved == [today] or now.context["plan"].moved[0].planned == 8
    assert "资金调减" in now.content.decode()
    assert shown(centre.get(f"{PAGE}?state=draft")) == ["甲"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=核桃", ["核桃加工"]),
        ("q=晋核", ["核桃加工"]),
        ("q=2211-141033", ["煤矿延深"]),
        ("unit=PUCHENG", ["东关厂房"]),
        ("level=province", ["煤矿延深"]),
        ("nature=continuing", ["东关厂房"]),
        ("nature=x&level=y&by=z&state=w&page=1e9", ["煤矿延深", "东关厂房", "核桃加工"]),
        ("on=2022-13-45&since=gestern&q=%00", []),
        ("q=没有", []),
    ],
)
def test_filters_come_from_the_url(centre, make, query, found):
    make("核桃加工", owner="晋核公司")
    make("煤矿延深", level="province", national_code="2211-141033-89-01-123456")
    make("东关厂房", unit="PUCHENG", nature="continuing")
    answer = centre.get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    assert shown(answer) == found


def test_a_unit_sees_its_own_rows_and_no_button(client, people, make):
    make("甲")
    make("乙", unit="PUCHENG")
    client.force_login(people["reporter"])
    answer = client.get(PAGE)
    assert shown(answer) == ["甲"]
    text = answer.content.decode()
    assert "乙" not in text and "/plans/2022/add/" not in text and "checkbox" not in text


def test_projects_are_added_removed_and_both_taken_back_in_the_browser(centre, make):
    old = make("旧", year=2021)
    day = {"listed_from": "2022-07-01", "reason": "增补"}
    assert centre.post(f"{PAGE}add/", day).status_code == 422
    assert not Job.objects.exists()

    answer = centre.post(f"{PAGE}add/", {**day, "project": old.number}, follow=True)
    assert shown(answer) == ["旧"]
    asked = centre.post(f"{PAGE}remove/", {"ask": "1", "project": [old.number]})
    assert (asked.status_code, len(asked.context["rows"])) == (200, 1)
    left = {"listed_to": "2022-08-01", "reason": "调出", "project": old.number}
    assert shown(centre.post(f"{PAGE}remove/", left, follow=True)) == []
    removal, addition = Job.objects.order_by("-pk")
    undone = centre.post(f"{PAGE}undo/{removal.key}/", follow=True)
    assert shown(undone) == ["旧"]
    centre.post(f"{PAGE}undo/{addition.key}/")
    assert shown(centre.get(f"{PAGE}?state=every")) == []
    assert "已撤销" in undone.content.decode()


def test_a_refusal_is_said_on_the_form_and_what_was_written_stays(centre, make):
    old = make("旧")
    day = {"listed_from": "2022-07-01", "reason": "写好的原因", "project": old.number}
    answer = centre.post(f"{PAGE}add/", day)
    assert answer.status_code == 409
    assert "写好的原因" in answer.content.decode()


def test_chosen_plans_are_approved_with_day_and_document(centre, make):
    one, two = make("甲"), make("乙")
    version = one.plans.get().versions.get()
    data = {"version": [str(version.pk)], "approved_on": "2022-03-01", "document": "3号"}
    assert centre.get(f"{PAGE}approve/").context["rows"]

    centre.post(f"{PAGE}approve/", data)

    version.refresh_from_db()
    assert (version.approved, version.approved_on) == (True, date(2022, 3, 1))
    assert not two.plans.get().versions.get().approved
    for bad in ({"version": ["x"]}, {"approved_on": "2022-12-10"}, {"document": ""}):
        assert centre.post(f"{PAGE}approve/", {**data, **bad}).status_code == 422


def test_the_year_is_rolled_over_from_its_page(centre, make, change):
    one, two = make("甲", started_on=date(2022, 5, 1)), make("乙")
    page = centre.get(f"{PAGE}roll-over/")
    data = {"seen": page.context["form"]["seen"].value(), "listed_from": "2023-01-01"}
    typed = {f"plan-{one.number}": "1,234.5", f"plan-{two.number}": ""}
    bad = {f"plan-{one.number}": "很多"}
    assert centre.post(f"{PAGE}roll-over/", {**data, **typed, **bad}).status_code == 422

    centre.post(f"{PAGE}roll-over/", {**data, **typed, "drop": [two.number]})

    [plan] = AnnualPlan.objects.filter(year=2023)
    assert (plan.project, plan.nature) == (one, "continuing")
    assert plan.planned_investment == Decimal("1234.50")
    assert centre.get("/plans/").url == "/plans/2022/"
    coming = centre.get("/plans/2023/").content.decode()  # today nobody is on it yet
    assert "2023年1月1日在册 1 个项目" in coming and "甲" in coming
    assert "甲" in centre.get("/plans/2023/approve/").content.decode()
    assert "没有这样的项目" in centre.get("/plans/2023/?on=2022-12-09").content.decode()
    assert centre.get(f"{PAGE}roll-over/?waiting=drop").context["lines"] == []


@pytest.mark.parametrize(
    "path",
    ["", "roll-over/", *(pytest.param(p, marks=pytest.mark.thorough) for p in MORE_PAGES)],
)
def test_pages_take_the_same_queries_for_three_as_for_thirty(
    centre, make, path, django_assert_max_num_queries
):
    def more(names):
        for name in names:
            make(f"甲{name}")
            factories.ProjectFactory(unit=make(f"乙{name}", year=2021).unit)

    more(range(3))
    centre.get(f"{PAGE}{path}")
    with django_assert_max_num_queries(14) as few:
        centre.get(f"{PAGE}{path}")
    more(range(3, 33))
    with django_assert_max_num_queries(len(few)):
        assert centre.get(f"{PAGE}{path}").status_code == 200


def test_a_year_without_a_list_says_what_to_do(centre):
    assert "增补项目" in centre.get("/plans/2030/").content.decode()
    assert centre.get("/plans/1999/").status_code == 404
    assert centre.get("/plans/2022/remove/").status_code == 200


def test_names_are_text_on_the_page(centre, make):
    make("<img src=x onerror=alert(1)>")
    for path in ("", "approve/", "roll-over/"):
        assert b"<img src=x" not in centre.get(f"{PAGE}{path}").content
