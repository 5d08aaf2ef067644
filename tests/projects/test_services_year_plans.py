from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from projects import services
from projects.models import AnnualPlan, Project
from tests import factories
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def whose(units, people):
    return {"centre": units["XMZX"], "year": 2022, "by": people["centre"]}


@pytest.fixture
def make(units, people):
    def build(name, unit="XUEGUAN", year=2022, **values):
        given = {"name": name, "total_investment": Decimal(100), "planned_investment": Decimal(10)}
        given |= {"listed_from": date(2022, 1, 4)} | values
        return services.create_project(
            unit=units[unit], year=year, values=given, by=people["centre"]
        )

    return build


def on_list(year, day):
    plans = AnnualPlan.objects.listed(year, day)
    return sorted(plans.values_list("project__name", flat=True))


def add(whose, *projects, **more):
    given = {"listed_from": date(2022, 7, 1), "reason": "县政府常务会议增补", **more}
    return services.add_to_list(numbers=[p.number for p in projects], **given, **whose)


def remove(whose, *projects, **more):
    given = {"listed_to": date(2022, 9, 1), "reason": "调出", **more}
    return services.remove_from_list(numbers=[p.number for p in projects], **given, **whose)


def undo(whose, job):
    return services.undo_list_act(**whose, key=job.key)


def test_registered_projects_come_on_the_list_from_a_day_on(make, whose):
    make("甲")
    later = [make(name, year=2021) for name in ("乙", "丙")]

    add(whose, *later)

    assert on_list(2022, date(2022, 6, 30)) == ["甲"]
    assert on_list(2022, date(2022, 7, 1)) == ["丙", "乙", "甲"]
    plan = later[0].plans.get(year=2022)
    assert (plan.listed_reason, plan.versions.get().valid_from) == (
        "县政府常务会议增补",
        date(2022, 7, 1),
    )
    assert Act.objects.filter(verb="plan-list-add").count() == 1


def test_who_is_on_the_list_is_not_added_again(make, whose):
    first = make("甲")
    with pytest.raises(Refused, match="甲"):
        add(whose, first)
    with pytest.raises(Refused):
        services.add_to_list(numbers=["PX-1-1"], listed_from=date(2022, 7, 1), reason="x", **whose)


def test_a_namesake_of_the_year_is_not_added(make, whose, units):
    make("甲")
    other = make("甲", unit="PUCHENG", year=2021)
    with pytest.raises(ValidationError):
        add(whose, other)


def test_an_addition_undone_was_never_on_the_list_and_can_come_again(make, whose):
    project = make("乙", year=2021)
    job = add(whose, project)

    assert undo(whose, job).result["undone"] == {"kept": []}

    assert on_list(2022, date(2022, 12, 9)) == []
    again = services.update_project(
        project_id=project.pk, values={"level": "city"}, by=whose["by"], reason="提级"
    )
    assert again.plans.get(year=2021).level == "city"  # the latest plan is the old year's
    add(whose, project, listed_from=date(2022, 8, 1))
    assert on_list(2022, date(2022, 8, 1)) == ["乙"]
    assert on_list(2022, date(2022, 7, 31)) == []
    assert project.plans.filter(year=2022).count() == 1


def test_a_plan_taken_back_comes_again_when_anybody_writes_it(make, whose):
    project = make("乙", year=2021)
    undo(whose, add(whose, project))

    values = {"planned_investment": Decimal(7)}
    services.set_plan(project_id=project.pk, year=2022, values=values, by=whose["by"])

    plan = project.plans.get(year=2022)
    assert (plan.listed_from, plan.listed_to) == (date(2022, 12, 9), None)
    assert (plan.listed_reason, plan.delisted_reason) == ("", "")
    assert on_list(2022, date(2022, 12, 9)) == ["乙"]


def test_what_was_worked_on_since_stays_and_is_named(make, whose):
    kept, gone = make("乙", year=2021), make("丙", year=2021)
    job = add(whose, kept, gone)
    plan = kept.plans.get(year=2022)
    factories.ProgressFactory(plan=plan, as_of=date(2022, 8, 1))

    assert undo(whose, job).result["undone"] == {"kept": ["乙"]}
    assert on_list(2022, date(2022, 12, 9)) == ["乙"]


