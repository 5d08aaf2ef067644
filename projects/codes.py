"""项目代码 (GB/T 40058): made plain, checked for shape, and told in words; no database here.

YYMM - area - 中央业务指导部门 - 项目类型 - five digits of a number and a check digit. How the check
digit is made is not published, so it is not judged (domain §2.1).
"""

import re
from dataclasses import dataclass

from sheets.text import half_width

PATTERN = "[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}"
OWN_AREA = "141033"
CITY = 4  # digits of an area that name its city; the last two are its county

_SHAPE = re.compile(r"([0-9]{4})([0-9]{6})([0-9]{2})([0-9]{2})([0-9]{6})")
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−﹣_·.]+")

# NV: the standard names five types; that they are numbered in this order is not verified.
TYPES = {
    "01": "基本建设",
    "02": "技术改造",
    "03": "单纯购置",
    "04": "信息化",
    "05": "其他",
}
COUNTIES = {
    "141000": "临汾市", "141002": "尧都区", "141021": "曲沃县", "141022": "翼城县",
    "141023": "襄汾县", "141024": "洪洞县", "141025": "古县", "141026": "安泽县",
    "141027": "浮山县", "141028": "吉县", "141029": "乡宁县", "141030": "大宁县",
    "141031": "隰县", "141032": "永和县", "141033": "蒲县", "141034": "汾西县",
    "141081": "侯马市", "141082": "霍州市",
}  # fmt: skip
PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省",
    "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区",
    "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省",
    "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    year: int
    month: int
    area: str
    department: str
    kind: str

    @property
    def is_dated(self) -> bool:
        return 1 <= self.month <= 12

    @property
    def place(self) -> str:
        """The area in words; outside the city only its province is known."""
        known = COUNTIES.get(self.area) or PROVINCES.get(self.area[:2])
        return f"{known}（{self.area}）" if known else self.area

    @property
    def kind_name(self) -> str:
        return TYPES.get(self.kind, "")


def normalise(text: str) -> str:
    """Width, blanks and kinds of dash made plain, missing hyphens put in; else as it was typed."""
    plain = _BETWEEN.sub("", half_width(text)).upper()
    if match := _SHAPE.fullmatch(plain):
        return "-".join(match.groups())
    return text


def decode(code: str) -> Code | None:
    """What a code says, or None when it has not the shape of one."""
    if not re.fullmatch(PATTERN, code):
        return None
    month_part, area, department, kind, _ = code.split("-")
    return Code(2000 + int(month_part[:2]), int(month_part[2:]), area, department, kind)


def meaning(code: str) -> str:
    """One line for people: 2022年11月赋码，蒲县（141033），基本建设."""
    found = decode(code)
    if found is None:
        return ""
    day = f"{found.year}年{found.month}月赋码" if found.is_dated else ""
    kind = found.kind_name or f"项目类型 {found.kind}"
    parts = (day, found.place, f"业务指导部门 {found.department}", kind)
    return "，".join(part for part in parts if part)


def warnings(code: str, *, own: str = OWN_AREA) -> list[str]:
    """What is odd about a code of the right shape; each wants a look, none refuses it."""
    found = decode(code)
    if found is None:
        return []
    odd = []
    if not found.is_dated:
        odd.append(f"项目代码前四位应是年月，{found.month:02} 不是月份。核对代码")
    if found.area not in _own_areas(own):
        odd.append(f"项目代码里的地区是{found.place}，不是本县。核对代码，或确认由那里赋码")
    if not found.kind_name:
        odd.append(f"项目代码里的项目类型 {found.kind} 不在 01–05 之内。核对代码")
    return odd


def _own_areas(own: str) -> frozenset[str]:
    """The county's, its city's and its province's own: whoever assigns a code to its project."""
    return frozenset({own, own[:CITY] + "00", own[:2] + "0000"})
