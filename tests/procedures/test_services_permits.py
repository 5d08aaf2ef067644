from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import Permit, PermitEvent
from procedures.rules import EVENTS, Status
from procedures.services.permits import PermitChange, apply
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def project(units):
    return factories.ProjectFactory(unit=units["XUEGUAN"])


@pytest.fixture
def land(kinds):
    return next(kind for kind in kinds if kind.code == "land")


def test_a_missing_permit_is_made_from_the_catalogue(project, land, people, units):
    [permit] = apply(
        [PermitChange(project.pk, land.pk, {"status": "submitted", "level": ""})],
        by=people["reporter"],
        side="owner",
    )

    permit.refresh_from_db()
    project.refresh_from_db()
    assert (permit.status, permit.level) == ("submitted", land.default_level)
    assert permit.handling_unit == units["ZRZY"]
    assert (permit.version, project.version) == (1, 2)
    event = permit.events.get()
    assert (event.action, event.before, event.after) == ("status", "not_started", "submitted")
    assert (event.side, event.by, event.at) == ("owner", people["reporter"], at("2022-12-09 10:00"))


def test_the_same_values_leave_no_trace(project, land):
    change = PermitChange(project.pk, land.pk, {"status": "preparing", "note": "已委托测绘"})
    apply([change], by=None, side="owner")
    apply([change], by=None, side="owner")

    assert Permit.objects.get().version == 1
    assert PermitEvent.objects.count() == 1
    assert Permit.history.count() == 1


def test_leaving_done_takes_date_and_number_along(project, land):
    done = {
        "status": "done",
        "completed_on": date(2022, 12, 8),
        "document_no": "蒲自然资〔2022〕3号",
    }
    apply([PermitChange(project.pk, land.pk, done)], by=None, side="owner")
    back = {"status": "returned", "note": "补正勘测报告"}
    apply([PermitChange(project.pk, land.pk, back)], by=None, side="handler", reason="审查不合格")

    permit = Permit.objects.get()
    assert (permit.completed_on, permit.document_no, permit.note) == (None, "", "补正勘测报告")
    assert {e.reason for e in permit.events.filter(side="handler")} == {"审查不合格"}
    assert permit.history.first().history_change_reason == "审查不合格"


def test_a_note_given_with_a_change_is_its_reason(project, land):
    values = {"status": "returned", "note": "省厅要求补正踏勘论证"}
    apply([PermitChange(project.pk, land.pk, values)], by=None, side="owner")
    assert PermitEvent.objects.get().reason == "省厅要求补正踏勘论证"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"status": "done", "completed_on": date(2022, 12, 8)}, {"status": "submitted"}),
        ({"status": "preparing"}, {"status": "not_required", "exempt_reason": "规模以下"}),
        ({"expected_on": date(2022, 12, 20)}, {"expected_on": date(2023, 1, 20)}),
        ({"due_on": date(2022, 12, 20)}, {"due_on": date(2023, 1, 20)}),
    ],
)
def test_a_backward_move_needs_a_reason_when_asked_for(project, land, before, after):
    apply([PermitChange(project.pk, land.pk, before)], by=None, side="owner", enforce=True)
    change = [PermitChange(project.pk, land.pk, after)]
    with pytest.raises(ValidationError):
        apply(change, by=None, side="owner", enforce=True)
    apply(change, by=None, side="owner", enforce=True, reason="情况有变")
    assert Permit.objects.get().version == 2


@pytest.mark.parametrize(
    "values",
    [{"status": "finished"}, {"level": "village"}, {"note": "长" * 201}, {"document_no": "\x00"}],
)
def test_a_bad_value_changes_nothing(project, land, values):
    with pytest.raises(ValidationError) as error:
        apply([PermitChange(project.pk, land.pk, values)], by=None, side="owner")
    assert set(error.value.error_dict) == set(values)
    assert not Permit.objects.exists()


def test_only_named_fields_are_written(project, land):
    with pytest.raises(TypeError):
        apply([PermitChange(project.pk, land.pk, {"version": 7})], by=None, side="owner")


def test_a_batch_takes_the_same_queries_for_one_as_for_sixty(
    units, kinds, django_assert_max_num_queries
):
    projects = [factories.ProjectFactory(unit=units["XUEGUAN"]) for _ in range(11)]

    def changes(rows, status):
        return [
            PermitChange(p.pk, k.pk, {"status": status, "handling_unit_id": units["FGJ"].pk})
            for p in rows
            for k in kinds
        ]

    with django_assert_max_num_queries(14) as one:
        apply(changes(projects[:1], "preparing"), by=None, side="owner")
    with django_assert_max_num_queries(len(one)):
        apply(changes(projects[1:], "preparing"), by=None, side="owner")
    with django_assert_max_num_queries(len(one)):
        apply(changes(projects, "submitted"), by=None, side="owner")
    assert Permit.objects.filter(status="submitted", version=2).count() == 66


DAYS = st.sampled_from([None, date(2022, 12, 1), date(2023, 1, 9), date(2023, 2, 20)])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(Status.values),
        "level": st.sampled_from(["", "county", "city", "province", "nation"]),
        "expected_on": DAYS,
        "completed_on": DAYS,
        "due_on": DAYS,
        "document_no": st.sampled_from(["", "晋自然资〔2022〕1号"]),
        "exempt_reason": st.sampled_from(["", "规模以下"]),
        "note": st.sampled_from(["", "等专家评审"]),
    },
)


@pytest.mark.thorough
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(VALUES, max_size=8), together=st.booleans())
def test_events_replay_to_the_present_state(units, kinds, steps, together):
    project = factories.ProjectFactory(unit=units["XUEGUAN"])
    changes = [PermitChange(project.pk, kinds[0].pk, values) for values in steps]
    for batch in [changes] if together else [[change] for change in changes]:
        apply(batch, by=None, side="owner")

    permit = Permit.objects.filter(project=project).first() or Permit(level="county")
    state = {"status": "not_started", "level": kinds[0].default_level}
    for event in PermitEvent.objects.filter(permit__project=project):
        assert state.get(event.action, "") == event.before
        state[event.action] = event.after
    for field, action in EVENTS.items():
        if not field.endswith("_id"):
            value = getattr(permit, field)
            assert state.get(action, "") == ("" if value is None else str(value))
    assert permit.status == "done" or not (permit.completed_on and "completed" not in state)
