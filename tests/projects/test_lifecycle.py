"""Stage, stop, restart, withdrawal: each dated, with its reason, refused at the wrong moment."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from projects import services
from projects.models import StageChange
from projects.rules import NATURE_OF, Nature, Standing, standing
from tests import factories
from workplace import clock
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday")
TODAY = date(2022, 12, 9)
CODE = "2211-141033-89-01-123456"


@pytest.fixture
def by(people):
    return people["centre"]


@pytest.fixture
def project(units, by):
    return make(units, by)


def make(units, by, **values):
    given = {"name": "供水工程", "planned_investment": Decimal("200"), **values}
    return services.create_project(
        unit=units["XUEGUAN"], year=2022, values=given, by=by, listed_from=date(2022, 1, 4)
    )


def stop(project, by, **more):
    values = {
        "kind": "stop",
        "since": date(2022, 12, 1),
        "reason": "资金没有到位",
        "expected_restart_on": date(2023, 3, 1),
        **more,
    }
    return services.stop(project_id=project.pk, by=by, **values)


def stands(project):
    project.refresh_from_db()
    return standing(vars(project), clock.today())


def stages(project):
    return list(project.stage_changes.values_list("stage", "since"))


def code_of(error, key):
    return [inner.code for inner in error.value.error_dict[key]]


# --- stage -------------------------------------------------------------------------------------
def test_a_project_goes_through_the_stages_and_its_plan_follows(units, by):
    project = make(units, by, nature="reserve")
    steps = [
        ("preliminary", date(2022, 3, 1)),
        ("new", date(2022, 6, 1)),
    ]
    for stage, since in steps:
        services.change_stage(project_id=project.pk, stage=stage, since=since, by=by)
    services.update_project(project_id=project.pk, values={"started_on": date(2022, 7, 1)}, by=by)
    services.change_stage(
        project_id=project.pk, stage="continuing", since=date(2022, 12, 9), reason="跨年", by=by
    )

    project.refresh_from_db()
    plan = project.plans.get()
    assert (project.stage, project.nature, plan.nature) == ("continuing",) * 3
    assert stages(project) == [("reserve", date(2022, 1, 4)), *steps, ("continuing", TODAY)]
    assert [(v.nature, v.valid_from) for v in plan.versions.all()] == [
        ("reserve", date(2022, 1, 4)),
        ("preliminary", date(2022, 3, 1)),
        ("new", date(2022, 6, 1)),
        ("continuing", TODAY),
    ]
    assert Act.objects.filter(verb="project-stage").count() == 3


def test_idea_and_reserve_differ_in_stage_alone(units, by):
    project = make(units, by, nature="reserve")

    services.change_stage(
        project_id=project.pk, stage="idea", since=TODAY, reason="深度不够", by=by
    )

    project.refresh_from_db()
    assert (project.stage, project.nature) == ("idea", Nature.RESERVE)
    assert project.plans.get().versions.count() == 1


@pytest.mark.parametrize("nature", Nature.values)
def test_a_nature_written_anywhere_leaves_its_stage(units, by, nature):
    project = make(units, by, nature="preliminary")

    services.set_plan(project_id=project.pk, year=2023, values={"nature": nature}, by=by)

    project.refresh_from_db()
    assert project.nature == nature == NATURE_OF[project.stage]
    assert project.stage_changes.last().stage == project.stage
    assert project.stage_changes.count() == 1 + (nature != "preliminary")


def test_a_version_never_stands_before_one_that_is_told_already(units, by):
    """A stage known late begins in the past; the plan that counts today is the new one."""
    project = make(units, by, nature="preliminary")
    values = {"planned_investment": Decimal(300)}
    services.set_plan(project_id=project.pk, year=2022, values=values, by=by, reason="调整")

    services.change_stage(project_id=project.pk, stage="new", since=date(2022, 5, 1), by=by)

    last = project.plans.get().versions.last()
    assert (last.nature, last.valid_from) == ("new", TODAY)
    assert stages(project)[-1] == ("new", date(2022, 5, 1))


@pytest.mark.parametrize(
    ("nature", "stage", "words"),
    [
        ("reserve", "continuing", "储备不能直接转为续建，可以转为谋划、前期、新建"),
        ("new", "new", "已经是新建"),
        ("new", "continuing", "还没有开工时间"),
    ],
)
def test_an_illegal_step_is_refused_with_a_sentence(units, by, nature, stage, words):
    project = make(units, by, nature=nature)
    with pytest.raises(Refused, match=words):
        services.change_stage(project_id=project.pk, stage=stage, since=TODAY, reason="x", by=by)
    assert project.stage_changes.count() == 1


def test_a_begun_project_does_not_go_back_to_preparation(units, by):
    project = make(units, by, started_on=date(2022, 7, 1))
    with pytest.raises(Refused, match="已经开工，不能退回前期"):
        services.change_stage(
            project_id=project.pk, stage="preliminary", since=TODAY, reason="x", by=by
        )


def test_a_step_back_needs_a_reason_and_a_day_after_the_last(units, by, project):
    move = {"project_id": project.pk, "stage": "preliminary", "by": by}
    with pytest.raises(ValidationError) as error:
        services.change_stage(since=TODAY, **move)
    assert code_of(error, "reason") == ["required"]
    for day in (date(2022, 1, 3), date(2022, 12, 10)):
        with pytest.raises(ValidationError) as error:
            services.change_stage(since=day, reason="手续不全", **move)
        assert code_of(error, "since") == ["date"]
    assert StageChange.objects.count() == 1


# --- stop and restart ----------------------------------------------------------------------------
def test_a_stop_and_a_restart_are_dated_and_keep_their_history(units, by):
    project = make(units, by, started_on=date(2022, 7, 1))
    stop(project, by)
    assert stands(project) == Standing.STOPPED
    assert (project.stop_kind, project.expected_restart_on) == ("stop", date(2023, 3, 1))

    services.resume(project_id=project.pk, on=date(2022, 12, 8), by=by)

    assert stands(project) == Standing.RUNNING
    assert project.expected_restart_on is None
    assert [row.stop_reason for row in project.history.all()] == ["资金没有到位"] * 2 + [""]
    stop(project, by, since=date(2022, 12, 9), kind="winter")
    assert stands(project) == Standing.STOPPED


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"since": date(2022, 12, 10)}, "since"),
        ({"since": date(2022, 6, 30)}, "since"),
        ({"reason": ""}, "reason"),
        ({"kind": "winter", "expected_restart_on": None}, "expected_restart_on"),
        ({"expected_restart_on": date(2022, 12, 1)}, "expected_restart_on"),
        ({"kind": "strike"}, "stop_kind"),
    ],
)
def test_a_stop_that_is_not_told_in_full_is_refused_at_its_field(units, by, more, key):
    project = make(units, by, started_on=date(2022, 7, 1))
    with pytest.raises(ValidationError) as error:
        stop(project, by, **more)
    assert key in error.value.error_dict
    assert stands(project) == Standing.RUNNING


def test_only_what_runs_is_stopped_and_only_what_stopped_goes_on(units, by, project):
    with pytest.raises(Refused, match="还没有开工或复工"):
        stop(project, by)
    with pytest.raises(Refused, match="还没有开工"):
        services.resume(project_id=project.pk, on=TODAY, by=by)
    services.update_project(project_id=project.pk, values={"started_on": date(2022, 7, 1)}, by=by)
    stop(project, by)
    with pytest.raises(Refused, match="已经停工"):
        stop(project, by)
    with pytest.raises(ValidationError):
        services.resume(project_id=project.pk, on=date(2022, 12, 1), by=by)


# --- withdrawal ----------------------------------------------------------------------------------
def test_withdrawn_and_restored_with_their_reasons(units, by, project):
    services.withdraw(project_id=project.pk, on=date(2022, 12, 8), reason="不再实施", by=by)
    assert stands(project) == Standing.WITHDRAWN
    with pytest.raises(Refused, match="已经退出"):
        services.withdraw(project_id=project.pk, on=TODAY, reason="再退一次", by=by)

    services.restore(project_id=project.pk, reason="资金落实", by=by)

    assert stands(project) == Standing.WAITING
    assert project.withdraw_reason == ""
    reasons = [row.history_change_reason for row in project.history.all()]
    assert reasons == ["资金落实", "不再实施", None]
    with pytest.raises(Refused, match="没有退出"):
        services.restore(project_id=project.pk, reason="再恢复", by=by)


def test_who_has_taken_its_code_meanwhile_keeps_it(units, by):
    project = make(units, by, national_code=CODE)
    services.withdraw(project_id=project.pk, on=TODAY, reason="不再实施", by=by)
    make(units, by, name="另一个", national_code=CODE)

    with pytest.raises(ValidationError) as error:
        services.restore(project_id=project.pk, reason="恢复", by=by)

    assert code_of(error, "national_code") == ["duplicate"]
    assert stands(project) == Standing.WITHDRAWN


def test_a_name_given_away_is_not_taken_back(units, by):
    project = make(units, by)
    services.withdraw(project_id=project.pk, on=date(2022, 1, 4), reason="误录", by=by)
    make(units, by)  # never listed for a day: its name was free

    with pytest.raises(ValidationError) as error:
        services.restore(project_id=project.pk, reason="恢复", by=by)
    assert code_of(error, "name") == ["duplicate"]


def test_neither_day_nor_reason_may_be_missing(units, by, project):
    for day, reason in [(date(2022, 12, 10), "不再实施"), (TODAY, "")]:
        with pytest.raises(ValidationError):
            services.withdraw(project_id=project.pk, on=day, reason=reason, by=by)
    assert stands(project) == Standing.WAITING


def test_the_first_planned_start_never_changes(units, by):
    project = make(units, by, planned_start=date(2022, 3, 1))
    for month in (6, 9):
        services.update_project(
            project_id=project.pk,
            values={"planned_start": date(2022, month, 1)},
            by=by,
            reason="用地没有落实",
            enforce=True,
        )
    project.refresh_from_db()
    assert (project.first_planned_start, project.planned_start) == (
        date(2022, 3, 1),
        date(2022, 9, 1),
    )
    with pytest.raises(ValidationError):  # taken away and set anew would hide a delay
        services.update_project(
            project_id=project.pk, values={"planned_start": None}, by=by, enforce=True
        )


def test_all_factories_agree_on_nature_and_stage():
    project = factories.ProjectFactory.build(nature="reserve", unit=None)
    assert NATURE_OF[project.stage] == project.nature
