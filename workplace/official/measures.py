"""GB/T 9704-2012 in numbers: paper, 版心, sizes, line spacing, fonts."""

from docx.shared import Length, Mm, Pt

# 天头 37, 订口 28, 版心 156 × 225 on A4
PAGE = (Mm(210), Mm(297))
TOP, BINDING, RIGHT, BOTTOM = Mm(37), Mm(28), Mm(26), Mm(35)
TEXT_WIDTH = Mm(156)
LANDSCAPE_WIDTH = Mm(225)
FOOTER = Mm(23)  # its line ends 7 mm below 版心
FOOTER_LANDSCAPE = Mm(14)

SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4 = Pt(22), Pt(16), Pt(14), Pt(12)
SIZE_MARK = Pt(36)  # 发文机关标志: left to the office, larger than 2号
LINE = Pt(28.95)  # 22 lines on a page
TITLE_LINE = Pt(35)
SMALL_LINE = Pt(17)
# 156 mm hold 28 signs of 15.79 pt; 3号 is 16 pt, so each gives up a quarter of a point
TIGHTER = -5  # twentieths of a point
SIGN = Pt(15.75)

SONG = "方正小标宋简体"
FANG = "仿宋_GB2312"
HEI = "黑体"
KAI = "楷体_GB2312"
PLAIN_SONG = "宋体"
LATIN = "Times New Roman"
# what stands in where the font is not installed; none is shipped
FALLBACKS = {
    SONG: "华文中宋",
    FANG: "仿宋",
    KAI: "楷体",
    HEI: "SimHei",
    PLAIN_SONG: "SimSun",
}
RED = "FF0000"


def signs(count: float) -> Length:
    """The width of so many 3号 signs."""
    return Length(round(SIGN * count))
