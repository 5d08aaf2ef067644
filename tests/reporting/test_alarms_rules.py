"""Each rule of the tables and the money: silent below its edge, fires, and again on a new fact."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.suspicion import investment, works
from tests import factories, reference
from tests.reporting.suspects import FIRES, QUIET, World, noon, walk
from workplace import clock, history
from workplace.models import Attachment

WEEKS = ["2022-11-25", "2022-12-02", "2022-12-09", "2022-12-16", "2022-12-23", "2022-12-30"]


@pytest.fixture
def world(people, units, kinds):
    reference.make_calendar()
    return World(people, units, kinds)


def rising_without_permits(w):
    land = w.permit("land", "submitted")
    w.permit("approval", "done", completed_on=date(2022, 3, 1), document_no="蒲〔2022〕1号")
    w.table(WEEKS[0], "0")
    yield QUIET  # nothing invested
    w.table(WEEKS[1], "100")
    yield FIRES
    w.table(WEEKS[2], "100")
    yield QUIET  # it does not rise any more
    w.set(land, status="not_required")
    w.table(WEEKS[3], "200")
    yield QUIET  # nothing is missing
    w.set(land, status="returned")
    approval = w.project.permits.get(kind__code="approval")
    w.set(approval, status="submitted", completed_on=None)
    yield FIRES  # now 立项 is missing too


def stalled(w):
    for day in WEEKS[:3]:
        w.table(day, "500")
    yield QUIET  # three weeks
    w.table(WEEKS[3], "500")
    yield FIRES
    w.table(WEEKS[4], "510")
    yield QUIET
    for day in ("2023-01-06", "2023-01-13", "2023-01-20"):
        w.table(day, "30")
    w.table("2023-01-27", "30")
    yield QUIET  # the week of the Spring Festival does not count
    w.table("2023-02-03", "30")
    yield FIRES


def started_idle(w):
    w.table(WEEKS[0], "0", state="waiting")
    for day in WEEKS[1:4]:
        w.table(day, "0")
    yield QUIET
    w.table(WEEKS[4], "0")
    yield FIRES
    w.table(WEEKS[5], "5")
    yield QUIET
    for day in ("2023-01-06", "2023-01-13", "2023-01-20", "2023-02-03"):
        w.table(day, "0")
    yield FIRES  # another year


def falling(w):
    w.table(WEEKS[0], "300")
    w.table(WEEKS[1], "400")
    w.table(WEEKS[2], "4100")
    w.table(WEEKS[3], "420")
    yield QUIET  # a digit too many, put right
    w.table(WEEKS[4], "419.99")
    yield FIRES
    w.table(WEEKS[5], "400")
    yield FIRES
    w.table("2023-01-06", "10")
    yield QUIET  # a new year


def jumped(w):
    w.plan(2022, "1000")
    w.table(WEEKS[3], "500")
    w.table(WEEKS[4], "699.99")
    yield QUIET  # below a fifth of the plan
    w.table(WEEKS[5], "700")
    yield FIRES
    factories.AttachmentFactory(
        target=w.project, unit=w.project.unit, by=w.by, at=noon(date(2022, 12, 28))
    )
    yield QUIET  # the invoice is on file
    w.project.plans.update(planned_investment=Decimal(800))
    yield QUIET
    Attachment.objects.update(removed_at=noon(w.today))
    yield FIRES  # taken away again, and the share is another


def over_total(w):
    w.set(w.project, total_investment=Decimal(1000))
    row = factories.ProgressFactory(plan=w.plan(2022), completed_investment=Decimal(600))
    factories.ProgressFactory(plan=w.plan(2023), completed_investment=Decimal(500))
    yield QUIET  # a tenth over is allowed
    w.set(row, completed_investment=Decimal("600.01"))
    yield FIRES
    w.set(row, completed_investment=Decimal(700))
    yield FIRES
    w.set(w.project, total_investment=Decimal(1200))
    yield QUIET


def statistics_over(w):
    row = factories.ProgressFactory(
        plan=w.plan(2023), completed_investment=Decimal(50), statistical_investment=Decimal(50)
    )
    yield QUIET
    w.set(row, statistical_investment=Decimal("50.01"))
    yield FIRES
    w.set(row, statistical_investment=Decimal(60))
    yield FIRES
    w.set(row, completed_investment=Decimal(60))
    yield QUIET


def started_without_permit(w):
    permit = w.permit("approval", "submitted")
    yield QUIET
    w.set(w.project, started_on=date(2023, 2, 4))
    yield QUIET  # tomorrow
    w.set(w.project, started_on=date(2023, 2, 3))
    yield FIRES
    w.set(permit, status="returned")
    yield FIRES
    w.set(permit, status="not_required")
    yield QUIET


def start_backdated(w):
    def say(day, started):
        w.project.started_on = date.fromisoformat(started)
        with clock.standing_at(noon(date.fromisoformat(day))):
            history.save(w.project, by=w.by, fields=["started_on"])

    say("2022-12-20", "2023-01-10")
    say("2022-12-29", "2022-12-30")
    yield QUIET  # before the target's day had come
    say("2023-01-05", "2023-01-04")
    yield QUIET
    say("2023-01-06", "2022-12-31")
    yield FIRES
    say("2023-01-09", "2023-01-08")
    say("2023-01-10", "2022-12-25")
    yield FIRES


def spent_over_arrived(w):
    row = factories.FundingFactory(project=w.project, applied=100, approved=90, arrived=80)
    w.set(row, spent=80)
    yield QUIET
    w.set(row, arrived=None)
    yield FIRES
    w.set(row, spent=70)
    yield FIRES
    w.set(row, arrived=70)
    yield QUIET


def arrived_over_approved(w):
    row = factories.FundingFactory(project=w.project, applied=100, approved=90, arrived=90)
    yield QUIET
    w.set(row, approved=None)
    yield FIRES
    w.set(row, arrived=60)
    yield FIRES
    w.set(row, approved=60)
    yield QUIET


CASES = [
    rising_without_permits, stalled, started_idle, falling, jumped, over_total, statistics_over,
    started_without_permit, start_backdated, spent_over_arrived, arrived_over_approved,
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_rule(case, world):
    walk(world, case)


def test_every_rule_of_tables_and_money_has_its_case():
    rules = {rule.code for rule in investment.RULES + works.RULES}
    assert {case.__name__ for case in CASES} == rules


def test_a_work_that_says_it_stands_still_for_the_winter_is_no_suspect(world):
    for day in WEEKS:
        world.table(day, "500", state="winter")
    world.look()
    assert world.standing("stalled") == []
