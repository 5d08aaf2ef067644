from datetime import date
from decimal import Decimal

import pytest

from projects import services
from projects.models import Project
from projects.selectors.changes import changes_of
from tests import factories

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def project(units, people):
    return services.create_project(
        unit=units["XUEGUAN"],
        year=2022,
        values={
            "name": "薛关镇核桃精深加工项目",
            "owner": "晋核公司",
            "total_investment": Decimal("5000"),
            "planned_investment": Decimal("2000"),
            "listed_from": date(2022, 1, 4),
        },
        by=people["reporter"],
    )


@pytest.fixture
def reporter(client, people):
    client.force_login(people["reporter"])
    return client


def url(project, rest=""):
    return f"/projects/{project.number}/{rest}"


FACTS = {"name": "薛关镇核桃精深加工项目", "owner": "晋核公司", "total_investment": "5,000"}


def test_the_page_shows_facts_plans_progress_and_history(reporter, project, people):
    services.set_plan(
        project_id=project.pk,
        year=2022,
        values={"planned_investment": Decimal("1500")},
        by=people["centre"],
        reason="资金调整",
    )
    services.record_progress(
        plan_id=project.plans.get().pk,
        as_of=date(2022, 12, 2),
        completed_investment=Decimal("717"),
        by=people["reporter"],
    )
    page = reporter.get(url(project))
    text = page.content.decode()
    for words in ("5,000.00", "1,500.00", "717.00", "47.8%", "资金调整", f"{url(project)}permits/"):
        assert words in text
    assert page.context["page"].current.plan.year == 2022


def test_history_tells_each_field_who_and_why(project, people):
    services.update_project(
        project_id=project.pk,
        values={"total_investment": Decimal("4000"), "owner": ""},
        by=people["centre"],
        reason="核减",
    )
    changes = changes_of(project)
    told = {(c.what, c.old, c.new, c.backward, c.reason) for c in changes if c.old}
    assert told == {
        ("总投资", "5,000.00", "4,000.00", True, "核减"),
        ("建设单位", "晋核公司", "", False, "核减"),
    }
    assert {c.what for c in changes if c.is_beginning} == {"录入项目", "2022年计划：列入名单"}
    assert {c.by for c in changes if c.old} == {people["centre"]}


def test_the_page_takes_the_same_queries_however_long_the_history(
    reporter, project, people, friday, django_assert_max_num_queries
):
    reporter.get(url(project))
    with django_assert_max_num_queries(18) as few:
        reporter.get(url(project))
    count = len(few)
    for n in range(30):
        friday.shift(60)
        values = {"owner": f"第{n}公司", "planned_investment": Decimal(n)}
        services.update_project(project_id=project.pk, values=values, by=people["centre"])
    reporter.get(url(project))  # the session notes the time
    with django_assert_max_num_queries(count + 1):  # one prefetch finds people now
        page = reporter.get(url(project))
    assert page.context["page"].more_changes > 20
    assert reporter.get(url(project, "history/")).status_code == 200


def test_a_reporter_adds_a_project_of_its_own_unit(reporter, units):
    answer = reporter.post(
        "/projects/add/",
        {
            "name": " 设施蔬菜产业园二期 ",
            "unit": units["PUCHENG"].pk,
            "year": "2023",
            "nature": "new",
            "level": "city",
            "total_investment": "约5.4亿元",
            "planned_investment": "２０００",
            "planned_start": "2023年6月",
            "is_industrial": "yes",
        },
    )
    project = Project.objects.get(name="设施蔬菜产业园二期")
    assert answer.url == url(project)
    assert project.unit == units["XUEGUAN"]
    assert project.total_investment == Decimal("54000.00")
    assert (project.planned_start, project.is_industrial) == (date(2023, 6, 1), True)
    assert project.plans.get().planned_investment == Decimal("2000.00")


