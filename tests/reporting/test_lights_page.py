"""亮灯: the rule as the office sets it, the lights as the pages show them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reporting.models import LightRule
from reporting.selectors.county import limits_on
from tests import factories
from tests.reporting import county

LIST = (date(2021, 12, 1), None)


def rule(**other):
    return {
        "valid_from": "2022-12-10", "green_within": "5", "yellow_within": "20",
        "months_without_start": "2", "reason": "办公会议定",
    } | other  # fmt: skip


@pytest.fixture
def office(client, cast):
    client.force_login(cast.office)
    return client


def set_rule(office, **other):
    return office.post(reverse("reporting:light-rule-add"), rule(**other))


def test_a_rule_holds_from_its_day_and_the_days_before_keep_theirs(office, cast):
    centre = cast.centre.unit
    assert set_rule(office).status_code == 302
    set_rule(office, valid_from="2023-01-01", green_within="8", yellow_within="25")
    days = [date(2022, 12, 9), date(2022, 12, 10), date(2022, 12, 31), date(2023, 1, 1)]
    assert [limits_on(centre, day).green_within for day in days] == [10, 5, 5, 8]
    page = office.get(reverse("reporting:lights"))
    assert [(line.in_force, line.future) for line in page.context["rules"]] == [
        (False, True),
        (False, True),
    ]


def test_of_one_day_the_rule_typed_last_holds(office, cast):
    for green in ("6", "7"):
        set_rule(office, valid_from="2022-12-09", green_within=green)
    assert limits_on(cast.centre.unit, date(2022, 12, 9)).green_within == 7
    rules = office.get(reverse("reporting:lights")).context["rules"]
    assert [line.in_force for line in rules] == [True, False]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"valid_from": "2022-12-08"}, "valid_from"),  # yesterday
        ({"yellow_within": "5"}, "yellow_within"),
        ({"green_within": "-1"}, "green_within"),
        ({"months_without_start": "0"}, "months_without_start"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_at_its_field(office, other, field):
    response = set_rule(office, **other)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not LightRule.objects.exists()


def test_another_countys_rule_is_its_own(office, cast):
    set_rule(office, valid_from="2022-12-09")
    other = factories.UnitFactory(code="XIXIAN", kind="centre")
    assert limits_on(other, date(2022, 12, 9)).green_within == 10


@pytest.fixture
def works(cast):
    """On 2022-12-09 序时 is 94.1 %: one is ahead, one 24 behind, one 44, one should have begun."""
    x, h = cast.units["XUEGUAN"], cast.units["HEILONGGUAN"]
    begun = {"nature": "new", "listed": LIST, "plan": "100.00", "started_on": date(2022, 3, 1)}
    done = date(2022, 11, 30)
    county.work(x, "超前", progress=[(done, "99")], **begun)
    county.work(x, "落后", progress=[(done, "70")], **begun)
    county.work(h, "严重落后", progress=[(done, "50")], **begun)
    late = begun | {"started_on": None, "planned_start": date(2022, 9, 1)}
    county.work(h, "未开工", progress=[(done, "95")], **late)


def figure(client, cast, **query):
    client.force_login(cast.leader)
    return client.get(reverse("reporting:figure", args=["investment_rate"]), query)


def test_each_project_and_each_group_has_its_light(client, cast, works):
    response = figure(client, cast, by="unit")
    rows = {
        project.name: [cell.text for cell in cells] for project, cells in response.context["lines"]
    }
    assert {name: cells[5:7] for name, cells in rows.items()} == {
        "超前": ["绿灯", "快 4.9 个百分点"],
        "落后": ["黄灯", "慢 24.1 个百分点"],
        "严重落后": ["红灯", "慢 44.1 个百分点"],
        "未开工": ["红灯", "满 3 个月未开工"],
    }
    parts = {part.group.key: part.signal for part in response.context["drill"].parts}
    assert (parts["XUEGUAN"].light, parts["XUEGUAN"].why) == ("green", "慢 9.6 个百分点")
    assert (parts["HEILONGGUAN"].light, parts["HEILONGGUAN"].why) == ("yellow", "慢 21.6 个百分点")
    chips = {chip.key: chip.count for chip in response.context["chips"]}
    assert (chips["red"], chips["yellow"], chips["green"]) == (2, 1, 1)
    only = figure(client, cast, only="yellow").context["lines"]
    assert [project.name for project, _ in only] == ["落后"]


def test_the_rule_of_the_day_decides_what_is_lit(client, cast, works):
    LightRule.objects.create(
        centre=cast.centre.unit, valid_from=date(2022, 12, 9), green_within=Decimal(25),
        yellow_within=Decimal(50), at=factories.at("2022-12-09 09:00"),
    )  # fmt: skip

    def lit(day):
        chips = {chip.key: chip.count for chip in figure(client, cast, as_of=day).context["chips"]}
        return chips["red"], chips["yellow"], chips["green"]

    assert lit("2022-12-09") == (1, 1, 2)
    assert lit("2022-12-08") == (2, 1, 1)


def test_the_dashboard_lights_the_investment_card_and_counts_projects(client, cast, works):
    client.force_login(cast.leader)
    response = client.get(reverse("reporting:dashboard"))
    card = response.context["board"].cards[1]
    # 314 of 400 is 78.5 %: 15.6 behind
    assert (card.signal.light, card.signal.why) == ("yellow", "慢 15.6 个百分点")
    assert card.lights == [("red", "红灯", 2), ("yellow", "黄灯", 1)]
    assert "only=red" in response.content.decode()


def test_a_project_shows_its_own_light(client, cast, works):
    client.force_login(cast.reporter)
    number = figure(client, cast).context["lines"][0][0].number
    client.force_login(cast.reporter)
    where = reverse("reporting:project-lights", args=[number])
    page = client.get(where)
    assert (page.context["found"].shown, page.context["found"].signal.light) == ("99.0%", "green")
    assert "<main" in page.content.decode()
    assert "<main" not in client.get(where, headers={"HX-Request": "true"}).content.decode()
    unlisted = reverse("reporting:project-lights", args=[cast.project.number])
    assert client.get(unlisted).context["found"] is None  # of 2023 only
    client.force_login(cast.outsider)
    assert client.get(where).status_code == 404
