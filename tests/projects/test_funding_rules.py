"""The steps of an application as pure rules, then through the service and the database."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import services
from projects.models import FundingApplication
from projects.rules import (
    FUNDING_AMOUNTS,
    FUNDING_DATES,
    FUNDING_MOVES,
    FUNDING_STEPS,
    FundingStatus,
    funding_faults,
    funding_status,
    is_backward,
)
from tests import factories

TODAY = date(2022, 12, 9)
EARLY, LATE = date(2022, 11, 1), date(2022, 12, 1)
M = Decimal


def case(*steps):
    """Amounts and days in the order of the steps, as many as are given."""
    values = {}
    for step, (amount, day) in zip(FUNDING_STEPS, steps, strict=False):
        values |= {step.amount: None if amount is None else M(amount), step.day: day}
    return values


def wrong(values):
    return {field for field, _, _ in funding_faults(values, TODAY)}


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([], "planned"),
        ([(500, None)], "planned"),
        ([(500, EARLY)], "applied"),
        ([(500, EARLY), (400, LATE)], "approved"),
        ([(500, EARLY), (500, EARLY), (500, EARLY)], "arrived"),
        ([(500, EARLY), (400, LATE), (300, TODAY), (0, TODAY)], "spent"),
    ],
)
def test_the_furthest_step_is_the_status(steps, status):
    assert wrong(case(*steps)) == set()
    assert funding_status(case(*steps)) == status


@pytest.mark.parametrize(
    ("steps", "fields"),
    [
        ([(None, EARLY)], {"applied"}),
        ([(-1, EARLY)], {"applied"}),
        ([(500, date(2022, 12, 10))], {"applied_on"}),
        ([(500, EARLY), (400, None)], {"approved_on"}),
        ([(500, EARLY), (501, LATE)], {"approved"}),
        ([(500, LATE), (400, EARLY)], {"approved_on"}),
        ([(500, None), (400, LATE)], {"applied_on"}),
        ([(None, None), (400, LATE)], {"applied"}),
        ([(500, EARLY), (None, None), (300, LATE)], {"approved"}),
        ([(500, EARLY), (400, LATE), (300, EARLY), (301, EARLY)], {"arrived_on", "spent"}),
    ],
)
def test_each_step_is_within_the_one_before(steps, fields):
    assert wrong(case(*steps)) == fields


def test_every_status_is_reached_by_one_move_and_left_by_another():
    reached = {move.to for move in FUNDING_MOVES.values() if move.to}
    assert reached == set(FundingStatus) - {FundingStatus.PLANNED}
    left = set().union(*(move.since for move in FUNDING_MOVES.values()))
    assert left == set(FundingStatus)


@pytest.mark.parametrize(
    ("field", "old", "new", "back"),
    [
        ("approved", M(500), M(400), True),
        ("approved", M(500), None, True),
        ("approved", M(400), M(500), False),
        ("approved", None, M(500), False),
        ("approved_on", EARLY, LATE, True),
        ("approved_on", EARLY, None, True),
        ("approved_on", LATE, EARLY, False),
        ("document_no", "一", "二", False),
    ],
)
def test_amounts_down_and_days_later_step_back(field, old, new, back):
    assert is_backward(field, old, new) is back


amounts = st.one_of(st.none(), st.integers(0, 4).map(lambda n: M(n * 100)))
days = st.one_of(st.none(), st.integers(1, 12).map(lambda n: date(2022, 12, n)))
patches = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(FUNDING_AMOUNTS, amounts) | dict.fromkeys(FUNDING_DATES, days)
)


def in_order(row):
    """Of what is filled in: amounts fall, days rise, and none lies ahead."""
    money = [getattr(row, key) for key in FUNDING_AMOUNTS if getattr(row, key) is not None]
    when = [getattr(row, key) for key in FUNDING_DATES if getattr(row, key) is not None]
    assert money == sorted(money, reverse=True)
    assert when == sorted(when)
    assert all(day <= TODAY for day in when)


QUIET = [HealthCheck.function_scoped_fixture]


@pytest.mark.thorough
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(steps=st.lists(patches, min_size=1, max_size=6))
def test_whatever_is_accepted_stays_in_order(steps, cast):
    with transaction.atomic():
        row = services.add_application(
            project_id=cast.project.pk, values={"channel": "other"}, by=cast.reporter
        )
        for values in steps:
            before = FundingApplication.objects.filter(pk=row.pk).values().get()
            try:
                row = services.edit_application(
                    application_id=row.pk, values=values, by=cast.reporter, reason="核对"
                )
            except ValidationError:
                assert FundingApplication.objects.filter(pk=row.pk).values().get() == before
            row.refresh_from_db()
            in_order(row)
            assert row.status == funding_status(vars(row))
        transaction.set_rollback(True)


@pytest.mark.thorough
@settings(max_examples=150, deadline=None, suppress_health_check=QUIET)
@given(values=patches)
def test_the_database_refuses_what_is_out_of_order(values, cast):
    """Whatever writes past the service: gaps are the service's matter, order is the table's."""
    row = factories.FundingFactory.build(project=cast.project, **values)
    money = [row_value for key in FUNDING_AMOUNTS if (row_value := values.get(key)) is not None]
    when = [row_value for key in FUNDING_DATES if (row_value := values.get(key)) is not None]
    good = money == sorted(money, reverse=True) and when == sorted(when)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save()
            saved = True
        except IntegrityError:
            saved = False
        transaction.set_rollback(True)
    assert saved is good
