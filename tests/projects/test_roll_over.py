from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Refused
from projects import services
from projects.models import AnnualPlan, AnnualPlanVersion, Project, StageChange
from projects.rules import Nature, Standing, carry_over
from projects.selectors.roll_over import roll_over
from tests import factories

pytestmark = pytest.mark.usefixtures("friday")
TODAY = date(2022, 12, 9)
NEXT = date(2023, 1, 1)


@pytest.mark.parametrize(
    ("nature", "started", "stands", "keep", "carried"),
    [
        ("new", True, Standing.RUNNING, True, Nature.CONTINUING),
        ("new", True, Standing.STOPPED, True, Nature.CONTINUING),
        ("new", True, Standing.FINISHED, True, None),
        ("new", False, Standing.WAITING, True, Nature.NEW),
        ("new", False, Standing.WAITING, False, None),
        ("continuing", False, Standing.WAITING, False, Nature.CONTINUING),
        ("continuing", True, Standing.RUNNING, True, Nature.CONTINUING),
        ("continuing", True, Standing.WITHDRAWN, True, None),
        ("preliminary", False, Standing.WAITING, False, Nature.PRELIMINARY),
        ("reserve", False, Standing.WAITING, False, Nature.RESERVE),
    ],
)
def test_what_becomes_of_a_plan(nature, started, stands, keep, carried):
    assert carry_over(nature, started, stands, keep_waiting=keep).nature == carried


@pytest.fixture
def whose(units, people):
    return {"centre": units["XMZX"], "year": 2022, "by": people["centre"]}


def work(unit, name, total, *, listed_to=None, **facts):
    project = factories.ProjectFactory(
        unit=unit, name=name, total_investment=Decimal(total), **facts
    )
    since = date(2022, 1, 4)
    factories.PlanFactory(project=project, year=2022, listed_from=since, listed_to=listed_to)
    return project


@pytest.fixture
def county(units):
    """Carried 1000 + 200 + 30 + 4 + 5 of 1,000 + 200 + 30 + 4 + 5 + 60,000 + 700,000 + 80."""
    x = units["XUEGUAN"]
    begun = {"started_on": date(2022, 5, 1)}
    return {
        "begun": work(x, "开工的", 1000, **begun),
        "waiting": work(x, "没开工的", 200),
        "old": work(x, "续建的", 30, nature="continuing", stage="continuing"),
        "early": work(x, "前期的", 4, nature="preliminary", stage="preliminary"),
        "idea": work(x, "谋划的", 5, nature="reserve", stage="idea"),
        "finished": work(x, "竣工的", 60_000, finished_on=date(2022, 11, 1), **begun),
        "withdrawn": work(x, "退出的", 700_000, withdrawn_on=date(2022, 8, 1)),
        "delisted": work(x, "调出的", 80, listed_to=date(2022, 9, 1)),
    }


def look(whose, **more):
    given = {"keep_waiting": True, **more}
    return roll_over(whose["centre"], whose["year"], TODAY, **given)


def save(whose, proposal, **more):
    given = {"dropped": [], "planned": {}, "keep_waiting": True, "listed_from": NEXT, **more}
    return services.roll_over_list(seen=proposal.digest, **given, **whose)


def carried_total(year=2023, on=NEXT):
    plans = AnnualPlan.objects.listed(year, on).select_related("project")
    return sum(plan.project.total_investment for plan in plans)


def test_the_shown_sums_are_of_every_project_once(county, whose):
    sums = {part.label: (part.count, part.total) for part in look(whose).sums}
    assert sums == {
        "作新建": (1, Decimal(200)),
        "作续建": (2, Decimal(1030)),
        "作前期": (1, Decimal(4)),
        "作谋划": (1, Decimal(5)),
        "不结转": (3, Decimal(760_080)),
        "合计": (8, Decimal(761_319)),
    }


def test_what_was_shown_is_carried_and_its_total_with_it(county, whose):
    proposal = look(whose)
    numbers = {project.number for project in Project.objects.all()}

    save(whose, proposal, planned={county["begun"].number: Decimal("400")})

    assert carried_total() == sum(row.total for row in proposal.carried) == 1239
    begun = county["begun"].plans.get(year=2023)
    assert (begun.nature, begun.planned_investment, begun.content) == ("continuing", 400, "")
    assert county["old"].plans.get(year=2023).planned_investment is None
    assert begun.listed_reason == "2022年结转"
    assert {project.number for project in Project.objects.all()} == numbers
    assert county["begun"].plans.get(year=2022).nature == "new"


