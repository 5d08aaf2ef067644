"""What is found in the words of a 批复, sign by sign (domain.md §2.1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.papers import read
from tests.papers import APPROVAL

TODAY = date(2023, 2, 10)


def found(text):
    reading = read([(1, text)], TODAY)
    return [offer.value for offer in (*reading.numbers, *reading.days, *reading.codes)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("蒲发改审批〔2023〕12号", "蒲发改审批〔2023〕12号"),
        ("晋能源煤开发【2021】 287 号", "晋能源煤开发〔2021〕287号"),
        ("襄矿字[2021]31号", "襄矿字〔2021〕31号"),
        ("蒲水字（２０２２）第45号", "蒲水字〔2022〕45号"),
        ("根据晋发改审发〔2022〕12号文件", "晋发改审发〔2022〕12号"),
        ("法》和晋自然资发〔2019〕33号", "晋自然资发〔2019〕33号"),
        ("和政发〔2022〕3号", "和政发〔2022〕3号"),
        ("文号：临环函〔2022〕7号", "临环函〔2022〕7号"),
        ("用字第141033202200005号", "用字第141033202200005号"),
        ("地 字 第 141033202200005 号", "地字第141033202200005号"),
        ("编号 建字第141033202200007号", "建字第141033202200007号"),
        ("建筑工程施工许可证\n编号 141033202212200301", "141033202212200301"),
        ("建筑工程施工许可证编号：141033202212200301", "141033202212200301"),
        ("晋（2022）蒲县不动产权第0001234号", "晋(2022)蒲县不动产权第0001234号"),
        ("项目代码：2211-141033-89-01-123456", "2211-141033-89-01-123456"),
        ("2023年2月3日", "2023-02-03"),
        ("2 0 2 3 年 2 月 3 日", "2023-02-03"),
        ("二〇二三年二月三日", "2023-02-03"),
        ("二○二二年十二月三十一日", "2022-12-31"),
        ("二O二三年元月廿三日", "2023-01-23"),
        ("二零二二年十月十日", "2022-10-10"),
        ("⼆〇二三年⼆月三日", "2023-02-03"),  # Kangxi radicals, as some fonts write them
    ],
)
def test_what_is_read(text, value):
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "2023年2月30日",
        "2023年13月1日",
        "有效期至2026年1月1日",  # a day to come approves nothing
        "蒲县发展和改革局办公室 2023年2月4日印发",
        "身份证号码 141033199001011234",
        "身份证号：141033200001011234",
        "〔2023〕12号",
        "2211-141033-89-01-12345",
        "二〇二三年二十月三日",
        "",
    ],
)
def test_what_is_not_read(text):
    assert found(text) == []


def test_a_whole_paper_offers_its_own_number_first_with_the_words_around_it():
    reading = read([(1, APPROVAL.format(name="昕水河治理工程"))], TODAY)
    first, second = reading.numbers
    assert (first.value, second.value) == ("蒲发改审批〔2023〕12号", "蒲水字〔2022〕45号")
    assert (first.page, first.before, first.found) == (
        1,
        "蒲县发展和改革局文件",
        "蒲发改审批〔2023〕12号",
    )
    assert first.after.startswith("关于昕水河治理工程")
    assert [day.value for day in reading.days] == ["2022-12-03"]
    assert [code.value for code in reading.codes] == ["2211-141033-89-01-123456"]
    assert reading.names == ["昕水河治理工程"]


def test_the_signed_day_comes_before_the_days_that_are_cited():
    text = "2022年9月1日收悉。\n二〇二二年十月五日"
    assert [day.value for day in read([(1, text)], TODAY).days] == ["2022-10-05", "2022-09-01"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("项目名称：东关厂房建设项目 建设单位：甲公司", "东关厂房建设项目"),
        ("关于同意东关厂房\n建设项目备案的通知", "东关厂房建设项目"),
        ("关于《东关厂房环境影响报告表》的批复", "东关厂房"),
    ],
)
def test_the_name_of_the_project(text, name):
    assert read([(1, text)], TODAY).names == [name]


@given(st.lists(st.text(max_size=200), max_size=3))
def test_any_text_at_all_is_read_without_a_fault(texts):
    reading = read(list(enumerate(texts, 1)), TODAY)
    for offer in (*reading.numbers, *reading.days, *reading.codes):
        assert offer.found in reading.text
