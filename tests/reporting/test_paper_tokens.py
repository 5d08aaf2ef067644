"""The text of a document in an editor: numbers come back as they were or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.papers.blocks import (
    Body,
    Column,
    Heading,
    Listing,
    Number,
    Sources,
    Table,
    Text,
    from_json,
    numbers_of,
    to_json,
    words,
)
from reporting.papers.tokens import Tokens, Wrong, edited, fields, typed_digits

RATE = Number("7K2M9QXA", "64.9%")
DONE = Number("7K2M9QXA", "3", "part")
OTHER = Number("9ZZZ9QXA", "3", "sum", "1=薛关镇")
LONG = Number("9ZZZ9QXA", "缺指标35亩{急}", "cell", "0:2")
ALL = [RATE, DONE, OTHER, LONG]

numbers = st.sampled_from(ALL)
texts = st.text("办结率、第期〔〕年月日号项<&'\"/\n\u3000aZ%.,", max_size=20)
said = st.lists(st.one_of(texts, numbers), max_size=8).map(lambda parts: words(*parts))


@given(said)
def test_what_is_not_touched_comes_back_as_it_was(found):
    tokens = Tokens(ALL)
    assert tokens.words(tokens.text(found), "第1段") == found


@given(st.lists(said, max_size=4), said, st.booleans())
def test_a_body_survives_json(several, one, page):
    table = Table(
        "各单位", (Column("单位", 3), Column("数", 1, "right")), ((one, one),), "项", page
    )
    body = Body(
        (Heading(one, 2), Text(one), Listing(tuple(several)), table),
        "各乡镇",
        Sources((("7K2M9QXA", "办结率", "已办结÷应办", "截至2022-12-16"),)),
    )
    assert from_json(to_json(body)) == body


def test_equal_numbers_of_different_places_are_told_apart():
    tokens = Tokens(ALL)
    assert tokens.text(words("已办", DONE, "新办", OTHER)) == "已办{{3}}新办{{3(2)}}"
    assert tokens.words("新办{{3(2)}}", "第1段") == words("新办", OTHER)


def test_numbers_can_be_moved_and_left_out():
    assert Tokens(ALL).words("{{ 64.9% }}是办结率", "第1段") == words(RATE, "是办结率")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("办结率{{65.9%}}", "{{65.9%}}不是这份材料里的数"),
        ("办结率{{}}", "不是这份材料里的数"),
        ("办结率65.9%", "“65.9%”是手写的数"),
        ("办结 1,204 项", "“1,204”是手写的数"),
        ("办结率65项", "“65”是手写的数"),
        ("办结率{64.9%}", "花括号不成对"),
        ("办结率{{64.9%}", "花括号不成对"),
    ],
)
def test_an_altered_or_typed_number_is_refused_in_words(text, why):
    with pytest.raises(Wrong) as refused:
        Tokens(ALL).words(text, "第3段")
    assert str(refused.value).startswith("第3段：")
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["截至2022年12月16日", "2月3日前", "第9期", "蒲政办发〔2022〕57号", "12:00前", "1．抓紧办理",
     "见附件2", "2022-12-16", "第四条第3项不写数也行".replace("3", "三"), "汇总版本 2"],
)  # fmt: skip
def test_dates_and_document_numbers_may_be_typed(text):
    assert typed_digits(words(text)) == ""


@pytest.mark.parametrize("text", ["9", "６项", "3.5亿元", "办结3项", "2022项", "85%以上"])
def test_other_digits_may_not(text):
    assert typed_digits(words(text))


def test_a_document_is_edited_block_by_block():
    blocks = (Heading(words("总体情况")), Text(words("办结", DONE, "项")), Listing((words("甲"),)))
    tokens = Tokens(numbers_of(blocks))
    assert [field.text for field in fields(blocks, tokens)] == ["总体情况", "办结{{3}}项", "甲"]

    made, errors = edited(blocks, {0: "", 1: "第一段\n办结{{3}}项", 2: "乙\n丙"}, tokens)

    assert errors == {}
    assert made == (
        Text(words("第一段")), Text(words("办结", DONE, "项")), Listing((words("乙"), words("丙")))
    )  # fmt: skip


def test_each_wrong_block_is_named():
    blocks = (Text(words("甲")), Text(words("乙")))
    _, errors = edited(blocks, {0: "7项", 1: "好"}, Tokens([]))
    assert list(errors) == [0]
