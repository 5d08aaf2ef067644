"""等待 hints and the critical path of projects, by the catalogue and by a template."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.models import Permit, PermitKind, Traits
from procedures.rules import Status
from procedures.selectors.order import circle_with, courses, waits_for
from tests import factories
from tests.procedures.decomposing import kinds, templates

TODAY = date(2022, 12, 9)


@pytest.fixture
def planning(cast):
    kind = kinds()["planning"]
    return factories.PermitFactory(project=cast.project, kind=kind)


def hints(*permits):
    rows = Permit.objects.filter(pk__in=[permit.pk for permit in permits])
    return {row.kind.code: [kind.code for kind in waits_for([row])[row.pk]] for row in rows}


def test_a_permit_waits_for_what_is_open_before_it(cast, planning):
    assert hints(planning, cast.permit) == {"planning": ["approval", "land"], "land": ["approval"]}


@pytest.mark.parametrize("closed", [Status.DONE, Status.NOT_REQUIRED])
def test_the_hint_vanishes_when_what_came_before_is_closed(cast, planning, closed):
    Permit.objects.filter(pk=cast.permit.pk).update(status=closed)
    approval = kinds()["approval"]
    factories.PermitFactory(project=cast.project, kind=approval, status=closed)
    assert hints(planning) == {"planning": []}


def test_a_closed_permit_waits_for_nothing(cast, planning):
    Permit.objects.filter(pk=planning.pk).update(status=Status.DONE)
    assert hints(planning) == {"planning": []}


def test_a_template_with_its_own_order_replaces_the_catalogue(cast):
    Traits.objects.create(project=cast.project, template=templates()["coal"])
    approval = factories.PermitFactory(project=cast.project, kind=kinds()["approval"])
    assert hints(cast.permit, approval) == {"land": [], "approval": ["land", "capacity"]}


def test_the_critical_path_counts_working_days_along_the_longest_chain(cast):
    course = courses([cast.project.pk], TODAY)[cast.project.pk]
    # 立项 3 → 土地 20 → 规划 7
    assert [(step.kind.code, step.days) for step in course.steps] == [
        ("approval", 3), ("land", 20), ("planning", 7),
    ]  # fmt: skip
    assert course.words == "立项→土地→规划"
    assert (course.days, course.open_count) == (30, 6)
    assert course.ends_on == date(2023, 1, 20)  # no holidays are known in this test
    assert course.steps[1].ground == "法定 20 个工作日"


def test_finished_kinds_count_nothing_and_used_days_are_taken_off(cast):
    approval = kinds()["approval"]
    factories.PermitFactory(project=cast.project, kind=approval, status=Status.DONE)
    values = {"status": "submitted", "accepted_on": date(2022, 12, 5), "limit_days": 30}
    Permit.objects.filter(pk=cast.permit.pk).update(clock_since=date(2022, 12, 5), **values)
    course = courses([cast.project.pk], TODAY)[cast.project.pk]
    assert [(step.kind.code, step.days) for step in course.steps] == [
        ("land", 26), ("planning", 7),
    ]  # fmt: skip
    assert course.steps[0].ground == "承诺 30 个工作日，已用 4"


def test_all_closed_has_no_path(cast):
    for kind in cast.kinds:
        values = {"status": Status.NOT_REQUIRED}
        Permit.objects.update_or_create(project=cast.project, kind=kind, defaults=values)
    course = courses([cast.project.pk], TODAY)[cast.project.pk]
    assert (course.steps, course.days, course.ends_on, course.open_count) == ((), 0, None, 0)


def test_a_circle_in_the_catalogue_is_named(cast):
    found = kinds()
    assert circle_with(found["land"], [found["planning"]]).startswith("前置事项绕成了圈：")
    assert "规划→土地→规划" in circle_with(found["land"], [found["planning"]]).replace(
        "土地→规划→土地", "规划→土地→规划"
    )
    assert circle_with(found["land"], [found["approval"], found["capacity"]]) == ""


def test_many_projects_take_as_many_queries_as_few(cast):
    templates()
    kind = PermitKind.objects.get(code="land")

    def queries(count):
        made = [factories.PermitFactory(kind=kind) for _ in range(count)]
        permits = list(Permit.objects.filter(pk__in=[permit.pk for permit in made]))
        with CaptureQueriesContext(connection) as asked:
            waits_for(permits)
            courses({permit.project_id for permit in permits}, TODAY)
        return len(asked)

    assert queries(2) == queries(40)
