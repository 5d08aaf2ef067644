"""What the text of a 批复 says: 文号, dates, the project's name (domain.md §2.1). Pure.

Nothing is decided here: every find comes with the words around it, for a person to look at.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

AROUND = 16  # signs of the snippet on either side
MOST = 5  # of numbers, of dates
NUMBER, DAY, CODE = "document_no", "on", "national_code"

_SPACE = re.compile(r"\s+")
# The organ's letters, the year in brackets of any make, the serial number.
_PAPER = re.compile(
    r"(?P<organ>[\u4e00-\u9fa5A-Za-z]{2,24})[〔【\[(﹝〖](?P<year>(?:19|20)\d{2})[〕】\])﹞〗]"
    r"第?(?P<serial>\d{1,5})号"
)
# Words that lead to a number in a sentence and are none of its own: 根据晋发改…, 文号：…
_LEADS = re.compile(
    r".*(?:根据|依据|按照|依照|遵照|参照|文号|编号|收到|转发|印发|关于|的请示|原则)为?|^[见按以由从]|^[和及与](?=[晋临蒲国省市县])"
)
_ORGAN = 15
_CERTIFICATE = re.compile(r"[用地建乡]字第[0-9A-Z]{8,20}号")
_TITLE_DEED = re.compile(r"晋\(\d{4}\)[\u4e00-\u9fa5]{2,8}不动产权第\d{4,10}号")
# 18 digits are also those of an identity card: only with the words of the certificate before
_WORKS = re.compile(r"许可证[^0-9]{0,14}(?P<value>\d{6}20\d{10})(?!\d)")
_CODE = re.compile(r"(?<![\d-])\d{4}-\d{6}-\d{2}-\d{2}-\d{6}(?![\d-])")
_DATE = re.compile(r"(?P<y>(?:19|20)\d{2})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_ZERO = "〇○零OoΟ0"
_CHINESE = re.compile(
    rf"(?P<y>二[{_ZERO}一二三四五六七八九]{{3}})年(?P<m>[一二三四五六七八九十元]{{1,2}})月"
    r"(?P<d>[一二三四五六七八九十廿卅]{1,3})日"
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_DIGITS |= dict.fromkeys(_ZERO, 0)
_NAMED = re.compile(r"项目名称[:：](?P<name>.{2,60})")
_FIELDS = re.compile(r"项目代码|建设单位|建设地点|项目单位|项目法人|[;；。|]")
_ABOUT = re.compile(
    r"关于(?:同意|核准|准予|批准|对)?(?P<name>[^。；;]{4,60}?)(?:的)?"
    r"(?:可行性研究|初步设计|项目建议书|核准|备案|环境影响|节能|(?:建设)?用地预审|规划选址|水土保持"
    r"|使用林地|社会稳定|安全|建设用地|供地)[^。；;]{0,30}?(?:批复|意见|复函|函|通知|决定)"
)


@dataclass(frozen=True)
class Offer:
    """One thing read: which field it could go into, its value, and where it stood."""

    field: str
    value: str  # as a form takes it
    page: int
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class Reading:
    numbers: list[Offer] = field(default_factory=list)
    days: list[Offer] = field(default_factory=list)
    codes: list[Offer] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    text: str = ""  # all of it without spaces, to look a name up in

    @property
    def is_bare(self) -> bool:
        return not (self.numbers or self.days or self.codes)


def read(pages: Sequence[tuple[int, str]], today: date) -> Reading:
    """Of (number, text) pages; days after today are plans and validities, not approvals."""
    numbers: list[Offer] = []
    days: list[Offer] = []
    codes: list[Offer] = []
    names: list[str] = []
    for page, text in pages:
        lines = [_dense(line) for line in text.splitlines()]
        whole = "".join(lines)
        numbers += _numbers(page, lines, whole)
        days += _days(page, whole, today)
        codes += [_offer(CODE, m.group(), page, whole, m.span()) for m in _CODE.finditer(whole)]
        names += _names(lines, whole)
    # the last day that is signed is the likeliest: a 批复 cites others before
    return Reading(
        _once(numbers)[:MOST],
        _once(days[::-1])[:MOST],
        _once(codes)[:MOST],
        list(dict.fromkeys(names)),
        "".join(_dense(text) for _, text in pages),
    )


def _numbers(page: int, lines: Sequence[str], whole: str) -> Iterator[Offer]:
    """Line by line, for the head of a paper stands on lines of their own; as they follow."""
    start = 0
    for line in lines:
        found = [(m.start("organ"), m.end(), _paper_number(m)) for m in _PAPER.finditer(line)]
        for pattern in (_CERTIFICATE, _TITLE_DEED):
            found += [(m.start(), m.end(), m.group()) for m in pattern.finditer(line)]
        for _, end, value in sorted(found):
            if value:
                span = (start + end - len(value), start + end)
                yield _offer(NUMBER, value, page, whole, span)
        start += len(line)
    for match in _WORKS.finditer(whole):  # the title on one line, the digits on the next
        yield _offer(NUMBER, match["value"], page, whole, match.span("value"))


def _paper_number(match: re.Match[str]) -> str:
    """晋发改审发〔2022〕12号, whatever brackets it came in; "" where no organ is left."""
    organ = _LEADS.sub("", match["organ"])[-_ORGAN:]
    return f"{organ}〔{match['year']}〕{match['serial']}号" if len(organ) >= 2 else ""


def _days(page: int, whole: str, today: date) -> Iterator[Offer]:
    found = [(match, _day(*match.group("y", "m", "d"))) for match in _DATE.finditer(whole)]
    found += [(match, _chinese_day(match)) for match in _CHINESE.finditer(whole)]
    for match, day in sorted(found, key=lambda pair: pair[0].start()):
        # 印发 is the day the office printed it, not the day it was decided
        if day and day <= today and not whole.startswith("印发", match.end()):
            yield _offer(DAY, day.isoformat(), page, whole, match.span())


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _chinese_day(match: re.Match[str]) -> date | None:
    year = int("".join(str(_DIGITS[sign]) for sign in match["y"]))
    return _day(year, _chinese_number(match["m"].replace("元", "一")), _chinese_number(match["d"]))


def _chinese_number(text: str) -> int:
    """三 = 3, 十 = 10, 二十三 = 23, 廿三 = 23; 0 for what is no number."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    whole = (_DIGITS[tens] if tens else 1) * 10 if ten else 0
    return whole + (_DIGITS[ones] if ones else 0)


def _names(lines: Sequence[str], whole: str) -> Iterator[str]:
    """After 项目名称：, and in the title 关于……的批复, which may run over lines."""
    for line in lines:
        if named := _NAMED.search(line):
            yield _FIELDS.split(named["name"])[0]
    for about in _ABOUT.finditer(whole):
        yield about["name"].strip('《》“”"的')


def _dense(text: str) -> str:
    """Without spaces, which a PDF sets between signs as it likes; wide digits and (） plain."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def _offer(field_: str, value: str, page: int, whole: str, span: tuple[int, int]) -> Offer:
    start, end = span
    before, after = whole[max(0, start - AROUND) : start], whole[end : end + AROUND]
    return Offer(field_, value, page, before, whole[start:end], after)


def _once(offers: Sequence[Offer]) -> list[Offer]:
    return list({offer.value: offer for offer in reversed(offers)}.values())[::-1]
