"""Single causes why an old number could count to another one, each alone."""

from datetime import date, timedelta

import pytest

from accounts.errors import Refused
from reporting.indicators import SEALED
from reporting.models import Round, Submission
from reporting.references import Printed, Reference
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from reporting.selectors.lists import listed
from reporting.selectors.recount import recount
from reporting.services.references import keep
from reporting.services.submissions import ensure_submissions
from tests import factories
from tests.reporting import paper_county
from workplace import clock, history

DAY = date(2022, 12, 16)


@pytest.fixture
def known(cast, friday):
    """A moment after two rounds; the clock stands an hour later."""
    paper_county.compiled(cast)
    friday.move_to(factories.at("2022-12-16 15:00"))
    clock.forget()
    moment = clock.now()
    friday.shift(timedelta(hours=1))
    clock.forget()
    return moment


def asked(cast, known, key):
    books = Books(load_county(cast.centre.unit, DAY, known=known), rounds=None, moment=clock.now())
    return listed(books, key, SEALED).printed


@pytest.mark.parametrize("key", ["silent", "unfiled", "tables", "tables-missing", "missed-rounds"])
def test_a_unit_that_begins_to_report_owed_nothing_then(cast, known, key):
    before = asked(cast, known, key)
    factories.UnitFactory(parent=cast.units["XMZX"], kind="township")
    for round_ in Round.objects.all():
        ensure_submissions(round_)
    after, now = asked(cast, known, key), asked(cast, None, key)
    assert (after.numerator, after.digest) == (before.numerator, before.digest)
    assert int(now.numerator) > int(before.numerator)


def test_a_round_that_is_made_or_moved_later_was_not_there_then(cast, known):
    keys = ("tables", "unfiled", "late", "late-rounds", "missed-rounds", "carried")
    before = {key: asked(cast, known, key) for key in keys}
    newest = Round.objects.latest("cutoff_on")
    newest.cutoff_on, newest.due_at = DAY + timedelta(1), newest.due_at + timedelta(1)
    history.save(newest, by=cast.centre)
    factories.RoundFactory(
        campaign=cast.campaign, number=9, cutoff_on=DAY, opens_at=newest.opens_at,
        due_at=newest.due_at - timedelta(1),
    )  # fmt: skip
    assert {key: asked(cast, known, key) for key in keys} == before
    assert asked(cast, None, "tables") != before["tables"]


def test_a_list_that_looks_far_back_opens_as_it_was_printed(cast, known):
    """连续三期 looks three rounds back, 典型案例 over all of them."""
    for number in (3, 4):
        on = DAY + timedelta(7 * (number - 2))
        round_ = factories.RoundFactory(
            campaign=cast.campaign, number=number, cutoff_on=on,
            opens_at=factories.at(f"{on} 00:00"), due_at=factories.at(f"{on} 12:00"),
        )  # fmt: skip
        history.create_many(
            Submission, [Submission(round=round_, unit=cast.units["XUEGUAN"])], by=None
        )
    day = DAY + timedelta(14)
    county = load_county(cast.centre.unit, day, known=clock.now())
    printed = listed(Books(county, rounds=None), "unmoved", SEALED).printed
    assert printed.numerator != "0"
    again = recount(printed.reference, cast.centre.unit)
    assert (again.numerator, again.digest) == (printed.numerator, printed.digest)


def test_what_moved_while_it_was_read_is_not_kept(cast, known):
    """The page read another number than the history of its moment has."""
    asked_for = Reference("/lists/tables/", DAY, SEALED, known)
    wrong = Printed(asked_for, "应报单位", "99", "99", "", "0" * 64)
    with pytest.raises(Refused, match="有人正在保存"):
        keep(printed=wrong, centre=cast.centre.unit, by=cast.centre)
    right = recount(asked_for, cast.centre.unit)
    assert keep(printed=right, centre=cast.centre.unit, by=cast.centre).numerator == right.numerator
