"""The trend of 办结率 across a change of 口径: both series, the mark, and how much is which."""

import json
import re
from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from reporting.selectors.trend import breaks, percentage_points, rounds_chart, rounds_trend
from reporting.services.definitions import add_definition
from tests import factories
from tests.reporting.filing import next_round
from tests.reporting.tables import kind_of
from tests.reporting.weeks import compile_week, compile_weeks
from tests.table import signed_in

LAST = date(2022, 12, 23)
WORDS = (
    "12月23日起口径第2版：已办结÷全部事项。上一期 40.0%（2/5），"
    "这一期按原口径 60.0%（3/5）、按新口径 50.0%（3/6）："
    "进展 ＋20.0，口径 －10.0，共 ＋10.0 个百分点"
)


@pytest.fixture
def changed(cast):
    """Six items, one exempt: 1/5, 2/5; then by the matrix 3/6, which had been 3/5."""
    factories.PermitFactory(
        project=cast.project, kind=kind_of(cast, "capacity"), status="not_required",
        exempt_reason="不涉及",
    )  # fmt: skip
    compile_weeks(cast, "approval", "land")
    add_definition(
        cast.campaign.pk, valid_from=date(2022, 12, 20), convention="full_matrix",
        counting="one_side", reason="与市里一致", source="会议纪要", by=cast.office,
    )  # fmt: skip
    compile_week(cast, next_round(cast, weeks=2, opened=True), "eia")
    return cast


def trend(cast, unit=None):
    return rounds_trend(Books(load_county(cast.centre.unit, LAST), unit=unit, rounds=None))


def told(one):
    return one.definition.version, f"{one.share.numerator}/{one.share.denominator}", one.is_own


def test_each_round_by_its_own_and_by_the_other_definition(changed):
    assert [[told(one) for one in point.by] for point in trend(changed)] == [
        [(1, "1/5", True), (2, "1/6", False)],
        [(1, "2/5", True), (2, "2/6", False)],
        [(1, "3/5", False), (2, "3/6", True)],
    ]


def test_the_break_tells_movement_from_definition_exactly(changed):
    [found] = breaks(trend(changed))
    assert found.effect.movement == Fraction(1, 5)
    assert found.effect.definition == Fraction(-1, 10)
    assert found.words == WORDS


def test_without_a_change_there_is_one_series_and_no_mark(cast):
    compile_weeks(cast, "approval", "land")
    found = trend(cast)
    assert [len(point.by) for point in found] == [1, 1]
    assert breaks(found) == []
    assert not {"others", "breaks"} & rounds_chart(found, None).keys()


def test_a_change_taken_back_before_any_round_leaves_no_mark(changed):
    for convention in ("whole_project", "full_matrix"):
        add_definition(
            changed.campaign.pk, valid_from=date(2023, 1, 10), convention=convention,
            counting="one_side", reason="再议", source="", by=changed.office,
        )  # fmt: skip
    assert len(breaks(trend(changed))) == 1


def test_every_number_of_the_chart_leads_to_the_same_number(changed):
    client = signed_in(changed, "leader")
    for point in trend(changed):
        for one in point.by:
            page = client.get(one.printed.reference.href)
            share = page.context["figure"].share
            assert (share.numerator, share.denominator) == (
                one.share.numerator,
                one.share.denominator,
            )
            assert page.context["figure"].definition_version == one.definition.version


def test_the_dashboard_draws_both_and_says_why(changed, friday):
    friday.move_to(factories.at("2022-12-23 15:00"))
    page = signed_in(changed, "leader").get(reverse("reporting:dashboard"), {"source": "sealed"})
    html = page.content.decode()
    text = re.sub(r"\s+", " ", html)
    assert WORDS in text
    assert "第1版口径" in text
    assert "第2版口径" in text
    [data] = re.findall(r'<script id="trend-data" type="application/json">(.*?)</script>', html)
    chart = json.loads(data)
    assert [one["on"] for one in chart["breaks"]] == ["2022-12-23"]
    assert chart["points"] == [["2022-12-09", 20.0], ["2022-12-16", 40.0], ["2022-12-23", 50.0]]
    others = {one["name"]: [value for _, value in one["values"]] for one in chart["others"]}
    assert others == {"按第1版口径": [None, 40.0, 60.0], "按第2版口径": [16.7, 33.3, 50.0]}


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Fraction(1, 10), "＋10.0"),
        (Fraction(-1, 3), "－33.3"),
        (Fraction(0), "0.0"),
        (Fraction(1, 2001), "0.0"),
        (Fraction(1, 2000), "＋0.1"),
    ],
)
def test_percentage_points_in_words(part, words):
    assert percentage_points(part) == words
