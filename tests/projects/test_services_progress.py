from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects import services
from tests import factories
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def plan(units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"])
    return factories.PlanFactory(project=project, year=2022, listed_from=date(2022, 1, 4))


def record(plan, by, day, amount, **more):
    return services.record_progress(
        plan_id=plan.pk,
        as_of=date(2022, 12, day),
        completed_investment=Decimal(amount),
        by=by,
        **more,
    )


def test_progress_is_kept_by_day_with_history_and_version(plan, people):
    by = people["reporter"]
    record(plan, by, 1, "100")
    row = record(plan, by, 1, "120.50", image_progress="主体\n封顶", reason="漏报")

    plan.project.refresh_from_db()
    assert plan.progress.get().completed_investment == Decimal("120.50")
    assert row.image_progress == "主体\n封顶"
    assert [h.history_change_reason for h in row.history.all()] == ["漏报", None]
    assert plan.project.version == 3
    assert Act.objects.filter(verb="progress-add").count() == 2


def test_less_than_before_needs_a_reason_when_asked_for(plan, people):
    by = people["reporter"]
    record(plan, by, 1, "100", enforce=True)
    with pytest.raises(ValidationError):
        record(plan, by, 8, "90", enforce=True)
    record(plan, by, 8, "90", enforce=True, reason="上期多报")
    assert plan.progress.count() == 2


@pytest.mark.parametrize(
    ("as_of", "amount", "key"),
    [
        (date(2022, 12, 10), "1", "as_of"),  # tomorrow
        (date(2021, 12, 31), "1", "as_of"),  # another year's
        (date(2022, 12, 1), "-1", "completed_investment"),
    ],
)
def test_a_bad_entry_is_refused_at_its_field(plan, people, as_of, amount, key):
    with pytest.raises(ValidationError) as error:
        services.record_progress(
            plan_id=plan.pk, as_of=as_of, completed_investment=Decimal(amount), by=None
        )
    assert key in error.value.error_dict
    assert not plan.progress.exists()
