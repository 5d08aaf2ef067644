"""考核: what a rule gives, exactly, and what it refuses."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.appraisal import (
    DEFAULT,
    Item,
    Points,
    Score,
    Way,
    by_count,
    by_rate,
    read_items,
)
from reporting.formulas import Share

D = Decimal
RATE = Item("permit_rate", Way.RATE, "办结率", D(40), bonus=D(5))
LATE = Item("late", Way.DEDUCT, "按时报送", D(8), D(2))
CLEARED = Item("cleared", Way.ADD, "销号", D(5), D(1))


@pytest.mark.parametrize(
    ("share", "got", "words"),
    [
        (Share(12, 24), "30.77", "40 × 50.0% ÷ 65% ＝ 30.77"),
        (Share(13, 20), "40", "40 × 65.00% ÷ 65%，达到目标，得满分 40"),
        (Share(16, 20), "45", "40 × 80.0% ÷ 65%，达到目标，得满分 40；达到力争 80%，加 5"),
        (Share(0, 24), "0", "40 × 0.0% ÷ 65% ＝ 0"),
    ],
)
def test_a_rate_gives_its_part_of_the_target(share, got, words):
    points = by_rate(RATE, share, D("0.65"), D("0.80"))
    assert (points.got, points.sum_in_words) == (D(got), words)


def test_without_rows_or_without_a_target_a_rate_does_not_apply():
    assert by_rate(RATE, Share(0, 0), D("0.65"), None).got is None
    assert by_rate(RATE, Share(1, 2), None, None).got is None


def test_times_are_deducted_to_nothing_and_added_to_the_most():
    assert [by_count(LATE, n).got for n in (0, 1, 4, 9)] == [8, 6, 0, 0]
    assert [by_count(CLEARED, n).got for n in (0, 3, 5, 9)] == [0, 3, 5, 5]


def test_what_does_not_apply_leaves_its_weight_to_the_rest():
    lines = [Points(RATE, None, ""), Points(LATE, D(6), ""), Points(CLEARED, D(2), "")]
    score = Score(lines)
    assert score.total == D(38)  # 6 × 48 ÷ 8 + 2
    assert "办结率不适用，基本分按 48 ÷ 8 折算" in score.sum_in_words
    assert Score([Points(RATE, None, "")]).total is None


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(1, 50), st.integers(0, 9)), min_size=1, max_size=4
    )
)
def test_full_marks_are_never_passed_without_a_bonus(rows):
    plain = Item("permit_rate", Way.RATE, "办结率", D(40))
    for part, whole, times in rows:
        lines = [
            by_rate(plain, Share(min(part, whole), whole), D("0.65"), None),
            by_count(LATE, times),
        ]
        assert 0 <= Score(lines).total <= 48


def test_a_rule_survives_being_stored():
    assert read_items(item.stored() for item in DEFAULT) == (list(DEFAULT), [])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"way": "rate", "key": "late", "label": "x", "points": "5"}, "没有选对"),
        ({"way": "rate", "key": "permit_rate", "label": "", "points": "5"}, "名称要填"),
        ({"way": "rate", "key": "permit_rate", "label": "x", "points": "五"}, "分值“五”不对"),
        ({"way": "rate", "key": "permit_rate", "label": "x", "points": "NaN"}, "不对"),
        ({"way": "rate", "key": "permit_rate", "label": "x", "points": "0"}, "大于 0"),
        ({"way": "deduct", "key": "late", "label": "x", "points": "5"}, "每次扣"),
    ],
)
def test_a_bad_item_is_named_by_its_place(row, fault):
    items, [words] = read_items([row])
    assert items == [] and words.startswith("第 1 项：") and fault in words


def test_an_empty_rule_and_one_written_twice_are_refused():
    assert read_items([])[1] == ["至少要有一个考核项目。"]
    assert read_items([LATE.stored()] * 2)[1] == ["“迟报”写了两次。"]
