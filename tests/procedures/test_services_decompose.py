from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import Refused
from procedures.models import Permit, PermitEvent, Traits
from procedures.rules import OwnerSays, Status
from procedures.services.decompose import (
    acknowledge,
    change_orders,
    decompose,
    undo_decomposition,
)
from tests.factories import at
from tests.procedures.decomposing import LATEST, give, new_project, plan
from workplace.models import Act

LAND = ("ZRZY", LATEST)
SOONER = date(2023, 1, 31)


def permit_of(project, code):
    return Permit.objects.get(project=project, kind__code=code)


def test_what_is_needed_is_given_and_what_is_not_has_its_ground(cast):
    job = give(cast, cast.project, land=LAND, eia=("STHJ", SOONER), capacity="非涉产能行业")
    land, eia, capacity = (permit_of(cast.project, c) for c in ("land", "eia", "capacity"))
    assert (land.assigned_at, land.due_on, land.first_due_on) == (
        at("2022-12-09 10:00"), LATEST, LATEST,
    )  # fmt: skip
    assert eia.handling_unit.code == "STHJ"
    assert (capacity.status, capacity.exempt_reason, capacity.owner_says) == (
        Status.NOT_REQUIRED, "非涉产能行业", OwnerSays.EXEMPT,
    )  # fmt: skip
    assert capacity.assigned_at is None
    steps = PermitEvent.objects.filter(action="step", after="assign")
    assert {event.permit.kind.code for event in steps} == {"land", "eia"}
    assert job.payload["given"] == 2
    assert Traits.objects.get(project=cast.project).decomposed_by == cast.centre
    assert Act.objects.get(verb="decompose").target == cast.project.name


def test_the_progress_that_stands_is_not_touched(cast):
    Permit.objects.filter(pk=cast.permit.pk).update(status=Status.SUBMITTED)
    done = Permit.objects.create(
        project=cast.project, kind=cast.kinds[0], status=Status.DONE, completed_on=SOONER
    )
    give(cast, cast.project, land=LAND, approval=("XZSP", LATEST))
    assert permit_of(cast.project, "land").status == Status.SUBMITTED
    done.refresh_from_db()
    assert (done.assigned_at, done.due_on, done.status) == (None, None, Status.DONE)


def test_decomposing_again_writes_what_differs_and_keeps_the_first_date(cast):
    give(cast, cast.project, land=LAND, eia=("STHJ", LATEST))
    land = permit_of(cast.project, "land")
    acknowledge(permits=[land], by=cast.handler)
    versions = {p.kind.code: p.version for p in Permit.objects.filter(project=cast.project)}
    with pytest.raises(ValidationError, match="要写原因"):
        give(cast, cast.project, land=("ZRZY", SOONER), eia=("STHJ", LATEST))
    why = "省里提前批了用地指标"
    give(cast, cast.project, why, land=("ZRZY", SOONER), eia=("STHJ", LATEST))
    land.refresh_from_db()
    assert (land.due_on, land.first_due_on) == (SOONER, LATEST)
    assert land.acknowledged_at is not None  # the same bureau knows of it
    assert permit_of(cast.project, "eia").version == versions["eia"]
    event = PermitEvent.objects.get(permit=land, action="due", after=SOONER.isoformat())
    assert event.reason == "省里提前批了用地指标"
    with pytest.raises(Refused, match="没有改动"):
        give(cast, cast.project, land=("ZRZY", SOONER), eia=("STHJ", LATEST))


def test_another_bureau_takes_note_anew(cast):
    give(cast, cast.project, land=LAND)
    land = permit_of(cast.project, "land")
    acknowledge(permits=[land], by=cast.handler)
    give(cast, cast.project, land=("FGJ", LATEST))
    land.refresh_from_db()
    assert (land.handling_unit.code, land.acknowledged_at) == ("FGJ", None)


def test_not_needed_and_needed_after_all(cast):
    give(cast, cast.project, land="存量建设用地")
    give(cast, cast.project, land=LAND)
    land = permit_of(cast.project, "land")
    assert (land.status, land.exempt_reason, land.due_on) == (Status.NOT_STARTED, "", LATEST)
    assert land.assigned_at is not None


