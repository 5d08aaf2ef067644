"""文号: one way of writing it, and a warning with the right one."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.models import PermitKind
from procedures.numbers import NO_DOUBT, doubt, tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("蒲审批投资发[2022]57号", "蒲审批投资发〔2022〕57号"),
        ("蒲审批投资发【２０２２】５７号", "蒲审批投资发〔2022〕57号"),
        ("临环审（2023） 3 号", "临环审〔2023〕3号"),
        ("临环审(2023)3", "临环审〔2023〕3"),
        ("晋（2022）蒲县不动产权第0001234号", "晋（2022）蒲县不动产权第0001234号"),
        ("2211—141033-89-01-123456", "2211-141033-89-01-123456"),
        ("", ""),
    ],
)
def test_a_number_is_kept_in_one_way(typed, kept):
    assert tidy(typed) == kept


@pytest.mark.parametrize(
    ("code", "typed", "why", "suggestion"),
    [
        ("planning", "建字141033202300005", "少“第”“号”两个字", "建字第141033202300005号"),
        ("planning", "地字第141033202200005", "少“号”一个字", "地字第141033202200005号"),
        ("land", "用141033202200005", "少“字”“第”“号”三个字", "用字第141033202200005号"),
        ("eia", "临环审[2023]第3号", "多一个“第”字", "临环审〔2023〕3号"),
        ("approval", "22111410338901123456", "少短横线", "2211-141033-89-01-123456"),
        ("approval", "建字第141033202300005号", "不像立项的文号", ""),
        ("eia", "登记表备案", "像是说明", ""),
    ],
)
def test_an_odd_number_is_asked_about(kinds, code, typed, why, suggestion):
    found = doubt(PermitKind.objects.get(code=code), typed)
    assert found.warning.startswith(why)
    assert found.suggestion == suggestion
    assert suggestion in found.warning


@pytest.mark.parametrize(
    "typed", ["", "临环审（2023）3号", " 建字第１４１０３３２０２３０００００５号"]
)
def test_a_good_number_raises_no_doubt(kinds, typed):
    code = "planning" if "建" in typed else "eia"
    assert doubt(PermitKind.objects.get(code=code), typed) == NO_DOUBT


def test_a_kind_without_a_pattern_takes_any_number():
    assert doubt(SimpleNamespace(name="自定", number_pattern=""), "随便写") == NO_DOUBT


@given(st.text(alphabet="建字第号〔〕[]（）2023蒲发0- ９", max_size=40))
def test_tidying_once_is_enough_and_no_suggestion_is_odd(text):
    assert tidy(tidy(text)) == tidy(text)
    kind = SimpleNamespace(name="规划", number_pattern="(地|建|乡)字第[0-9A-Z]{8,20}号")
    suggestion = doubt(kind, text).suggestion
    assert doubt(kind, suggestion) == NO_DOUBT
