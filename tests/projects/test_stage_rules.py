from datetime import date

import pytest

from projects.rules import Stage
from projects.stage_rules import Conversion, Spell, conversion, middle, missing_for, spells

ON = date(2022, 12, 9)
WHOLE = {
    "owner": "水务公司",
    "place": "薛关镇",
    "scale": "一座",
    "total_investment": 1,
    "industry": "水利",
    "is_industrial": False,
    "planned_investment": 0,
    "planned_start": date(2023, 3, 1),
    "strategies": "生态",
    "national_code": "2211-141033-89-01-123456",
}


@pytest.mark.parametrize(
    ("stage", "without", "settled", "missing"),
    [
        ("idea", [], [], []),
        ("idea", ["owner", "is_industrial", "strategies"], [], ["建设单位", "是否产业项目"]),
        ("reserve", ["owner", "strategies"], [], ["建设单位", "战略方向"]),
        ("reserve", ["national_code"], [], []),
        ("preliminary", ["national_code"], ["approval"], ["项目代码"]),
        ("preliminary", ["planned_start"], [], ["计划开工时间", "立项"]),
        ("new", list(WHOLE), [], []),
        ("continuing", list(WHOLE), [], []),
    ],
)
def test_what_a_project_lacks_for_its_next_stage(stage, without, settled, missing):
    facts = {key: value for key, value in WHOLE.items() if key not in without}
    assert missing_for(stage, facts, settled) == missing


def day(text):
    return date.fromisoformat(f"2022-{text}")


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ([], []),
        ([("idea", "03-01")], [("idea", "03-01", None)]),
        (
            [("idea", "03-01"), ("reserve", "05-01")],
            [("idea", "03-01", "05-01"), ("reserve", "05-01", None)],
        ),
        ([("idea", "03-01"), ("reserve", "12-10")], [("idea", "03-01", None)]),  # not yet
        ([("idea", "03-01"), ("idea", "05-01")], [("idea", "03-01", None)]),
        # moved and taken back on the same day: it never left
        (
            [("new", "03-01"), ("continuing", "05-01"), ("new", "05-01")],
            [("new", "03-01", None)],
        ),
    ],
)
def test_changes_make_stays(changes, stays):
    found = spells([(stage, day(since)) for stage, since in changes], ON)
    expected = [Spell(s, day(a), day(b) if b else None) for s, a, b in stays]
    assert found == expected


@pytest.mark.parametrize(
    ("days", "found"), [([], None), ([5], 5), ([9, 1, 2], 2), ([1, 2], 2), ([0, 0], 0)]
)
def test_the_median_is_in_whole_days(days, found):
    assert middle(days) == found


def stay(*changes):
    return spells([(stage, date.fromisoformat(since)) for stage, since in changes], ON)


def test_conversion_counts_who_came_in_the_last_year_and_went_further():
    stays = [
        stay(("idea", "2022-03-01"), ("reserve", "2022-06-01")),
        stay(("idea", "2022-03-01")),
        stay(("idea", "2021-03-01"), ("reserve", "2022-06-01")),  # came before the year
        stay(("reserve", "2022-02-01"), ("idea", "2022-06-01")),  # went back
        stay(("idea", "2022-01-01"), ("new", "2022-02-01"), ("continuing", "2022-03-01")),
    ]
    assert conversion(Stage.IDEA, stays, ON) == Conversion(moved=2, came=4)
    assert conversion(Stage.RESERVE, stays, ON) == Conversion(moved=0, came=3)
    assert conversion(Stage.PRELIMINARY, stays, ON) == Conversion(moved=0, came=0)


def test_stays_last_until_the_day_asked_for():
    [gone, here] = stay(("idea", "2022-12-01"), ("reserve", "2022-12-05"))
    assert (gone.days(ON), here.days(ON)) == (4, 4)
