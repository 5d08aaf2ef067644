"""The dashboard of each role: its parts, and numbers that equal the rows they open."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from procedures.models import Permit
from projects.models import AnnualPlan, Project
from reporting.models import Campaign
from reporting.selectors.dashboard import fridays
from reporting.selectors.figures import figures
from tests import factories
from tests.reporting import county, small_county
from tests.reporting.boards import begin_history, numbers, opened
from tests.reporting.tables import earlier_submission, kind_of, seal_as_it_stands

URL = reverse("reporting:dashboard")
LONG = "蒲县" + "黄土高原" * 24 + "工程"
assert len(LONG) == 100


@pytest.fixture
def page(client, cast):
    def page(who="leader", url=URL, **query):
        client.force_login(cast.user(who))
        return client.get(url, query)

    return page


@pytest.fixture
def lively(cast):
    """Two units, something finished, something blocked, a target, two sealed rounds."""
    county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    county.target("reserve_count", date(2023, 2, 28), "50", year=2023)
    other = factories.ProjectFactory(unit=cast.units["HEILONGGUAN"], name="黑龙关供水工程")
    factories.PlanFactory(project=other)
    for code in ("approval", "land"):
        factories.PermitFactory(
            project=other, kind=kind_of(cast, code), status="done",
            completed_on=date(2022, 12, 7), handling_unit=cast.units["ZRZY"],
        )  # fmt: skip
    pool = {"nature": "reserve", "plan": "500.00", "listed": (date(2022, 12, 1), None)}
    county.work(cast.units["XUEGUAN"], "谋划的项目", year=2023, **pool)
    for submission in (earlier_submission(cast), cast.submission):
        seal_as_it_stands(submission, by=cast.reporter)
        submission.state, submission.seal_count = "accepted", 1
        submission.save()
    begin_history()
    return cast


def templates(response):
    return [
        section.template.removeprefix("reporting/_").removesuffix(".html")
        for band in response.context["bands"]
        for section in (*band.sections, *band.aside)
    ]


def listed_keys(response):
    return {
        section.shown.listed.key
        for band in response.context["bands"]
        for section in band.sections
        if section.template.endswith("_board_list.html")
    }


@pytest.mark.parametrize(
    ("who", "first", "wanted", "lists"),
    [
        ("leader", "dashboard_card", {"board_reserve", "board_funding", "board_rounds",
         "board_months", "dashboard_heat"}, {"moved", "still", "late", "blocked", "expiring"}),
        ("office", "dashboard_card", {"board_reserve", "board_funding", "dashboard_heat"},
         {"blocked", "late", "overdue", "still", "moved"}),
        ("centre", None, {"dashboard_late", "dashboard_card", "dashboard_heat"},
         {"unfiled", "overdue", "blocked", "still", "moved"}),
        ("reporter", "dashboard_card", {"dashboard_heat", "dashboard_late"},
         {"overdue", "still", "blocked", "expiring", "moved"}),
    ],
)  # fmt: skip
def test_each_role_has_its_own_board(page, lively, who, first, wanted, lists):
    response = page(who)
    shown = templates(response)
    assert first is None or shown[0] == first
    assert wanted <= set(shown)
    assert listed_keys(response) == lists
    assert "board_desk" not in shown


def test_a_unit_that_handles_permits_sees_its_desk_first(page, lively):
    response = page("handler")
    assert templates(response)[0] == "board_desk"
    # it has no project of its own: no empty cards under the desk
    assert "dashboard_card" not in templates(response)
    factories.PlanFactory(project=factories.ProjectFactory(unit=lively.units["ZRZY"]))
    assert {"board_desk", "dashboard_card"} <= set(templates(page("handler")))


PAST = {"as_of": "2022-12-08"}
SEALED_THEN = {"as_of": "2022-12-02", "source": "sealed"}
OTHER_BOARDS = (  # each opens some sixty pages
    ("leader", {"source": "sealed"}),
    ("leader", {"unit": "HEILONGGUAN"}),
    ("office", SEALED_THEN),
    ("centre", PAST),
    ("reporter", {}),
    ("handler", {}),
)


@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("leader", {}),
        ("reporter", SEALED_THEN),
        *(pytest.param(*case, marks=pytest.mark.thorough) for case in OTHER_BOARDS),
    ],
    ids=str,
)
def test_every_number_is_what_its_rows_add_up_to(page, client, lively, who, query):
    found = numbers(page(who, **query))
    assert len(found) > 7
    for number in set(found):
        assert opened(client, number) == (number.part, number.whole), number


def test_the_cards_are_the_figures_of_the_day(page, lively):
    by_key = {f.key: f for f in figures(centre=lively.units["XMZX"], as_of=date(2022, 12, 9))}
    cards = page().context["board"].cards
    assert [card.number.shown for card in cards] == [by_key[c.figure.key].shown for c in cards]
    [permits] = [number for number in numbers(page()) if number.text.startswith("2 / 12 项")]
    assert (permits.part, permits.whole) == ("2", "12")


def test_the_day_the_source_and_the_moment_stay_in_every_link(page, lively):
    response = page(as_of="2022-12-02", source="sealed", known="20221209T010000.000000Z")
    assert "数据定格在" in response.content.decode()
    hrefs = [number.href for number in numbers(response)]
    moments = {parse_qs(urlsplit(href).query)["known"][0] for href in hrefs}
    assert moments == {"20221209T010000.000000Z"}
    permits = [href for href in hrefs if href.startswith("/indicators/permit_rate/")]
    assert {parse_qs(urlsplit(href).query)["as_of"][0] for href in permits} == {"2022-12-02"}
    html = response.content.decode().replace("&amp;", "&")
    compare = "/compare/?a=2022-11-25&b=2022-12-02&source=sealed&known=20221209T010000.000000Z"
    assert f'href="{compare}"' in html
    assert "/screen/?as_of=2022-12-02&source=sealed&known=20221209T010000.000000Z" in html
    assert 'name="known" value="20221209T010000.000000Z"' in html
    assert '?as_of=2022-12-02&source=sealed">看现在的数' in html


def test_the_numbers_of_a_live_page_are_pinned_to_the_moment_it_was_read(page, client, lively):
    number = next(n for n in numbers(page()) if n.href.startswith("/indicators/permit_rate/"))
    assert parse_qs(urlsplit(number.href).query)["known"] == ["20221209T020000.000000Z"]


def test_an_empty_county_says_so_and_does_not_fail(client, friday, people, units, kinds):
    client.force_login(people["leader"])
    for query in ({}, {"source": "sealed"}):
        response = client.get(URL, query)
        assert response.status_code == 200
        assert "没有可以数的手续" in response.content.decode()
        assert {n.part for n in numbers(response)} <= {"0", "0.00"}
    assert client.get(reverse("reporting:screen")).status_code == 200
    assert not Campaign.objects.exists()
    assert not Project.objects.exists()


def test_a_name_of_a_hundred_characters_is_cut_on_the_board_not_in_the_rows(page, client, lively):
    project = factories.ProjectFactory(unit=lively.units["XUEGUAN"], name=LONG)
    factories.PlanFactory(project=project, listed_from=date(2022, 11, 1))
    factories.PermitFactory(
        project=project, kind=kind_of(lively, "approval"), status="done",
        completed_on=date(2022, 12, 8),
    )  # fmt: skip
    response = page()
    assert LONG not in response.content.decode()
    assert LONG[:22] in response.content.decode()
    [moved] = [n for n in numbers(response) if n.href.startswith("/lists/moved/")]
    assert LONG in client.get(moved.href).content.decode()


@pytest.mark.parametrize("who", ["leader", "office", "centre", "reporter", "handler"])
def test_the_queries_do_not_grow(page, lively, who):
    def grow(count):
        for unit in ("XUEGUAN", "HEILONGGUAN"):
            for _ in range(count):
                project = factories.ProjectFactory(unit=lively.units[unit])
                factories.PlanFactory(project=project)
                for kind in lively.kinds:
                    factories.PermitFactory(
                        project=project, kind=kind, status="submitted",
                        handling_unit=lively.units["ZRZY"],
                    )  # fmt: skip
                factories.IssueFactory(project=project)

    grow(1)
    page(who)
    with CaptureQueriesContext(connection) as few:
        page(who)
    grow(14)
    with CaptureQueriesContext(connection) as many:
        page(who)
    assert len(many) == len(few)


@pytest.mark.thorough
def test_a_hand_counted_county_on_its_board(client, units, kinds, people, friday):
    small_county.build(units, kinds)
    begin_history()
    client.force_login(people["leader"])
    response = client.get(URL, {"as_of": "2022-11-30"})
    start, invest, _ = response.context["board"].cards
    # 一 二 三 五 have begun, 四 十二 have not; 900 + 2400 + 400 + 150 of 1000 + 2000 + 800 + 1500
    # + 600 + 240
    assert start.brief == "4 / 6 个"
    assert (invest.number.numerator, invest.number.denominator) == ("3850.00", "6140.00")
    for number in set(numbers(response)):
        assert opened(client, number) == (number.part, number.whole), number
    assert AnnualPlan.objects.count() > 6


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 400))
def test_the_fridays_beside_a_day(on, later):
    today = on + timedelta(days=later)
    near = fridays(on, today)
    assert near.before.weekday() == 4
    assert timedelta(0) < on - near.before <= timedelta(days=7)
    if near.after:
        assert near.after.weekday() == 4
        assert timedelta(0) < near.after - on <= timedelta(days=7)
        assert near.after <= today
    else:
        assert later < 7


def test_what_was_recorded_after_the_moment_does_not_move_a_pinned_board(page, lively):
    moment = "20221209T010000.000000Z"
    before = [n.part for n in numbers(page(known=moment))]
    assert Permit.objects.filter(status="done").exists()
    late = factories.PermitFactory(
        project=lively.project, kind=kind_of(lively, "approval"), status="done",
        completed_on=date(2022, 12, 8),
    )  # fmt: skip
    assert late.history.count() == 1
    assert [n.part for n in numbers(page(known=moment))] == before
    assert [n.part for n in numbers(page())] != before
