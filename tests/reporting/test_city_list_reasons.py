"""Which row is which project, and the likely reason of each difference; no database."""

from decimal import Decimal

import pytest

from reporting.citylists.match import matched
from reporting.citylists.reasons import UNKNOWN, changes, compared, money_reason
from reporting.citylists.rows import Group, Ours, Past, Theirs


def ours(number, name, **values):
    told = {key: values.pop(key) for key in ("why_not", "former", "listed_words") if key in values}
    base = {"national_code": "", "level": "县重点", "nature": "新建", "owner": "",
            "unit": "", "total_investment": None, "planned_investment": None,
            "completed_investment": None}  # fmt: skip
    return Ours(number, base | {"name": name} | values, **told)


def theirs(row, name, answer=None, **values):
    return Theirs(row, {"name": name, **values}, answer)


def lines_of(rows, projects, past=None):
    return compared(matched(rows, projects), projects, past or {})


def groups(lines):
    return {line.name: str(line.group) for line in lines}


def test_code_goes_before_name_and_a_likeness_never_takes_what_a_code_has_claimed():
    one = ours("1", "县城供水改造工程", national_code="2301-141033-04-01-111111")
    two = ours("2", "县城供水管网改造工程")
    rows = [
        theirs(5, "城区供水改造", national_code="2301-141033-04-01-111111"),
        theirs(6, "县城供水管网改造项目"),
    ]
    found = matched(rows, [one, two])
    assert [(m.how, m.ours) for m in found] == [("code", one), ("", None)]
    assert [candidate.number for candidate in found[1].candidates] == ["2"]
    said = matched([rows[0], theirs(6, rows[1].name, answer="2")], [one, two])
    assert (said[1].how, said[1].ours) == ("answer", two)
    none = matched([theirs(6, rows[1].name, answer="")], [one, two])[0]
    assert (none.how, none.ours, none.candidates) == ("answer", None, ())


def test_every_row_and_every_listed_project_stands_in_exactly_one_group():
    projects = [
        ours("1", "同一个"), ours("2", "多出来的"),
        ours("3", "退出的", why_not="我县 2023-01-05 退出"),
        ours("4", "曾用名改了的", former=("老名字",)), ours("5", "谋划的", nature="谋划"),
    ]  # fmt: skip
    rows = [theirs(2, "同一个"), theirs(3, "退出的"), theirs(4, "老名字"), theirs(5, "没人认识的")]
    lines = lines_of(rows, projects)
    assert groups(lines) == {
        "同一个": "same", "退出的": "there", "老名字": "differs", "没人认识的": "there",
        "多出来的": "here", "谋划的": "beyond",
    }  # fmt: skip
    reasons = {line.name: line.reason for line in lines}
    assert reasons["退出的"] == "我县 2023-01-05 退出"
    assert reasons["谋划的"] == "县里是谋划项目，市里的名单没有这一类"
    [cell] = next(line for line in lines if line.name == "老名字").cells
    assert cell.reason == "市里用的是曾用名"


def test_a_project_that_they_list_twice_is_said_so():
    lines = lines_of([theirs(2, "甲"), theirs(9, "甲")], [ours("1", "甲")])
    assert [str(line.group) for line in lines] == ["same", "there"]
    assert "市里第 2 行" in lines[1].reason


def test_levels_that_their_list_does_not_keep_are_no_disagreement():
    rows = [theirs(2, "甲", level="省重点")]
    lines = lines_of(rows, [ours("1", "甲", level="省重点"), ours("2", "乙")])
    assert lines[1].group == Group.BEYOND
    assert lines[1].reason == "县里是县重点项目，市里的名单只有省重点"


def test_a_project_listed_lately_may_not_have_reached_them():
    projects = [ours("1", "甲"), ours("2", "乙乙乙", listed_words="我县 2023-01-10 列入（增补）")]
    line = lines_of([theirs(2, "甲")], projects)[1]
    assert (line.group, line.reason) == (
        Group.HERE,
        "我县 2023-01-10 列入（增补），市里的名单可能还没有加上",
    )


PAST = [
    Past("planned_investment", Decimal(6800), "口径不同：县里 2023-01-30 改了年度计划"),
    Past("completed_investment", Decimal(310), "市里还是第7期（截止 2023-01-20）上报的数"),
    Past("planned_investment", Decimal(900), "年度不同：市里是2022年的计划"),
]
MONEY = [
    ("total_investment", "1.89", "18900", "万元、亿元混用：市里按亿元填"),
    ("total_investment", "1.23", "12345.67", "万元、亿元混用：市里按亿元填"),
    ("total_investment", "189000000", "18900", "万元、元混用：市里按元填"),
    ("total_investment", "18900", "1.89", "万元、亿元混用：县里像是按亿元填"),
    ("planned_investment", "6800", "6200", PAST[0].words),
    ("completed_investment", "310", "480", PAST[1].words),
    ("planned_investment", "900", "6200", PAST[2].words),
    ("total_investment", "12300", "12345.67", "市里按亿元取两位小数，四舍五入"),
    ("total_investment", "12345", "12999", UNKNOWN),
    ("completed_investment", "6800", "480", UNKNOWN),  # another column's past explains nothing
]


@pytest.mark.parametrize(("key", "city", "county", "reason"), MONEY)
def test_why_an_amount_differs(key, city, county, reason):
    assert money_reason(key, Decimal(city), Decimal(county), PAST) == reason


def test_a_column_that_they_leave_blank_says_nothing():
    project = ours("1", "甲", total_investment=Decimal(5), owner="某公司")
    [line] = lines_of([theirs(2, "甲", owner="", total_investment=None)], [project])
    assert line.group == Group.SAME


def test_the_difference_is_theirs_less_ours():
    project = ours("1", "甲", total_investment=Decimal("5000.00"))
    [line] = lines_of([theirs(2, "甲", total_investment=Decimal("5600.50"))], [project])
    assert line.cells[0].difference == Decimal("600.50")


def test_what_they_changed_since_their_last_list():
    before = [theirs(2, "甲", total_investment=Decimal(1)), theirs(3, "乙")]
    now = [theirs(9, "甲", total_investment=Decimal(2)), theirs(3, "丙")]
    assert changes(before, now) == [
        ("丙", "新列入"),
        ("乙", "不再列"),
        ("甲", "总投资 1.00 → 2.00"),
    ]
