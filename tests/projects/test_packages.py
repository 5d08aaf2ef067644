"""打包, 拆包, 拆分: what each does to amounts, progress and the units that report."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from projects import services
from projects.models import Project
from projects.selectors.totals import county_totals
from projects.services import Part
from projects.services.packages import to_divide
from tests.projects import making
from tests.projects.making import WHY, figures, ids
from workplace.models import Notification

pytestmark = pytest.mark.usefixtures("friday")
TODAY = date(2022, 12, 9)


@pytest.fixture
def by(people):
    return people["centre"]


@pytest.fixture
def make(units, by):
    return partial(making.make, units, by)


@pytest.fixture
def totals(units):
    return lambda: county_totals(units["XMZX"].pk, TODAY)


# --- package and unpack --------------------------------------------------------------------------
def test_a_new_package_holds_the_sums_of_its_parts(make, units, by, totals):
    parts = [
        make("甲", done={3: 10, 6: 20}, owner="水务公司", level="city"),
        make("乙", "300", None, done={4: 5}, owner="水务公司", place="薛关镇"),
    ]
    before = totals()

    package = services.package_as_new(
        part_ids=ids(*parts), name="供水工程包", unit=units["SLJ"], by=by, **WHY
    )

    after = totals()
    assert (after.total, after.planned) == (before.total, before.planned)
    assert (before.count, after.count) == (2, 1)
    assert (package.total_investment, package.owner, package.place) == (400, "水务公司", "")
    assert (package.level, package.plans.get().planned_investment) == ("city", 40)
    assert figures(package) == [(3, 10), (4, 15), (6, 25)]
    assert figures(parts[0]) == [(3, 10), (6, 20)]  # kept, and counted no more
    assert package.history.count() > 0 and set(package.parts.all()) == set(parts)


def test_unpacking_gives_the_parts_back_and_the_package_leaves(make, units, by, totals):
    parts = [make("甲", done={3: 10}), make("乙")]
    before = totals()
    package = services.package_as_new(
        part_ids=ids(*parts), name="包", unit=units["SLJ"], by=by, **WHY
    )

    services.unpack(parent_id=package.pk, by=by, **WHY)

    assert totals() == before
    package.refresh_from_db()
    # it has counted on no day, or the past would count it beside its parts
    assert package.withdrawn_on == date(2022, 1, 4)
    assert package.withdraw_reason.startswith("拆包")
    assert not package.parts.exists()


def test_a_project_that_takes_parts_keeps_its_own_when_they_leave(make, by, totals):
    host, part = make("主体", done={3: 7}), make("配套", "60", "10", done={5: 4})
    before = totals()

    services.package_into(parent_id=host.pk, part_ids=ids(part), by=by, **WHY)

    assert (totals().total, totals().planned) == (before.total, before.planned)
    assert figures(host) == [(3, 7), (5, 11)]
    services.unpack(parent_id=host.pk, by=by, **WHY)
    host.refresh_from_db()
    assert totals() == before
    assert (host.total_investment, host.withdrawn_on) == (100, None)
    assert figures(host)[-1] == (5, 7)


def test_what_a_package_reported_is_divided_before_it_leaves(make, units, by):
    parts = [make("甲", done={3: 10}), make("乙")]
    package = services.package_as_new(
        part_ids=ids(*parts), name="包", unit=units["SLJ"], by=by, **WHY
    )
    services.record_progress(
        plan_id=package.plans.get().pk, as_of=date(2022, 12, 1), completed_investment=30, by=by
    )
    unpack = {"parent_id": package.pk, "by": by, **WHY}
    first, second = ids(*parts)

    for wrong in (None, {(first, 2022): Decimal(10), (second, 2022): Decimal(10)}):
        with pytest.raises(ValidationError) as error:
            services.unpack(completed=wrong, **unpack)
        assert "completed" in error.value.error_dict
    services.unpack(completed={(first, 2022): Decimal(18), (second, 2022): Decimal(12)}, **unpack)

    assert figures(parts[0]) == [(3, 10), (12, 18)]
    assert figures(parts[1])[-1] == (12, 12)


def test_every_year_that_was_reported_is_divided(make, by):
    whole = make("工业园", done={6: 30})
    services.set_plan(
        project_id=whole.pk, year=2023, values={"planned_investment": Decimal(9)}, by=by
    )
    halves = [
        Part(name, Decimal(50), {2022: Decimal(20), 2023: Decimal("4.5")})
        for name in ("一期", "二期")
    ]
    first, second = services.split_project(project_id=whole.pk, parts=halves, by=by, **WHY)

    [division] = to_divide(whole, [first, second])
    assert (division.year, division.whole) == (2022, 30)
    shares = {(part.pk, 2022): Decimal(15) for part in (first, second)}
    services.unpack(parent_id=whole.pk, completed=shares, by=by, **WHY)
    assert figures(first) == figures(second) == [(6, 15)]


def test_a_package_with_less_than_its_parts_is_not_unpacked(make, units, by):
    parts = [make("甲"), make("乙")]
    package = services.package_as_new(
        part_ids=ids(*parts), name="包", unit=units["SLJ"], by=by, **WHY
    )
    services.update_project(
        project_id=package.pk, values={"total_investment": Decimal(150)}, by=by, reason="核减"
    )
    with pytest.raises(ValidationError, match="总投资比子项目之和少"):
        services.unpack(parent_id=package.pk, by=by, **WHY)
    assert package.parts.count() == 2


def test_packages_do_not_nest(make, units, by):
    first, second, third = make("甲"), make("乙"), make("丙")
    package = services.package_as_new(
        part_ids=ids(first, second), name="包", unit=units["SLJ"], by=by, **WHY
    )
    with pytest.raises(Refused, match="是打包项目的一部分"):
        services.package_into(parent_id=third.pk, part_ids=ids(first), by=by, **WHY)
    with pytest.raises(Refused, match="下面有 2 个子项目"):
        services.package_into(parent_id=third.pk, part_ids=ids(package), by=by, **WHY)
    with pytest.raises(Refused, match="是打包项目"):
        services.withdraw(project_id=package.pk, on=TODAY, by=by, **WHY)
    with pytest.raises(Refused, match="没有子项目"):
        services.unpack(parent_id=third.pk, by=by, **WHY)
    with pytest.raises(ValidationError):
        services.package_into(parent_id=third.pk, part_ids=ids(third), by=by, **WHY)


def test_the_units_of_the_parts_are_told(make, people, by, units):
    parts = [make("甲"), make("乙"), make("丙", unit="HEILONGGUAN")]
    services.package_as_new(part_ids=ids(*parts), name="包", unit=units["SLJ"], by=by, **WHY)
    told = {note.user.username: note.text for note in Notification.objects.all()}
    assert set(told) == {"reporter", "outsider"}
    assert "等 2 个项目已并入打包项目" in told["reporter"]


# --- split ---------------------------------------------------------------------------------------
def test_a_split_project_counts_and_its_parts_do_not(make, by, totals):
    whole = make("工业园", "100", "40", owner="开发公司")
    services.set_plan(
        project_id=whole.pk, year=2023, values={"planned_investment": Decimal(50)}, by=by
    )
    before = totals()

    parts = services.split_project(
        project_id=whole.pk,
        parts=[
            Part("一期", Decimal("33.34"), {2022: Decimal(40), 2023: Decimal("0.01")}),
            Part("二期", Decimal("66.66"), {2023: Decimal("49.99")}),
        ],
        by=by,
        **WHY,
    )

    assert totals() == before
    assert [part.owner for part in parts] == ["开发公司"] * 2
    plans = {(p.project.name, p.year): p.planned_investment for p in _plans(parts)}
    assert plans == {
        ("一期", 2022): 40, ("一期", 2023): Decimal("0.01"),
        ("二期", 2022): None, ("二期", 2023): Decimal("49.99"),
    }  # fmt: skip
    services.unpack(parent_id=whole.pk, by=by, **WHY)  # the parts stand for themselves
    after = totals()
    assert (after.total, after.planned, after.count) == (before.total, before.planned, 2)


def _plans(projects):
    return [plan for project in projects for plan in project.plans.select_related("project")]


def test_a_split_is_taken_back(make, by, totals):
    whole = make("工业园")
    before = totals()
    halves = [Part(name, Decimal(50), {2022: Decimal(20)}) for name in ("一期", "二期")]
    parts = services.split_project(project_id=whole.pk, parts=halves, by=by, **WHY)

    services.rejoin(project_id=whole.pk, by=by, **WHY)

    assert totals() == before
    assert {Project.objects.get(pk=p.pk).withdrawn_on for p in parts} == {TODAY}
    services.split_project(
        project_id=whole.pk,
        parts=[Part(f"{n}标段", Decimal(50), {2022: Decimal(20)}) for n in "12"],
        by=by,
        **WHY,
    )


def test_only_what_was_split_is_rejoined(make, by):
    host, part = make("主体"), make("配套")
    services.package_into(parent_id=host.pk, part_ids=ids(part), by=by, **WHY)
    with pytest.raises(Refused, match="用“拆包”"):
        services.rejoin(project_id=host.pk, by=by, **WHY)


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ([Part("一期", Decimal(50), {2022: Decimal(40)})], "parts"),
        ([Part("一期", Decimal(50), {2022: Decimal(40)}), Part("二期", Decimal("50.01"))], "total"),
        ([Part("一期", Decimal(50)), Part("二期", Decimal(50), {2022: Decimal(39)})], "plan_2022"),
        ([Part("工业园", Decimal(50), {2022: Decimal(40)}), Part("二期", Decimal(50))], "name"),
    ],
)
def test_parts_that_do_not_add_up_are_refused(make, by, parts, key):
    whole = make("工业园")
    with pytest.raises(ValidationError) as error:
        services.split_project(project_id=whole.pk, parts=parts, by=by, **WHY)
    assert key in error.value.error_dict
    assert Project.objects.count() == 1


# --- the past ---
@pytest.mark.parametrize("is_split", [False, True])
def test_no_day_of_the_past_counts_a_package_and_its_parts(make, units, by, is_split):
    past = date(2022, 6, 1)

    def planned():
        return county_totals(units["XMZX"].pk, past).planned

    first, second = make("甲"), make("乙")
    before = planned()
    if is_split:
        package = first
        halves = [Part(name, Decimal(50), {2022: Decimal(20)}) for name in ("一期", "二期")]
        services.split_project(project_id=first.pk, parts=halves, by=by, **WHY)
    else:
        package = services.package_as_new(
            part_ids=ids(first, second), name="包", unit=units["SLJ"], by=by, **WHY
        )
        [version] = package.plans.get().versions.all()
        assert (version.planned_investment, version.valid_from) == (80, date(2022, 1, 4))
    assert planned() == before

    services.unpack(parent_id=package.pk, by=by, **WHY)

    assert planned() == before


def test_a_host_without_its_parts_has_its_own_plan_back_for_the_whole_time(make, by):
    host, part = make("主体"), make("配套", "60", "10")
    services.package_into(parent_id=host.pk, part_ids=ids(part), by=by, **WHY)
    services.unpack(parent_id=host.pk, by=by, **WHY)
    told = [(v.valid_from, v.planned_investment) for v in host.plans.get().versions.all()]
    assert told == [(date(2022, 1, 4), 40), (TODAY, 50), (TODAY, 40)]
