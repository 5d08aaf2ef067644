"""指标看板 as a person opens it."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.models import Permit
from tests import factories
from tests.reporting import county
from tests.reporting.boards import begin_history
from tests.reporting.tables import earlier_submission, kind_of, seal_as_it_stands

URL = reverse("reporting:dashboard")


@pytest.fixture
def open_page(client, cast):
    def open_page(who="leader", **query):
        client.force_login(cast.user(who))
        return client.get(URL, query)

    return open_page


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def done(cast, code, day):
    Permit.objects.update_or_create(
        project=cast.project,
        kind=kind_of(cast, code),
        defaults={"status": "done", "completed_on": day},
    )


def file_it(cast, submission, number=1):
    seal_as_it_stands(submission, number=number, by=cast.reporter)
    submission.state, submission.seal_count = "accepted", number
    submission.save()


def test_the_three_rates_stand_with_their_parts(open_page, cast):
    county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    done(cast, "approval", date(2022, 12, 8))
    response = open_page()
    assert response.status_code == 200
    start, invest, permits = response.context["board"].cards
    assert [card.figure.key for card in (start, invest, permits)] == [
        "start_rate",
        "investment_rate",
        "permit_rate",
    ]
    assert permits.small == "1 / 6 项，1 个项目"
    assert [tick.label for tick in permits.ticks] == ["底线 65%", "力争 80%", "序时 5.8%"]
    assert 'width="16.7%"' in text_of(response)
    # 3.9 of 6 are wanted, 1 is done: 3 in 11.6 weeks; one in the last fortnight is faster
    assert (permits.state, permits.status) == ("met", "快于所需")
    assert permits.rest == "到 2023年2月28日还需办结 3 项，每周约 1 项；近两周每周 0.5 项"


def test_a_slow_pace_says_what_is_lacking_and_a_past_target_that_it_was_missed(open_page, cast):
    county.target("permit_rate", date(2022, 12, 31), "0.65", year=2023)
    permits = open_page(as_of="2022-12-09").context["board"].cards[2]
    assert (permits.state, permits.status) == ("short", "差 4 项达标，剩 22 天")
    assert permits.rest == "每周约 2 项；近两周每周 0 项"  # 4 in 22 days
    permits = open_page(as_of="2023-01-06").context["board"].cards[2]
    assert (permits.state, permits.status) == ("missed", "到期未达标（2022年12月31日）")


def test_a_reporter_sees_its_own_unit_only(open_page, cast):
    other = factories.ProjectFactory(unit=cast.units["HEILONGGUAN"], name="别的单位的项目")
    factories.PlanFactory(project=other)
    board = open_page("reporter").context["board"]
    assert board.unit == cast.units["XUEGUAN"]
    assert [row.unit.code for row in board.heat.rows] == ["XUEGUAN"]
    assert "别的单位的项目" not in text_of(open_page("reporter"))
    assert open_page("reporter", unit="HEILONGGUAN").status_code == 404
    assert [row.unit.code for row in open_page("leader").context["board"].heat.rows] == [
        "XUEGUAN",
        "HEILONGGUAN",
    ]


def test_the_day_and_the_source_come_from_the_address(open_page, cast):
    file_it(cast, earlier_submission(cast))
    done(cast, "approval", date(2022, 12, 8))
    file_it(cast, cast.submission)
    done(cast, "land", date(2022, 12, 9))
    live = open_page(as_of="2022-12-09").context["board"]
    sealed = open_page(as_of="2022-12-09", source="sealed").context["board"]
    before = open_page(as_of="2022-12-02", source="sealed").context["board"]
    shares = [board.cards[2].figure.share.numerator for board in (live, sealed, before)]
    assert shares == [2, 1, 0]
    assert [card.from_register for card in sealed.cards] == [True, True, False]


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "2022-02-30"},
        {"as_of": "20221209"},
        {"as_of": "２０２２-12-09"},
        {"source": "draft"},
        {"unit": "NOWHERE"},
    ],
)
def test_an_address_that_asks_for_nothing_is_404(open_page, query):
    assert open_page(**query).status_code == 404


def test_the_trend_draws_each_sealed_round(open_page, cast):
    county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    file_it(cast, earlier_submission(cast))
    done(cast, "approval", date(2022, 12, 8))
    file_it(cast, cast.submission)
    response = open_page()
    chart = json.loads(
        re.search(
            r'<script id="trend-data" type="application/json">(.*?)</script>',
            response.content.decode(),
        )[1]
    )
    assert chart["points"] == [["2022-12-02", 0.0], ["2022-12-09", 16.7]]
    assert chart["pace"] == [["2022-12-02", 0.0], ["2023-02-28", 65.0]]
    assert [goal["value"] for goal in chart["goals"]] == [65.0, 80.0]
    assert [point.shown for point in response.context["board"].rounds] == ["0.0%", "16.7%"]


def test_the_months_stand_beside_the_pace_of_the_year(open_page, cast):
    plan = factories.PlanFactory(
        project=factories.ProjectFactory(unit=cast.units["XUEGUAN"]),
        year=2022,
        listed_from=date(2021, 12, 1),
    )
    factories.ProgressFactory(plan=plan, as_of=date(2022, 11, 30), completed_investment=1000)
    factories.ProgressFactory(plan=plan, as_of=date(2022, 12, 8), completed_investment=1500)
    months = open_page().context["board"].months
    assert [(month.label, month.shown) for month in months][-2:] == [
        ("11月", "50.0%"),
        ("12/9", "75.0%"),
    ]
    assert len(months) == 6


def test_who_is_late_is_said_only_after_the_deadline(open_page, cast, friday):
    cast.submission.submitted_at = factories.at("2022-12-09 09:00")
    cast.submission.save()
    late = open_page().context["board"].lateness
    assert (late.due, late.filed, late.lagging) == (False, 1, [])
    friday.move_to(factories.at("2022-12-09 13:00"))
    cast.submission.late_minutes = 42
    cast.submission.save()
    late = open_page().context["board"].lateness
    assert late.due
    assert [one.minutes for one in late.lagging][-1] == 42
    assert len(late.lagging) == late.units
    mine = open_page("outsider").context["board"].lateness
    assert [one.unit.code for one in mine.lagging] == ["HEILONGGUAN"]


def test_every_figure_leads_to_its_rows(open_page, cast, client):
    done(cast, "approval", date(2022, 12, 8))
    begin_history()
    html = open_page(as_of="2022-12-09").content.decode()
    links = set(re.findall(r'href="(/indicators/[^"]+)"', html))
    assert any("kind=approval" in link and "unit=XUEGUAN" in link for link in links)
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_no_query_grows_with_projects_or_rounds(open_page, cast):
    def grow(count, unit):
        for _ in range(count):
            project = factories.ProjectFactory(unit=cast.units[unit])
            factories.PlanFactory(project=project)
            factories.PermitFactory(project=project, kind=cast.kinds[0], status="done")
            factories.IssueFactory(project=project)

    grow(2, "XUEGUAN")
    for weeks in (1, 2, 3):  # the page's two rounds, and one that the trend reads beside them
        file_it(cast, earlier_submission(cast, weeks=weeks))
    open_page(source="sealed")  # session and caches are warm
    with CaptureQueriesContext(connection) as few:
        open_page(source="sealed")
    grow(28, "HEILONGGUAN")
    for weeks in (4, 5, 6):
        file_it(cast, earlier_submission(cast, weeks=weeks, unit="HEILONGGUAN"))
    with CaptureQueriesContext(connection) as many:
        open_page(source="sealed")
    assert len(many) == len(few)
    assert len(many) < 45
