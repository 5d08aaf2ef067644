import pytest

from projects.pinyin import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("蒲县城区供水工程", "pxcqgsgc"),
        ("重点项目", "zdxm"),  # 重 alone is read zhong, here too
        ("重庆路改造", "cqlgz"),
        ("乡宁—蒲县 110kV（一期）", "xnpx110kvyq"),
        ("Ａ座１号", "az1h"),
        ("", ""),
        ("——", ""),
        ("长" * 150, "c" * 100),
    ],
)
def test_initials_are_small_letters_and_digits_of_the_name(name, letters):
    assert initials(name) == letters
