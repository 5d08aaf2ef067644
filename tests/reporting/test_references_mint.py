"""Codes for many printed numbers cost as many queries as for a few."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.models import FigureReference
from reporting.references import Printed, Reference
from reporting.services import references as services
from reporting.services.references import mint
from tests.factories import at

KNOWN = at("2022-12-16 15:00")


def numbers(first, last):
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(first, last)]
    references = [Reference("/indicators/permit_rate/", day, "live", KNOWN) for day in days]
    return [Printed(one, "办结率", "65.0%", "13", "20", "0" * 64) for one in references]


def queries_of(printed, centre):
    with CaptureQueriesContext(connection) as caught:
        rows = mint(printed, centre=centre, by=None)
    assert len(rows) == len(printed)
    return len(caught)


def test_the_queries_do_not_grow_with_the_numbers(cast):
    centre = cast.centre.unit
    few, many = queries_of(numbers(0, 3), centre), queries_of(numbers(3, 153), centre)
    assert many <= few
    assert FigureReference.objects.count() == 153


def test_a_code_that_somebody_has_is_made_longer(cast):
    centre, [one, other] = cast.centre.unit, numbers(0, 2)
    text = services._longest_code(centre, one.reference)
    [first] = mint([other], centre=centre, by=None).values()
    taken = FigureReference(code=text[:8], centre=centre, path="/lists/late/", at=first.at)
    taken.save()
    [row] = mint([one], centre=centre, by=None).values()
    assert (row.code, len(row.code)) == (text[:9], 9)
