"""Official documents measured with python-docx: GB/T 9704-2012 to the millimetre and the point."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document as read_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import at
from workplace.official import Column, Document, long_day, numeral
from workplace.official.words import safe, width_in_signs

MADE = at("2023-02-03 09:30")
OFFICE = "蒲县项目推进中心"
COLUMNS = (Column("序号", 11, "centre"), Column("项目名称", 214))


def paper() -> Document:
    return Document(title="关于进展的报告", author=OFFICE, created=MADE)


def read(made: Document):
    return read_docx(BytesIO(made.to_bytes()))


def only(made: Document):
    """The paragraphs that hold something."""
    return [p for p in read(made).paragraphs if p.text]


def font(run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


def chars(paragraph, name: str) -> int:
    return int(paragraph._p.pPr.ind.get(qn(f"w:{name}Chars"), "0"))


def test_the_page_is_a4_with_a_text_of_156_by_225_mm():
    [section] = read(paper()).sections
    measured = [section.page_width, section.page_height, section.top_margin,
                section.left_margin, section.right_margin, section.bottom_margin]  # fmt: skip
    assert [round(length.mm) for length in measured] == [210, 297, 37, 28, 26, 35]
    assert round((section.page_width - section.left_margin - section.right_margin) / 36_000) == 156


def test_the_title_is_song_2_and_centred():
    made = paper()
    made.title("关于协调解决\n有关问题的意见", under="（2023年第1号）")
    first, second, under = only(made)
    assert (first.text, second.text) == ("关于协调解决", "有关问题的意见")
    assert first.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert (font(first.runs[0]), first.runs[0].font.size.pt) == ("方正小标宋简体", 22)
    assert font(under.runs[0]) == "楷体_GB2312"


def test_text_is_fangsong_3_on_exact_lines_two_signs_in():
    made = paper()
    made.paragraph("第一段。\n第二段。")
    one, two = only(made)
    for paragraph in (one, two):
        layout = paragraph.paragraph_format
        assert layout.line_spacing_rule == WD_LINE_SPACING.EXACTLY
        assert layout.line_spacing.pt == pytest.approx(28.95, abs=0.05)
        assert chars(paragraph, "firstLine") == 200
        assert (font(paragraph.runs[0]), paragraph.runs[0].font.size.pt) == ("仿宋_GB2312", 16)


def test_headings_are_counted_and_wear_their_fonts():
    made = paper()
    for _ in range(2):
        made.heading("总体情况")
        made.heading("分单位", level=2)
        made.heading("薛关镇。", level=3, then="办结 3 项。")
        made.heading("克城镇。", level=3)
    texts = [p.text for p in only(made)]
    assert texts[:4] == ["一、总体情况", "（一）分单位", "1．薛关镇。办结 3 项。", "2．克城镇。"]
    assert texts[4:6] == ["二、总体情况", "（一）分单位"]
    fonts = [font(p.runs[0]) for p in only(made)[:3]]
    assert fonts == ["黑体", "楷体_GB2312", "仿宋_GB2312"]


def test_a_heading_never_stands_alone_at_the_foot_of_a_page():
    made = paper()
    made.heading("总体情况")
    made.paragraph("正文。")
    heading, text = only(made)
    assert heading.paragraph_format.keep_with_next
    assert not text.paragraph_format.keep_with_next


def test_receiver_attachment_and_signature_stand_where_they_belong():
    made = paper()
    made.receiver("市项目推进中心")
    made.paragraph("正文。")
    made.attachments(["清单", "说明"])
    made.signature(OFFICE, date(2023, 2, 3))
    receiver, text, first, second, office, day = only(made)
    assert receiver.text == "市项目推进中心："
    assert receiver._p.pPr.ind is None
    assert (first.text, second.text) == ("附件：1．清单", "　　　2．说明")
    assert (chars(first, "left") - chars(first, "hanging"), day.text) == (200, "2023年2月3日")
    assert chars(day, "right") == 400
    middle = chars(office, "right") + width_in_signs(OFFICE) * 50
    assert middle == 400 + width_in_signs(day.text) * 50
    assert text.paragraph_format.keep_with_next
    assert office.paragraph_format.keep_with_next


def test_a_long_office_moves_the_date_inwards_and_stays_on_the_paper():
    made = paper()
    made.signature("蒲县推进重点项目和前期手续办理工作领导小组办公室", date(2023, 2, 3))
    office, day = only(made)
    assert chars(office, "right") == 0
    assert chars(day, "right") > 400


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones():
    docx = read(paper())
    [section] = docx.sections
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert docx.settings.odd_and_even_pages_header_footer
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    assert "PAGE" in odd._p.xml
    assert odd.text.startswith("— ")
    assert odd.text.endswith(" —")
    assert {run.font.size.pt for run in odd.runs} == {14}


def test_a_table_page_lies_across_and_repeats_its_head():
    made = paper()
    made.table_page("清单", COLUMNS, [[1, "供水工程"], [2, None]], unit="万元", mark="附件")
    docx = read(made)
    assert len(docx.sections) == 2
    across = docx.sections[1]
    assert (round(across.page_width.mm), round(across.page_height.mm)) == (297, 210)
    [table] = docx.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:cantSplit")) is not None
    assert [cell.text for cell in table.rows[1].cells] == ["1", "供水工程"]
    assert table.rows[2].cells[1].text == ""
    assert round(sum(column.width for column in table.columns) / 36_000) == 225
    run = table.rows[1].cells[1].paragraphs[0].runs[0]
    assert (font(run), run.font.size.pt) == ("仿宋_GB2312", 12)
    assert "单位：万元" in [p.text for p in docx.paragraphs]


def test_the_letterhead_is_red_above_a_red_line():
    made = paper()
    made.letterhead("蒲县人民政府办公室文件", "蒲政办发〔2022〕57号")
    mark, number = only(made)
    assert str(mark.runs[0].font.color.rgb) == "FF0000"
    assert 'w:bottom w:val="single"' in number._p.xml
    made.copies("县委办、人大办", "蒲县人民政府办公室", date(2022, 11, 25))
    assert [p.text for p in only(made)][-2] == "抄送：县委办、人大办。"


def test_no_font_is_shipped_and_each_has_a_stand_in():
    with zipfile.ZipFile(BytesIO(paper().to_bytes())) as archive:
        names = archive.namelist()
        table = archive.read("word/fontTable.xml").decode()
    assert not [name for name in names if "fonts/" in name]
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋"' in table


def test_the_same_words_give_the_same_bytes_with_their_properties():
    def made() -> Document:
        one = paper()
        one.title("报告")
        one.table(COLUMNS, [[1, "甲"]])
        return one

    assert made().to_bytes() == made().to_bytes()
    core = read(made()).core_properties
    assert (core.title, core.author) == ("关于进展的报告", OFFICE)
    assert core.created.isoformat()[:16] == "2023-02-03T01:30"  # UTC


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_document_that_opens(text):
    made = paper()
    made.title(text)
    made.receiver(text)
    made.heading(text, then=text)
    made.paragraph(text)
    made.table(COLUMNS, [[1, text]])
    read(made)


def test_control_characters_go_and_markup_stays_text():
    assert safe("甲\x00\x0b\ufffe乙\ud800") == "甲乙"
    made = paper()
    made.paragraph("<w:p>&amp; ]]> ‘x’")
    assert only(made)[0].text == "<w:p>&amp; ]]> ‘x’"


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_numerals(number, text):
    assert numeral(number) == text


def test_days_have_no_leading_zero():
    assert long_day(date(2023, 2, 3)) == "2023年2月3日"
