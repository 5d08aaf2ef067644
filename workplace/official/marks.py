"""The few OOXML elements that python-docx has no words for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .measures import FALLBACKS, FANG, LATIN, LINE, RED, SIZE_3
from .words import safe

HYPERLINK = RELATIONSHIP_TYPE.HYPERLINK


def element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def twips(length: Length) -> str:
    return str(round(length / 635))


def put_fonts(properties: Any, name: str) -> None:
    """`properties`: of a run or a style. Latin and figures in Times, all else in `name`."""
    fonts = properties.get_or_add_rFonts()
    for attribute in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{attribute}"), LATIN)
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks and dashes are full-width too


def write(
    paragraph: Paragraph, text: object, font: str = FANG, size: Pt = SIZE_3, *, red: bool = False
) -> Run:
    run = paragraph.add_run(safe(text))
    put_fonts(run._r.get_or_add_rPr(), font)
    run.font.size = size
    if red:
        run.font.color.rgb = RGBColor.from_string(RED)
    return run


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere on the screen; in print they look like the text around them."""

    text: str
    href: str


Said = str | Sequence["str | Link"]


def write_said(paragraph: Paragraph, said: Said, font: str = FANG, size: Pt = SIZE_3) -> None:
    for part in [said] if isinstance(said, str) else said:
        if isinstance(part, str):
            write(paragraph, part, font, size)
        else:
            _link(paragraph, part, write(paragraph, part.text, font, size))


def _link(paragraph: Paragraph, link: Link, run: Run) -> None:
    place = element("w:hyperlink", history="1")
    place.set(qn("r:id"), paragraph.part.relate_to(link.href, HYPERLINK, is_external=True))
    run._r.addprevious(place)
    place.append(run._r)


def exact(paragraph: Paragraph, line: Length = LINE) -> None:
    layout = paragraph.paragraph_format
    layout.line_spacing = line
    layout.space_before = layout.space_after = Pt(0)


def indent(paragraph: Paragraph, **by_signs: float) -> None:
    """Indents in signs: `first_line`, `left`, `right`, `hanging`; Word re-reckons them by font."""
    from .measures import signs

    properties = paragraph._p.get_or_add_pPr()
    found = properties.get_or_add_ind()
    names = {"first_line": "firstLine", "left": "left", "right": "right", "hanging": "hanging"}
    for key, count in by_signs.items():
        found.set(qn(f"w:{names[key]}Chars"), str(round(count * 100)))
        found.set(qn(f"w:{names[key]}"), twips(signs(count)))


def border(paragraph: Paragraph, *, colour: str = "000000", **edges: int) -> None:
    """`top=8, bottom=4`: rules of so many eighths of a point."""
    holder = element("w:pBdr")
    for edge in ("top", "bottom"):
        if edge in edges:
            holder.append(
                element(f"w:{edge}", val="single", sz=str(edges[edge]), space="4", color=colour)
            )
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        holder, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:wordWrap", "w:spacing", "w:ind",
        "w:jc", "w:rPr",
    )  # fmt: skip


def field(paragraph: Paragraph, code: str, font: str, size: Pt) -> None:
    """PAGE and the like, reckoned when the document is laid out."""
    for kind in ("begin", "", "end"):
        run = write(paragraph, "", font, size)
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = code
            run._r.append(text)


def font_table() -> bytes:
    """Each font with the one that stands in for it."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"{rows}</w:fonts>"
    ).encode()
