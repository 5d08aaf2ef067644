"""Sections of paper and the page number “— 1 —”, right on odd pages, left on even ones."""

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Mm
from docx.styles.style import BaseStyle

from .marks import element, exact, field, indent, twips, write
from .measures import (
    BINDING,
    BOTTOM,
    FOOTER,
    FOOTER_LANDSCAPE,
    LINE,
    PAGE,
    PLAIN_SONG,
    RIGHT,
    SIZE_4,
    TOP,
)


def first_section(docx: Docx) -> None:
    [section] = docx.sections
    _portrait(section)
    plain = docx.styles["Normal"]
    _line(section.footer, plain, WD_ALIGN_PARAGRAPH.RIGHT, right=1)
    _line(section.even_page_footer, plain, WD_ALIGN_PARAGRAPH.LEFT, left=1)
    settings = docx.settings.element
    settings.append(element("w:evenAndOddHeaders"))


def next_section(docx: Docx, *, landscape: bool) -> Section:
    """A new page; it wears the same page number, which counts on."""
    section = docx.add_section(WD_SECTION.NEW_PAGE)
    (_landscape if landscape else _portrait)(section)
    return section


def _portrait(section: Section) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = BINDING, RIGHT
    section.footer_distance, section.header_distance = FOOTER, Mm(15)
    _grid(section)


def _landscape(section: Section) -> None:
    """Turned to the left when bound: its head lies at the binding edge."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_height, section.page_width = PAGE
    section.top_margin, section.bottom_margin = BINDING, RIGHT
    section.left_margin, section.right_margin = BOTTOM, TOP
    section.footer_distance, section.header_distance = FOOTER_LANDSCAPE, Mm(15)
    _grid(section)


def _grid(section: Section) -> None:
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        grid.set(qn("w:linePitch"), twips(LINE))


def _line(footer: _Footer, plain: BaseStyle, align: WD_ALIGN_PARAGRAPH, **one_sign: float) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = plain
    paragraph.alignment = align
    exact(paragraph, SIZE_4)
    indent(paragraph, **one_sign)
    write(paragraph, "— ", PLAIN_SONG, SIZE_4)
    field(paragraph, "PAGE", PLAIN_SONG, SIZE_4)
    write(paragraph, " —", PLAIN_SONG, SIZE_4)
