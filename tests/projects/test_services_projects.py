from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects import services
from projects.models import AnnualPlan, Project
from projects.services import NewProject, ProjectChange
from tests import factories
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def by(people):
    return people["reporter"]


def create(units, by, *, unit="XUEGUAN", year=2023, **values):
    given = {"name": "薛关镇核桃精深加工项目", **values}
    return services.create_project(unit=units[unit], values=given, year=year, by=by)


def code_of(error, key):
    return [inner.code for inner in error.value.error_dict[key]]


def test_a_new_project_gets_the_next_number_a_plan_a_version_and_history(units, by):
    factories.ProjectFactory(number="PX-2023-041", unit=units["PUCHENG"])

    project = create(units, by, planned_investment=Decimal("300"), level="city")

    plan = project.plans.get()
    assert project.number == "PX-2023-042"
    assert (plan.year, plan.nature, plan.level) == (2023, "new", "city")
    assert (project.nature, project.level, project.version) == ("new", "city", 1)
    assert plan.listed_from == date(2022, 12, 9)
    assert plan.versions.get().valid_from == plan.listed_from
    assert project.history.get().history_user == by
    assert Act.objects.get(verb="project-add").target == project.number


def test_numbers_run_past_999_and_start_anew_each_year(units, by):
    factories.ProjectFactory(number="PX-2039-999")
    factories.ProjectFactory(number="PX-2023-1002")

    assert create(units, by).number == "PX-2023-1003"
    assert create(units, by, year=2024, name="另一个").number == "PX-2024-001"


def test_a_name_is_unique_in_the_year_and_the_refusal_names_nobody(units, by):
    create(units, by, unit="HEILONGGUAN", name="昕水河（一期）治理工程")

    with pytest.raises(ValidationError) as error:
        create(units, by, name="昕水河 (一期)治理工程")

    assert code_of(error, "name") == ["duplicate"]
    assert "黑龙关" not in str(error.value) and "昕水河" not in str(error.value)
    assert create(units, by, name="昕水河（一期）治理工程", year=2024)


def test_a_national_code_is_unique_among_standing_projects(units, by):
    code = "2211-141033-89-01-123456"
    first = create(units, by, national_code=code)

    with pytest.raises(ValidationError) as error:
        create(units, by, name="另一个", national_code=code)
    assert code_of(error, "national_code") == ["duplicate"]

    services.update_project(
        project_id=first.pk, values={"withdrawn_on": date(2022, 12, 8)}, by=by, reason="退出"
    )
    assert create(units, by, name="另一个", national_code=code)


@pytest.mark.parametrize(
    ("values", "key", "code"),
    [
        ({"name": "  "}, "name", "required"),
        ({"name": "长" * 101}, "name", "length"),
        ({"name": "有\x00控制符"}, "name", "text"),
        ({"national_code": "2211-141033-89-01-12345６"}, "national_code", "format"),
        ({"national_code": "2211-141033-89-01-123456\n1"}, "national_code", "length"),
        ({"total_investment": Decimal(0)}, "total_investment", "number"),
        ({"planned_investment": Decimal(-1)}, "planned_investment", "number"),
        ({"total_investment": Decimal("1e15")}, "total_investment", "number"),
        ({"level": "village"}, "level", "choice"),
        ({"started_on": date(2022, 12, 10)}, "started_on", "date"),
        ({"listed_to": date(2022, 12, 1)}, "listed_to", "date"),
    ],
)
def test_a_bad_value_is_refused_at_its_field(units, by, values, key, code):
    with pytest.raises(ValidationError) as error:
        create(units, by, **values)
    assert code_of(error, key) == [code]
    assert not Project.objects.exists()


def test_a_field_of_another_model_cannot_be_smuggled_in(units, by):
    with pytest.raises(TypeError, match="version"):
        create(units, by, version=9)


def test_text_is_cleaned_and_a_place_that_is_a_township_says_the_town(units, by):
    project = create(units, by, place=" 薛关镇\u200b", name="一\n二")

    assert project.place == "薛关镇"
    assert project.town == units["XUEGUAN"]
    assert project.name == "一二"
    services.update_project(project_id=project.pk, values={"place": "昕水河畔"}, by=by)
    project.refresh_from_db()
    assert project.town is None


def test_the_same_values_change_nothing(units, by, django_assert_num_queries):
    project = create(units, by, total_investment=Decimal("5000"))

    change = ProjectChange(project.pk, {"total_investment": Decimal("5000.00")})
    services.update_projects([change], by=by)

    project.refresh_from_db()
    assert project.version == 1
    assert project.history.count() == 1


