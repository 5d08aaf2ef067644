"""The demo county's story in figures: 2022's end, the pool, the funds, nothing twice."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from accounts.models import Unit, User
from procedures.models import Issue, Permit
from procedures.rules import IssueStatus
from procedures.steps import difference
from projects.models import Project
from projects.selectors.totals import county_totals
from reporting.demo import bureaus
from reporting.demo.desk import ADJUSTED
from reporting.models import ActivitySummary, FigureReference, Seal
from reporting.rules import SummaryState
from reporting.selectors.county import load_county
from reporting.selectors.durations import load_papers
from reporting.selectors.figures import Books, figures
from reporting.services.sealing import verify_seals
from tests.browsers import Browser
from tests.table import ROWS
from workplace import clock
from workplace.models import Act

pytestmark = pytest.mark.thorough
YEAR_END, LAST_FRIDAY, TODAY = date(2022, 12, 31), date(2023, 1, 27), date(2023, 2, 3)
# what the order asks to be counted; the reserve's four beside the year's own
OF_WORKS = ("start_rate", "new_start_rate", "resume_rate", "investment_rate", "completed_total")


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    """One load for the whole file, in a transaction that is taken back."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True, MEDIA_ROOT=folder):
            clock.forget()
            call_command("load_demo", verbosity=0)
            clock.forget()
            yield Unit.objects.get(code="XMZX")
        transaction.set_rollback(True)
    clock.forget()


@pytest.fixture(autouse=True)
def _open(county, db):
    """Each test sees the county of the file."""


def of(county, day, **options):
    return {figure.key: figure for figure in figures(centre=county, as_of=day, **options)}


def share(figure):
    return figure.share.numerator, figure.share.denominator


def test_2022_ends_a_little_below_the_targets_of_the_order(county):
    found = of(county, YEAR_END, year=2022)
    started, invested = found["start_rate"], found["investment_rate"]
    assert share(started) == (42, 45)
    assert share(invested) == (Decimal("263680.00"), Decimal("318080.00"))  # 82.9 %
    assert (started.shown, invested.shown) == ("93.3%", "82.9%")
    assert (started.floor, invested.floor) == (Decimal("0.95"), Decimal("0.85"))
    assert (started.met, invested.met) == (False, False)
    assert share(found["new_start_rate"]) == (13, 15)
    assert share(found["resume_rate"]) == (29, 30)


def test_what_was_sealed_says_the_same_as_the_register(county):
    for year, day in ((2022, YEAR_END), (2023, TODAY)):
        live = of(county, day, year=year)
        sealed = of(county, day, year=year, source="sealed")
        for key in OF_WORKS if year == 2022 else ("start_rate", "investment_rate"):
            assert share(sealed[key]) == share(live[key]), (year, key)


def test_the_reserve_stands_short_of_three_of_its_four_targets(county):
    found = of(county, TODAY, year=2023)
    assert found["reserve_count"].share.numerator == 44  # of 50
    assert found["reserve_total"].share.numerator == 3_394_000  # of 400 亿
    assert found["reserve_plan"].share.numerator == 334_900  # of 40 亿
    assert share(found["reserve_industrial_share"]) == (239_900, 334_900)  # of a half
    keys = ("reserve_count", "reserve_total", "reserve_plan", "reserve_industrial_share")
    assert [found[key].met for key in keys] == [False, False, False, True]


def test_the_funds_of_2022_miss_5_yi(county):
    funds = of(county, YEAR_END, year=2022)["funding_total"]
    assert (funds.share.numerator, funds.floor, funds.met) == (47_520, 50_000, False)


@pytest.mark.parametrize("by", ["unit", "level", "industry"])
def test_parts_add_up_to_the_whole(county, by):
    for year, day in ((2022, YEAR_END), (2023, TODAY)):
        for key, figure in of(county, day, year=year, by=by).items():
            told = [group.share for group in figure.groups if group.share is not None]
            for part in ("numerator", "denominator"):
                whole = getattr(figure.share, part)
                if whole is not None:
                    assert sum(Fraction(getattr(s, part)) for s in told) == whole, (year, key)