def test_the_centre_chooses_the_unit(client, people, units):
    client.force_login(people["centre"])
    values = {"name": "甲", "year": "2023", "nature": "new", "level": "county"}
    assert client.post("/projects/add/", values).status_code == 422
    client.post("/projects/add/", {**values, "unit": units["PUCHENG"].pk})
    assert Project.objects.get().unit == units["PUCHENG"]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("name", "", "required"),
        ("name", "\u200b", "required"),
        ("national_code", "1234", "format"),
        ("total_investment", "0", "number"),
        ("total_investment", "1.005", "number"),
        ("total_investment", "NaN", "number"),
        ("planned_start", "2023年13月", "date"),
        ("year", "1_999", "number"),
        ("level", "乡级", "choice"),
        ("owner", "长" * 101, "length"),
        ("note", "\x07", "text"),
    ],
)
def test_a_bad_value_is_told_at_its_field(reporter, key, value, code):
    values = {"name": "甲", "year": "2023", "nature": "new", "level": "county", key: value}
    answer = reporter.post("/projects/add/", values)
    assert answer.status_code == 422
    errors = answer.context["form"].errors.as_data()
    assert [error.code for error in errors[key]] == [code]
    assert not Project.objects.exists()


def test_a_taken_name_is_told_at_the_name(reporter, project):
    values = {"name": project.name, "year": "2022", "nature": "new", "level": "county"}
    answer = reporter.post("/projects/add/", {**values, "anyway": "1"})
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors


def test_only_the_fields_of_the_form_are_written(reporter, project, units):
    extra = {
        "unit": units["PUCHENG"].pk,
        "number": "X",
        "version": "99",
        "withdrawn_on": "2022-1-1",
    }
    answer = reporter.post(url(project, "edit/"), {**FACTS, "scale": "两条线", **extra})
    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.scale, project.unit, project.version) == ("两条线", units["XUEGUAN"], 2)
    assert project.withdrawn_on is None


def test_less_money_needs_a_reason(reporter, project):
    less = {**FACTS, "total_investment": "4000"}
    answer = reporter.post(url(project, "edit/"), less)
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    assert reporter.post(url(project, "edit/"), {**less, "reason": "核减"}).status_code == 302


def test_the_same_form_twice_acts_once(reporter, project):
    values = {
        "as_of": "2022-12-02",
        "completed_investment": "700",
        "op": "11111111-1111-4111-8111-111111111111",
    }
    for _ in range(2):
        assert reporter.post(url(project, "plans/2022/progress/"), values).status_code == 302
    assert project.plans.get().progress.get().history.count() == 1


def test_a_stop_needs_its_reason_and_shows_on_the_page(reporter, project):
    stop = {"started_on": "2022-11-1", "stopped_on": "2022-12-1"}
    assert reporter.post(url(project, "dates/"), stop).status_code == 422
    reporter.post(url(project, "dates/"), {**stop, "stop_reason": "冬季停工"})
    page = reporter.get(url(project))
    assert page.context["page"].stands == "stopped"
    assert "冬季停工" in page.content.decode()


def test_a_plan_of_another_year_is_added_by_the_centre_and_versions_are_shown(
    reporter, project, people
):
    values = {"nature": "continuing", "level": "county", "planned_investment": "900"}
    assert reporter.post(url(project, "plans/2023/"), values).status_code == 403
    reporter.force_login(people["centre"])
    assert reporter.post(url(project, "plans/2023/"), values).status_code == 302
    assert [plan.year for plan in project.plans.all()] == [2022, 2023]
    reporter.force_login(people["reporter"])
    changed = {**values, "planned_investment": "800"}
    assert reporter.post(url(project, "plans/2023/"), changed).status_code == 422
    reporter.post(url(project, "plans/2023/"), {**changed, "reason": "资金不足"})
    assert project.plans.get(year=2023).versions.count() == 2
    leaves = {**changed, "listed_to": "2022-12-01", "reason": "不在名单"}
    reporter.post(url(project, "plans/2023/"), leaves)  # who is on the list is not a unit's say
    assert project.plans.get(year=2023).listed_to is None
    assert reporter.get(url(project, "plans/1234/")).status_code == 404
    assert reporter.get(url(project, "plans/2030/progress/")).status_code == 404


def test_progress_of_the_future_is_refused_at_its_field(reporter, project):
    values = {"as_of": "2022-12-10", "completed_investment": "1"}
    answer = reporter.post(url(project, "plans/2022/progress/"), values)
    assert answer.status_code == 422
    assert "as_of" in answer.context["form"].errors


def test_a_project_without_a_plan_has_a_page(reporter, units):
    bare = factories.ProjectFactory(unit=units["XUEGUAN"])
    assert reporter.get(url(bare)).status_code == 200
