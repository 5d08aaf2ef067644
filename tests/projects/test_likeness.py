import time

import pytest

from projects.likeness import (
    NEAR,
    NEAR_NAME,
    SAME_CODE,
    SAME_NAME,
    SAME_PLACE,
    Entry,
    alike,
    compare,
    likely_doubles,
    name_likeness,
)

CODE = "2211-141033-89-01-123456"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("薛关镇核桃精深加工项目", "薛关镇核桃精深加工", True),
        ("昕水河（一期）治理工程", "昕水河一期治理", True),
        ("蒲县薛关工业园煤矸石综合利用项目", "薛关工业园煤矸石利用项目", True),
        ("污水处理厂一期", "污水处理厂二期", False),
        ("110kV变电站1号", "110kV变电站2号", False),
        ("供水工程", "供热工程", False),
        ("工程", "项目", False),
    ],
)
def test_names_of_one_project_are_near_and_of_two_are_not(one, other, near):
    assert (name_likeness(one, other) >= NEAR) is near
    assert name_likeness(one, other) == name_likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (Entry(1, "甲厂", CODE), Entry(2, "乙路", CODE), (SAME_CODE,)),
        (Entry(1, "甲厂"), Entry(2, "甲厂建设项目"), (SAME_NAME,)),
        (Entry(1, "核桃精深加工"), Entry(2, "核桃深加工"), (NEAR_NAME,)),
        (Entry(1, "甲厂", "", "水务", "薛关"), Entry(2, "乙路", "", "水务", "薛关"), (SAME_PLACE,)),
        (Entry(1, "甲厂", "", "水务", ""), Entry(2, "乙路", "", "水务", ""), None),
        (Entry(1, "甲厂"), Entry(2, "乙路"), None),
    ],
)
def test_it_is_said_why_two_may_be_one(one, other, why):
    found = compare(one, other)
    assert (found and found.why) == why


def test_the_surest_come_first_and_a_crowd_at_one_place_is_not_told():
    crowd = [Entry(n, name, "", "水务", "薛关") for n, name in enumerate("甲乙丙丁戊己")]
    pairs = likely_doubles(
        [*crowd, Entry(10, "核桃加工厂"), Entry(11, "核桃加工厂", CODE), Entry(12, "别的", CODE)]
    )
    assert [(pair.first.key, pair.second.key) for pair in pairs] == [(11, 12), (10, 11)]


def test_a_new_record_is_held_against_all_and_the_surest_are_named():
    known = [Entry(1, "核桃精深加工二厂"), Entry(2, "核桃精深加工"), Entry(3, "供水")]
    found = alike(Entry(None, "核桃深加工项目"), known, most=1)
    assert [pair.second.key for pair in found] == [2]


def test_two_thousand_are_compared_in_a_moment():
    words = ["核桃", "煤层气", "光伏", "污水", "供水", "道路", "学校", "医院", "粮仓", "公园"]
    names = [
        f"{words[n % 10]}{chr(0x4E00 + n)}{words[n // 7 % 10]}{chr(0x5E00 + n)}项目"
        for n in range(2_000)
    ]
    entries = [Entry(n, name, "", f"单位{n % 300}", f"村{n % 50}") for n, name in enumerate(names)]
    began = time.perf_counter()
    likely_doubles(entries)
    assert time.perf_counter() - began < 5  # n² would take a minute
