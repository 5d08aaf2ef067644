"""Every URL × every role (design §7): unseen is 404, seen but not done is 403."""

import pytest

from accounts.checks import views
from tests.conftest import WHO
from tests.table import ROWS, signed_in, undone


def test_every_url_has_a_row_and_every_row_a_url():
    urls = {name for name, _ in views()}
    listed = {row.url for row in ROWS}
    assert urls - listed == set(), "URLs without a row"
    assert listed - urls == set(), "rows without a URL"


def test_every_row_says_what_each_person_gets():
    assert [str(row) for row in ROWS if set(row.expected) != set(WHO)] == []


@pytest.mark.thorough
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_what(row, cast):
    got = {}
    for who in WHO:
        with undone():
            got[who] = row.call(signed_in(cast, who), cast, who).status_code
    assert got == row.expected