def test_undone_before_anybody_has_signed_leaves_everything_as_it_was(cast):
    fields = ("status", "level", "due_on", "first_due_on", "handling_unit", "owner_says",
              "assigned_at", "exempt_reason", "held_since")  # fmt: skip
    before = Permit.objects.filter(pk=cast.permit.pk).values(*fields).get()
    job = give(cast, cast.project, land=("FGJ", LATEST), capacity="非涉产能行业")
    undo_decomposition(job=job, by=cast.centre)
    assert Permit.objects.filter(pk=cast.permit.pk).values(*fields).get() == before
    capacity = permit_of(cast.project, "capacity")
    assert (capacity.status, capacity.owner_says, capacity.due_on) == ("not_started", "", None)
    assert Traits.objects.get(project=cast.project).decomposed_at is None


def test_signed_projects_are_kept_the_others_taken_back(cast):
    other = new_project(cast.units["HEILONGGUAN"], name="别的项目")
    plans = [plan(cast.project, land=LAND), plan(other, land=LAND)]
    job = decompose(plans=plans, centre=cast.units["XMZX"], by=cast.centre)
    acknowledge(permits=[permit_of(cast.project, "land")], by=cast.handler)
    done = undo_decomposition(job=job, by=cast.centre)
    assert done.result["undone"]["kept"] == [cast.project.name]
    assert permit_of(cast.project, "land").assigned_at is not None
    assert permit_of(other, "land").assigned_at is None


def test_a_project_whose_traits_were_filled_in_since_is_kept(cast):
    other = new_project(cast.units["HEILONGGUAN"], name="别的项目")
    plans = [plan(cast.project, land=LAND), plan(other, land=LAND)]
    job = decompose(plans=plans, centre=cast.units["XMZX"], by=cast.centre)
    again = plan(cast.project, facts={"energy_tce": Decimal("6000.00")}, land=LAND)
    decompose(plans=[again], centre=cast.units["XMZX"], by=cast.centre)
    done = undo_decomposition(job=job, by=cast.centre)
    assert done.result["undone"]["kept"] == [cast.project.name]
    assert Traits.objects.get(project=cast.project).energy_tce == 6000
    assert permit_of(cast.project, "land").assigned_at is not None
    assert permit_of(other, "land").assigned_at is None


def test_all_signed_cannot_be_undone(cast):
    job = give(cast, cast.project, land=LAND)
    acknowledge(permits=[permit_of(cast.project, "land")], by=cast.handler)
    with pytest.raises(Refused, match="已经签收"):
        undo_decomposition(job=job, by=cast.centre)
    assert permit_of(cast.project, "land").assigned_at is not None


def test_signing_counts_once(cast, friday):
    give(cast, cast.project, land=LAND)
    land = permit_of(cast.project, "land")
    assert acknowledge(permits=[land], by=cast.handler) == 1
    friday.shift(3600)
    assert acknowledge(permits=[land], by=cast.handler) == 0
    land.refresh_from_db()
    assert land.acknowledged_at == at("2022-12-09 10:00")


def test_many_orders_get_another_date_with_a_reason(cast):
    give(cast, cast.project, land=LAND, eia=("STHJ", LATEST))
    permits = list(Permit.objects.filter(project=cast.project).select_related("project", "kind"))
    with pytest.raises(ValidationError, match="要写原因"):
        change_orders(permits=permits, values={"due_on": SOONER}, reason="", by=cast.centre)
    with pytest.raises(Refused, match="至少填一项"):
        change_orders(permits=permits, values={"due_on": None}, reason="", by=cast.centre)
    values = {"due_on": SOONER, "level": "city"}
    assert change_orders(permits=permits, values=values, reason="会议议定", by=cast.centre) == 2
    assert set(Permit.objects.values_list("level", "due_on")) == {("city", SOONER)}


def test_many_projects_take_as_many_queries_as_few(cast):
    def queries(count):
        projects = [new_project(cast.units["PUCHENG"]) for _ in range(count)]
        plans = [plan(one, land=LAND, eia=LAND, capacity="非涉产能") for one in projects]
        with CaptureQueriesContext(connection) as few:
            job = decompose(plans=plans, centre=cast.units["XMZX"], by=cast.centre)
        with CaptureQueriesContext(connection) as back:
            undo_decomposition(job=job, by=cast.centre)
        return len(few), len(back)

    queries(1)  # what is read once and kept
    assert queries(2) == queries(40)
