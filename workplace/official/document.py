"""A document as it is said: title, receiver, headings, text, signature, tables, its bytes."""

import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO

from django.utils import timezone
from docx import Document as new_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from .marks import (
    Said,
    border,
    element,
    exact,
    font_table,
    indent,
    put_fonts,
    write,
    write_said,
)
from .measures import (
    FANG,
    HEI,
    KAI,
    LANDSCAPE_WIDTH,
    RED,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SIZE_MARK,
    SIZE_SMALL_4,
    SONG,
    TEXT_WIDTH,
    TIGHTER,
    TITLE_LINE,
)
from .pages import first_section, next_section
from .tables import Column, add_form, add_table
from .words import lines, long_day, numeral, safe, width_in_signs

LEVELS = {1: (HEI, "{}、"), 2: (KAI, "（{}）"), 3: (FANG, "{}．")}
DATE_RIGHT = 4  # signs between 成文日期 and the edge
COPIES = 3 * 14 / 15.75  # 抄送： in 4号, counted in 3号 signs


class Document:
    def __init__(self, *, title: str, author: str, created: datetime) -> None:
        self._docx = new_docx()
        self._created = created
        self._numbers = {1: 0, 2: 0, 3: 0}
        self._plain_style()
        first_section(self._docx)
        core = self._docx.core_properties
        core.title, core.author, core.last_modified_by = safe(title), safe(author), safe(author)
        core.created = core.modified = created.astimezone(UTC).replace(tzinfo=None)
        core.comments, core.revision = "", 1

    def letterhead(self, mark: str, number: str = "") -> None:
        """版头: the office in red, 发文字号, the red line; two empty lines follow it."""
        paragraph = self._line(WD_ALIGN_PARAGRAPH.CENTER, Pt(48))
        write(paragraph, mark, SONG, SIZE_MARK, red=True)
        self._line()
        self._line()
        below = self._line(WD_ALIGN_PARAGRAPH.CENTER)
        write(below, number)
        border(below, colour=RED, bottom=12)
        self._line()
        self._line()

    def title(self, text: str, under: str = "") -> None:
        """2号 小标宋, centred; `under`: a line such as （第3期） in 楷体. An empty one follows."""
        for line in lines(text):
            paragraph = self._line(WD_ALIGN_PARAGRAPH.CENTER, TITLE_LINE)
            write(paragraph, line, SONG, SIZE_2)
            paragraph.paragraph_format.keep_with_next = True
        if under:
            write(self._line(WD_ALIGN_PARAGRAPH.CENTER), under, KAI)
        self._line()

    def receiver(self, text: str) -> None:
        """主送机关 at the left edge, with a full-width colon."""
        write(self._line(), safe(text).rstrip(":： ") + "：")

    def heading(self, text: Said, level: int = 1, then: Said = "") -> None:
        """一、 （一） 1. counted here; `then` runs on behind it in the same paragraph."""
        self._numbers[level] += 1
        for lower in range(level + 1, 4):
            self._numbers[lower] = 0
        font, frame = LEVELS[level]
        number = self._numbers[level]
        head = frame.format(number if level == 3 else numeral(number))
        paragraph = self._line(WD_ALIGN_PARAGRAPH.JUSTIFY)
        indent(paragraph, first_line=2)
        said = [" ".join(lines(text))] if isinstance(text, str) else text
        write_said(paragraph, [head, *said], font)
        if then:
            write_said(paragraph, " ".join(lines(then)) if isinstance(then, str) else then)
        else:
            paragraph.paragraph_format.keep_with_next = True

    def paragraph(self, text: str, lead: str = "") -> None:
        """Text with its first line two signs in; `lead` opens it in 黑体 (出席： 议定：)."""
        for position, line in enumerate(lines(text) or [""]):
            paragraph = self._line(WD_ALIGN_PARAGRAPH.JUSTIFY)
            indent(paragraph, first_line=2)
            if lead and position == 0:
                write(paragraph, lead, HEI)
            write(paragraph, line)

    def said(self, parts: Said, *, keep: bool = False) -> None:
        """A paragraph of text and links; `keep`: on the page of what comes next."""
        paragraph = self._line(WD_ALIGN_PARAGRAPH.JUSTIFY)
        indent(paragraph, first_line=2)
        write_said(paragraph, parts)
        paragraph.paragraph_format.keep_with_next = keep or None

    def entries(self, several: Sequence[Said]) -> None:
        """1. 2. 3. numbered on their own, whatever stood before."""
        self._numbers[3] = 0
        for said in several:
            self.heading("", level=3, then=said)

    def above_table(self, title: str, unit: str = "") -> None:
        """What a table between paragraphs is called, and in what it counts."""
        tail = f"（单位：{unit}）" if unit else ""
        paragraph = self._line(WD_ALIGN_PARAGRAPH.CENTER)
        write(paragraph, f"{title}{tail}", HEI, SIZE_SMALL_4)
        paragraph.paragraph_format.keep_with_next = True

    def attachments(self, names: Sequence[str]) -> None:
        """附件 one line below the text, two signs in; several are numbered.

        They and the signature take the last lines of the text along to a new page.
        """
        self._keep_last()
        self._line().paragraph_format.keep_with_next = True
        for position, name in enumerate(names, 1):
            paragraph = self._line()
            number = f"{position}．" if len(names) > 1 else ""
            head = "附件：" if position == 1 else "　　　"
            hanging = 3 + width_in_signs(number)
            indent(paragraph, left=2 + hanging, hanging=hanging)
            write(paragraph, f"{head}{number}{name}")
            paragraph.paragraph_format.keep_with_next = position < len(names)

    def signature(self, office: str, day: date) -> None:
        """成文日期 four signs from the right, the office centred above; never alone on a page."""
        written = long_day(day)
        overhang = (width_in_signs(written) - width_in_signs(office)) / 2
        right = max(DATE_RIGHT, -overhang)
        self._keep_last()
        for _ in range(2):  # room for the seal
            self._line().paragraph_format.keep_with_next = True
        for text, inset in ((office, right + overhang), (written, right)):
            paragraph = self._line(WD_ALIGN_PARAGRAPH.RIGHT)
            indent(paragraph, right=inset)
            write(paragraph, text)
            paragraph.paragraph_format.keep_with_next = text == office

    def copies(self, text: str, printed_by: str, day: date) -> None:
        """版记: 抄送 and 印发机关 in 4号 between rules, at the end."""
        self._line()
        above = self._line()
        indent(above, left=1 + COPIES, right=1, hanging=COPIES)
        write(above, f"抄送：{safe(text).rstrip('。')}。", FANG, SIZE_4)
        border(above, top=8, bottom=6)
        above.paragraph_format.keep_with_next = True
        below = self._line()
        indent(below, left=1, right=1)
        below.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
        write(below, printed_by, FANG, SIZE_4)
        below.add_run().add_tab()
        write(below, f"{long_day(day)}印发", FANG, SIZE_4)
        border(below, bottom=8)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
        """A table between paragraphs, as wide as the text."""
        add_table(self._docx, columns, rows, TEXT_WIDTH)

    def form(self, rows: Sequence[tuple[str, object]], tall: Sequence[str] = ()) -> None:
        add_form(self._docx, rows, TEXT_WIDTH, tall=tall)

    def table_page(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[object]],
        *,
        unit: str = "",
        mark: str = "",
    ) -> None:
        """A table on pages across; `mark` is 附件, `unit` stands right above the table."""
        next_section(self._docx, landscape=True)
        if mark:
            write(self._line(), mark, HEI)
        heading = self._line(WD_ALIGN_PARAGRAPH.CENTER, TITLE_LINE)
        write(heading, title, SONG, SIZE_2)
        heading.paragraph_format.keep_with_next = True
        if unit:
            right = self._line(WD_ALIGN_PARAGRAPH.RIGHT)
            write(right, f"单位：{unit}", FANG, SIZE_SMALL_4)
            right.paragraph_format.keep_with_next = True
        add_table(self._docx, columns, rows, LANDSCAPE_WIDTH)
        # Word wants a paragraph behind a table; a line's height would start an empty page
        exact(self._docx.add_paragraph(), Pt(1))

    def to_bytes(self) -> bytes:
        """The same words give the same bytes: the zip's times are the document's own."""
        for part in self._docx.part.package.iter_parts():
            if str(part.partname) == "/word/fontTable.xml":
                part._blob = font_table()
        raw = BytesIO()
        self._docx.save(raw)
        stamp = timezone.localtime(self._created).timetuple()[:6]
        made = BytesIO()
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                info = zipfile.ZipInfo(name, stamp)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                new.writestr(info, old.read(name))
        return made.getvalue()

    def _keep_last(self) -> None:
        """What comes next stands on the page of the last paragraph."""
        body = self._docx.element.body
        last = body[-2] if len(body) > 1 else None  # the very last is the section
        if last is not None and last.tag == qn("w:p"):
            Paragraph(last, self._docx._body).paragraph_format.keep_with_next = True
        if last is not None and last.tag == qn("w:tbl"):
            for cell in self._docx.tables[-1].rows[-1].cells:
                cell.paragraphs[-1].paragraph_format.keep_with_next = True

    def _plain_style(self) -> None:
        """What every paragraph starts from: 3号 仿宋, 28 signs a line, 22 lines a page."""
        style = self._docx.styles["Normal"]
        style.font.size = SIZE_3
        properties = style.element.get_or_add_rPr()
        put_fonts(properties, FANG)
        properties.append(element("w:spacing", val=str(TIGHTER)))
        layout = style.element.get_or_add_pPr()
        layout.append(element("w:wordWrap", val="0"))  # a long code breaks anywhere
        language = properties.find(qn("w:lang"))
        if language is not None:
            properties.remove(language)
        properties.append(element("w:lang", val="en-US", eastAsia="zh-CN"))

    def _line(
        self, align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT, height: Pt | None = None
    ) -> Paragraph:
        paragraph = self._docx.add_paragraph()
        paragraph.alignment = align
        exact(paragraph, *([height] if height else []))
        return paragraph