def test_a_level_given_to_the_project_is_its_latest_plans_too(units, by):
    project = create(units, by)

    services.update_project(
        project_id=project.pk, values={"level": "province"}, by=by, reason="增补"
    )

    plan = project.plans.get()
    project.refresh_from_db()
    assert (plan.level, project.level) == ("province", "province")
    assert [v.level for v in plan.versions.all()] == ["county", "province"]
    assert project.version == 2
    assert project.history.first().history_change_reason == "增补"


def test_a_past_years_plan_leaves_the_project_as_it_is(units, by):
    project = create(units, by)

    services.set_plan(project_id=project.pk, year=2022, values={"level": "city"}, by=by)

    project.refresh_from_db()
    assert project.level == "county"
    assert project.plans.get(year=2022).level == "city"


def test_a_plan_without_versions_keeps_its_old_values_as_the_first(units, by):
    plan = factories.PlanFactory(project=factories.ProjectFactory(unit=units["XUEGUAN"]))

    services.set_plan(
        project_id=plan.project_id,
        year=2023,
        values={"planned_investment": Decimal("3000")},
        by=by,
        reason="调整",
        valid_from=date(2023, 1, 5),
    )

    assert list(plan.versions.values_list("valid_from", "planned_investment", "reason")) == [
        (date(2022, 12, 1), Decimal("2000.00"), ""),
        (date(2023, 1, 5), Decimal("3000.00"), "调整"),
    ]


@pytest.mark.parametrize(
    ("values", "backward"),
    [
        ({"total_investment": Decimal("4000")}, True),
        ({"total_investment": Decimal("6000")}, False),
        ({"planned_investment": Decimal("2500")}, True),
        ({"planned_start": date(2023, 6, 1)}, True),
        ({"planned_start": date(2023, 2, 1)}, False),
        ({"owner": "别的单位"}, False),
    ],
)
def test_a_backward_move_needs_a_reason_when_asked_for(units, by, values, backward):
    project = create(
        units,
        by,
        total_investment=Decimal("5000"),
        planned_investment=Decimal("2000"),
        planned_start=date(2023, 3, 1),
    )
    if backward:
        with pytest.raises(ValidationError) as error:
            services.update_project(project_id=project.pk, values=values, by=by, enforce=True)
        assert code_of(error, "reason") == ["required"]
    services.update_project(
        project_id=project.pk, values=values, by=by, reason="县里调整" * backward, enforce=True
    )
    project.refresh_from_db()
    assert project.version == 2


def test_names_may_be_exchanged_in_one_batch(units, by):
    first, second = create(units, by, name="甲"), create(units, by, name="乙")

    services.update_projects(
        [ProjectChange(first.pk, {"name": "乙"}), ProjectChange(second.pk, {"name": "甲"})], by=by
    )

    assert set(Project.objects.values_list("pk", "name")) == {(first.pk, "乙"), (second.pk, "甲")}


def test_two_new_projects_of_one_batch_may_not_share_a_name(units, by):
    news = [NewProject(units["XUEGUAN"], 2023, {"name": "甲"})] * 2
    with pytest.raises(ValidationError):
        services.create_projects(news, by=by)
    assert not AnnualPlan.objects.exists()


def test_a_batch_takes_the_same_queries_for_one_as_for_forty(
    units, by, django_assert_max_num_queries
):
    def news(start, count):
        return [
            NewProject(units["XUEGUAN"], 2023, {"name": f"第{n}号", "place": "薛关镇"})
            for n in range(start, start + count)
        ]

    with django_assert_max_num_queries(16) as one:
        services.create_projects(news(0, 1), by=by)
    with django_assert_max_num_queries(len(one)):
        rows = services.create_projects(news(1, 40), by=by)

    def changes(projects, amount):
        values = {"planned_investment": amount, "owner": f"单位{amount}", "name": None}
        return [ProjectChange(p.pk, {**values, "name": f"{p.name}改"}) for p in projects]

    with django_assert_max_num_queries(16) as one:
        services.update_projects(changes(rows[:1], Decimal(7)), by=by)
    with django_assert_max_num_queries(len(one)):
        services.update_projects(changes(rows[1:], Decimal(8)), by=by)


def test_a_number_that_another_county_took_first_is_given_anew(units, by, monkeypatch):
    """Two counties have two locks, and one row of numbers."""
    taken = factories.ProjectFactory(number="PX-2023-007", unit=factories.UnitFactory())
    told = iter([[taken.number], ["PX-2023-008"]])
    monkeypatch.setattr("projects.services.projects.next_numbers", lambda years: next(told))

    project = create(units, by)

    assert project.number == "PX-2023-008"
    assert project.history.count() == 1
    assert Project.objects.count() == 2