def test_the_stage_follows_with_its_day(county, whose):
    save(whose, look(whose))
    begun, idea = county["begun"], county["idea"]
    begun.refresh_from_db()
    idea.refresh_from_db()
    assert (begun.nature, begun.stage) == ("continuing", "continuing")
    assert begun.stage_changes.get().since == TODAY
    assert idea.stage == "idea" and not idea.stage_changes.exists()


def test_rolling_twice_adds_nothing(county, whose):
    proposal = look(whose)
    save(whose, proposal)
    with pytest.raises(Refused):
        save(whose, proposal)  # the list has moved since it was looked at
    again = look(whose)
    assert again.carried == []
    with pytest.raises(Refused):
        save(whose, again)
    assert AnnualPlan.objects.filter(year=2023).count() == 5


def test_undo_puts_every_project_back_and_it_can_be_rolled_again(county, whose):
    before = list(Project.objects.order_by("pk").values_list("name", "nature", "level", "stage"))
    proposal = look(whose)
    job = save(whose, proposal, dropped=[county["waiting"].number])

    services.undo_list_act(centre=whose["centre"], by=whose["by"], year=2023, key=job.key)

    assert carried_total() == 0
    after = Project.objects.order_by("pk").values_list("name", "nature", "level", "stage")
    assert list(after) == before
    assert look(whose).digest == proposal.digest
    save(whose, look(whose))
    assert carried_total() == 1239


def test_a_change_between_looking_and_saving_refuses(county, whose):
    proposal = look(whose)
    values = {"finished_on": date(2022, 12, 1)}
    services.update_project(project_id=county["old"].pk, values=values, by=whose["by"])
    with pytest.raises(Refused):
        save(whose, proposal)
    assert not AnnualPlan.objects.filter(year=2023).exists()


def test_what_began_in_january_is_new_there(units, whose, friday):
    friday.move_to(factories.at("2023-01-20 10:00"))
    work(units["XUEGUAN"], "一月开工的", 9, started_on=date(2023, 1, 9))
    [row] = roll_over(whose["centre"], 2022, date(2023, 1, 20), keep_waiting=True).carried
    assert row.carry.nature == Nature.NEW


def test_saving_takes_fixed_queries(units, whose, django_assert_max_num_queries):
    x = units["XUEGUAN"]
    for n in range(3):
        work(x, f"甲{n}", 1, started_on=date(2022, 5, 1))
    with django_assert_max_num_queries(40) as few:
        save(whose, look(whose))
    for n in range(30):
        work(x, f"乙{n}", 1, started_on=date(2022, 5, 1))
    with django_assert_max_num_queries(len(few)):
        save(whose, look(whose))


FACTS = st.tuples(
    st.sampled_from(["new", "continuing", "preliminary", "reserve"]),
    st.booleans(),  # started
    st.booleans(),  # finished
    st.booleans(),  # withdrawn
    st.booleans(),  # left the list
    st.integers(1, 10**6),
    st.booleans(),  # dropped by hand
)


@pytest.mark.thorough
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(FACTS, min_size=1, max_size=6), st.booleans())
def test_any_list_is_carried_whole_and_once(units, whose, facts, keep):
    _empty_register()
    works = [
        work(
            units["XUEGUAN"],
            f"第{n}项",
            total,
            nature=nature,
            stage="preliminary" if nature == "preliminary" else "new",
            started_on=date(2022, 5, 1) if started else None,
            finished_on=date(2022, 6, 1) if finished else None,
            withdrawn_on=date(2022, 7, 1) if withdrawn else None,
            listed_to=date(2022, 8, 1) if left else None,
        )
        for n, (nature, started, finished, withdrawn, left, total, _) in enumerate(facts)
    ]
    dropped = {p.number for p, fact in zip(works, facts, strict=True) if fact[-1]}
    proposal = look(whose, keep_waiting=keep)
    assert sum(row.total for row in proposal.rows) == sum(fact[5] for fact in facts)
    shown = [row for row in proposal.carried if row.project.number not in dropped]
    if shown:
        save(whose, proposal, keep_waiting=keep, dropped=sorted(dropped))
    assert carried_total() == sum(row.total for row in shown)
    again = look(whose, keep_waiting=keep)
    assert {row.project.number for row in again.carried} <= dropped


def _empty_register():
    for model in (AnnualPlanVersion, AnnualPlan, StageChange, Project):
        model.objects.all().delete()