def test_packages_merges_and_withdrawals_leave_nothing_counted_twice(county):
    counted = list(Project.objects.of_county(county.pk).standing(TODAY))
    assert len(counted) == county_totals(county.pk, TODAY).count
    assert all(project.package_id is None for project in counted)
    assert all(project.withdrawn_on is None for project in counted)
    parts = Project.objects.filter(package__isnull=False)
    gone = Project.objects.filter(withdrawn_on__lte=TODAY)
    assert parts.count() >= 2
    assert gone.count() >= 2  # the one given up, the one that stood there twice


def test_the_seals_are_as_they_were_made(county):
    assert Seal.objects.count() > 250
    assert verify_seals() == []


def named():
    """The pages whose address names no row."""
    return sorted(
        row.url
        for row in ROWS
        if (row.method, row.arguments, row.data) == ("get", {}, {})
        and row.expected["centre"] == 200
    )


def test_every_page_of_the_register_opens_for_the_centre(county):
    browser = Browser()
    browser.force_login(User.objects.get(username="centre"))
    paths = [reverse(url) for url in named()]
    paths += [reverse("projects:plan-list", args=[year]) for year in (2022, 2023)]
    for number in Project.objects.values_list("number", flat=True).order_by("number"):
        paths.append(reverse("projects:project", args=[number]))
    assert len(paths) > 130
    failed = {path: answer for path in paths if (answer := browser.get(path).status_code) != 200}
    assert failed == {}


def test_the_planted_contradictions_are_all_listed_and_no_others(county):
    permits = Permit.objects.filter(project__plans__year=2023, project__plans__nature="new")
    differing = permits.filter(differs_since__isnull=False).select_related("project", "kind")
    assert permits.count() == 168
    assert {(p.project.name, p.kind.code) for p in differing} == set(bureaus.PLANTED)
    assert differing.count() == len(bureaus.PLANTED) == 20
    assert all(difference(permit) for permit in differing)
    assert not any(difference(permit) for permit in permits.filter(differs_since__isnull=True))


def test_the_last_round_is_counted_by_both_sides_and_the_trend_breaks_there(county):
    before, now = (of(county, day, year=2023)["permit_rate"] for day in (LAST_FRIDAY, TODAY))
    assert (before.definition_version, share(before)) == (1, (57, 116))
    assert (now.definition_version, share(now)) == (2, (39, 116))
    books = Books(load_county(county, TODAY, 2023), rounds=10)
    old = books.figure("permit_rate", definition=books.county.definition(1))
    assert share(old) == (60, 116)
    browser = Browser()
    browser.force_login(User.objects.get(username="leader"))
    assert "2月3日起口径第2版" in browser.get(reverse("reporting:dashboard")).content.decode()


def test_one_kind_is_learned_from_twenty_finished_permits(county):
    learned = load_papers(county, TODAY).learned
    assert learned["approval", "county"].days.count >= 20
    assert [key for key, one in learned.items() if one.days.count >= 20] == [("approval", "county")]


def test_solved_problems_say_how_and_filed_summaries_ask_for_nothing(county):
    solved = Issue.objects.filter(status=IssueStatus.CLEARED).values_list("resolution", flat=True)
    assert len(solved) >= 8
    assert not {"", ADJUSTED} & set(solved)
    filed = ActivitySummary.objects.get(state=SummaryState.SUBMITTED)
    assert "请补充" not in json.dumps(filed.body, ensure_ascii=False)


def test_the_office_keeps_a_reference_that_still_says_the_same(county):
    kept = Act.objects.get(verb="reference-keep")
    row = FigureReference.objects.get(code=kept.target)
    assert (row.by.username, row.shown) == ("office", "49.1%")
    assert (row.numerator, row.denominator) == ("57", "116")
    browser = Browser()
    browser.force_login(User.objects.get(username="leader"))
    page = browser.get(reverse("reporting:reference", args=[row.code])).content.decode()
    assert "49.1%" in page
