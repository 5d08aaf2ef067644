"""A small county's ten years of weekly seals: no page reads more for the years behind it."""

import pytest

from reporting.models import Compilation, SealedPermit
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from reporting.selectors.trend import rounds_trend
from reporting.services.round_figures import _compared, counted
from tests import factories
from tests.reporting.decade import build
from tests.reporting.decade_reads import Reads, board, browser, compare, drill

UNITS, PROJECTS = 3, 5
EARLY, LATE = 20, 500  # of 520 rounds
ROWS = UNITS * PROJECTS


@pytest.fixture
def decade(kinds, friday):
    friday.move_to(factories.at("2022-01-05 09:00"))
    return build(UNITS, PROJECTS)


def reads(act):
    act()  # session and caches are warm
    with Reads() as found:
        act()
    return found.queries, dict(found.rows)


def test_the_pages_read_the_same_at_the_20th_and_at_the_500th_round(decade):
    assert SealedPermit.objects.count() > 40_000
    client = browser(decade)
    for page in (
        lambda on: board(client, on),
        lambda on: drill(client, on),
        lambda on: compare(decade, on),
    ):
        early = reads(lambda page=page: page(decade.cutoff(EARLY)))
        late = reads(lambda page=page: page(decade.cutoff(LATE)))
        assert early == late
        queries, rows = late
        assert queries < 60
        # of two or three rounds, whatever stands behind them
        assert rows["SealedProject"] <= 3 * ROWS
        assert rows["SealedPermit"] <= 3 * ROWS * 6


def test_a_trend_over_a_years_rounds_reads_no_more_than_over_a_few(decade):
    """Of the 18th and of the 52nd round of the last year, and its 52 points are there."""
    client = browser(decade)
    few, many = decade.cutoff(9 * 52 + 18), decade.cutoff(520)
    assert reads(lambda: board(client, few)) == reads(lambda: board(client, many))
    books = Books(load_county(decade.centre, many), rounds=None)
    assert len(rounds_trend(books)) == 52


def test_the_summaries_counted_in_sql_are_those_counted_from_the_rows(decade):
    for compilation in Compilation.objects.select_related("round__campaign")[::97]:
        again = counted(compilation, None)
        assert len(again) == 8 * (UNITS + 1)
        assert list(_compared(compilation, again)) == []
