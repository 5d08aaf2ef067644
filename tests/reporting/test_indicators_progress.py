"""开复工率 and 投资完成率 as the form progress sealed them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.models import Seal, SealedProject
from reporting.selectors.figures import figures
from tests import factories
from tests.reporting import county

OCTOBER, NOVEMBER = date(2022, 10, 31), date(2022, 11, 30)
GIVEN = ["start_rate", "new_start_rate", "resume_rate", "investment_rate", "completed_total"]


@pytest.fixture
def campaign(units, kinds):
    return monthly(units)


def monthly(units, name="月报", starts=date(2022, 1, 1), year=2022):
    return factories.CampaignFactory(
        centre=units["XMZX"], form="progress", name=name, year=year, starts_on=starts,
        ends_on=date(2022, 12, 31), baseline_on=None, summary_on=None, is_open=name == "月报",
    )  # fmt: skip


def seal(campaign, unit, cutoff, rows, number=1):
    """`rows`: a project → (plan, completed, begun on)."""
    round_, _ = campaign.rounds.get_or_create(
        cutoff_on=cutoff,
        defaults={"number": cutoff.month, "opens_at": factories.at(f"{cutoff} 00:00"),
                  "due_at": factories.at(f"{cutoff} 12:00")},
    )  # fmt: skip
    submission = factories.SubmissionFactory(
        round=round_, unit=unit, state="accepted", seal_count=number,
        submitted_at=factories.at(f"{cutoff} 10:00"),
    )  # fmt: skip
    made = Seal.objects.create(
        submission=submission, number=number, sealed_at=factories.at(f"{cutoff} 10:00"),
        by=factories.UserFactory(unit=unit), by_name="张", unit_code=unit.code,
        unit_name=unit.short_name, cutoff_on=cutoff, form="progress", row_count=len(rows),
        digest="0" * 64,
    )  # fmt: skip
    for seq, (project, (plan, done, begun)) in enumerate(rows.items(), 1):
        field = "started_on" if project.nature == "new" else "resumed_on"
        SealedProject.objects.create(
            seal=made, project=project, seq=seq, number=project.number, name=project.name,
            unit_code=unit.code, unit_name=unit.short_name, nature=project.nature,
            level=project.level, planned_investment=plan, completed_investment=done,
            listed_from=date(2021, 12, 1), **{field: begun},
        )  # fmt: skip


def sealed(units, as_of, **options):
    found = figures(centre=units["XMZX"], as_of=as_of, source="sealed", **options)
    return {figure.key: (figure.share.numerator, figure.share.denominator) for figure in found}


def project(units, code="XUEGUAN", **facts):
    return factories.ProjectFactory(unit=units[code], **facts)


def test_the_form_gives_the_rates_of_works_and_nothing_of_the_reserve(units, campaign):
    seal(campaign, units["XUEGUAN"], OCTOBER, {project(units): (1000, 400, date(2022, 3, 1))})
    found = sealed(units, NOVEMBER)
    assert list(found) == [*GIVEN, "permit_rate"]
    assert found["start_rate"] == (1, 1)
    assert found["investment_rate"] == (Decimal("400.00"), Decimal("1000.00"))


def test_without_such_a_campaign_of_the_year_nothing_was_sealed(units, campaign):
    assert list(sealed(units, date(2023, 2, 3))) == ["permit_rate"]
    assert set(sealed(units, date(2023, 2, 3), year=2022)) == {*GIVEN, "permit_rate"}


def test_before_the_first_round_there_is_nothing_to_count(units, campaign):
    assert sealed(units, date(2022, 1, 15))["start_rate"] == (0, 0)


def test_a_start_after_the_cutoff_is_not_yet_one_in_that_round(units, campaign):
    rows = {project(units): (1000, 0, date(2022, 11, 1))}
    seal(campaign, units["XUEGUAN"], OCTOBER, rows)
    assert sealed(units, date(2022, 11, 5))["start_rate"] == (0, 1)


def test_nothing_reported_is_nothing_completed(units, campaign):
    seal(campaign, units["XUEGUAN"], OCTOBER, {project(units): (None, None, None)})
    assert sealed(units, OCTOBER)["investment_rate"] == (0, 0)


def test_a_silent_unit_is_carried_and_one_that_never_sealed_is_named(units, campaign):
    seal(campaign, units["XUEGUAN"], OCTOBER, {project(units): (1000, 400, date(2022, 3, 1))})
    continuing = project(units, "GUXIAN", nature="continuing")
    seal(campaign, units["GUXIAN"], NOVEMBER, {continuing: (500, 500, date(2022, 3, 9))})
    for code in ("XUEGUAN", "TAILIN"):
        factories.SubmissionFactory(
            round=campaign.rounds.get(cutoff_on=NOVEMBER), unit=units[code], state="open"
        )
    [rate] = [
        figure
        for figure in figures(centre=units["XMZX"], as_of=NOVEMBER, source="sealed", by="unit")
        if figure.key == "investment_rate"
    ]
    assert (rate.share.numerator, rate.share.denominator) == (900, 1500)
    groups = {group.key: group.share and group.share.numerator for group in rate.groups}
    assert groups == {"XUEGUAN": 400, "GUXIAN": 500, "TAILIN": None}


def test_a_project_that_moved_counts_once_from_its_newest_seal(units, campaign):
    moved = project(units)
    seal(campaign, units["XUEGUAN"], OCTOBER, {moved: (1000, 400, date(2022, 3, 1))})
    seal(campaign, units["GUXIAN"], NOVEMBER, {moved: (1000, 700, date(2022, 3, 1))})
    assert sealed(units, NOVEMBER)["investment_rate"] == (700, 1000)


def test_a_weekly_push_takes_over_with_its_first_round(units, campaign):
    one = project(units)
    seal(campaign, units["XUEGUAN"], OCTOBER, {one: (1000, 400, date(2022, 3, 1))})
    push = monthly(units, "百日攻坚", date(2022, 11, 21))
    seal(push, units["XUEGUAN"], date(2022, 11, 25), {one: (1000, 800, date(2022, 3, 1))})
    assert sealed(units, date(2022, 11, 24))["investment_rate"] == (400, 1000)
    assert sealed(units, date(2022, 11, 25))["investment_rate"] == (800, 1000)


def test_the_pages_show_what_was_sealed_and_by_whom(client, cast):
    campaign = monthly(cast.units)
    one = project(cast.units, industry="煤炭")
    seal(campaign, cast.units["XUEGUAN"], OCTOBER, {one: (1000, 400, date(2022, 3, 1))})
    client.force_login(cast.leader)
    board = client.get(reverse("reporting:dashboard"), {"source": "sealed"}).context["board"]
    start, invest, _ = board.cards
    assert [card.from_register for card in board.cards] == [False, False, False]
    assert (start.small, invest.basis) == ("1 / 1 个", "封存时的年度计划")
    where = reverse("reporting:figure", args=["investment_rate"])
    page = client.get(where, {"source": "sealed", "by": "industry"})
    assert page.context["unsealed"] is False
    assert page.context["drill"].sealed.round.cutoff_on == OCTOBER
    assert [part.group.label for part in page.context["drill"].parts] == ["煤炭"]
    assert dict(page.context["drill"].facts)["计划口径"] == "封存时的年度计划"
    # 40 % at the end of October, when 83.3 % of the year were gone; today is 12-09
    assert page.context["drill"].total.signal.why == invest.signal.why == "慢 43.3 个百分点"


def test_the_number_of_queries_does_not_grow(units, campaign):
    def queries():
        with CaptureQueriesContext(connection) as found:
            sealed(units, NOVEMBER, by="unit")
        return len(found)

    def month(number, code):
        rows = {project(units, code): (1000, 1, None) for _ in range(5)}
        seal(campaign, units[code], date(2022, number, 28), rows)

    month(1, "XUEGUAN")
    few = queries()
    for number in range(2, 11):
        month(number, "GUXIAN")
    assert queries() == few < 20


def test_live_and_sealed_agree_right_after_a_seal(units, campaign):
    begun = date(2022, 3, 1)
    listed = (date(2021, 12, 1), None)
    one = county.work(units["XUEGUAN"], "一", plan="1000.00", nature="new", started_on=begun,
                      listed=listed, progress=[(OCTOBER, "400.00")])  # fmt: skip
    seal(campaign, units["XUEGUAN"], OCTOBER, {one: (Decimal("1000.00"), Decimal("400.00"), begun)})
    live = {f.key: f.share for f in figures(centre=units["XMZX"], as_of=OCTOBER)}
    both = {f.key: f.share for f in figures(centre=units["XMZX"], as_of=OCTOBER, source="sealed")}
    assert {key: both[key] for key in GIVEN} == {key: live[key] for key in GIVEN}


def test_the_board_names_who_is_late_with_the_monthly_table(client, cast):
    campaign = monthly(cast.units)
    seal(campaign, cast.units["XUEGUAN"], OCTOBER, {project(cast.units): (1000, 400, None)})
    seal(campaign, cast.units["GUXIAN"], NOVEMBER, {})
    november = campaign.rounds.get(cutoff_on=NOVEMBER)
    factories.SubmissionFactory(round=november, unit=cast.units["XUEGUAN"], state="open")
    client.force_login(cast.leader)
    for source in ("live", "sealed"):
        board = client.get(reverse("reporting:dashboard"), {"source": source}).context["board"]
        late = board.progress_lateness
        assert (late.round, late.units) == (november, 2)
        assert [(one.unit.code, one.carried) for one in late.lagging] == [("XUEGUAN", "第10期")]
