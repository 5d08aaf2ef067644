"""文号: the one way it is written, and what is odd about one. Pure; an odd number only warns."""

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol


class KindLike(Protocol):
    name: str
    number_pattern: str


class Doubt(NamedTuple):
    """A sentence for people and the number as it should be written; both empty = no doubt."""

    warning: str
    suggestion: str


NO_DOUBT = Doubt("", "")
NOT_A_NUMBER = "像是说明，不是文号。没有文号的，写在“办结依据”里"
UNLIKE = "不像{kind}的文号。与批复原件核对；没有写错的，再按一次保存"
SHOULD_BE = "{why}。应写成：{number}"

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_DASHES: dict[int, int] = dict.fromkeys(map(ord, "－—–‐−"), ord("-"))
_PLAIN = {**_WIDE, **_DASHES}
_SPACE = re.compile(r"\s+")
# brackets of any make around the year of a 文号; those of a 不动产权证 are round and stay
_YEAR = re.compile(r"[〔【\[［(（﹝〖]((?:19|20)[0-9]{2})[〕】\]］)）﹞〗](?=第?[0-9]{1,5}号?$)")
_PAPER = re.compile(r"([\u4e00-\u9fa5A-Za-z]{2,15})〔([0-9]{4})〕第?([0-9]{1,5})号?")
_CERTIFICATE = re.compile(r"([用地建乡])字?第?([0-9A-Z]{8,20})号?")
_CODE = re.compile(r"([0-9]{4})-?([0-9]{6})-?([0-9]{2})-?([0-9]{2})-?([0-9]{6})")
_HANDS = "零一两三"


def tidy(text: str) -> str:
    """As it is kept: no spaces, plain digits and letters, 〔〕 around the year."""
    return _YEAR.sub(r"〔\1〕", _SPACE.sub("", text.translate(_PLAIN)))


def doubt(kind: KindLike, text: str) -> Doubt:
    """What is odd about `text` as the number of a `kind` document."""
    number = tidy(text)
    if not number or not kind.number_pattern or re.fullmatch(kind.number_pattern, number):
        return NO_DOUBT
    if not any(sign.isdigit() for sign in number):
        return Doubt(NOT_A_NUMBER, "")
    for better in _better(number):
        if re.fullmatch(kind.number_pattern, better):
            return Doubt(SHOULD_BE.format(why=_why(number, better), number=better), better)
    return Doubt(UNLIKE.format(kind=kind.name), "")


def _better(number: str) -> Iterator[str]:
    if found := _PAPER.fullmatch(number):
        yield "{}〔{}〕{}号".format(*found.groups())
    if found := _CERTIFICATE.fullmatch(number):
        yield "{}字第{}号".format(*found.groups())
    if found := _CODE.fullmatch(number):
        yield "-".join(found.groups())


def _why(number: str, better: str) -> str:
    """少“第”“号”两个字, or that a sign is too many."""
    missing = [sign for sign in "字第号" if better.count(sign) > number.count(sign)]
    if missing:
        words = "".join(f"“{sign}”" for sign in missing)
        return f"少{words}{_HANDS[len(missing)]}个字"
    if "第" in number and "第" not in better:
        return "多一个“第”字"
    return "少短横线" if better.count("-") > number.count("-") else "写法不合格式"
