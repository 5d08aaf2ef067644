"""clean(): any string becomes safe to store, or is refused (security S4)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.text import CellError, clean, fold

CLEANED = [
    ("  薛关镇  ", "薛关镇"),
    ("薛关镇\n核桃\r\n加工", "薛关镇核桃加工"),
    ("solar\nfarm", "solar farm"),
    ("a\tb", "a b"),
    ("\ufeff项目\u200b名\u200d称", "项目名称"),
    ("\u202e倒写\u2066", "倒写"),
    ("e\u0301", "é"),
    ("项目_x000D_\n名", "项目名"),
    (None, ""),
    (12, "12"),
    (12.0, "12"),
    (0.1, "0.1"),
    (True, "是"),
    ("上\x85下", "上下"),  # a line break of old mainframes
]


@pytest.mark.parametrize(("raw", "text"), CLEANED)
def test_text_is_cleaned(raw, text):
    assert clean(raw, max_length=50) == text


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("a\x00b", "text"),
        ("\ud800", "text"),
        ("a\x1bb", "text"),
        ("\ufffe", "text"),
        ("长" * 51, "length"),
        ("长" * 1_000_000, "length"),
        (" " * 1_000_000, "length"),
        (1e18, "format"),
        (20230203123456789, "format"),
        (float("nan"), "text"),
    ],
)
def test_text_that_cannot_be_kept_is_refused(raw, code):
    with pytest.raises(CellError) as refused:
        clean(raw, max_length=50)
    assert refused.value.code == code
    assert refused.value.message


def test_lines_stay_where_a_cell_has_several():
    assert clean(" 一 \r\n 二\n", max_length=20, multiline=True) == "一\n二"


@given(st.text(alphabet=st.characters(codec=None), max_size=300), st.booleans())
def test_what_is_cleaned_can_be_stored_and_stays_the_same(raw, multiline):
    try:
        text = clean(raw, max_length=100, multiline=multiline)
    except CellError:
        return
    assert len(text) <= 100
    assert text == clean(text, max_length=100, multiline=multiline)
    assert unicodedata.is_normalized("NFC", text)
    text.encode("utf-8")
    controls = {c for c in text if unicodedata.category(c) in {"Cc", "Cs"}}
    assert controls <= ({"\n"} if multiline else set())


def test_names_are_compared_without_width_case_and_space():
    assert fold(" ５０MW　光伏\n") == fold("50mw光伏")