def test_a_project_leaves_the_list_from_a_day_on_and_comes_back_by_undo(make, whose):
    one, two = make("甲"), make("乙")

    job = remove(whose, one, two)

    assert on_list(2022, date(2022, 8, 31)) == ["乙", "甲"]
    assert on_list(2022, date(2022, 9, 1)) == []
    assert one.plans.get().delisted_reason == "调出"
    undo(whose, job)
    assert on_list(2022, date(2022, 9, 1)) == ["乙", "甲"]
    assert one.plans.get().delisted_reason == ""


def test_undo_leaves_alone_a_date_that_was_changed_since(make, whose):
    one = make("甲")
    job = remove(whose, one)
    values = {"listed_to": date(2022, 10, 1)}
    services.set_plan(project_id=one.pk, year=2022, values=values, by=whose["by"])

    assert undo(whose, job).result["undone"] == {"kept": ["甲"]}
    assert one.plans.get().listed_to == date(2022, 10, 1)


def test_nobody_leaves_twice_or_before_coming(make, whose):
    one = make("甲")
    with pytest.raises(ValidationError):
        remove(whose, one, listed_to=date(2022, 1, 4))
    remove(whose, one)
    with pytest.raises(Refused):
        remove(whose, one, listed_to=date(2022, 10, 1))


def approve(whose, *projects, document="蒲政办发〔2022〕12号"):
    ids = [p.plans.get(year=2022).versions.last().pk for p in projects]
    return services.approve_plans(
        version_ids=ids, approved_on=date(2022, 3, 1), document=document, **whose
    )


def test_an_approved_version_is_kept_and_a_later_change_is_a_new_unapproved_one(make, whose):
    project = make("甲")
    approve(whose, project)
    approved = project.plans.get().versions.get()

    values = {"planned_investment": Decimal(8)}
    services.set_plan(
        project_id=project.pk, year=2022, values=values, by=whose["by"], reason="调减"
    )

    first, second = project.plans.get().versions.all()
    assert (first.approved, first.document, first.planned_investment) == (
        True,
        "蒲政办发〔2022〕12号",
        10,
    )
    assert (first.pk, second.approved, second.planned_investment) == (approved.pk, False, 8)


def test_a_version_that_is_no_longer_current_refuses_the_whole_approval(make, whose):
    one, two = make("甲"), make("乙")
    old = one.plans.get().versions.get()
    services.set_plan(
        project_id=one.pk, year=2022, values={"planned_investment": Decimal(8)}, by=whose["by"]
    )
    ids = [old.pk, two.plans.get().versions.get().pk]
    with pytest.raises(Refused):
        services.approve_plans(
            version_ids=ids, approved_on=date(2022, 3, 1), document="一号", **whose
        )
    assert not two.plans.get().versions.get().approved


def test_an_approval_made_by_a_slip_is_taken_back(make, whose):
    project = make("甲")
    job = approve(whose, project)
    with pytest.raises(Refused):
        approve(whose, project)
    undo(whose, job)
    version = project.plans.get().versions.get()
    assert (version.approved, version.approved_on, version.document) == (False, None, "")


@pytest.mark.parametrize("act", [add, remove])
def test_thirty_take_the_queries_of_three(make, whose, act, django_assert_max_num_queries):
    year = 2021 if act is add else 2022
    few = [make(f"甲{n}", year=year) for n in range(3)]
    many = [make(f"乙{n}", year=year) for n in range(30)]
    with django_assert_max_num_queries(40) as taken:
        act(whose, *few)
    with django_assert_max_num_queries(len(taken)):
        act(whose, *many)


def test_another_countys_project_cannot_be_listed(make, whose, units):
    stranger = factories.ProjectFactory(unit=factories.UnitFactory(), number="PX-2022-900")
    with pytest.raises(Refused):
        add(whose, stranger)
    assert Project.objects.get(pk=stranger.pk).plans.count() == 0
